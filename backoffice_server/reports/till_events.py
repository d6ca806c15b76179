"""The event log of a till, to be read line by line: its journals, their events, and the bytes of one."""

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, func, null, select, type_coerce, union_all

from backoffice_server.features.events.tables import event, event_outcome, quarantine, stream
from backoffice_server.features.tills.tables import device
from backoffice_server.kernel import paging
from backoffice_server.kernel.types import Code, Instant
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, EventOutcome
from shared_models.values.refusals import Refusal
from shared_models.wire.paging import Page
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
    log = _log(branch_id, stream_id).subquery()
    rows, following = paging.page(
        unit,
        select(log),
        order=(log.c.seq, type_coerce(log.c.received_at, Instant)),
        after=after,
        limit=limit,
        descending=True,
    )
    total = unit.connection.execute(select(func.count()).select_from(log)).scalar_one()
    outcomes = _outcomes(unit, branch_id, stream_id, [row.seq for row in rows])
    return Page[TillEvent](rows=tuple(_event(row, outcomes) for row in rows), next=following, total=total)


def one_event(unit: Unit, *, branch_id: UUID, stream_id: UUID, seq: int, hash_: str) -> TillEventText:
    """Refuses NOT_FOUND. `hash_` in hex."""
    log = _log(branch_id, stream_id).subquery()
    rows = unit.connection.execute(select(log).where(log.c.seq == seq)).all()
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


def _log(branch_id: UUID, stream_id: UUID) -> Any:
    """What is held of a journal: the log, and beside it what was set aside."""

    def part(table: Any, reason: Any) -> Select[Any]:
        columns = (table.c.seq, table.c.hash, table.c.mac, table.c.received_at, table.c.bytes)
        return select(*columns, reason.label("reason")).where(
            and_(table.c.branch_id == branch_id, table.c.stream_id == stream_id)
        )

    return union_all(part(event, type_coerce(null(), Code)), part(quarantine, quarantine.c.reason))


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
