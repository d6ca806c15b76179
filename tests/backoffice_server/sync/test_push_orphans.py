"""Events whose predecessor the till itself has lost: taken, posted, flagged, and known to the proof."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from backoffice_server.features.events.tables import event, quarantine, stream
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale, shift
from backoffice_server.kernel.database import Database
from backoffice_server.proof.findings import Finding
from backoffice_server.proof.verify import verify
from backoffice_server.sync.streams import stream_events
from shared_models.values.codes import EventOutcome, StreamPurpose
from shared_models.wire.sync import PushReply, PushRequest
from tests.databases import Backend, Databases
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, K1, K1_DEVICE, NOW, SECRET, Warung, build

ORPHAN = "orphan_event"


def selling(warung: Warung, sales: int = 8) -> TillWriter:
    """A till with its stream (1), a shift (2) and sales from 3 on."""
    till = warung.stocked().opened()
    for _ in range(sales):
        till.sale(line(GULA.item, GULA.price))
    return till


def orphans(till: TillWriter, first: int, last: int | None = None, *, acked: int = 0) -> PushRequest:
    return till.push(first, last, acked=acked).model_copy(update={"orphans": True})


def outcomes(reply: PushReply) -> set[str]:
    return {result.outcome for result in reply.results}


def flagged(warung: Warung) -> list[dict[str, Any]]:
    query = select(review.c.facts).where(review.c.code == ORPHAN).order_by(review.c.facts)
    found = [json.loads(row.facts) for row in warung.rows(query)]
    return [{name: facts[name] for name in ("after", "seq")} for facts in found]


def findings(warung: Warung) -> list[Finding]:
    with warung.database.read() as unit:
        return list(verify(unit, SECRET))


def broken(warung: Warung) -> list[str]:
    return [f"{one.invariant} {one.rule}: {one.offenders}" for one in findings(warung) if not one.holds]


def numbers_lost(warung: Warung) -> int:
    return next(one.checked for one in findings(warung) if "numbers lost" in one.rule)


def sales(warung: Warung) -> list[str]:
    return [row.receipt for row in warung.rows(select(sale.c.receipt).order_by(sale.c.receipt))]


def test_what_follows_a_lost_event_is_booked_and_flagged(warung: Warung) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    assert warung.push(till.push(7, 10, acked=4)).missing_from == 5
    reply = warung.push(orphans(till, 7, 9, acked=4))
    assert (outcomes(reply), reply.fork, reply.missing_from) == ({EventOutcome.POSTED}, None, None)
    assert (reply.known, reply.stream_head) == (till.mark(9), till.mark(9))
    assert [result.reviews for result in reply.results] == [(ORPHAN,), (), ()]
    assert flagged(warung) == [{"after": 4, "seq": 7}]
    assert warung.push(till.push(10, 10)).known == till.mark(10)
    assert (len(sales(warung)), numbers_lost(warung)) == (6, 2)
    assert broken(warung) == []


def test_what_is_lost_of_a_machine_that_was_set_back_leaves_no_hole_but_its_number_is_counted(
    warung: Warung,
) -> None:
    """In the place of the lost sale (6) stands what the machine wrote there before it was set back."""
    before = selling(warung, sales=2)
    after = deepcopy(before)
    after.made = 1_000  # its ids are its own
    before.sale(line(GULA.item, GULA.price))
    before.noted()
    warung.push(before.push())
    for _ in range(3):
        after.sale(line(GULA.item, GULA.price))
    warung.push(after.push(5, 5, acked=4))
    warung.push(orphans(after, 7, acked=5))
    assert sales(warung)[-1].endswith("5")
    assert (flagged(warung)[0]["seq"], numbers_lost(warung)) == (7, 1)
    assert broken(warung) == []


def test_sent_again_it_is_booked_and_flagged_once(warung: Warung) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    first, again = (warung.push(orphans(till, 7, acked=4)) for _ in range(2))
    assert first.known == again.known == till.mark(10)
    assert outcomes(again) == {EventOutcome.DUPLICATE}
    assert warung.rows(select(review.c.occurrences).where(review.c.code == ORPHAN)) == [(1,)]


def test_what_is_held_behind_a_hole_does_not_vouch_for_what_is_missing_before_it(warung: Warung) -> None:
    """A till that came back from its black box takes 6 for acknowledged; 5 and 6 are not here."""
    till = selling(warung)
    warung.push(till.push(1, 4))
    warung.push(orphans(till, 7, acked=4))
    reply = warung.push(orphans(till, 9, acked=6))
    assert (reply.known, reply.missing_from, reply.results) == (till.mark(3), 4, ())
    assert warung.push(till.push(4, 6, acked=3)).known == till.mark(6)
    assert warung.push(orphans(till, 9, acked=6)).known == till.mark(10)


@pytest.mark.parametrize(
    ("lacks", "known"),
    [
        ((), 4),
        (((5, 6),), 10),
        (((6, 6),), 4),
        (((5, 5),), 4),
        (((6, 6), (5, 5)), 10),
        (((2, 9),), 10),
        (None, 10),
    ],
)
def test_a_till_that_came_back_from_its_box_fills_what_a_restore_opened_again(
    warung: Warung, lacks: tuple[tuple[int, int], ...] | None, known: int
) -> None:
    """5 and 6 had come out of turn, behind 7 to 10; this is the back office of before that."""
    till = selling(warung)
    before = warung.push(till.push(1, 4)).next_token
    given = warung.push(orphans(till, 7, acked=4).model_copy(update={"token": before})).next_token
    probe = tuple(till.mark(seq) for seq in (10, 9, 7, 4, 3, 1))
    asks = till.push(11, 10).model_copy(update={"probe": probe, "lacks": lacks})
    reply = warung.push(asks.model_copy(update={"token": before}))
    assert (reply.known, reply.missing_from) == (till.mark(known), None)
    sends = warung.push(till.push(8, 10).model_copy(update={"probe": probe, "lacks": lacks, "token": before}))
    assert (sends.known.seq, sends.missing_from) == ((10, None) if known == 10 else (4, 5))
    # Who comes with the token given last has heard of no other database since.
    with_it = asks.model_copy(update={"token": sends.next_token})
    assert warung.push(with_it).known == till.mark(10)
    assert given not in {before, sends.next_token}


def test_only_the_first_may_miss_its_predecessor(warung: Warung) -> None:
    till = selling(warung)
    request = orphans(till, 4)
    torn = request.model_copy(update={"events": (*request.events[:2], *request.events[3:])})
    reply = warung.push(torn)
    assert (len(reply.results), reply.known, reply.missing_from) == (2, till.mark(5), 6)


def test_a_row_that_only_the_till_lost_is_no_orphan(warung: Warung) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    reply = warung.push(orphans(till, 5))
    assert {result.reviews for result in reply.results} == {()}
    assert flagged(warung) == []
    assert broken(warung) == []


def test_what_was_lost_may_still_come(warung: Warung) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    warung.push(orphans(till, 7, acked=4))
    reply = warung.push(till.push(5, 6, acked=4))
    assert (outcomes(reply), reply.fork) == ({EventOutcome.POSTED}, None)
    assert (reply.known, reply.stream_head) == (till.mark(6), till.mark(10))
    assert (len(sales(warung)), numbers_lost(warung)) == (8, 0)
    assert broken(warung) == []
    assert warung.push(till.push(11, 10, acked=10)).known == till.mark(10)


def test_what_was_lost_may_come_in_pieces(warung: Warung) -> None:
    till = selling(warung)
    warung.push(till.push(1, 3))
    warung.push(orphans(till, 9, acked=3))
    reply = warung.push(orphans(till, 6, 6, acked=3))
    assert (reply.fork, reply.stream_head) == (None, till.mark(10))
    assert flagged(warung) == [{"after": 3, "seq": 6}, {"after": 3, "seq": 9}]
    assert warung.push(till.push(4, 4)).stream_head == till.mark(10)
    assert (len(sales(warung)), numbers_lost(warung)) == (5, 3)
    assert broken(warung) == []


@pytest.mark.parametrize("damage", [{"bytes": "{}"}, {"hash": "ab"}, {"mac": "cd" * 32}])
def test_the_first_behind_the_hole_may_be_damaged_too(warung: Warung, damage: dict[str, str]) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    till.items[6] = till.items[6].model_copy(update=damage)
    reply = warung.push(orphans(till, 7, 7, acked=4))
    assert set(reply.results[0].reviews) == {ORPHAN, "damaged_event"}
    assert (reply.known, reply.stream_head) == (till.mark(7), till.mark(4))
    reply = warung.push(till.push(8))
    assert (reply.known, reply.stream_head, reply.fork) == (till.mark(10), till.mark(10), None)
    assert (len(warung.rows(select(quarantine))), len(sales(warung))) == (1, 5)
    assert broken(warung) == []


def test_a_place_that_nobody_signed_moves_no_head(warung: Warung) -> None:
    """The till would take its own database for an old image, and leave its stream."""
    till = selling(warung)
    warung.push(till.push(1, 4))
    wrong = till.items[6].model_copy(update={"seq": 2**53 - 1})
    request = orphans(till, 7, 7, acked=4).model_copy(update={"events": (wrong,)})
    reply = warung.push(request)
    assert (outcomes(reply), reply.fork) == ({EventOutcome.QUARANTINED}, None)
    assert reply.stream_head == till.mark(4)
    reply = warung.push(till.push(5, acked=4))
    assert (outcomes(reply), reply.fork) == ({EventOutcome.POSTED}, None)
    assert reply.stream_head == till.mark(10)
    assert broken(warung) == []


def test_where_somebody_else_wrote_it_is_a_branch_as_well(warung: Warung) -> None:
    till = selling(warung, 3)
    clone = TillWriter(**{**vars(till), "items": list(till.items[:3]), "made": 900, "seq": 3, "receipts": 1})
    clone.head = bytes.fromhex(till.items[2].hash)
    clone.sale(line(GULA.item, 1_000))
    warung.push(clone.push())
    reply = warung.push(orphans(till, 5, acked=3))
    assert set(reply.results[0].reviews) == {ORPHAN, "chain_fork"}
    assert (reply.fork is not None, reply.stream_head) == (True, clone.mark(4))
    assert [one for one in broken(warung) if "I6" not in one] == []


@pytest.mark.parametrize("first", [2, 4])
def test_the_opening_of_the_stream_itself_may_be_lost(warung: Warung, first: int) -> None:
    """Its enrolment vouches for its place, its receipts say its series."""
    till = warung.stocked().opened(series="C")
    for _ in range(4):
        till.sale(line(GULA.item, GULA.price))
    reply = warung.push(orphans(till, first))
    assert EventOutcome.QUARANTINED not in outcomes(reply)
    row = select(stream.c.series, stream.c.purpose, stream.c.register_id, stream.c.head_seq)
    assert warung.rows(row) == [("C", StreamPurpose.LIVE.value, K1, 6)]
    assert flagged(warung) == [{"after": 0, "seq": first}]
    assert broken(warung) == []
    warung.push(till.push(1, first - 1))
    assert len(sales(warung)) == 4
    assert broken(warung) == []


def test_without_a_receipt_the_enrolment_says_the_series_until_the_opening_comes(warung: Warung) -> None:
    till = warung.opened(series="C")
    warung.push(orphans(till, 2))
    assert warung.rows(select(stream.c.series)) == [("A",)]
    assert outcomes(warung.push(till.push(1, 1))) == {EventOutcome.NOTED}
    assert warung.rows(select(stream.c.series)) == [("C",)]
    assert broken(warung) == []


def test_a_damaged_opening_does_not_keep_the_sales_out(warung: Warung) -> None:
    till = selling(warung)
    till.items[0] = till.items[0].model_copy(update={"bytes": "{}"})
    assert outcomes(warung.push(till.push())) == {EventOutcome.QUARANTINED, EventOutcome.POSTED}
    assert len(sales(warung)) == 8
    assert broken(warung) == []


def test_without_an_enrolment_nothing_vouches_for_them(warung: Warung) -> None:
    till = warung.stocked().opened(kid=7, key=SECRET.device_key(K1_DEVICE, 7))
    till.sale(line(GULA.item, GULA.price))
    reply = warung.push(orphans(till, 2))
    assert outcomes(reply) == {EventOutcome.QUARANTINED}
    assert sales(warung) == []


def test_a_shift_whose_opening_is_lost_is_booked_and_told(warung: Warung) -> None:
    till = selling(warung, 3)
    till.shift_closed()
    warung.push(till.push(1, 1))
    reply = warung.push(orphans(till, 3, acked=1))
    assert "shift_figures_differ" in reply.results[-1].reviews
    assert warung.rows(select(shift.c.sales, shift.c.opening_float)) == [(3, 0)]
    assert broken(warung) == []


def test_a_stream_with_a_hole_is_read_back_as_it_is_held(warung: Warung) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    warung.push(orphans(till, 7, acked=4))
    with warung.database.read() as unit:
        place = warung.till()
        read = stream_events(unit, place, stream_id=till.stream, from_seq=1)
        assert [item.seq for item in read.events] == [1, 2, 3, 4, 7, 8, 9, 10]
        assert not read.more
        behind = stream_events(unit, place, stream_id=till.stream, from_seq=5)
        assert [item.seq for item in behind.events] == [7, 8, 9, 10]


TAMPERED = {
    "DELETE FROM review WHERE code = 'orphan_event'": {"I6", "I7", "I9", "I18"},
    "DELETE FROM review_mark WHERE code = 'orphan_event'": {"I6", "I7", "I9", "I18"},
    # More is gone than was flagged.
    "DELETE FROM event WHERE seq = 4": {"I6", "I9"},
    "DELETE FROM event WHERE seq = 8": {"I6", "I7", "I9", "I18"},
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_a_hole_counts_as_lost_only_as_far_as_its_flag_goes(warung: Warung, statement: str) -> None:
    till = selling(warung)
    warung.push(till.push(1, 4))
    warung.push(orphans(till, 7, acked=4))
    assert broken(warung) == []
    with warung.database.write() as unit:
        table = statement.split()[2]
        tail = f" ON {table}" if unit.dialect == "postgresql" else ""
        for name in (f"{table}_no_update", f"{table}_no_delete", f"{table}_append_only"):
            unit.connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{tail}"))
        unit.connection.execute(text(statement))
    found = {one.invariant for one in findings(warung) if not one.holds}
    assert TAMPERED[statement] <= found, broken(warung)


def test_a_damaged_event_behind_a_hole_speaks_for_that_hole_alone(warung: Warung) -> None:
    """What vanished before another damaged one was held once."""
    till = selling(warung)
    warung.push(till.push(1, 4))
    for place in (6, 8):
        till.items[place] = till.items[place].model_copy(update={"bytes": "{}"})
    warung.push(orphans(till, 7, acked=4))
    assert broken(warung) == []
    with warung.database.write() as unit:
        tail = " ON event" if unit.dialect == "postgresql" else ""
        for name in ("event_no_delete", "event_append_only"):
            unit.connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{tail}"))
        unit.connection.execute(text("DELETE FROM event WHERE seq = 8"))
    assert "I9" in {one.invariant for one in findings(warung) if not one.holds}


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
@given(
    lost=st.sets(st.integers(1, 14), max_size=9), cut=st.integers(1, 5), again=st.permutations(range(1, 15))
)
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_lost_the_rest_is_booked_and_proven(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    backend: Backend,
    lost: set[int],
    cut: int,
    again: list[int],
) -> None:
    url = databases.cloned(backend, tmp_path_factory.mktemp("lost"), template="warung", build=build)
    with Database(url, now=lambda: NOW) as database:
        warung = Warung(database)
        till = selling(warung, 12)
        kept = [seq for seq in range(1, 15) if seq not in lost]
        for seq in kept:
            # Cut up anyhow: whatever begins behind something lost says so.
            if seq % cut == 0 or seq - 1 in lost or seq == kept[0]:
                last = next(n for n in range(seq, 15) if n + 1 not in kept or (n + 1) % cut == 0)
                reply = warung.push(orphans(till, seq, last))
                assert reply.known == till.mark(last)
                assert reply.fork is None
        places = [row.seq for row in warung.rows(select(event.c.seq).order_by(event.c.seq))]
        assert places == kept
        assert len(sales(warung)) == sum(seq > 2 for seq in kept)
        assert broken(warung) == []
        # From a bundle, in any order: then nothing is missing.
        for seq in again:
            warung.push(orphans(till, seq, seq))
        assert len(sales(warung)) == 12
        assert numbers_lost(warung) == 0
        assert broken(warung) == []
    databases.drop(url)
