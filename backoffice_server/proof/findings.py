"""What a check of the books finds: how much it looked at, and the documents that break the rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select

from backoffice_server.kernel.unit import Unit

OFFENDERS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule by its name in sync.md §6. `broken` counts all offenders, `offenders` names the first."""

    invariant: str
    rule: str
    checked: int
    broken: int = 0
    offenders: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.broken


Check = Callable[[Unit], Iterable[Finding]]


def finding(invariant: str, rule: str, checked: int, offenders: Iterable[str]) -> Finding:
    """A finding of the offenders, however many."""
    shown: list[str] = []
    broken = 0
    for broken, offender in enumerate(offenders, 1):
        if broken <= OFFENDERS_SHOWN:
            shown.append(offender)
    return Finding(invariant, rule, checked, broken, tuple(shown))


def from_rows(unit: Unit, invariant: str, rule: str, checked: int, query: Select[Any]) -> Finding:
    """A finding whose offenders are the rows of a query, each worded from its columns."""
    rows = unit.connection.execute(query)
    return finding(invariant, rule, checked, (worded(row) for row in rows))


def worded(row: Any) -> str:
    """`name=value` of every column of a row."""
    return " ".join(f"{name}={value}" for name, value in row._mapping.items())  # noqa: SLF001 - public there


def count(unit: Unit, query: Select[Any]) -> int:
    """The single number a query gives, 0 for nothing."""
    return int(unit.connection.execute(query).scalar() or 0)
