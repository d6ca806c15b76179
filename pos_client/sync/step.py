"""The sync engine: a step takes the time and what came in, and says what to ask next. It does no I/O but
the store.

One question of each kind is under way at most. Everything it must remember is in the database; what it
keeps in
memory are only waiting times, so it may be thrown away and made anew at any moment.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Final

from pos_client.engine.clock import is_far_off
from pos_client.engine.enrolment import credential
from pos_client.engine.recovery import take_back
from pos_client.store import Reader, Rows, Store
from pos_client.store.journal import current_stream
from pos_client.store.streams import (
    lost_range,
    note_lost,
    sales_waiting,
    stream_at,
    waiting,
)
from pos_client.store.sync_state import contact, cursor, positions
from pos_client.sync.backoff import LONGEST_MS, Backoff
from pos_client.sync.choosing import LINE, Order, stuck
from pos_client.sync.messages import (
    Answered,
    Failed,
    Fetch,
    Hinted,
    Incoming,
    NextPage,
    Nudged,
    Outgoing,
    Pull,
    Push,
    Reached,
    Reinstate,
)
from pos_client.sync.pulling import lock_out, next_pull, start_over, take_changes, take_page
from pos_client.sync.pushing import Batch, believe, newly_known, push_of
from pos_client.sync.reinstating import reinstatement
from pos_client.sync.status import SyncState, SyncStatus
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import from_utc_ms
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import Reinstated
from shared_models.wire.sync import (
    ChangesReply,
    LiveHint,
    PushReply,
    SnapshotReply,
    StreamEventsReply,
)

log = logging.getLogger(__name__)
POLL_MS: Final = 15_000
# After an outage every till of a chain is back at one moment.
SPREAD_MS: Final = 1_000
# Codes that a sooner try will not change.
_FINAL: Final = {
    ErrorCode.DEVICE_REVOKED,
    ErrorCode.NOT_ALLOWED,
    ErrorCode.NOT_SIGNED_IN,
    ErrorCode.OTHER_COMPANY,
}


@dataclass(slots=True)
class Lane:
    """One kind of question: whether one is under way, when the next is due, how it went last."""

    backoff: Backoff
    due_ms: int = 0
    asked: Outgoing | None = None
    answered: bool = False
    problem: ErrorCode | None = None
    not_before_ms: int = 0

    def worked(self, now_ms: int, wait_ms: int, *, at_least_ms: int = 0) -> None:
        """`at_least_ms`: the server's own wish, whatever is new meanwhile."""
        self.backoff.worked()
        self.answered, self.problem = True, None
        self.not_before_ms = now_ms + min(at_least_ms, LONGEST_MS)
        self.due_ms = max(now_ms + wait_ms, self.not_before_ms)

    def failed(self, now_ms: int, refusal: Refusal) -> None:
        seconds = refusal.facts.get("retry_after_s")
        least = seconds * 1000 if isinstance(seconds, int) else 0
        if refusal.code in _FINAL:
            least = LONGEST_MS
        self.problem = refusal.code
        self.due_ms = now_ms + self.backoff.failed(at_least_ms=least)

    def reached(self, now_ms: int, *, within_ms: int) -> None:
        """The line stands again: what failed before says nothing any more."""
        self.backoff.worked()
        self.due_ms = min(self.due_ms, now_ms + within_ms)


@dataclass(frozen=True, slots=True)
class Step:
    """What to ask now, and when to step again at the latest."""

    outgoing: tuple[Outgoing, ...]
    wake_at_ms: int


@dataclass(slots=True)
class Sync:
    """`disk_free`: free bytes on the till's disk, for the back office's board."""

    store: Store
    random: Random
    disk_free: Callable[[], int | None] = lambda: None
    _push: Lane = field(init=False)
    _pull: Lane = field(init=False)
    _batch: Batch = field(default_factory=Batch)
    _order: Order = field(default_factory=Order)
    _fetch_due_ms: int = 0
    _forgotten: bool = False
    _shown_again_ms: int = 0
    _reader: Reader | None = None

    def __post_init__(self) -> None:
        self._push = Lane(Backoff(self.random))
        self._pull = Lane(Backoff(self.random))

    def step(self, now_ms: int, incoming: Iterable[Incoming]) -> Step:
        for came in incoming:
            self._take(now_ms, came)
        outgoing = [ask for ask in (self._next_push(now_ms), self._next_pull(now_ms)) if ask is not None]
        idle = [lane.due_ms for lane in (self._push, self._pull) if lane.asked is None]
        # A due time in the past is that of a till that stands alone: it asks nothing.
        wake = min((due for due in idle if due > now_ms), default=now_ms + POLL_MS)
        return Step(outgoing=tuple(outgoing), wake_at_ms=wake)

    def status(self) -> SyncStatus:
        rows = self._rows()
        stream = current_stream(rows)
        if stream is None:
            return SyncStatus(SyncState.STAND_ALONE)
        left, oldest = waiting(rows)
        known = contact(rows)
        return SyncStatus(
            state=self._state(rows, left),
            waiting=left,
            sales=sales_waiting(rows) if left else 0,
            oldest_at=None if oldest is None else from_utc_ms(oldest),
            last_contact=None if known.last_contact is None else from_utc_ms(known.last_contact),
            under_review=known.under_review,
            problem=self._push.problem or self._order.problem(rows) or self._pull.problem,
            fetching_catalogue=not _stands_alone(rows) and cursor(rows).cursor is None,
            clock_off=is_far_off(rows, now=self.store.now()),
        )

    def credential(self) -> str | None:
        return credential(self._rows())

    @property
    def met_server(self) -> bool:
        """The server was asked once since the start: it answered, or could not be reached."""
        return self._push.answered or self._push.problem is not None

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    # asking

    def _next_push(self, now_ms: int) -> Outgoing | None:
        if self._push.asked is not None or now_ms < self._push.due_ms or _stands_alone(self._rows()):
            return None
        self._push.asked = self._reinstatement() or self._fetch(now_ms) or self._ask_about_stream(now_ms)
        return self._push.asked

    def _reinstatement(self) -> Reinstate | None:
        return reinstatement(self._rows()) if self._forgotten else None

    def _fetch(self, now_ms: int) -> Fetch | None:
        """What this database lost and the server has, as soon as the server has said where they stand."""
        lost = None if self._order.greet or now_ms < self._fetch_due_ms else lost_range(self._rows())
        return None if lost is None else Fetch(lost.stream_no, lost.stream, lost.head_seq + 1)

    def _ask_about_stream(self, now_ms: int) -> Push | None:
        rows = self._rows()
        stream = self._order.next_stream(rows, now_ms)
        if stream is None:
            return None
        unheard = stuck(rows, stream) and not self._order.has_just_heard(stream)
        batch = None if self._order.greet or unheard else self._batch
        return push_of(rows, stream, batch, disk_free=self.disk_free())

    def _next_pull(self, now_ms: int) -> Outgoing | None:
        if self._pull.asked is not None or now_ms < self._pull.due_ms or _stands_alone(self._rows()):
            return None
        self._pull.asked = next_pull(self._rows())
        return self._pull.asked

    # taking

    def _take(self, now_ms: int, came: Incoming) -> None:
        match came:
            case Nudged():
                self._nudge(now_ms, self._push)
            case Reached():
                self._order.greet = True
                for lane in (self._push, self._pull):
                    lane.reached(now_ms, within_ms=self.random.randint(0, SPREAD_MS))
            case Hinted(hint=hint):
                if self._is_news(hint):
                    self._nudge(now_ms, self._pull)
            case Answered(request=request):
                with self._asked_again_later(now_ms, request):
                    self._answered(now_ms, came, request)
            case Failed(request=request, refusal=refusal):
                with self._asked_again_later(now_ms, request):
                    self._failed(now_ms, request, refusal)

    def forget_questions(self) -> None:
        """What was under way is lost; all may be asked again, the protocol allows it at any time."""
        self._push.asked = self._pull.asked = None

    @contextmanager
    def _asked_again_later(self, now_ms: int, request: Outgoing) -> Iterator[None]:
        """An answer that cannot be taken, good or bad (a full disk, a fault), is asked for again later; what
        else came with it, and the other kind of question, go on.
        """
        lane = self._lane(request)
        try:
            yield
        except Refusal as refusal:
            lane.failed(now_ms, refusal)
        except Exception:
            log.exception("an answer could not be taken")
            lane.failed(now_ms, Refusal(ErrorCode.SERVER_FAULT))

    def _lane(self, request: Outgoing) -> Lane:
        return self._push if isinstance(request, Push | Fetch | Reinstate) else self._pull

    def _answered(self, now_ms: int, came: Answered, request: Outgoing) -> None:
        lane = self._lane(request)
        # A copy of an older answer is believed just the same: it says what the server held, and heals if it
        # is old.
        if lane.asked == request:
            lane.asked = None
        match request, came.reply:
            case Push(), PushReply():
                self._pushed(now_ms, request, came.reply, came.took_ms)
            case Pull(), ChangesReply():
                more = take_changes(self.store, request, came.reply)
                lane.worked(now_ms, 0 if more else lane.backoff.around(POLL_MS))
            case NextPage(), SnapshotReply():
                more = take_page(self.store, request, came.reply)
                lane.worked(now_ms, 0 if more else lane.backoff.around(POLL_MS))
            case Fetch(), StreamEventsReply():
                self._fetched(now_ms, request, came.reply)
            case Reinstate(), Reinstated():
                self._reinstated(now_ms, came.reply)
            case _:
                lane.failed(now_ms, Refusal(ErrorCode.SERVER_FAULT))

    def _pushed(self, now_ms: int, request: Push, reply: PushReply, took_ms: int) -> None:
        moved = newly_known(self._rows(), request, reply)
        if moved is None:
            ours = reply.company == stream_at(self._rows(), request.stream_no).company
            code = ErrorCode.SERVER_FAULT if ours else ErrorCode.OTHER_COMPANY
            self._not_taken(now_ms, request.stream_no, Refusal(code))
            return
        with self.store.write() as unit:
            outcome = believe(unit, request, reply, moved=moved, took_ms=took_ms)
        self._batch.allow(events=reply.limits.events, size=reply.limits.bytes)
        self._order.answered(now_ms, request.stream_no, reply.epoch, lost_some=outcome.lost_some)
        if not outcome.progress and outcome.new_stream is None:
            # The same batch again at once would be answered the same.
            self._not_taken(now_ms, request.stream_no, Refusal(ErrorCode.SERVER_FAULT))
            return
        wait_ms = 0 if self._more(now_ms) else POLL_MS
        self._push.worked(now_ms, wait_ms, at_least_ms=reply.retry_after_ms)

    def _more(self, now_ms: int) -> bool:
        return self._fetch(now_ms) is not None or self._order.more(self._rows(), now_ms)

    def _not_taken(self, now_ms: int, stream_no: int, refusal: Refusal) -> None:
        """An older stream steps aside; with the one in use there is nothing else to do but wait."""
        if self._order.refused(self._rows(), now_ms, stream_no, refusal.code):
            self._push.due_ms = now_ms
        else:
            self._push.failed(now_ms, refusal)

    def _fetched(self, now_ms: int, request: Fetch, reply: StreamEventsReply) -> None:
        if stream_at(self._rows(), request.stream_no).head_seq + 1 == request.first:
            try:
                with self.store.write() as unit:
                    taken = take_back(unit, stream_at(unit, request.stream_no), reply.events)
            except (sqlite3.IntegrityError, ValueError):
                # Receipts of before are a help; what is sold now must not wait for them.
                log.exception("what was lost cannot be taken back")
                taken = 0
            if not taken or not reply.more:
                self._give_up(request)
        self._push.worked(now_ms, 0)

    def _give_up(self, request: Fetch) -> None:
        """There is nothing more to be had of what was lost."""
        with self.store.write() as unit:
            note_lost(unit, request.stream_no, up_to=0)

    def _failed(self, now_ms: int, request: Outgoing, refusal: Refusal) -> None:
        lane = self._lane(request)
        if lane.asked == request:
            lane.asked = None
        match request:
            case Push():
                self._push_failed(now_ms, request, refusal)
            case Fetch() if refusal.code not in LINE:
                if refusal.code is ErrorCode.NOT_FOUND:
                    self._give_up(request)
                self._fetch_due_ms = now_ms + LONGEST_MS
                lane.due_ms = now_ms
            case Reinstate():
                self._not_reinstated(now_ms, refusal)
            case _:
                lane.failed(now_ms, refusal)
        self._follow(now_ms, request, refusal.code)

    def _follow(self, now_ms: int, request: Outgoing, code: ErrorCode) -> None:
        """What some refusals ask of this till, whatever it had asked."""
        if code is ErrorCode.RESNAPSHOT:
            start_over(self.store)
            self._order.recheck(now_ms)
        if code is ErrorCode.DEVICE_REVOKED:
            lock_out(self.store)
        if code is ErrorCode.NOT_SIGNED_IN and not isinstance(request, Reinstate):
            self._show_papers(now_ms)

    def _show_papers(self, now_ms: int) -> None:
        """A server that was restored learns from the certificates who this is: asked at once, but once a
        minute at most, whatever it answers.
        """
        if now_ms >= self._shown_again_ms and reinstatement(self._rows()) is not None:
            self._forgotten = True
            self._push.due_ms = now_ms

    def _reinstated(self, now_ms: int, reply: Reinstated) -> None:
        """What it held before may be gone: every stream is asked about again."""
        self._forgotten, self._shown_again_ms = False, now_ms + LONGEST_MS
        stream = current_stream(self._rows())
        if stream is None or stream.company != reply.company:
            self._push.failed(now_ms, Refusal(ErrorCode.OTHER_COMPANY))
            return
        if reply.revoked:
            lock_out(self.store)
        self._order.greet = True
        self._order.recheck(now_ms)
        for lane in (self._push, self._pull):
            lane.problem = None
            lane.reached(now_ms, within_ms=0)
        self._push.due_ms = now_ms

    def _not_reinstated(self, now_ms: int, refusal: Refusal) -> None:
        self._push.failed(now_ms, refusal)
        if refusal.code not in LINE:
            self._forgotten, self._shown_again_ms = False, now_ms + LONGEST_MS
            self._push.due_ms = max(self._push.due_ms, now_ms + LONGEST_MS)

    def _push_failed(self, now_ms: int, request: Push, refusal: Refusal) -> None:
        sent = len(request.request.events)
        if refusal.code is ErrorCode.TOO_LARGE and sent > 1:
            self._batch.halve()
            self._push.failed(now_ms, refusal)
        else:
            self._not_taken(now_ms, request.stream_no, refusal)

    def _is_news(self, hint: LiveHint) -> bool:
        known = positions(self._rows())
        if hint.scope == "company":
            return hint.seq > known.company
        stream = current_stream(self._rows())
        return (
            hint.scope == "branch"
            and stream is not None
            and hint.branch == stream.branch
            and hint.seq > known.branch
        )

    def _nudge(self, now_ms: int, lane: Lane) -> None:
        """Something is new: ask now, unless the server could not be reached a moment ago."""
        if lane.problem is None:
            lane.due_ms = max(min(lane.due_ms, now_ms), lane.not_before_ms)

    def _state(self, rows: Rows, left: int) -> SyncState:
        if _stands_alone(rows):
            return SyncState.STAND_ALONE
        if self._push.problem in LINE or self._push.problem is ErrorCode.DISK_FULL:
            return SyncState.OFFLINE
        if self._push.problem is not None or self._order.problem(rows) is not None:
            return SyncState.REFUSED
        if not self._push.answered:
            return SyncState.CONNECTING
        return SyncState.SENDING if left else SyncState.ALL_SENT

    def _rows(self) -> Rows:
        """A reader of this thread: asking never waits for a sale."""
        if self._reader is None:
            self._reader = self.store.reader()
        return self._reader


def _stands_alone(rows: Rows) -> bool:
    return credential(rows) is None
