"""What a back office must answer to a push, said once more and plainly (sync.md §3): the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared_models.wire.chain import GENESIS
from shared_models.wire.sync import Mark, WireItem

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """An item as it travels; `prev` is null where nobody can read what it follows."""

    item: WireItem
    prev: str | None

    @property
    def place(self) -> Place:
        return self.item.seq, self.item.hash


@dataclass
class Stream:
    """What is held of one stream."""

    events: set[Place] = field(default_factory=set)
    damaged: set[Place] = field(default_factory=set)

    def expected(
        self, sent: Sequence[Sent], probe: Sequence[Mark], *, orphans: bool
    ) -> tuple[list[str], Mark, bool]:
        """Outcomes in order, what is known afterwards, and whether a predecessor is missing. Takes them."""
        marks = [mark for mark in probe if self._anything((mark.seq, mark.hash))]
        known = max(marks, key=lambda mark: mark.seq, default=Mark(seq=0, hash=GENESIS.hex()))
        whole = known.seq == max((mark.seq for mark in probe), default=0)
        before = {seq for seq, _ in self.damaged} - {seq for seq, _ in self.events}
        outcomes: list[str] = []
        for number, one in enumerate(sent):
            outcome = self._outcome(one, before, orphan=orphans and whole and not number)
            if outcome is None:
                return outcomes, known, True
            outcomes.append(outcome)
            known = Mark(seq=one.item.seq, hash=one.item.hash)
        return outcomes, known, False

    def _outcome(self, one: Sent, before: set[int], *, orphan: bool) -> str | None:
        held = self._anything(one.place) if one.prev is None else one.place in self.events
        if held:
            return "duplicate"
        if not orphan and not self._follows(one, before):
            return None
        (self.damaged if one.prev is None else self.events).add(one.place)
        return "quarantined" if one.prev is None else "taken"

    def _follows(self, one: Sent, before: set[int]) -> bool:
        seq = one.item.seq - 1
        if not seq:
            return one.prev in {None, GENESIS.hex()}
        if one.prev is None:
            return any(seq == place for place, _ in self.events | self.damaged)
        aside = seq in before and not any(seq == place for place, _ in self.events)
        return aside or self._anything((seq, one.prev))

    def _anything(self, place: Place) -> bool:
        return place in self.events or place in self.damaged
