"""Which stream the next push speaks of, and which of them have to wait."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from pos_client.store import Rows
from pos_client.store.journal import current_stream, events_after
from pos_client.store.streams import Stream, streams
from pos_client.sync.backoff import LONGEST_MS
from shared_models.values.codes import ErrorCode

RECHECK_MS: Final = 10 * 60 * 1_000
# The line, or the whole till: these say nothing about one stream.
_OF_ALL: Final = {
    ErrorCode.SERVER_UNREACHABLE,
    ErrorCode.SERVER_BUSY,
    ErrorCode.NOT_SIGNED_IN,
    ErrorCode.DEVICE_REVOKED,
    ErrorCode.OTHER_COMPANY,
}
# The server may have been away, and come back as an older one.
LINE: Final = frozenset({ErrorCode.SERVER_UNREACHABLE, ErrorCode.SERVER_BUSY})


@dataclass(slots=True)
class Order:
    """The order of pushes (sync.md §3): the stream in use is asked about first, with nothing to send; then
    older streams, oldest first, whether their ends are still held; then what waits, oldest first.

    A stream that the server refuses steps aside for a while: newer ones never wait for it.
    """

    greet: bool = True
    _recheck: list[int] = field(default_factory=list)
    _recheck_due_ms: int = 0
    _epoch: UUID | None = None
    _aside: dict[int, tuple[int, ErrorCode]] = field(default_factory=dict)
    _heard: int | None = None

    def next_stream(self, rows: Rows, now_ms: int) -> Stream | None:
        """None before enrolment."""
        current = current_stream(rows)
        if current is None or self.greet:
            return current
        if now_ms >= self._recheck_due_ms:
            self._recheck = [stream.stream_no for stream in _older(rows, current)]
            self._recheck_due_ms = now_ms + RECHECK_MS
        able = (stream for stream in _ours(rows, current) if self._may_go(stream, now_ms))
        wanted = (
            stream for stream in able if stream.stream_no in self._recheck or _has_work(rows, stream, current)
        )
        return next(wanted, current)

    def more(self, rows: Rows, now_ms: int) -> bool:
        """Whether another push is worth sending at once."""
        current = current_stream(rows)
        if current is None:
            return False
        if now_ms >= self._recheck_due_ms and _older(rows, current):
            return True
        able = [stream for stream in _ours(rows, current) if self._may_go(stream, now_ms)]
        return any(stream.stream_no in self._recheck or _has_work(rows, stream, current) for stream in able)

    def answered(self, now_ms: int, stream_no: int, epoch: UUID, *, lost_some: bool) -> None:
        """The server has spoken of a stream. Less than before, or another epoch: it was restored."""
        self.greet = False
        self._heard = stream_no
        self._aside.pop(stream_no, None)
        if lost_some or self._epoch not in {None, epoch}:
            self.recheck(now_ms)
        self._epoch = epoch
        self._recheck = [number for number in self._recheck if number != stream_no]

    def has_just_heard(self, stream: Stream) -> bool:
        """Whether `acked` of the stream is the server's word of this moment: the last question was about it.

        Without that nothing may be sent behind a hole: a server that was restored meanwhile would take it,
        and never ask for what it lost before the hole.
        """
        return self._heard == stream.stream_no

    def recheck(self, now_ms: int) -> None:
        """Ask about every older stream before anything newer is sent."""
        self._recheck_due_ms = now_ms

    def refused(self, rows: Rows, now_ms: int, stream_no: int, code: ErrorCode) -> bool:
        """True when the stream steps aside and newer ones go on."""
        self.greet = code in LINE
        self._heard = None
        current = current_stream(rows)
        if code in _OF_ALL or current is None or stream_no == current.stream_no:
            return False
        self._aside[stream_no] = (now_ms + LONGEST_MS, code)
        return True

    def problem(self, rows: Rows) -> ErrorCode | None:
        """Why something that waits is not taken, while newer streams go on."""
        current = current_stream(rows)
        if current is None or not self._aside:
            return None
        waiting = (stream for stream in _ours(rows, current) if _has_rows(rows, stream))
        codes = (self._aside[stream.stream_no][1] for stream in waiting if stream.stream_no in self._aside)
        return next(codes, None)

    def _may_go(self, stream: Stream, now_ms: int) -> bool:
        until_ms, _code = self._aside.get(stream.stream_no, (now_ms, None))
        return now_ms >= until_ms


def stuck(rows: Rows, stream: Stream) -> bool:
    """Something waits, but not the event that comes next: its row is gone from this database."""
    if not stream.waiting:
        return False
    following = events_after(rows, stream.stream_no, stream.acked, limit=1)
    return not following or following[0].seq != stream.acked + 1


def _has_work(rows: Rows, stream: Stream, current: Stream) -> bool:
    """The rest of the stream in use goes only when it has been left behind."""
    if stream.stream_no == current.stream_no and stuck(rows, stream):
        return False
    return _has_rows(rows, stream)


def _has_rows(rows: Rows, stream: Stream) -> bool:
    return bool(stream.waiting and events_after(rows, stream.stream_no, stream.acked, limit=1))


def _ours(rows: Rows, current: Stream) -> tuple[Stream, ...]:
    """Streams of this company, oldest first; those of another are exported, never sent."""
    return tuple(stream for stream in streams(rows) if stream.company == current.company)


def _older(rows: Rows, current: Stream) -> list[Stream]:
    return [stream for stream in _ours(rows, current) if stream.stream_no != current.stream_no]
