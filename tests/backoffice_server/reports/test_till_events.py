"""The sync board's reads: journals of a till, their events, one event's bytes; a till's own flags."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from backoffice_server.features.tills import queries as tills
from backoffice_server.reports.own_reviews import own_reviews
from backoffice_server.reports.till_board import is_older, till_states
from backoffice_server.reports.till_events import event_page, one_event, till_streams
from shared_models.values.codes import ErrorCode, EventOutcome, ReviewCode
from shared_models.values.ids import DeviceId
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import TillEvent
from tests.conftest import ExpectLog
from tests.factories.events import TillWriter, line
from tests.factories.warung import BRANCH, GULA, SABUN, Warung


@pytest.fixture
def till(warung: Warung) -> TillWriter:
    """K1 sold twice; its third receipt arrived damaged, the fourth is good again."""
    till = warung.opened()
    till.sale(line(SABUN.item, SABUN.price))
    till.sale(line(GULA.item, GULA.price, qty=whole(3)))
    till.sale(line(SABUN.item, SABUN.price))
    till.sale(line(SABUN.item, SABUN.price))
    push = till.push()
    items = list(push.events)
    items[4] = items[4].model_copy(update={"mac": "00" * 32})
    warung.push(push.model_copy(update={"events": tuple(items)}))
    return till


def events(warung: Warung, till: TillWriter, *, limit: int = 100) -> list[TillEvent]:
    found: list[TillEvent] = []
    after: str | None = None
    while True:
        with warung.database.read() as unit:
            page = event_page(unit, branch_id=BRANCH, stream_id=till.stream, after=after, limit=limit)
        found += page.rows
        after = page.next
        if after is None:
            assert page.total == len(found)
            return found


def test_the_board_names_the_chain_s_head(warung: Warung, till: TillWriter) -> None:
    with warung.database.read() as unit:
        state = next(one for one in till_states(unit) if one.device == till.device)
        (journal,) = till_streams(unit, register_id=state.register_id)
    assert (state.stream, state.series, state.head_seq) == (till.stream, "A", 6)
    assert state.head_hash == journal.head_hash == till.items[-1].hash
    assert (state.copied_at, state.outdated) == (None, False)
    assert (journal.set_aside, journal.device) == (1, till.device)


def test_a_copied_disk_stays_an_alarm_whichever_of_both_machines_was_heard_last(
    warung: Warung, till: TillWriter, expect_log: ExpectLog
) -> None:
    expect_log("unknown token")
    warung.push(till.push(token="of.another.time"))
    copied = warung.opened(stream=UUID(int=0x5EB1 << 64), series="B")
    warung.now += timedelta(minutes=1)
    warung.push(copied.push())
    with warung.database.read() as unit:
        state = next(one for one in till_states(unit) if one.device == till.device)
    assert (state.stream, state.copied_at is None) == (copied.stream, False)


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_every_event_is_a_line_the_damaged_one_too(warung: Warung, till: TillWriter, limit: int) -> None:
    rows = events(warung, till, limit=limit)
    assert [row.seq for row in rows] == [6, 5, 4, 3, 2, 1]
    assert [row.receipt for row in rows][:4] == [
        "BDG1-K1A-000004",
        None,
        "BDG1-K1A-000002",
        "BDG1-K1A-000001",
    ]
    assert [row.outcome for row in rows][:3] == [
        EventOutcome.POSTED, EventOutcome.QUARANTINED, EventOutcome.POSTED,
    ]  # fmt: skip
    assert rows[-1].type == "stream.opened"


def test_an_event_is_shown_byte_for_byte(warung: Warung, till: TillWriter) -> None:
    with warung.database.read() as unit:
        for item in till.items:
            shown = one_event(unit, branch_id=BRANCH, stream_id=till.stream, seq=item.seq, hash_=item.hash)
            assert shown.bytes == item.bytes
            assert (shown.reason is None) == (item.seq != 5)
        with pytest.raises(Refusal) as refused:
            one_event(unit, branch_id=BRANCH, stream_id=till.stream, seq=1, hash_="00" * 32)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_till_is_told_what_of_its_own_is_looked_at(warung: Warung, till: TillWriter) -> None:
    with warung.database.read() as unit:
        device = tills.by_device(unit, DeviceId(till.device))
        assert device is not None
        found = {(one.code, one.receipt) for one in own_reviews(unit, device)}
    assert (ReviewCode.NEGATIVE_STOCK, "BDG1-K1A-000002") in found
    assert (ReviewCode.DAMAGED_EVENT, None) in found


def test_builds_are_compared_by_their_numbers() -> None:
    assert is_older("0.1.0", "0.1.1")
    assert is_older("0.9.2", "0.9.10")
    assert not is_older("0.10.0+g12", "0.9.9")
    assert not is_older("bundle", "0.1.0")
