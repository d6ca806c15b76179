"""A sale that was returned in two branches: each return is right by itself, together they are too much."""

from __future__ import annotations

import gzip

from sqlalchemy import select

from backoffice_server.features.reviews.tables import review
from backoffice_server.nightly import Nightly
from shared_models.rules.returns import LineBack
from shared_models.values.quantity import whole
from tests.factories.enrolled import Till, enrolled, soap, writer_of
from tests.factories.events import TillWriter, line
from tests.factories.shop import Door, Shop


def opened(till: Till, shop: Shop) -> TillWriter:
    writer = writer_of(till.reply, stream=till.reply.certificate.device, actor=shop.person("sari"))
    writer.opened()
    writer.shift_opened()
    return writer


def push(till: Till, writer: TillWriter, first: int) -> None:
    body = gzip.compress(writer.push(first).model_dump_json().encode())
    headers = till.headers | {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    reply = till.door.client.post("/api/sync/push", content=body, headers=headers)
    assert {result["outcome"] for result in reply.json()["results"]} <= {"posted", "noted"}, reply.text


def flags(shop: Shop) -> list[tuple[str, int]]:
    exceeds = select(review.c.subject, review.c.occurrences).where(review.c.code == "return_exceeds_sale")
    with shop.database.read() as unit:
        return [(row.subject, row.occurrences) for row in unit.connection.execute(exceeds)]


def test_what_two_branches_took_back_together_is_flagged_once(door: Door, shop: Shop) -> None:
    here, there = enrolled(door, shop), enrolled(door, shop, "K1", "BDG2", device=0xD2)
    sabun = soap(shop.product("SABUN"))
    till, other = opened(here, shop), opened(there, shop)
    sold = till.sale(line(sabun, 4_300, qty=whole(3)))
    till.returned(sold, [LineBack(1, whole(2))])
    push(here, till, 1)
    other.returned(sold, [LineBack(1, whole(1))], sold_in=till.branch)
    push(there, other, 1)
    nightly = Nightly(shop.database)
    nightly.look()
    assert flags(shop) == []
    other.returned(sold, [LineBack(1, whole(1))], sold_in=till.branch)
    push(there, other, 4)
    for _ in range(2):
        shop.clock.forward(days=1)
        nightly.look()
    assert flags(shop) == [(str(sold.sale), 1)]
