"""Desks of the back office: services, calling, the figures of the day, and what the tills hear of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import pytest

from backoffice_server.features.queue import queries, service
from backoffice_server.features.queue.service import Origin
from shared_models.rules.queue import Step
from shared_models.values.codes import TicketStep
from shared_models.wire.queue import QueueBoard, QueueServiceRow, TicketRow
from shared_models.wire.sync import Entity
from tests.factories.enrolled import enrolled
from tests.factories.shop import Door, Shop

KASIR: Final = {
    "id": str(UUID(int=0xA)),
    "code": "A",
    "name_id": "Kasir",
    "name_en": "Cashier",
    "active": True,
    "order": 1,
}
CS: Final = {**KASIR, "id": str(UUID(int=0xB)), "code": "B", "name_id": "Layanan", "name_en": "Service"}


def place(shop: Shop) -> str:
    return f"/api/queue/{shop.branch()}"


def save(door: Door, shop: Shop, row: dict[str, Any], who: str = "ratna") -> Any:
    path = f"{place(shop)}/services/{row['id']}"
    return door.client.put(path, json=row, headers=door.sign_in(who))


def issue(shop: Shop, number: int, minutes: int = 0) -> UUID:
    """As a till's event would."""
    ticket = UUID(int=0x7000 + number)
    with shop.database.write() as unit:
        day = queries.board(unit, shop.branch()).day
        step = Step(
            kind=TicketStep.ISSUED,
            ticket=ticket,
            number=f"A-K1-{number:03}",
            service=UUID(int=0xA),
            counter="",
            at=unit.now(),
            bdate=day,
        )
        service.note_steps(unit, shop.branch(), [(step, Origin(unit.new_id()))])
    shop.clock.forward(minutes=minutes)
    return ticket


def test_services_are_named_per_branch_and_reach_its_tills(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    assert save(door, shop, KASIR).json() == KASIR
    (change,) = till.changes(cursor).rows
    assert (change.entity, change.key) == (Entity.QUEUE_SERVICE, KASIR["id"])
    assert QueueServiceRow.model_validate(change.row).name_id == "Kasir"
    taken = save(door, shop, CS | {"code": "A"}).json()
    assert taken["facts"]["faults"] == [{"field": "code", "code": "conflict"}]
    assert save(door, shop, CS | {"code": "ab"}).status_code == 422
    save(door, shop, CS)
    assert [one["code"] for one in door.get(f"{place(shop)}/services", door.sign_in())] == ["A", "B"]


def test_only_who_sets_up_tills_names_services(door: Door, shop: Shop) -> None:
    assert save(door, shop, KASIR, "budi").json()["code"] == "not_allowed"
    address = door.client.post(f"{place(shop)}/display", headers=door.sign_in("budi"))
    assert address.json()["code"] == "not_allowed"


def test_a_desk_calls_whoever_waited_longest_and_the_tills_hear_it(door: Door, shop: Shop) -> None:
    save(door, shop, KASIR)
    save(door, shop, CS)
    first, second = issue(shop, 1, minutes=4), issue(shop, 2, minutes=2)
    till, who = enrolled(door, shop), door.sign_in("budi")
    cursor = till.snapshot().cursor
    called = door.client.post(f"{place(shop)}/next", json={"counter": "Meja 1"}, headers=who)
    row = TicketRow.model_validate(called.json())
    assert (row.ticket, row.counter, row.calls) == (first, "Meja 1", 1)
    (change,) = till.changes(cursor).rows
    assert TicketRow.model_validate(change.row) == row
    moved = {"step": "transferred", "counter": "Meja 1", "to": CS["id"]}
    assert step(door, shop, first, moved)["state"] == "waiting"
    only = {"counter": "Meja 1", "services": [KASIR["id"]]}
    called = door.client.post(f"{place(shop)}/next", json=only, headers=who)
    assert called.json()["ticket"] == str(second)
    assert step(door, shop, second, {"step": "served", "counter": "Meja 1"})["state"] == "served"
    board = QueueBoard.model_validate(door.get(f"{place(shop)}/board", who))
    assert [one.ticket for one in board.waiting] == [first]
    kasir, cs = board.figures
    assert (kasir.issued, kasir.served, kasir.longest_wait_s, kasir.by_hour) == (1, 1, 120, ((8, 1),))
    assert (cs.issued, cs.waiting, cs.longest_now_s) == (1, 1, 360)


def step(door: Door, shop: Shop, ticket: UUID, wanted: dict[str, Any]) -> Any:
    path = f"{place(shop)}/tickets/{ticket}"
    return door.client.post(path, json=wanted, headers=door.sign_in("budi")).json()


def test_a_call_out_of_an_empty_line_is_refused(door: Door, shop: Shop) -> None:
    called = door.client.post(f"{place(shop)}/next", json={"counter": "1"}, headers=door.sign_in("budi"))
    assert (called.status_code, called.json()["code"]) == (409, "queue_empty")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"step": "served"}, "ticket_step_unfit"),
        ({"step": "issued"}, "ticket_step_unfit"),
        ({"step": "transferred", "to": KASIR["id"]}, "invalid"),
        ({"step": "transferred", "to": str(UUID(int=9))}, "invalid"),
    ],
)
def test_a_step_that_does_not_fit_is_refused(
    door: Door, shop: Shop, wanted: dict[str, Any], code: str
) -> None:
    save(door, shop, KASIR)
    ticket = issue(shop, 1)
    assert step(door, shop, ticket, wanted | {"counter": "Meja 1"})["code"] == code
    assert step(door, shop, UUID(int=5), wanted | {"counter": "Meja 1"})["code"] == "not_found"


def test_another_day_can_be_looked_at(door: Door, shop: Shop) -> None:
    save(door, shop, KASIR)
    issue(shop, 1)
    shop.clock.forward(hours=24)
    who = door.sign_in("budi")
    today = QueueBoard.model_validate(door.get(f"{place(shop)}/board", who))
    assert (today.waiting, today.figures[0].issued) == ((), 0)
    before = door.get(f"{place(shop)}/board", who, day="2026-11-20")
    assert before["figures"][0]["issued"] == 1
