"""What a till lost for good: where its chain breaks, whether that was flagged, and what went with it."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from backoffice_server.features.reviews.tables import review, review_mark
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ReviewCode

Place = tuple[UUID, UUID]
"""Branch and stream."""
Hole = tuple[int, int]
"""First and last place that nothing is held of."""


@dataclass(slots=True)
class Breaks:
    """Events that follow nothing held: which they are, and the flags there are about such."""

    flagged: Mapping[tuple[UUID, UUID], int]  # by branch and document: the place held before what is lost
    damaged: Mapping[Place, int]  # how many arrived damaged: nobody knows which event that was
    found: list[tuple[UUID, UUID, int, UUID]] = field(default_factory=list)  # branch, stream, seq, event id
    at: dict[tuple[UUID, UUID, int], UUID] = field(default_factory=dict)

    def note(self, branch: UUID, stream: UUID, seq: int, document: UUID) -> None:
        """An event breaks the chain."""
        self.found.append((branch, stream, seq, document))
        if (branch, document) in self.flagged:
            self.at[branch, stream, seq] = document

    def unflagged(self) -> Iterator[str]:
        """Breaks that nobody was told of."""
        for branch, stream, seq, document in self.found:
            if (branch, document) not in self.flagged:
                yield f"stream {stream} seq {seq}"

    def covers(self, place: Place, hole: Hole) -> bool:
        """Whether a flag says that all of the hole is lost: on the event behind it, or on its stream."""
        branch, stream = place
        after = self.flagged.get((branch, self.at.get((branch, stream, hole[1] + 1), stream)))
        return after is not None and after < hole[0]

    def covered(self, place: Place, own: Iterable[int]) -> Iterator[Hole]:
        """What is missing of a stream and was flagged as lost. A flag on the stream stands for those behind
        which a damaged event arrived: for as many as there were.
        """
        left = self.damaged.get(place, 0)
        for hole in holes(own):
            if not self.covers(place, hole):
                continue
            if (*place, hole[1] + 1) not in self.at:
                left -= 1
                if left < 0:
                    continue
            yield hole

    def seams(self, place: Place, own: Container[int]) -> Iterator[Hole]:
        """Where the machine was set back, what is lost stood in places that something else is held of: which
        of those below the break, nobody can tell.
        """
        return ((1, seq - 1) for *where, seq in self.at if tuple(where) == place and seq - 1 in own)


def breaks(unit: Unit) -> Breaks:
    """With every flag about something lost that a document carries."""
    mark = review_mark.c
    on = and_(*(review.c[name] == mark[name] for name in ("branch_id", "code", "subject")))
    query = (
        select(mark.branch_id, mark.document_id, review.c.facts, review.c.occurrences)
        .join(review, on)
        .where(mark.code == ReviewCode.ORPHAN_EVENT.value)
    )
    flagged: dict[tuple[UUID, UUID], int] = {}
    times: dict[Place, int] = {}
    # Of a flag that was resolved and raised again there are several.
    for row in unit.connection.execute(query):
        key, after = (row.branch_id, row.document_id), int(json.loads(row.facts)["after"])
        flagged[key] = min(after, flagged.get(key, after))
        times[key] = times.get(key, 0) + row.occurrences
    return Breaks(flagged, times)


def holes(places: Iterable[int]) -> Iterator[Hole]:
    """Runs of places missing below the highest of those held."""
    before = 0
    for seq in sorted(places):
        if seq > before + 1:
            yield before + 1, seq - 1
        before = seq


def numbers_lost(
    numbers: Mapping[int, Iterable[int]], lost: Iterable[Hole], *, aside: int
) -> tuple[set[int], int]:
    """Receipt numbers between those on both sides of a hole, when there is room for them in it.

    `numbers`: those each place of a stream carries. `aside`: how many more may stand on what is unreadable;
    what is left of that comes back.
    """
    found: set[int] = set()
    for first, last in lost:
        below = max((one for seq, held in numbers.items() if seq < first for one in held), default=0)
        above = min((one for seq, held in numbers.items() if seq > last for one in held), default=0)
        between = range(below + 1, above)
        over = max(0, above - below - 1 - (last - first + 1))
        if over <= aside:
            found.update(between)
            aside -= over
    return found, aside


def covered_holes(known: Breaks, held: Mapping[Place, Mapping[int, Any]]) -> dict[Place, list[Hole]]:
    """Of each stream, what is missing and was flagged as lost."""
    found = {place: list(known.covered(place, own)) for place, own in held.items()}
    return {place: own for place, own in found.items() if own}
