"""Moves of customers' accounts while a batch of documents is posted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from backoffice_server.features.receivables.tables import receivable_account, receivable_move
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId
from shared_models.values.money import Money


@dataclass(slots=True)
class ReceivableBook:
    """What documents of one branch make customers owe, or pay."""

    branch: BranchId
    moves: list[tuple[Any, ...]] = field(default_factory=list)

    def move(
        self, posting_no: int, customer: UUID, kind: str, amount: Money, *, due_on: date | None = None
    ) -> None:
        """`amount` > 0: the customer owes more."""
        if amount:
            self.moves.append((self.branch, posting_no, customer, kind, amount, due_on))

    def owed(self, customer: UUID) -> int:
        """What the moves of this book add up to."""
        return sum(move[4] for move in self.moves if move[2] == customer)

    def write(self, unit: Unit) -> None:
        """Moves and balances."""
        unit.insert(receivable_move, self.moves)
        sums: dict[UUID, int] = {}
        for _, _, customer, _, amount, _ in self.moves:
            sums[customer] = sums.get(customer, 0) + amount
        if sums:
            rows = [(self.branch, customer, amount) for customer, amount in sorted(sums.items())]
            unit.add(receivable_account, rows)
