"""Shifts, drawer cash and the small events that only count."""

from typing import Final
from uuid import UUID

from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import Applied, NotPostable, TillEvent
from backoffice_server.features.sales.service.flags import codes_of, flag_document, flag_origin
from backoffice_server.features.sales.service.shift_rows import ShiftFacts
from shared_models.rules.entries import JournalLine
from shared_models.rules.posting import (
    booked_reason,
    cash_moved_entry,
    shift_closed_entry,
    shift_opened_entry,
)
from shared_models.rules.shifts import (
    CART_CLEARED,
    DRAWER_OPENED,
    LINE_REMOVED,
    REPRINTED,
    cash_sums,
)
from shared_models.values.codes import CashDirection, EventOutcome, ReviewCode
from shared_models.values.ids import RegisterId
from shared_models.values.refusals import Fact
from shared_models.wire.envelope import CashMovedEvent, ShiftClosedEvent, ShiftOpenedEvent

NOTED_SUMS: Final = {
    "line.removed": LINE_REMOVED,
    "cart.cleared": CART_CLEARED,
    "drawer.opened": DRAWER_OPENED,
    "receipt.reprinted": REPRINTED,
}
EVENT: Final = "event"


def apply_noted(batch: Batch, item: TillEvent) -> Applied:
    """An event that posts nothing; some are counted in their shift."""
    event, sums = item.event, NOTED_SUMS.get(item.event.type)
    shift = None if sums is None else batch.shift_of(event, EVENT, event.id)
    if shift is not None and sums is not None:
        shift.add(sums)
    flag_origin(batch, event, EVENT, event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))


def apply_opened(batch: Batch, item: TillEvent) -> Applied:
    """A shift begins: its float goes from the safe into the drawer."""
    event = item.event
    assert isinstance(event, ShiftOpenedEvent)
    shift_id = _shift_id(event.shift)
    known = batch.state.shifts.known(event.shift)
    if known is not None and known.number:
        # A shift's id is made when it is opened: two openings of it are one fact told twice, and which of the
        # floats went into the drawer, nobody can say.
        raise NotPostable(ReviewCode.NOT_APPLIED, "this shift is open already")
    shift = batch.shift_of(event, DocumentKind.SHIFT_OPENED, shift_id)
    assert shift is not None
    shift.number, shift.cashier, shift.opened_at = event.p.number, event.actor, event.at
    shift.bdate, shift.opening_float = event.bdate, event.p.opening_float
    shift.register_id = RegisterId(batch.source.register_id)
    number = _number(batch, event.p.number)
    entry = shift_opened_entry(event.p.opening_float)
    return _post(batch, item, DocumentKind.SHIFT_OPENED, shift_id, number, entry)


def apply_closed(batch: Batch, item: TillEvent) -> Applied:
    """A shift ends: over or short is booked and the count goes to the safe, so the drawer holds nothing.

    Closed again, it settles what came into the drawer since, so that the drawer holds nothing once more.
    """
    event = item.event
    assert isinstance(event, ShiftClosedEvent)
    shift_id = _shift_id(event.shift)
    shift = batch.state.shifts.of(event)
    assert shift is not None
    before, told = shift.closed_at, event.p
    document = shift_id if before is None else event.id
    differences = _differences(shift, event)
    expected = shift.close(
        at=event.at, counted=told.counted, issued=told.issued, figures=told.figures.model_dump_json()
    )
    kind = DocumentKind.SHIFT_CLOSED
    if before is not None:
        facts: dict[str, Fact] = {"closed_at": before.isoformat(), "left": expected, "counted": told.counted}
        batch.flag(ReviewCode.SHIFT_CLOSED_TWICE, shift_id, kind, document, facts=facts)
    if differences:
        batch.flag(ReviewCode.SHIFT_FIGURES_DIFFER, shift_id, kind, document, facts=dict(differences))
    number = _number(batch, told.number)
    entry = shift_closed_entry(expected=expected, counted=told.counted)
    applied = _post(batch, item, kind, document, number, entry)
    branch = batch.state.place.branch
    row = (branch, document, applied.posting_no, shift_id, expected, told.counted, event.at)
    batch.closings.append(row)
    return applied


def apply_cash(batch: Batch, item: TillEvent) -> Applied:
    """Cash into or out of the drawer; the reason names the other account.

    One that has no such direction is booked as `other`: the cash has moved, whatever for.
    """
    event = item.event
    assert isinstance(event, CashMovedEvent)
    moved = event.p
    reason = booked_reason(moved.direction, moved.reason)
    if reason is not moved.reason:
        facts: dict[str, Fact] = {"reason": moved.reason.value, "direction": moved.direction.value}
        batch.flag(ReviewCode.CASH_REASON_UNFIT, event.id, DocumentKind.CASH_MOVED, event.id, facts=facts)
    entry = cash_moved_entry(moved.direction, reason, moved.amount)
    shift = batch.shift_of(event, DocumentKind.CASH_MOVED, event.id)
    if shift is not None:
        shift.add(cash_sums(moved.direction, moved.amount))
    number = _number(batch, 0 if shift is None else shift.number)
    applied = _post(batch, item, DocumentKind.CASH_MOVED, event.id, number, entry)
    batch.cash.append(
        (
            batch.state.place.branch,
            event.id,
            applied.posting_no,
            batch.source.register_id,
            event.shift,
            reason,
            moved.amount if moved.direction is CashDirection.IN else -moved.amount,
            event.at,
            event.bdate,
            event.actor,
        )
    )
    return applied


def _post(
    batch: Batch,
    item: TillEvent,
    kind: DocumentKind,
    document: UUID,
    number: str,
    entry: tuple[JournalLine, ...],
) -> Applied:
    event, no = item.event, batch.take_no()
    day = batch.posting_day(event.bdate)
    register = batch.source.register_id
    batch.journal.append(JournalDocument(no, kind, document, number, event.bdate, day, entry, register))
    flag_document(batch, event, kind, document)
    return Applied(EventOutcome.POSTED, no, codes_of(batch, document))


def _shift_id(shift: UUID | None) -> UUID:
    if shift is None:
        raise NotPostable(ReviewCode.NOT_APPLIED, "a shift event without its shift")
    return shift


def _number(batch: Batch, number: int) -> str:
    return f"{batch.state.place.code}-{batch.source.register_code}-S{number:06}"


def _differences(shift: ShiftFacts, event: ShiftClosedEvent) -> dict[str, int]:
    """The till's figure less the server's own, for every field that differs."""
    own = shift.summed()
    theirs = event.p.figures.model_dump()
    mine = {name: getattr(own, name, 0) for name in theirs}
    mine |= {"opening_float": shift.opening_float, "expected": shift.expected}
    off = {name: theirs[name] - mine[name] for name in theirs if theirs[name] != mine[name]}
    if event.p.issued != shift.acknowledged:
        off["issued"] = event.p.issued - shift.acknowledged
    return off
