"""Customers: saved by an id their maker gives, found by name or phone, known to the tills."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.kernel.feed import feed_row
from shared_models.wire.replica import CustomerRow
from tests.factories.shop import Door, Shop


def row(number: int, code: str, name: str, phone: str | None = None) -> dict[str, Any]:
    made = CustomerRow(id=UUID(int=number), code=code, name=name, phone=phone)
    return dict(json.loads(made.model_dump_json()))


def save(door: Door, one: dict[str, Any]) -> Any:
    return door.client.put(f"/api/customers/{one['id']}", json=one, headers=door.sign_in("dewi"))


def test_a_customer_is_saved_found_and_told(door: Door, shop: Shop) -> None:
    ani = row(1, "M1", "Ibu Ani", "0812-5550")
    for _ in range(2):
        assert save(door, ani).json() == ani
    assert save(door, row(2, "M2", "Pak Tono")).status_code == 200
    who = door.sign_in("budi")
    (first,) = door.get("/api/customers", who, limit=1)["rows"]
    assert first == {"customer": ani, "points": 0, "owed": 0, "last_purchase": None}
    assert [line["customer"] for line in door.get("/api/customers", who, search="ani")["rows"]] == [ani]
    assert door.get(f"/api/customers/{ani['id']}/standing", who)["purchases"] == []
    assert door.get("/api/customers", who, search="5550")["total"] == 1
    assert shop.scalar(select(feed_row.c.entity).where(feed_row.c.key == ani["id"])) == "customer"


def test_a_code_belongs_to_one_customer(door: Door) -> None:
    save(door, row(1, "M1", "Ibu Ani"))
    refused = save(door, row(2, "M1", "Pak Tono"))
    assert refused.json()["facts"]["faults"] == [{"field": "code", "code": "conflict"}]


def test_a_card_number_is_one_customers_and_a_term_is_readable(door: Door) -> None:
    save(door, row(1, "M1", "Ibu Ani") | {"card": "888"})
    refused = save(door, row(2, "M2", "Pak Tono") | {"card": "M1", "credit_term": "nanti"})
    assert [fault["field"] for fault in refused.json()["facts"]["faults"]] == ["card", "credit_term"]


def test_terms_reach_the_tills_and_points_never_buy_everything(door: Door, shop: Shop) -> None:
    owner = door.sign_in("ratna")
    terms = {"points": {"spend": 1000, "value": 10}, "credit_offline_cap": 500_000}
    saved = door.client.put("/api/customers/terms", json=terms, headers=owner)
    assert saved.json()["points"]["redemption_bp"] == 9_500
    assert door.get("/api/customers/terms", owner) == saved.json()
    assert shop.scalar(select(feed_row.c.key).where(feed_row.c.entity == "customer_terms")) == "all"
    terms["points"] = {"spend": 1000, "value": 1000}
    refused = door.client.put("/api/customers/terms", json=terms, headers=owner)
    assert refused.json()["facts"]["faults"] == [{"field": "points.value", "code": "invalid"}]


def test_customers_are_named_by_their_ids(door: Door) -> None:
    for at, name in enumerate(("Pak Tono", "Ibu Ani"), 1):
        save(door, row(at, f"M{at}", name))
    who = door.sign_in("budi")
    ids = ",".join(str(UUID(int=at)) for at in (1, 2, 3))
    named = door.client.get("/api/customers/named", params={"ids": ids}, headers=who).json()
    assert [one["name"] for one in named] == ["Ibu Ani", "Pak Tono"]
    refused = door.client.get("/api/customers/named", params={"ids": "x"}, headers=who)
    assert refused.json()["facts"]["faults"] == [{"field": "ids", "code": "invalid"}]
