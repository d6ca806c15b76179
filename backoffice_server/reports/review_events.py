"""The till's own bytes behind a flag: an event of the log, or an item that was set aside as damaged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.events.tables import event, quarantine, stream
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel.unit import Unit
from shared_models.wire.envelope import Event, SaleCompletedEvent, SaleReturnedEvent, UnknownEvent, decode
from shared_models.wire.reviews import TillBytes

# Of one moment of arrival: a push brings two hundred.
LOOKED_AT_MAX: Final = 1_000
SHOWN_BYTES_MAX: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """An occurrence: what it is called, when it came in, and its place where the flag tells it."""

    branch: UUID
    kind: str  # of the document: a shift's opening and closing are both named by the shift
    document: UUID
    at: datetime
    stream: UUID | None = None
    seq: int | None = None


def till_bytes(unit: Unit, wanted: Wanted) -> TillBytes | None:
    """The event of the occurrence as its till wrote it; null where none tells of it."""
    row = _of_receipt(unit, wanted) or _at_place(unit, wanted) or _by_arrival(unit, wanted)
    return None if row is None else _shown(row, None)


def damaged_bytes(unit: Unit, wanted: Wanted) -> TillBytes | None:
    """The damaged item at a place of a stream."""
    own = quarantine.c
    query = select(quarantine).where(
        own.branch_id == wanted.branch, own.stream_id == wanted.stream, own.seq == wanted.seq
    )
    row = unit.connection.execute(query.order_by(own.received_at.desc()).limit(1)).one_or_none()
    return None if row is None else _shown(row, row.reason)


def receipt_in(till: TillBytes) -> UUID | None:
    """The sale or return that a record tells of."""
    try:
        told = decode(till.text.encode())
    except ValueError:  # it was cut short to be shown
        return None
    return told.p.sale if isinstance(told, SaleCompletedEvent | SaleReturnedEvent) else None


def _shown(row: Any, fault: str | None) -> TillBytes:
    return TillBytes(
        stream=row.stream_id,
        seq=max(0, row.seq),
        received_at=row.received_at,
        fault=fault,
        text=row.bytes[:SHOWN_BYTES_MAX].decode("utf-8", "replace"),
    )


def _of_receipt(unit: Unit, wanted: Wanted) -> Any:
    """A posted receipt names its event."""
    place = (sale.c.branch_id == wanted.branch, sale.c.sale_id == wanted.document)
    query = select(sale.c.stream_id, sale.c.seq, sale.c.event_hash).where(*place)
    head = unit.connection.execute(query).one_or_none()
    if head is None:
        return None
    found = select(event).where(
        event.c.branch_id == wanted.branch,
        event.c.stream_id == head.stream_id,
        event.c.seq == head.seq,
        event.c.hash == head.event_hash,
    )
    return unit.connection.execute(found).one_or_none()


def _at_place(unit: Unit, wanted: Wanted) -> Any:
    if wanted.stream is None or wanted.seq is None:
        return None
    query = select(event).where(
        event.c.branch_id == wanted.branch, event.c.stream_id == wanted.stream, event.c.seq == wanted.seq
    )
    return next((row for row in unit.connection.execute(query) if _is(row, wanted)), None)


def _by_arrival(unit: Unit, wanted: Wanted) -> Any:
    """A flag is raised in the unit that took its event in: a stream's log stands in the order of arrival."""
    streams = select(stream.c.stream_id).where(stream.c.branch_id == wanted.branch)
    for stream_id in unit.connection.execute(streams).scalars().all():
        for row in _arrived(unit, wanted, stream_id):
            if _is(row, wanted):
                return row
    return None


def _arrived(unit: Unit, wanted: Wanted, stream_id: UUID) -> Iterator[Any]:
    own, run = event.c, unit.connection.execute
    place = (own.branch_id == wanted.branch, own.stream_id == stream_id)
    ends = select(own.seq, own.received_at).where(*place)
    last = run(ends.order_by(own.seq.desc()).limit(1)).one_or_none()
    first, beyond = 1, 0 if last is None else last.seq + 1
    while first < beyond:
        middle = (first + beyond) // 2
        found = run(ends.where(own.seq >= middle).order_by(own.seq).limit(1)).one()
        if found.received_at < wanted.at:
            first = found.seq + 1
        else:
            beyond = middle
    span = own.seq.between(first, first + LOOKED_AT_MAX)
    yield from run(select(event).where(*place, span, own.received_at == wanted.at).order_by(own.seq))


def _is(row: Any, wanted: Wanted) -> bool:
    """Whether an event is the document, or the one that carries it."""
    told: Event | UnknownEvent = decode(row.bytes)
    names: tuple[UUID | None, ...] = (told.id,)
    if told.type == wanted.kind.replace("_", "."):
        names = (*names, told.shift)
    if isinstance(told, SaleCompletedEvent | SaleReturnedEvent):
        names = (*names, told.p.sale)
    return wanted.document in names
