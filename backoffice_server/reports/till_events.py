"""The event log of a till, to be read line by line: its journals, their events, and the bytes of one."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, null, select, type_coerce

from backoffice_server.features.events.tables import event, event_outcome, quarantine, stream
from backoffice_server.features.tills.tables import device
from backoffice_server.kernel import paging
from backoffice_server.kernel.types import Code
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, EventOutcome
from shared_models.values.refusals import Refusal
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.tills import TillEvent, TillEventText, TillStream

_HEX: Final = 16


def till_streams(unit: Unit, *, register_id: UUID) -> tuple[TillStream, ...]:
    """The journals of a register, youngest first."""
    query = (
        select(stream, device.c.name.label("device_name"))
        .outerjoin(device, device.c.device_id == stream.c.device_id)
        .where(stream.c.register_id == register_id)
        .order_by(stream.c.first_contact.desc(), stream.c.stream_id.desc())
    )
    return tuple(_stream(row) for row in unit.connection.execute(query))


def event_page(
    unit: Unit, *, branch_id: UUID, stream_id: UUID, after: str | None, limit: int
) -> Page[TillEvent]:
    """Events of a journal, youngest first; damaged ones stand at the place they named."""
    limit = max(1, min(limit, PAGE_ROWS_MAX))
    rows: list[Any] = []
    total, more = 0, False
    # Each part by its own key: together they would be sorted anew for every page, bytes and all.
    for part in _parts(branch_id, stream_id):
        own = part.selected_columns
        order = (own.seq, own.received_at)
        found, following = paging.page(unit, part, order=order, after=after, limit=limit, descending=True)
        rows += found
        more = more or following is not None
        total += unit.connection.execute(part.with_only_columns(func.count())).scalar_one()
    rows.sort(key=lambda row: (row.seq, row.received_at), reverse=True)
    following = None
    if more or len(rows) > limit:
        following = paging.encode([rows[limit - 1].seq, str(rows[limit - 1].received_at)])
    outcomes = _outcomes(unit, branch_id, stream_id, [row.seq for row in rows[:limit]])
    shown = tuple(_event(row, outcomes) for row in rows[:limit])
    return Page[TillEvent](rows=shown, next=following, total=total)


def one_event(unit: Unit, *, branch_id: UUID, stream_id: UUID, seq: int, hash_: str) -> TillEventText:
    """Refuses NOT_FOUND. `hash_` in hex."""
    rows = (
        row
        for part in _parts(branch_id, stream_id)
        for row in unit.connection.execute(part.where(part.selected_columns.seq == seq))
    )
    row = next((row for row in rows if row.hash.hex() == hash_), None)
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="event")
    outcomes = _outcomes(unit, branch_id, stream_id, [seq])
    return TillEventText(
        event=_event(row, outcomes),
        mac=row.mac.hex(),
        bytes=row.bytes.decode("utf-8", "replace"),
        reason=row.reason,
    )


def _parts(branch_id: UUID, stream_id: UUID) -> Iterator[Select[Any]]:
    """What is held of a journal: the log, and beside it what was set aside."""
    for table, reason in ((event, type_coerce(null(), Code)), (quarantine, quarantine.c.reason)):
        own = table.c
        columns = (own.seq, own.hash, own.mac, own.received_at, own.bytes, reason.label("reason"))
        yield select(*columns).where(own.branch_id == branch_id, own.stream_id == stream_id)


def _outcomes(
    unit: Unit, branch_id: UUID, stream_id: UUID, seqs: Sequence[int]
) -> dict[tuple[int, bytes], EventOutcome]:
    """The youngest word about each event."""
    query = (
        select(event_outcome)
        .where(
            event_outcome.c.branch_id == branch_id,
            event_outcome.c.stream_id == stream_id,
            event_outcome.c.seq.in_(seqs),
        )
        .order_by(event_outcome.c.n)
    )
    rows = unit.connection.execute(query)
    return {(row.seq, row.hash): EventOutcome(row.outcome) for row in rows}


def _event(row: Any, outcomes: dict[tuple[int, bytes], EventOutcome]) -> TillEvent:
    told = _told(row.bytes) if row.reason is None else {}
    aside = EventOutcome.QUARANTINED
    return TillEvent(
        seq=row.seq,
        hash=row.hash.hex(),
        type=told.get("type"),
        at=told.get("at"),
        received_at=row.received_at,
        receipt=told.get("receipt"),
        outcome=aside if row.reason is not None else outcomes.get((row.seq, row.hash), aside),
        size=len(row.bytes),
    )


def _told(data: bytes) -> dict[str, Any]:
    """The envelope of an event of the log; it was read once, so it can be read again."""
    found: dict[str, Any] = json.loads(data)
    return found


def _stream(row: Any) -> TillStream:
    return TillStream(
        branch=row.branch_id,
        stream=row.stream_id,
        device=row.device_id,
        device_name=row.device_name,
        series=row.series,
        head_seq=row.head_seq,
        head_hash=row.head_hash.hex(),
        first_contact=row.first_contact,
        last_contact=row.last_contact,
        waiting=row.waiting,
        set_aside=row.under_review,
        copied_at=row.token_alarm_at,
    )
