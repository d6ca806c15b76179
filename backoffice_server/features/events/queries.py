"""Reads of the event log: streams, and what of them is held."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from backoffice_server.features.events.tables import event, quarantine, stream
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId, StreamId


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

    def place_taken(self, seq: int) -> bool:
        return bool(self._places.get(seq))

    def set_aside(self, seq: int) -> bool:
        """Whether a damaged item is all that is held of the place, and was before this push began."""
        return seq in self._set_aside and not any(
            (seq, one) in self._events for one in self._places.get(seq, ())
        )

    def take(self, seq: int, hash_: bytes, *, damaged: bool) -> None:
        """Remember what is about to be stored."""
        (self._damaged if damaged else self._events).add((seq, hash_))
        self._places.setdefault(seq, set()).add(hash_)


def held(
    unit: Unit, branch: BranchId, stream_id: StreamId, *, span: tuple[int, int], places: Iterable[int]
) -> Held:
    """What is held of a stream from `span[0]` to `span[1]`, and at single `places`."""
    parts = []
    for table in (event, quarantine):
        where = or_(table.c.seq.between(*span), table.c.seq.in_(list(places)))
        parts.append(
            select(table.c.seq, table.c.hash).where(
                table.c.branch_id == branch, table.c.stream_id == stream_id, where
            )
        )
    found = [{(row.seq, row.hash) for row in unit.connection.execute(query)} for query in parts]
    return Held(*found)


def stream_row(unit: Unit, stream_id: StreamId) -> Any:
    """The stream, in whichever branch it belongs to, or None."""
    query = select(stream).where(stream.c.stream_id == stream_id)
    return unit.connection.execute(query).one_or_none()
