"""A till that moved sends what it wrote at its old place: there it is booked, however damaged it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.events.tables import quarantine, stream
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.tills.tables import enrolment
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.verify import verify
from backoffice_server.sync.receive import service
from backoffice_server.sync.receive.streams import Stream, find_stream
from shared_models.values.codes import EventOutcome, StreamPurpose
from shared_models.values.ids import BranchId, RegisterId
from shared_models.wire.sync import PushReply, WireItem
from tests.factories.events import TillWriter, line
from tests.factories.warung import BRANCH, GULA, K1, K1_DEVICE, K2, NOW, OTHER_BRANCH, SECRET, Warung

DAMAGES: Final[dict[str, Callable[[WireItem], dict[str, str]]]] = {
    "mac": lambda item: {"mac": "ab" * 32},
    "torn": lambda item: {"bytes": item.bytes[: len(item.bytes) // 2]},
    "a bit": lambda item: {"bytes": item.bytes.replace('"v":1', '"v":q')},
}


def moved(warung: Warung) -> Any:
    """K1's till was enrolled again, on a register of another branch."""
    with warung.database.write() as unit:
        row = (OTHER_BRANCH, K1_DEVICE, 2, K2, "A", StreamPurpose.LIVE, NOW)
        unit.insert(enrolment, [row])
    return {"branch": OTHER_BRANCH, "register_id": RegisterId(K2), "kid": 2}


def damage(till: TillWriter, what: str) -> None:
    for place in (0, 1):
        item: WireItem = till.items[place]
        till.items[place] = item.model_copy(update=DAMAGES[what](item))


def outcomes(reply: PushReply) -> list[str]:
    return [result.outcome for result in reply.results]


@pytest.mark.parametrize("what", DAMAGES)
def test_the_first_push_of_an_old_stream_may_hold_nothing_but_damaged_events(
    warung: Warung, what: str
) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    damage(till, what)
    place = moved(warung)
    assert outcomes(warung.push(till.push(1, 2), **place)) == [EventOutcome.QUARANTINED] * 2
    assert outcomes(warung.push(till.push(3, 3), **place)) == [EventOutcome.POSTED]
    assert warung.rows(select(stream.c.branch_id, stream.c.register_id)) == [(BRANCH, K1)]
    assert warung.rows(select(sale.c.branch_id)) == [(BRANCH,)]
    assert {row.branch_id for row in warung.rows(select(quarantine.c.branch_id))} == {BRANCH}
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_a_stream_that_somebody_began_elsewhere_meanwhile_is_written_under_the_lock_of_its_own_branch(
    warung: Warung, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes: this one looked before the other committed, and took the till's new place for it."""
    till = warung.stocked().opened()
    place = moved(warung)
    warung.push(till.push(1, 2), **place)

    def before_the_other(unit: Unit, *asked: Any) -> Stream:
        return replace(find_stream(unit, *asked), branch=OTHER_BRANCH, register_id=RegisterId(K2), kept=None)

    locked: list[UUID] = []
    lock = Unit.lock_branch

    def watched(unit: Unit, branch: BranchId) -> None:
        locked.append(branch)
        lock(unit, branch)

    monkeypatch.setattr(service, "find_stream", before_the_other)
    monkeypatch.setattr(Unit, "lock_branch", watched)
    till.sale(line(GULA.item, GULA.price))
    assert outcomes(warung.push(till.push(3), **place)) == [EventOutcome.POSTED]
    assert locked == [OTHER_BRANCH, BRANCH]


def test_what_nobody_can_read_a_word_of_stays_where_its_till_is(warung: Warung) -> None:
    till = warung.opened()
    place = moved(warung)
    request = till.push(1, 1)
    (item,) = request.events
    dark = item.model_copy(update={"bytes": "\x00" * 40})
    warung.push(request.model_copy(update={"events": (dark,)}), **place)
    assert warung.rows(select(stream.c.branch_id)) == [(OTHER_BRANCH,)]
