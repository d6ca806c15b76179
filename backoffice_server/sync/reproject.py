"""Posting what tills wrote before this program knew its type (sync.md §3): once, each stream in its order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select

from backoffice_server.features.events import queries as events
from backoffice_server.features.events.outcomes import is_last_word
from backoffice_server.features.events.tables import event, event_outcome, stream
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.sales.service import prepared
from backoffice_server.features.tills import queries as tills
from backoffice_server.kernel.again import written
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.appending import Fate
from backoffice_server.sync.receive.parsing import Item
from backoffice_server.sync.receive.posting import post
from backoffice_server.sync.receive.streams import Stream, reread, source_of, write_imported
from shared_models.values.codes import EventOutcome, ReviewCode, StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId, StreamId
from shared_models.wire.envelope import BATCH_BYTES_MAX, BATCH_EVENTS_MAX, UnknownEvent, decode
from shared_models.wire.sync import LiveHint

_BEGINNING: Final = (0, b"")
Place = tuple[int, bytes]
"""Seq and hash of an event in its stream."""
Kind = tuple[str, int]
"""Type and version of an event."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stream with events that were of no known type when they came."""

    branch: BranchId
    stream: StreamId


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a portion. `last` null: there was nothing behind it. `left`: still of no known type."""

    last: Place | None
    outcomes: Counter[EventOutcome]
    left: Counter[Kind]


def waiting_streams(unit: Unit) -> list[Waiting]:
    """In the order in which they were first heard of, branch by branch."""
    own = stream.c
    held = (
        select(event_outcome.c.seq)
        .where(event_outcome.c.branch_id == own.branch_id, event_outcome.c.stream_id == own.stream_id)
        .where(event_outcome.c.outcome == EventOutcome.UNKNOWN_TYPE)
    )
    query = select(own.branch_id, own.stream_id).where(held.exists())
    rows = unit.connection.execute(query.order_by(own.branch_id, own.first_contact, own.stream_id))
    return [Waiting(BranchId(row.branch_id), StreamId(row.stream_id)) for row in rows]


def foreseen(unit: Unit, waiting: Waiting) -> tuple[Counter[Kind], Counter[Kind]]:
    """What `reproject` would post of a stream and what it would leave, by type and version."""
    known: Counter[Kind] = Counter()
    left: Counter[Kind] = Counter()
    for row in unit.connection.execute(_pending(waiting, _BEGINNING)):
        told = decode(row.bytes)
        (left if isinstance(told, UnknownEvent) else known)[told.type, told.tv] += 1
    return known, left


def reproject(database: Database, waiting: Waiting) -> Iterator[Step]:
    """Post a stream's events, a portion in each transaction: what is done is done when this is cut off."""
    after: Place | None = _BEGINNING
    while after is not None:
        step = written(database, partial(_step, waiting=waiting, after=after))
        yield step
        after = step.last


def _step(unit: Unit, waiting: Waiting, after: Place) -> Step:
    """Read under the lock of the branch: whatever was posted meanwhile is no longer pending."""
    unit.lock_branch(waiting.branch)
    rows = _portion(unit, waiting, after)
    fates, numbers = [], []
    left: Counter[Kind] = Counter()
    for row in rows:
        told = decode(row.bytes)
        if isinstance(told, UnknownEvent):
            left[told.type, told.tv] += 1
            continue
        till_event = prepared(told, row.hash)
        item = Item(row.seq, row.hash, row.mac, row.bytes, None, till_event.event, till_event)
        fates.append(Fate(item, EventOutcome.POSTED))
        numbers.append(row.n + 1)
    if fates:
        _post(unit, waiting, fates, numbers)
    last = (rows[-1].seq, rows[-1].hash) if rows else None
    return Step(last, Counter(fate.outcome for fate in fates), left)


def _post(unit: Unit, waiting: Waiting, fates: Sequence[Fate], numbers: Sequence[int]) -> None:
    found = _stream(unit, waiting)
    post(unit, found.branch, source_of(unit, found), fates)
    place = (found.branch, found.stream)
    unit.insert(
        event_outcome,
        [
            (*place, fate.item.seq, fate.item.hash, number, fate.outcome, fate.posting_no)
            for fate, number in zip(fates, numbers, strict=True)
        ],
    )
    not_applied = [fate for fate in fates if ReviewCode.NOT_APPLIED in fate.reviews]
    raise_flags(unit, found.branch, [_flag(found, fate) for fate in not_applied])
    found.note_set_aside(sum(fate.outcome is EventOutcome.QUARANTINED for fate in fates))
    for fate in fates:
        if fate.outcome is EventOutcome.POSTED and fate.item.event is not None:
            found.note_receipt(fate.item.event.receipt)
    write_imported(unit, found, found.kept.app)
    unit.hint(LiveHint(scope="sales", branch=found.branch))


def _stream(unit: Unit, waiting: Waiting) -> Stream:
    row = events.stream_row(unit, waiting.stream)
    till = tills.by_device(unit, DeviceId(row.device_id))
    assert till is not None, row.device_id
    place = (RegisterId(row.register_id), StreamPurpose(row.purpose))
    return reread(unit, Stream(waiting.branch, waiting.stream, till, *place, None))


def _flag(found: Stream, fate: Fate) -> Flag:
    told = fate.item.event
    assert told is not None
    facts = {"seq": fate.item.seq, "fault": None, "stream": str(found.stream)}
    return Flag(ReviewCode.NOT_APPLIED, str(told.id), "event", told.id, facts)


def _portion(unit: Unit, waiting: Waiting, after: Place) -> list[Any]:
    """As many as a push may carry."""
    rows: list[Any] = []
    size = 0
    for row in unit.connection.execute(_pending(waiting, after).limit(BATCH_EVENTS_MAX)):
        size += len(row.bytes)
        if rows and size > BATCH_BYTES_MAX:
            break
        rows.append(row)
    return rows


def _pending(waiting: Waiting, after: Place) -> Select[Any]:
    """Events behind a place whose youngest outcome says that nobody knew their type."""
    own = event_outcome.c
    same = and_(*(event.c[name] == own[name] for name in ("branch_id", "stream_id", "seq", "hash")))
    return (
        select(event.c.seq, event.c.hash, event.c.mac, event.c.bytes, own.n)
        .join(event, same)
        .where(own.branch_id == waiting.branch, own.stream_id == waiting.stream)
        .where(own.outcome == EventOutcome.UNKNOWN_TYPE, is_last_word())
        .where(or_(own.seq > after[0], and_(own.seq == after[0], own.hash > after[1])))
        .order_by(own.seq, own.hash)
    )
