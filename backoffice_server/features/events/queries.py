"""Reads of the event log: streams, and what of them is held."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, union

from backoffice_server.features.events.tables import event, quarantine, stream
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId, StreamId
from shared_models.wire.chain import GENESIS


class Held:
    """Hashes the server holds at some places of one stream, damaged items included: they block nothing."""

    def __init__(self, events: set[tuple[int, bytes]], damaged: set[tuple[int, bytes]]) -> None:
        self._events = events
        self._damaged = damaged
        self._set_aside = {seq for seq, _ in damaged}
        self._places: dict[int, set[bytes]] = {}
        for seq, hash_ in events | damaged:
            self._places.setdefault(seq, set()).add(hash_)

    def event(self, seq: int, hash_: bytes) -> bool:
        """Whether this very event is in the log."""
        return (seq, hash_) in self._events

    def anything(self, seq: int, hash_: bytes) -> bool:
        """Whether the place is held, in the log or in quarantine."""
        return hash_ in self._places.get(seq, ())

    def other_event(self, seq: int, hash_: bytes) -> bytes | None:
        """Another event in the log at the same place: the stream was written twice."""
        others = self._places.get(seq, set()) - {hash_}
        return min((one for one in others if (seq, one) in self._events), default=None)

    def logged(self, seq: int) -> bool:
        """Whether any event is in the log at that place."""
        return any((seq, one) in self._events for one in self._places.get(seq, ()))

    def place_taken(self, seq: int) -> bool:
        return bool(self._places.get(seq))

    def set_aside(self, seq: int) -> bool:
        """Whether a damaged item is all that is held of the place, and was before this push began."""
        return seq in self._set_aside and not self.logged(seq)

    def take(self, seq: int, hash_: bytes, *, damaged: bool) -> None:
        """Remember what is about to be stored."""
        (self._damaged if damaged else self._events).add((seq, hash_))
        self._places.setdefault(seq, set()).add(hash_)


# Asked with every push, so put together once.
_STREAM: Final = select(stream).where(stream.c.stream_id == bindparam("stream"))
_HELD: Final = tuple(
    select(table.c.seq, table.c.hash).where(
        table.c.branch_id == bindparam("branch"),
        table.c.stream_id == bindparam("stream"),
        or_(
            table.c.seq.between(bindparam("first"), bindparam("last")),
            table.c.seq.in_(bindparam("places", expanding=True)),
        ),
    )
    for table in (event, quarantine)
)


def held(
    unit: Unit, branch: BranchId, stream_id: StreamId, *, span: tuple[int, int], places: Iterable[int]
) -> Held:
    """What is held of a stream from `span[0]` to `span[1]`, and at single `places`."""
    asked = {
        "branch": branch,
        "stream": stream_id,
        "first": span[0],
        "last": span[1],
        "places": list(places),
    }
    found = [{(row.seq, row.hash) for row in unit.connection.execute(query, asked)} for query in _HELD]
    return Held(*found)


def last_below(unit: Unit, branch: BranchId, stream_id: StreamId, seq: int) -> int:
    """The highest place below `seq` that is held, damaged or not; 0 for none."""
    highest = [
        unit.connection.execute(
            select(func.max(table.c.seq)).where(
                table.c.branch_id == branch, table.c.stream_id == stream_id, table.c.seq < seq
            )
        ).scalar()
        for table in (event, quarantine)
    ]
    return max(one or 0 for one in highest)


def holes(unit: Unit, branch: BranchId, stream_id: StreamId, *, below: int) -> Iterator[tuple[int, int]]:
    """First and last of each run of places before `below` that nothing is held of, damaged or not."""
    places = union(
        *(
            select(table.c.seq).where(
                table.c.branch_id == branch, table.c.stream_id == stream_id, table.c.seq <= below
            )
            for table in (event, quarantine)
        )
    ).subquery()
    before = func.coalesce(func.lag(places.c.seq).over(order_by=places.c.seq), 0).label("before")
    held_places = select(places.c.seq, before).subquery()
    query = select(held_places).where(held_places.c.seq > held_places.c.before + 1)
    for row in unit.connection.execute(query.order_by(held_places.c.seq)):
        yield row.before + 1, row.seq - 1


def before_first_hole(
    unit: Unit, branch: BranchId, stream_id: StreamId, *, below: int
) -> tuple[int, bytes] | None:
    """Place and hash of the last event before the first missing one below `below`; null when none is."""
    hole = next(holes(unit, branch, stream_id, below=below), None)
    if hole is None:
        return None
    last = hole[0] - 1
    hashes = union(
        *(
            select(table.c.hash).where(
                table.c.branch_id == branch, table.c.stream_id == stream_id, table.c.seq == last
            )
            for table in (event, quarantine)
        )
    )
    return last, unit.connection.execute(hashes).scalars().first() or GENESIS


def stream_row(unit: Unit, stream_id: StreamId) -> Any:
    """The stream, in whichever branch it belongs to, or None."""
    return unit.connection.execute(_STREAM, {"stream": stream_id}).one_or_none()


@dataclass(frozen=True, slots=True)
class ForkedChain:
    """A stream written twice. `own`: hashes that lead to its head, from `since` on; `beside`: the rest.

    Behind something damaged or lost nobody can tell the chain from a branch: there `since` is the place
    after it.
    """

    since: int
    own: frozenset[bytes]
    beside: tuple[tuple[int, UUID], ...]  # seq and event id


def forked_chain(unit: Unit, branch: BranchId, stream_id: StreamId) -> ForkedChain | None:
    """What of a stream is its own chain and what is another's branch; null for a stream written once."""
    place = (event.c.branch_id == branch, event.c.stream_id == stream_id)
    twice = select(event.c.seq).where(*place).group_by(event.c.seq).having(func.count() > 1).subquery()
    first = unit.connection.execute(select(func.min(twice.c.seq))).scalar()
    if first is None:
        return None
    # Below the first place that is held twice there is one chain only.
    beyond = select(event.c.seq, event.c.hash, event.c.bytes).where(*place, event.c.seq >= first)
    told = {row.hash: (row.seq, json.loads(row.bytes)) for row in unit.connection.execute(beyond)}
    head = stream_row(unit, stream_id)
    since, hash_ = head.head_seq + 1, head.head_hash
    own = set()
    while (found := told.get(hash_)) is not None:
        own.add(hash_)
        since, hash_ = found[0], bytes.fromhex(found[1]["prev"])
    beside = [(seq, UUID(one["id"])) for key, (seq, one) in told.items() if seq >= since and key not in own]
    return ForkedChain(since, frozenset(own), tuple(beside))
