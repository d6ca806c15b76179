"""A till's day over HTTP: enrolled, pushed, and what the server says of it to the till and to the admin."""

from __future__ import annotations

import copy
import gzip
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.reviews.tables import review
from shared_models.rules.receipt import Item
from shared_models.values.codes import EventOutcome
from shared_models.wire.sync import PushReply, StreamEventsReply
from shared_models.wire.tills import ConfirmedShift, TillState
from tests.factories.enrolled import Till, enrolled, soap, writer_of
from tests.factories.events import TillWriter, line
from tests.factories.shop import Door, Shop


@dataclass
class Day:
    """An enrolled till with a shift under way and two sales pushed."""

    door: Door
    till: Till
    writer: TillWriter
    shift: UUID
    soap: Item

    def push(self, first: int = 1) -> PushReply:
        body = gzip.compress(self.writer.push(first).model_dump_json().encode())
        headers = self.till.headers | {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        reply = self.door.client.post("/api/sync/push", content=body, headers=headers)
        assert reply.status_code == 200, reply.text
        return PushReply.model_validate(reply.json())

    def ask(self, path: str, **asked: Any) -> Any:
        return self.door.get(path, self.till.headers, **asked)


@pytest.fixture
def day(door: Door, shop: Shop) -> Day:
    till = enrolled(door, shop)
    writer = writer_of(till.reply, actor=shop.person("sari"))
    writer.opened()
    writer.shift_opened()
    assert writer.shift is not None
    made = Day(door, till, writer, writer.shift, soap(shop.product("SABUN")))
    writer.sale(line(made.soap, 4_300))
    writer.sale(line(made.soap, 4_300), paid=5_000)
    made.push()
    return made


def test_a_till_reads_back_what_the_server_holds(day: Day) -> None:
    stream = day.writer.stream
    whole = StreamEventsReply.model_validate(day.ask(f"/api/sync/streams/{stream}/events"))
    assert (list(whole.events), whole.more) == (day.writer.items, False)
    rest = StreamEventsReply.model_validate(day.ask(f"/api/sync/streams/{stream}/events", **{"from": 3}))
    assert list(rest.events) == day.writer.items[2:]


def test_a_rolled_back_till_reads_its_own_chain_past_a_clones_branch(day: Day) -> None:
    clone = copy.deepcopy(day.writer)
    clone.made += 500
    for _ in range(2):
        day.writer.sale(line(day.soap, 4_300))
    first = day.writer.seq - 1
    day.push(first)
    for _ in range(3):
        clone.sale(line(day.soap, 4_300))
    mine, day.writer = day.writer, clone
    assert day.push(first).fork is not None
    path = f"/api/sync/streams/{mine.stream}/events"
    read = StreamEventsReply.model_validate(day.ask(path, **{"from": first}))
    assert (list(read.events), read.more) == (mine.items[first - 1 :], False)


def test_streams_of_other_registers_stay_unread(day: Day, shop: Shop) -> None:
    other = enrolled(day.door, shop, "K2", device=0xD2)
    assert other.refused(f"/api/sync/streams/{day.writer.stream}/events") == "not_found"
    assert other.refused(f"/api/sync/streams/{day.writer.stream}/events", **{"from": 0}) == "invalid"


def test_a_reinstalled_till_is_told_where_it_was(day: Day, shop: Shop) -> None:
    again = enrolled(day.door, shop).reply
    (known,) = again.streams
    assert (known.stream, known.series, known.head.seq) == (day.writer.stream, "A", day.writer.seq)
    assert known.last_receipt == 2
    assert again.series == "B"


def flags(shop: Shop) -> dict[tuple[str, str], int]:
    with shop.database.read() as unit:
        rows = unit.connection.execute(select(review.c.code, review.c.subject, review.c.occurrences))
        return {(row.code, row.subject): row.occurrences for row in rows}


def test_a_revoked_till_hands_in_what_it_has_and_is_told(day: Day, shop: Shop) -> None:
    """What it sold, and what it did since it was locked: all lands under its flag. It hears nothing more."""
    done = day.door.client.post(f"/api/tills/{shop.register()}/revoke", headers=day.door.sign_in("dewi"))
    assert done.status_code == 204
    first = day.writer.seq + 1
    day.writer.sale(line(day.soap, 4_300))
    day.writer.shift_closed()
    day.writer.shift_opened()
    day.writer.noted()
    reply = day.push(first)
    assert reply.known == day.writer.mark(day.writer.seq)
    outcomes = [result.outcome for result in reply.results]
    assert outcomes == [EventOutcome.POSTED] * 3 + [EventOutcome.NOTED] * 4
    assert all("device_revoked" in result.reviews for result in reply.results)
    device = str(day.till.reply.certificate.device)
    assert flags(shop)["device_revoked", device] == len(reply.results)
    for path, asked in (
        ("/api/sync/snapshot", {}),
        ("/api/sync/changes", {"cursor": "any"}),
        ("/api/live", {}),
    ):
        refused = day.door.client.get(path, headers=day.till.headers, params=asked)
        assert (refused.status_code, refused.json()["code"]) == (403, "device_revoked"), path


def test_what_a_dismissed_cashier_did_lands_for_review(day: Day, shop: Shop) -> None:
    sari = shop.person("sari")
    change = {"username": "sari", "name": "Sari", "role": "cashier", "active": False}
    done = day.door.client.put(f"/api/staff/{sari}", json=change, headers=day.door.sign_in("ratna"))
    assert done.status_code == 200, done.text
    first = day.writer.seq + 1
    day.writer.sale(line(day.soap, 4_300), approver=sari)
    day.writer.noted()
    reply = day.push(first)
    assert all("staff_dismissed" in result.reviews for result in reply.results)
    # Once per event, also where she allowed herself something.
    assert flags(shop)["staff_dismissed", str(sari)] == len(reply.results)


def test_a_shift_is_confirmed_with_the_servers_own_figures(day: Day) -> None:
    path = f"/api/sync/shifts/{day.shift}"
    under_way = ConfirmedShift.model_validate(day.ask(path))
    assert (under_way.closed_at, under_way.posted, under_way.expected_server) == (None, 2, 508_600)
    day.writer.shift_closed(counted=508_000)
    day.push()
    closed = ConfirmedShift.model_validate(day.ask(path))
    assert (closed.issued, closed.acknowledged, closed.posted) == (2, 2, 2)
    assert (closed.expected_till, closed.expected_server, closed.difference) == (508_600, 508_600, -600)
    admin = day.door.get("/api/tills/shifts", day.door.sign_in("dewi"))
    assert [ConfirmedShift.model_validate(row) for row in admin["rows"]] == [closed]


def test_shifts_are_listed_by_period_and_branch(day: Day, shop: Shop) -> None:
    clerk = day.door.sign_in("dewi")
    for asked, found in (
        ({"from": "2026-11-20", "to": "2026-11-20"}, 1),
        ({"from": "2026-11-21"}, 0),
        ({"branch": str(shop.branch("BDG2"))}, 0),
    ):
        assert day.door.get("/api/tills/shifts", clerk, **asked)["total"] == found, asked


def test_the_board_shows_the_shift_and_what_waits(day: Day) -> None:
    board = day.door.get("/api/tills", day.door.sign_in("dewi"))
    state = TillState.model_validate(board[0])
    assert (state.shift_number, state.shift_cashier, state.head_seq) == (1, "Sari", day.writer.seq)
    assert state.last_contact is not None
    assert TillState.model_validate(board[1]).device is None


def test_the_servers_clock_is_for_everybody(day: Day, shop: Shop) -> None:
    assert day.door.client.get("/api/time").json()["server_time"].startswith("2026-11-20T01:00:00")


def test_a_pull_may_be_packed(day: Day) -> None:
    packed = day.door.client.get("/api/sync/snapshot", headers=day.till.headers | {"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = day.door.client.get(
        "/api/sync/snapshot", headers=day.till.headers | {"Accept-Encoding": "identity"}
    )
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
