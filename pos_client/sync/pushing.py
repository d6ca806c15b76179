"""Sending events: what one push carries, and what is made of the server's answer."""

from dataclasses import dataclass
from itertools import count, pairwise
from typing import Final

from pos_client.engine.enrolment import open_new_stream
from pos_client.settings import APP_BUILD
from pos_client.store import Rows, StoreUnit
from pos_client.store.checks import gone
from pos_client.store.journal import (
    StoredEvent,
    current_stream,
    events_after,
    first_place,
    hash_at,
    last_place,
)
from pos_client.store.streams import Stream, note_hole, note_lost, stream_at, waiting
from pos_client.store.sync_state import set_contact, set_skew
from pos_client.sync.acks import Moved, forget_lost_moves, moved_between, set_acked
from pos_client.sync.choosing import stuck
from pos_client.sync.messages import Push
from shared_models.values.moments import from_utc_ms, utc_ms
from shared_models.wire.chain import GENESIS
from shared_models.wire.envelope import BATCH_BYTES_MAX, BATCH_EVENTS_MAX
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import LACKS_MAX, Mark, PushReply, PushRequest, TillStatus

# A slower answer says too little about the server's clock.
SKEW_WITHIN_MS: Final = 2_000


@dataclass(slots=True)
class Batch:
    """How much one push may carry now.

    Halved when it was too much, back to the server's limits when it went.
    """

    events: int = BATCH_EVENTS_MAX
    bytes: int = BATCH_BYTES_MAX

    def halve(self) -> None:
        self.events = max(1, self.events // 2)
        self.bytes = max(1, self.bytes // 2)

    def allow(self, *, events: int, size: int) -> None:
        self.events = max(1, min(events, BATCH_EVENTS_MAX))
        self.bytes = max(1, min(size, BATCH_BYTES_MAX))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer led to. `lost_some`: the server holds less than it said before."""

    progress: bool
    lost_some: bool
    new_stream: OpenedBecause | None = None


def push_of(rows: Rows, stream: Stream, batch: Batch | None, *, disk_free: int | None) -> Push:
    """The next events of a stream, or none when nothing waits there; without a batch it only asks."""
    events = () if batch is None else _next_events(rows, stream, batch)
    behind_a_hole = bool(events) and events[0].seq != stream.acked + 1
    request = PushRequest(
        device=stream.device,
        stream=stream.stream,
        token=stream.token,
        probe=probe(rows, stream),
        status=_status(rows, disk_free),
        events=tuple(event.item() for event in events),
        orphans=behind_a_hole,
        lacks=_lacks(rows, stream) if stream.from_box else None,
    )
    return Push(stream_no=stream.stream_no, request=request)


def probe(rows: Rows, stream: Stream) -> tuple[Mark, ...]:
    """Marks at acked, -1, -3, -7 … 1, so that one round trip finds where server and till part."""
    seqs = []
    for power in count():
        seq = stream.acked + 1 - (1 << power)
        if seq < 1:
            break
        seqs.append(seq)
    if stream.acked > 1 and seqs[-1] != 1:
        seqs.append(1)
    # Where a row is gone, the last one before it speaks.
    places = [last_place(rows, stream.stream_no, seq) for seq in seqs]
    first = first_place(rows, stream.stream_no) if seqs else None
    if first is not None and first[0] <= stream.acked:
        places.append(first)
    marks = dict(place for place in places if place is not None)
    return tuple(Mark(seq=seq, hash=hash_.hex()) for seq, hash_ in marks.items())


def _lacks(rows: Rows, stream: Stream) -> tuple[tuple[int, int], ...] | None:
    """What is missing of it here; null when that is too much to tell."""
    missing = gone(rows, stream)
    return missing if len(missing) <= LACKS_MAX else None


def newly_known(rows: Rows, push: Push, reply: PushReply) -> Moved | None:
    """What the events between `acked` and the server's word moved; None when it does not speak of our chain.

    Read before the write begins, so that no sale waits for it: events never change.
    """
    stream = stream_at(rows, push.stream_no)
    own = hash_at(rows, stream.stream_no, reply.known.seq)
    if reply.company != stream.company or own is None or own.hex() != reply.known.hash:
        return None
    first, last = sorted((stream.acked, reply.known.seq))
    return moved_between(rows, stream, first, last)


def believe(unit: StoreUnit, push: Push, reply: PushReply, *, moved: Moved, took_ms: int) -> Outcome:
    """Write down what the server says it holds."""
    stream = stream_at(unit, push.stream_no)
    set_acked(unit, stream, reply.known.seq, moved.goods)
    _believe_archived(unit, stream, reply.archived)
    unit.execute(
        "UPDATE stream SET token = ? WHERE stream_no = ?", (reply.next_token or None, stream.stream_no)
    )
    set_contact(unit, stream_no=stream.stream_no, under_review=reply.under_review)
    if took_ms <= SKEW_WITHIN_MS:
        set_skew(unit, utc_ms(unit.now()) - took_ms // 2 - utc_ms(reply.server_time))
    after = stream_at(unit, stream.stream_no)
    if moved.holed or stuck(unit, after):
        note_hole(unit, after.stream_no)
    forget_lost_moves(unit)
    new_stream = _parted(unit, after, reply)
    if new_stream is not None:
        if new_stream is OpenedBecause.ROLLED_BACK and reply.stream_head.seq > after.head_seq:
            note_lost(unit, after.stream_no, up_to=reply.stream_head.seq)
        open_new_stream(unit, new_stream)
    progress = after.acked != stream.acked or not push.request.events
    lost_some = after.acked < stream.acked
    return Outcome(progress=progress, lost_some=lost_some, new_stream=new_stream)


def _parted(unit: StoreUnit, stream: Stream, reply: PushReply) -> OpenedBecause | None:
    """Why the stream in use must be left: somebody else wrote it too, or this database is an older image
    of it.
    """
    current = current_stream(unit)
    if current is None or current.stream_no != stream.stream_no:
        return None
    if reply.fork is not None:
        return OpenedBecause.CLONED
    head = reply.stream_head
    if head.seq > stream.head_seq:
        return OpenedBecause.ROLLED_BACK
    own = hash_at(unit, stream.stream_no, head.seq)
    if own is not None and own.hex() != head.hash:
        return OpenedBecause.CLONED
    # The server needs an event that is no longer here: what follows it goes as orphans, for review.
    return OpenedBecause.ROLLED_BACK if stuck(unit, stream) else None


def _believe_archived(unit: StoreUnit, stream: Stream, archived: Mark) -> None:
    own = hash_at(unit, stream.stream_no, archived.seq) if archived.seq else GENESIS
    if own is not None and own.hex() == archived.hash:
        unit.execute("UPDATE stream SET archived = ? WHERE stream_no = ?", (archived.seq, stream.stream_no))


def _next_events(rows: Rows, stream: Stream, batch: Batch) -> tuple[StoredEvent, ...]:
    following = events_after(rows, stream.stream_no, stream.acked, limit=batch.events)
    current = current_stream(rows)
    in_use = current is not None and current.stream_no == stream.stream_no
    if in_use and following and following[0].seq != stream.acked + 1:
        # First a new stream is begun: nothing more is written behind the hole.
        return ()
    return _fitting(_up_to_a_hole(following), batch.bytes)


def _up_to_a_hole(events: tuple[StoredEvent, ...]) -> tuple[StoredEvent, ...]:
    for place, (before, one) in enumerate(pairwise(events), 1):
        if one.seq != before.seq + 1:
            return events[:place]
    return events


def _fitting(events: tuple[StoredEvent, ...], most_bytes: int) -> tuple[StoredEvent, ...]:
    """As many as fit, at least one: a single event is never too large to be tried."""
    taken: list[StoredEvent] = []
    size = 0
    for event in events:
        size += len(event.body.encode())
        if taken and size > most_bytes:
            break
        taken.append(event)
    return tuple(taken)


def _status(rows: Rows, disk_free: int | None) -> TillStatus:
    left, oldest = waiting(rows)
    oldest_at = None if oldest is None else from_utc_ms(oldest)
    return TillStatus(waiting=left, oldest_at=oldest_at, disk_free=disk_free, app=APP_BUILD)
