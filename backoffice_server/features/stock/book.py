"""Stock levels of one branch, read once, moved document by document in memory, written set-based.

So the cost of goods is the same however the documents are cut into batches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel.unit import Unit
from shared_models.rules.costing import StockLevel, estimate, issue, receive
from shared_models.rules.posting import LineCost
from shared_models.values.ids import BranchId, ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.replica import StockRow
from shared_models.wire.sync import Entity


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods of one document line: `qty` > 0 come in, < 0 go out.

    `worth` of goods that come in; null: at present cost. `line` is the document's line number.
    """

    line: int
    product: UUID
    qty: Quantity
    worth: Money | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one line cost, and what it did to the level: `went_negative` only when it was not so before."""

    cost: LineCost
    went_negative: bool = False
    cost_unknown: bool = False


@dataclass(slots=True)
class _Shelf:
    level: StockLevel
    catalogue_cost: Money | None
    moves: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)


class StockBook:
    """Levels of the products that a batch touches. Open it under the branch lock."""

    def __init__(self, branch: BranchId, shelves: dict[UUID, _Shelf]) -> None:
        self._branch = branch
        self._shelves = shelves

    @classmethod
    def open(
        cls, unit: Unit, branch: BranchId, products: Iterable[UUID], costs: Mapping[UUID, Money | None]
    ) -> "StockBook":
        """Read the levels of `products`; `costs`: their catalogue costs per base unit."""
        wanted = sorted(set(products))
        query = select(stock).where(stock.c.branch_id == branch, stock.c.product_id.in_(wanted))
        levels = {
            row.product_id: StockLevel(row.qty, row.value, row.ratio_qty, row.ratio_value)
            for row in unit.connection.execute(query)
        }
        return cls(branch, {key: _Shelf(levels.get(key, StockLevel()), costs.get(key)) for key in wanted})

    def move(self, posting_no: int, goods: Sequence[Goods]) -> dict[int, Outcome]:
        """Move the goods of one document, line by line; outcomes by line number."""
        return {part.line: self._move_line(posting_no, part) for part in goods}

    def present_worth(self, product: UUID, qty: Quantity) -> tuple[Money, bool]:
        """What `qty` is worth at present cost, and whether that had to be taken as 0."""
        shelf = self._shelves[product]
        return estimate(shelf.level, qty, shelf.catalogue_cost)

    def write(self, unit: Unit) -> None:
        """Write the moves and the new levels, and tell the tills."""
        branch = self._branch
        moved = [(product, shelf) for product, shelf in self._shelves.items() if shelf.moves]
        unit.insert(
            stock_move, [(branch, product, *move) for product, shelf in moved for move in shelf.moves]
        )
        levels = []
        for product, shelf in moved:
            level = shelf.level
            levels.append((branch, product, level.qty, level.value, level.ratio_qty, level.ratio_value))
            row = StockRow(product=ProductId(product), qty=level.qty)
            unit.change(Entity.STOCK, str(product), row, branch)
            shelf.moves = []
        unit.upsert(stock, levels)

    def _move_line(self, posting_no: int, part: Goods) -> Outcome:
        shelf = self._shelves[part.product]
        before = shelf.level
        if part.qty == 0:
            return Outcome(LineCost(Money(0)))
        unknown = False
        if part.qty < 0:
            moved = issue(before, Quantity(-part.qty), catalogue_cost=shelf.catalogue_cost)
            unknown = moved.cost_unknown
        else:
            worth = part.worth
            if worth is None:
                worth, unknown = estimate(before, part.qty, shelf.catalogue_cost)
            moved = receive(before, part.qty, worth)
        after = shelf.level = moved.level
        value = after.value - before.value
        shelf.moves.append((posting_no, part.line, part.qty, value, after.qty, after.value))
        return Outcome(
            LineCost(moved.cost, moved.true_up),
            went_negative=after.qty < 0 <= before.qty,
            cost_unknown=unknown,
        )
