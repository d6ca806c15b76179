"""A till on paper whose rows go bad: what it sends, and what must become of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shared_models.values.codes import EventOutcome
from shared_models.wire.sync import WireItem
from tests.factories.events import TillWriter, line
from tests.factories.warung import Good

ASIDE: Final = frozenset({EventOutcome.QUARANTINED})
KEPT: Final = frozenset({EventOutcome.UNKNOWN_TYPE})
ANY: Final = frozenset(EventOutcome) - {EventOutcome.DUPLICATE}
MARK: Final = '"@@"'
Path = tuple[str | int, ...]


@dataclass
class Pen:
    """Writes sales of one product; `sent` is what travels, which may differ from what was written."""

    till: TillWriter
    good: Good
    sent: list[WireItem] = field(default_factory=list)

    def sale(self) -> WireItem:
        """A sale as it should be; not sent yet."""
        return self.till.sale(line(self.good.item, self.good.price)).item

    def rewritten(self, change: Callable[[str], str]) -> WireItem:
        """The till wrote something else at this place: chained, hashed and signed over just that."""
        before = self.till.head
        text = change(self.sale().bytes)
        self.till.items.pop()
        self.till.seq, self.till.head = self.till.seq - 1, before
        return self.till.append(text.encode())


@dataclass(frozen=True, slots=True)
class Case:
    """Something bad between two good sales. `fates`: what may become of each bad item."""

    name: str
    make: Callable[[Pen], Sequence[WireItem]]
    fates: frozenset[EventOutcome] = ASIDE


def written(name: str, change: Callable[[str], str], fates: frozenset[EventOutcome] = ASIDE) -> Case:
    """The till itself wrote it so."""
    return Case(f"written: {name}", lambda pen: [pen.rewritten(change)], fates)


def at_rest(name: str, change: Callable[[str], str]) -> Case:
    """Its text went bad after it was written; hash and MAC are those of the right one."""

    def make(pen: Pen) -> list[WireItem]:
        item = pen.sale()
        return [item.model_copy(update={"bytes": change(item.bytes)})]

    return Case(f"at rest: {name}", make)


def labelled(name: str, **labels: str) -> Case:
    """Its hash or its MAC went bad."""
    return Case(f"label: {name}", lambda pen: [pen.sale().model_copy(update=labels)])


def swapped(name: str, *fields: str) -> Case:
    """Two neighbours with each other's fields."""

    def make(pen: Pen) -> list[WireItem]:
        one, two = pen.sale(), pen.sale()
        return [
            one.model_copy(update={name: getattr(two, name) for name in fields}),
            two.model_copy(update={name: getattr(one, name) for name in fields}),
        ]

    return Case(f"swapped: {name}", make)


def with_literal(path: Path, literal: str) -> Callable[[str], str]:
    """The event with `literal`, as it stands, at `path`."""

    def change(text: str) -> str:
        told = json.loads(text)
        _holder(told, path)[path[-1]] = MARK.strip('"')
        return json.dumps(told, separators=(",", ":")).replace(MARK, literal)

    return change


def without(path: Path) -> Callable[[str], str]:
    """The event without the field at `path`."""

    def change(text: str) -> str:
        told = json.loads(text)
        del _holder(told, path)[path[-1]]
        return json.dumps(told)

    return change


def only(text: str) -> Callable[[str], str]:
    """`text` instead of the event."""
    return lambda _: text


def both(first: Callable[[str], str], then: Callable[[str], str]) -> Callable[[str], str]:
    """One change, then the other."""
    return lambda text: then(first(text))


def _holder(told: Any, path: Path) -> Any:
    for part in path[:-1]:
        told = told[part]
    return told
