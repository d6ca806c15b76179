"""Shifts of a batch: their running figures, kept up in memory and written once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from backoffice_server.features.sales.service.facts import TillEvent, Told
from backoffice_server.features.sales.tables import shift
from backoffice_server.kernel.unit import Unit
from shared_models.rules.shifts import ShiftSums
from shared_models.values.ids import BranchId, RegisterId
from shared_models.values.money import ZERO, Money

SUMS: Final = tuple(one.name for one in fields(ShiftSums))
_sums = attrgetter(*SUMS)
# Put together once: that costs more than the reading.
_READ: Final = select(shift).where(
    shift.c.branch_id == bindparam("branch"), shift.c.shift_id.in_(bindparam("shifts", expanding=True))
)


@dataclass(slots=True)
class ShiftFacts:
    """One shift as the back office knows it; the fields after `sums` are the columns of its row."""

    register_id: RegisterId
    number: int
    cashier: UUID | None
    bdate: date
    opened_at: datetime
    sums: ShiftSums = ShiftSums()  # noqa: RUF009 - frozen
    closed_at: datetime | None = None
    opening_float: Money = ZERO
    acknowledged: int = 0
    posted: int = 0
    settled: Money = ZERO
    counted: Money | None = None
    issued: int | None = None
    till_figures: str | None = None
    changed: bool = False
    waiting: list[ShiftSums] = field(default_factory=list)

    def add(self, sums: ShiftSums) -> None:
        """Count one event in; summed up when somebody asks."""
        self.waiting.append(sums)

    def summed(self) -> ShiftSums:
        """The sums with all that waited."""
        if self.waiting:
            parts = [_sums(self.sums), *map(_sums, self.waiting)]
            self.sums = ShiftSums(*(Money(sum(figures)) for figures in zip(*parts, strict=True)))
            self.waiting = []
        return self.sums

    @property
    def expected(self) -> Money:
        """All cash of the shift: in the drawer, unless a closing took it out."""
        return self.summed().expected(self.opening_float)

    def close(self, *, at: datetime, counted: Money, issued: int, figures: str) -> Money:
        """Take what is in the drawer out of it; how much there must have been.

        A second closing (a clone, a till rolled back) settles what came in since the first; the figures of
        the latest stand.
        """
        in_drawer = Money(self.expected - self.settled)
        self.settled = self.expected
        self.counted = Money((self.counted or ZERO) + counted)
        if self.closed_at is None or at >= self.closed_at:
            self.closed_at, self.issued, self.till_figures = at, issued, figures
        return in_drawer


class ShiftRows:
    """The shifts that a batch touches."""

    def __init__(self, rows: dict[UUID, ShiftFacts]) -> None:
        self._rows = rows

    @classmethod
    def read(cls, unit: Unit, branch: BranchId, items: Iterable[TillEvent]) -> "ShiftRows":
        ids = {item.event.shift for item in items if item.event.shift is not None}
        rows = {}
        for row in unit.connection.execute(_READ, {"branch": branch, "shifts": list(ids)}):
            rows[row.shift_id] = ShiftFacts(
                register_id=row.register_id,
                number=row.number,
                cashier=row.cashier_id,
                bdate=row.bdate,
                opened_at=row.opened_at,
                sums=ShiftSums(**{name: row._mapping[name] for name in SUMS}),  # noqa: SLF001 - public in SQLAlchemy
                closed_at=row.closed_at,
                opening_float=row.opening_float,
                acknowledged=row.acknowledged,
                posted=row.posted,
                settled=row.settled,
                counted=row.counted,
                issued=row.issued,
                till_figures=row.till_figures,
            )
        return cls(rows)

    def known(self, shift_id: UUID | None) -> ShiftFacts | None:
        """The shift, if its opening (or anything else of it) was seen."""
        return None if shift_id is None else self._rows.get(shift_id)

    def of(self, event: Told) -> ShiftFacts | None:
        """The shift of an event, about to change; one whose opening is not held begins with nothing in it."""
        if event.shift is None:
            return None
        facts = self._rows.get(event.shift)
        if facts is None:
            facts = ShiftFacts(RegisterId(event.register_), 0, event.actor, event.bdate, event.at)
            self._rows[event.shift] = facts
        facts.changed = True
        return facts

    def write(self, unit: Unit, branch: BranchId) -> None:
        """Write the shifts that changed."""
        unit.upsert(
            shift, [_row(branch, key, facts) for key, facts in sorted(self._rows.items()) if facts.changed]
        )


def _row(branch: BranchId, key: UUID, facts: ShiftFacts) -> tuple[object, ...]:
    return (
        branch,
        key,
        facts.register_id,
        facts.number,
        facts.cashier,
        facts.bdate,
        facts.opened_at,
        facts.closed_at,
        facts.opening_float,
        *_sums(facts.summed()),
        facts.acknowledged,
        facts.posted,
        facts.settled,
        facts.counted,
        facts.issued,
        facts.till_figures,
    )
