"""Whether the journal is whole: the last events at every start, the whole file when it was not closed
properly.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pos_client.store.journal import StoredEvent, declared_prev, events_after, hash_at
from pos_client.store.store import Rows
from pos_client.store.streams import Stream, is_authentic, position_of, streams
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import event_hash

TAIL: Final = 32
_PAGE: Final = 500
# Losing the catalogue costs a pull; losing one of these would cost sales.
_PRECIOUS: Final = ("event", "stream", "till", "shift", "sale", "returned", "cart", "cart_line")


def check_at_start(rows: Rows, *, was_closed: bool) -> None:
    """Refuses STORE_DAMAGED.

    Reads a few pages after a proper end, all pages of the till's own tables otherwise.
    """
    if not was_closed:
        for table in _PRECIOUS:
            verdict = rows.execute(f"PRAGMA quick_check('{table}')").fetchone()
            _demand(verdict == ("ok",), f"{table}: {verdict}")
    for stream in streams(rows):
        tail = events_after(rows, stream.stream_no, max(0, stream.head_seq - TAIL), limit=TAIL)
        fault = first_fault(rows, stream, tail)
        _demand(fault is None, f"series {stream.series}, event {fault}")
        last = tail[-1] if tail else None
        _demand((last.seq if last else 0) == stream.head_seq, f"series {stream.series}: the end is missing")
        _demand(last is None or last.hash == stream.head_hash, f"series {stream.series}: another end")


def first_fault(rows: Rows, stream: Stream, events: Iterable[StoredEvent]) -> int | None:
    """Seq of the first event that does not follow the one before it, or was not written by this device."""
    before: StoredEvent | None = None
    prev: bytes | None
    for event in events:
        if before is not None and before.seq == event.seq - 1:
            prev = before.hash
        else:
            # Let go after 400 days, or lost.
            prev = hash_at(rows, stream.stream_no, event.seq - 1) or declared_prev(event)
        if prev is None or event_hash(prev, event.body.encode()) != event.hash:
            return event.seq
        if not is_authentic(stream, event.hash, event.mac):
            return event.seq
        before = event
    return None


def all_events(rows: Rows, stream: Stream) -> Iterator[StoredEvent]:
    """Every event of a stream that is here, page by page."""
    seq = 0
    while page := events_after(rows, stream.stream_no, seq, limit=_PAGE):
        yield from page
        seq = page[-1].seq


def gone(rows: Rows, stream: Stream) -> tuple[tuple[int, int], ...]:
    """Seqs (first, last) that are not here, those aside that were let go after a tested backup held them."""
    found: list[tuple[int, int]] = []
    seq = stream.archived
    places = rows.execute(
        "SELECT seq FROM event WHERE position > ? AND position <= ? ORDER BY position",
        (position_of(stream.stream_no, seq), position_of(stream.stream_no, stream.head_seq)),
    )
    for (here,) in places:
        if here > seq + 1:
            found.append((seq + 1, here - 1))
        seq = here
    if seq < stream.head_seq:
        found.append((seq + 1, stream.head_seq))
    return tuple(found)


def _demand(holds: bool, fault: str) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not holds:
        raise Refusal(ErrorCode.STORE_DAMAGED, reason=fault)
