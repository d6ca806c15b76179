"""What of a push is new: appended to the log in order, damaged items set aside, a gap stops it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backoffice_server.features.events import queries as events
from backoffice_server.features.events.labels import declared, stored
from backoffice_server.features.events.queries import Held
from backoffice_server.features.events.tables import event as event_table
from backoffice_server.features.events.tables import quarantine
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.parsing import Item
from backoffice_server.sync.receive.streams import Stream, assumed_series, fits
from shared_models.values.codes import EventOutcome, ReviewCode
from shared_models.wire.chain import GENESIS
from shared_models.wire.sync import Fork, Mark, PushRequest

GENESIS_MARK = Mark(seq=0, hash=GENESIS.hex())


@dataclass(slots=True)
class Fate:
    """What becomes of one item; `posting_no` and further reviews are filled in when it is posted.

    `lost_after`: of an orphan, the place before it that is held; what stood between is lost.
    """

    item: Item
    outcome: EventOutcome
    reviews: tuple[ReviewCode, ...] = ()
    posting_no: int | None = None
    lost_after: int | None = None


@dataclass(slots=True)
class Taken:
    """The new state of the till's chain at the server, and the fates of its items in order."""

    known: Mark
    fates: list[Fate] = field(default_factory=list)
    gap: bool = False
    fork: Fork | None = None

    @property
    def to_post(self) -> list[Fate]:
        """Items a rule may book."""
        return [fate for fate in self.fates if fate.outcome is EventOutcome.POSTED]


def take(unit: Unit, found: Stream, request: PushRequest, items: Sequence[Item]) -> Taken:
    """Decide item by item and write the log and the quarantine."""
    seqs = [item.seq for item in items] or [0]
    span = (min(seqs) - 1, max(seqs))
    # Place 1: whether anybody can read what the stream was opened for.
    held = events.held(
        unit, found.branch, found.stream, span=span, places=[1, *(mark.seq for mark in request.probe)]
    )
    taken = Taken(known=_highest_held(held, request.probe))
    hole = _to_be_filled(unit, found, request, taken.known)
    if hole is not None:
        taken.known = _highest_held(held, [mark for mark in request.probe if mark.seq < hole])
        taken.gap = bool(items)
        return taken
    # What the till takes for acknowledged may be gone here with a restore: it must send that first.
    all_held = taken.known.seq == max((mark.seq for mark in request.probe), default=0)
    if found.series is None and not held.logged(1):
        found.assumed = lambda: assumed_series(unit, found, items)
    if request.orphans and not all_held:
        # One that is held already says nothing of those before it: behind a hole no chain vouches for them.
        taken.gap = bool(items)
        return taken
    for place, item in enumerate(items):
        lost = request.orphans and not place and _is_orphan(held, item)
        if not _take(found, held, taken, item, orphan=lost):
            taken.gap = True
            break
        if lost:
            taken.fates[-1].lost_after = events.last_below(unit, found.branch, found.stream, item.seq)
    if taken.fates:
        # Under the very label that the till declares: it looks for its own.
        last = request.events[len(taken.fates) - 1]
        taken.known = Mark(seq=last.seq, hash=last.hash)
    _write(unit, found, taken)
    return taken


def _to_be_filled(unit: Unit, found: Stream, request: PushRequest, known: Mark) -> int | None:
    """The first place missing below `known` that the till has.

    A stream that came back from a black box fills holes out of turn. With a restore one may be open again
    while what stands behind it is held, so that no probe tells. A till that comes with the token it was given
    last has heard of no other database since.
    """
    if request.lacks is None or not known.seq or found.was_given(request.token):
        return None
    for hole in events.holes(unit, found.branch, found.stream, below=known.seq):
        if (place := _first_not_in(hole, request.lacks)) is not None:
            return place
    return None


def _first_not_in(hole: tuple[int, int], lacks: Sequence[tuple[int, int]]) -> int | None:
    place, last = hole
    for lacked_from, lacked_to in sorted(lacks):
        if lacked_from <= place <= lacked_to:
            place = lacked_to + 1
    return place if place <= last else None


def _highest_held(held: Held, probe: Sequence[Mark]) -> Mark:
    marks = [mark for mark in probe if mark.seq and held.anything(mark.seq, stored(mark.hash))]
    return max(marks, key=lambda mark: mark.seq, default=GENESIS_MARK)


def _take(found: Stream, held: Held, taken: Taken, item: Item, *, orphan: bool) -> bool:
    """Add the item's fate; False when its predecessor is missing."""
    damaged = item.fault is not None
    if _known(held, item):
        taken.fates.append(Fate(item, EventOutcome.DUPLICATE))
        return True
    if not orphan and not _predecessor_held(held, item):
        return False
    fate = _fate(found, held, item)
    if orphan:
        fate.reviews = (*fate.reviews, ReviewCode.ORPHAN_EVENT)
    if _goes_on(found, held, item, orphan=orphan):
        found.head_seq, found.head_hash = item.seq, item.hash
    elif not damaged and (fork := _fork(found, held, item)) is not None:
        taken.fork = taken.fork or fork
        fate.reviews = (*fate.reviews, ReviewCode.CHAIN_FORK)
    taken.fates.append(fate)
    held.take(item.seq, item.hash, damaged=damaged)
    return True


def _known(held: Held, item: Item) -> bool:
    if item.fault is not None:
        return held.anything(item.seq, item.hash)
    return held.event(item.seq, item.hash)


def _is_orphan(held: Held, item: Item) -> bool:
    """New, and what it follows is not here: for a till that lost it too, this is where its chain goes on."""
    return item.seq > 1 and not _known(held, item) and not _predecessor_held(held, item)


def _predecessor_held(held: Held, item: Item) -> bool:
    if item.prev is None:
        # Nobody can read what a damaged item follows: its place after something held is enough.
        return item.seq == 1 or held.place_taken(item.seq - 1)
    if item.seq == 1:
        return item.prev == GENESIS
    # What was set aside under a wrong hash was acknowledged under it: the till will not send it otherwise.
    return held.anything(item.seq - 1, item.prev) or held.set_aside(item.seq - 1)


def _goes_on(found: Stream, held: Held, item: Item, *, orphan: bool) -> bool:
    """Whether the item carries the stream's own chain on: what follows anything else is another's branch."""
    if orphan:
        # Behind the head's own next place something else was written there: a branch, and lost besides. Of a
        # damaged one nobody signed the place: the first that can be read says how far the stream goes.
        return item.prev is not None and item.seq > found.head_seq + 1
    at_head = held.event(found.head_seq, found.head_hash)
    if item.seq == found.head_seq:
        # The right one, where only a damaged one stood. Behind a place that was written twice nobody can tell
        # whose it is.
        written_twice = item.prev is not None and held.other_event(item.seq - 1, item.prev) is not None
        return item.prev is not None and not at_head and not written_twice
    if item.seq != found.head_seq + 1:
        behind_damaged = item.seq > found.head_seq + 1 and not held.logged(item.seq - 1)
        return item.prev is not None and behind_damaged
    if item.prev is None or item.prev == found.head_hash:
        return True
    return found.head_seq > 0 and not at_head and not held.event(found.head_seq, item.prev)


def _fork(found: Stream, held: Held, item: Item) -> Fork | None:
    """Where the stream was written twice, for an item that does not go on from its head."""
    other = held.other_event(item.seq, item.hash)
    if other is not None:
        return Fork(seq=item.seq, held=other.hex())
    return Fork(seq=found.head_seq, held=declared(found.head_hash)) if item.seq >= found.head_seq else None


def _fate(found: Stream, held: Held, item: Item) -> Fate:
    if item.event is None:
        return Fate(item, EventOutcome.QUARANTINED, (ReviewCode.DAMAGED_EVENT,))
    found.skew_ms = item.event.skew_ms
    if not fits(found, item.event, opening_known=held.logged(1)):
        return Fate(item, EventOutcome.QUARANTINED, (ReviewCode.STREAM_MISMATCH,))
    if item.till_event is None:
        return Fate(item, EventOutcome.UNKNOWN_TYPE)
    return Fate(item, EventOutcome.POSTED)


def _write(unit: Unit, found: Stream, taken: Taken) -> None:
    logged, damaged, now = [], [], unit.now()
    for fate in taken.fates:
        item = fate.item
        if fate.outcome is EventOutcome.DUPLICATE:
            continue
        place = (found.branch, found.stream, item.seq, item.hash, item.mac)
        if item.event is not None:
            logged.append((*place, item.event.type, now, item.raw))
        else:
            damaged.append((*place, found.till.device, item.fault, now, item.raw))
    unit.insert(event_table, logged)
    unit.insert(quarantine, damaged)
