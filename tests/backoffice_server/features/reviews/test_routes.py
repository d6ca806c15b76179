"""The review desk over HTTP: who sees, who resolves, and what a request must say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.reviews.tables import review
from shared_models.values.codes import ReviewCode
from tests.factories.shop import Door, Shop


def raised(shop: Shop) -> Any:
    product = shop.product("GULA-1KG")
    with shop.database.write() as unit:
        branch = shop.branch()
        one = Flag(ReviewCode.NEGATIVE_STOCK, str(product), "sale", UUID(int=5))
        unit.lock_branch(branch)
        raise_flags(unit, branch, [one])
    return shop.rows(select(review))[0]


@pytest.mark.parametrize(
    ("login", "reads", "resolves"),
    [("sari", 403, 403), ("budi", 200, 403), ("dewi", 200, 200), ("ratna", 200, 200)],
)
def test_who_sees_and_who_resolves(door: Door, shop: Shop, login: str, reads: int, resolves: int) -> None:
    row = raised(shop)
    headers = door.sign_in(login)
    place = f"/api/reviews/{row.branch_id}/{row.review_id}"
    for path in ("/api/reviews", "/api/reviews?code=negative_stock&state=all&search=gula", place):
        reply = door.client.get(path, headers=headers)
        assert reply.status_code == reads, reply.text
    body = {"occurrences": 1, "note": "sudah dihitung", "action": {"how": "accepted"}}
    assert door.client.post(f"{place}/resolve", headers=headers, json=body).status_code == resolves
    seen = {"branch": str(row.branch_id), "review": str(row.review_id), "occurrences": 1}
    many = {"note": "x", "reviews": [seen]}
    again = door.client.post("/api/reviews/accept", headers=headers, json=many).status_code
    assert again == (409 if resolves == 200 else 403)


def test_a_note_is_needed(door: Door, shop: Shop) -> None:
    row = raised(shop)
    body = {"occurrences": 1, "note": "   ", "action": {"how": "accepted"}}
    place = f"/api/reviews/{row.branch_id}/{row.review_id}/resolve"
    assert door.client.post(place, headers=door.sign_in("ratna"), json=body).status_code == 422
