"""Points of one branch while a batch of documents is posted: read once, worked on in memory, written once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.points.tables import points_account, points_batch, points_move
from backoffice_server.kernel.unit import Unit
from shared_models.rules import points_ledger
from shared_models.rules.points_ledger import PointsBatch, PointsMoved
from shared_models.values.ids import BranchId
from shared_models.values.money import ZERO, Money


class PointsKind(StrEnum):
    """Why points move."""

    EARNED = "earned"
    REDEEMED = "redeemed"
    TAKEN_BACK = "taken_back"
    GIVEN_BACK = "given_back"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Owner:
    """A document that moves points, and whose they are."""

    posting_no: int
    document: UUID
    customer: UUID


@dataclass(frozen=True, slots=True)
class _Batch(PointsBatch):
    batch_no: int = 0


@dataclass(slots=True)
class PointsBook:
    """Batches of the customers that use points in this batch of documents, and all moves it makes."""

    branch: BranchId
    batches: dict[UUID, list[_Batch]] = field(default_factory=dict)
    touched: set[tuple[UUID, int]] = field(default_factory=set)
    moves: list[tuple[Any, ...]] = field(default_factory=list)

    @classmethod
    def open(cls, unit: Unit, branch: BranchId, customers: Iterable[UUID]) -> "PointsBook":
        """`customers`: those whose batches are used; who only earns needs none. Under the branch lock."""
        book = cls(branch)
        wanted = list(dict.fromkeys(customers))
        if not wanted:
            return book
        own = points_batch.c
        query = select(points_batch).where(own.branch_id == branch, own.customer_id.in_(wanted))
        for row in unit.connection.execute(query.order_by(own.batch_no)):
            book.batches.setdefault(row.customer_id, []).append(_batch(row))
        return book

    def earn(self, by: Owner, points: int, *, deferred: Money, redemption_bp: int) -> None:
        """A new batch; nothing is made of no points."""
        if points:
            self._add(by, points, deferred=deferred, redemption_bp=redemption_bp)
            self._note(by, PointsKind.EARNED, points, deferred)

    def redeem(self, by: Owner, points: int, *, on: date) -> Money:
        """Use points; the revenue that is earned by it. What no batch of this branch has releases nothing."""
        moved = points_ledger.redeem(self._of(by), points, on=on)
        return self._moved(by, PointsKind.REDEEMED, -points, moved)

    def take_back(self, by: Owner, points: int, *, sale: UUID | None) -> Money:
        """Points of goods that came back; the liability that is gone with them."""
        moved = points_ledger.take_back(self._of(by), points, sale=sale)
        return self._moved(by, PointsKind.TAKEN_BACK, -points, moved)

    def give_back(self, by: Owner, points: int) -> Money:
        """Redeemed points return to their customer; the liability that is back, negative."""
        moved = points_ledger.restore(self._of(by), points)
        released = self._moved(by, PointsKind.GIVEN_BACK, points, moved)
        if moved.short:
            self._add(by, moved.short, deferred=ZERO, redemption_bp=0)
        return released

    def correct(self, by: Owner, points: int) -> Money:
        """Give or take points by hand; the liability that taking them released."""
        if points > 0:
            self._add(by, points, deferred=ZERO, redemption_bp=0)
            self._note(by, PointsKind.CORRECTED, points, ZERO)
            return ZERO
        moved = points_ledger.take_back(self._of(by), -points, sale=None)
        return self._moved(by, PointsKind.CORRECTED, points, moved)

    def write(self, unit: Unit) -> None:
        """Moves, batches and balances, in a fixed number of statements."""
        if not self.moves:
            return
        unit.insert(points_move, self.moves)
        known = {(owner, one.batch_no): one for owner, batches in self.batches.items() for one in batches}
        unit.upsert(points_batch, [self._row(key[0], known[key]) for key in sorted(self.touched)])
        sums: dict[UUID, int] = {}
        for move in self.moves:
            sums[move[3]] = sums.get(move[3], 0) + move[4]
        unit.add(points_account, [(self.branch, owner, points) for owner, points in sorted(sums.items())])

    def _of(self, by: Owner) -> list[_Batch]:
        return self.batches.setdefault(by.customer, [])

    def _add(self, by: Owner, points: int, *, deferred: Money, redemption_bp: int) -> None:
        batch = _Batch(by.document, points, deferred, redemption_bp, batch_no=by.posting_no)
        self._of(by).append(batch)
        self.touched.add((by.customer, batch.batch_no))

    def _moved(self, by: Owner, kind: PointsKind, points: int, moved: PointsMoved) -> Money:
        before, after = self._of(by), _own(moved.batches)
        self.touched |= {
            (by.customer, new.batch_no) for old, new in zip(before, after, strict=True) if old != new
        }
        self.batches[by.customer] = after
        if points:
            self._note(by, kind, points, Money(-moved.released))
        return moved.released

    def _note(self, by: Owner, kind: PointsKind, points: int, liability: Money) -> None:
        self.moves.append((self.branch, by.posting_no, kind, by.customer, points, liability))

    def _row(self, owner: UUID, batch: _Batch) -> tuple[Any, ...]:
        figures = (batch.points, batch.deferred, batch.redemption_bp, batch.redeemed, batch.reversed)
        return (self.branch, owner, batch.batch_no, batch.sale, *figures)


def _own(batches: Sequence[PointsBatch]) -> list[_Batch]:
    """The rules give back what they were given, counted on."""
    return [batch for batch in batches if isinstance(batch, _Batch)]


def _batch(row: Any) -> _Batch:
    return _Batch(
        sale=row.sale_id,
        points=row.points,
        deferred=Money(row.deferred),
        redemption_bp=row.redemption_bp,
        redeemed=row.redeemed,
        reversed=row.reversed,
        batch_no=row.batch_no,
    )
