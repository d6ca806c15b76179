"""Stock levels of one branch, read once, moved document by document in memory, written set-based.

So the cost of goods is the same however the documents are cut into batches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel.bulk import coded_id
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.rules.costing import StockLevel, estimate, issue, receive
from shared_models.rules.posting import LineCost
from shared_models.values.ids import BranchId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.sync import LiveHint

EMPTY: Final = StockLevel()
NO_COST: Final = LineCost(Money(0))
_LEVEL: Final = (stock.c.qty, stock.c.value, stock.c.ratio_qty, stock.c.ratio_value)


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods of one document line: `qty` > 0 come in, < 0 go out.

    `worth` of goods that come in; null: at present cost. `line` is the document's line number.
    """

    line: int
    product: UUID
    qty: Quantity
    worth: Money | None = None


class Outcome(NamedTuple):
    """What one line cost, and what it did to the level: `went_negative` only when it was not so before."""

    cost: LineCost
    went_negative: bool = False
    cost_unknown: bool = False


@dataclass(slots=True)
class Shelf:
    """One product's level and its moves that wait to be written."""

    product: UUID
    level: StockLevel
    catalogue_cost: Money | None
    moves: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)


class StockBook:
    """Levels of the products that a batch touches. Open it under the branch lock."""

    def __init__(self, branch: BranchId, shelves: dict[UUID, Shelf]) -> None:
        self._branch = branch
        self._shelves = shelves

    @classmethod
    def open(
        cls, unit: Unit, branch: BranchId, products: Iterable[UUID], costs: Mapping[UUID, Money | None]
    ) -> "StockBook":
        """Read the levels of `products`; `costs`: their catalogue costs per base unit."""
        # Rows are written in the order of their key: neighbours share a page, writers lock in one order.
        wanted = sorted(set(products), key=lambda product: product.int)
        shelves = [Shelf(key, EMPTY, costs.get(key)) for key in wanted]
        for place, *figures in rows_by_id(unit, _LEVEL, stock.c.product_id, wanted, branch=branch):
            shelves[place].level = StockLevel(*figures)
        return cls(branch, dict(zip(wanted, shelves, strict=True)))

    def shelf(self, product: UUID) -> Shelf:
        """The shelf of one of the products the book was opened for."""
        return self._shelves[product]

    def move(self, posting_no: int, goods: Sequence[Goods]) -> dict[int, Outcome]:
        """Move the goods of one document, line by line; outcomes by line number."""
        return {part.line: _move(posting_no, part, self._shelves[part.product]) for part in goods}

    def write(self, unit: Unit) -> None:
        """Write the moves and the new levels, and wake the tills."""
        branch, last_no = self._branch, 0
        moves: list[tuple[Any, ...]] = []
        levels: list[tuple[Any, ...]] = []
        for shelf in self._shelves.values():
            if not shelf.moves:
                continue
            key, level = coded_id(shelf.product), shelf.level
            moves += [(branch, key, *move) for move in shelf.moves]
            levels.append((branch, key, level.qty, level.value, level.ratio_qty, level.ratio_value))
            last_no = max(last_no, shelf.moves[-1][0])
            shelf.moves = []
        unit.insert(stock_move, moves)
        unit.upsert(stock, levels)
        if levels:
            unit.hint(LiveHint(scope="branch", branch=branch, seq=last_no))


def take_out(shelf: Shelf, posting_no: int, line: int, qty: Quantity) -> Outcome:
    """Take `qty` >= 0 from a shelf for one document line."""
    if not qty:
        return Outcome(NO_COST)
    before = shelf.level
    moved = issue(before, qty, catalogue_cost=shelf.catalogue_cost)
    after = shelf.level = moved.level
    shelf.moves.append((posting_no, line, -qty, -moved.cost, after.qty, after.value))
    return Outcome(LineCost(moved.cost), after.qty < 0 <= before.qty, moved.cost_unknown)


def put_in(shelf: Shelf, posting_no: int, line: int, qty: Quantity, worth: Money | None) -> Outcome:
    """Put `qty` >= 0 on a shelf for one document line; `worth` null: at present cost."""
    if not qty:
        return Outcome(NO_COST)
    before, unknown = shelf.level, False
    if worth is None:
        worth, unknown = present_worth(shelf, qty)
    moved = receive(before, qty, worth)
    after = shelf.level = moved.level
    shelf.moves.append((posting_no, line, qty, after.value - before.value, after.qty, after.value))
    return Outcome(LineCost(moved.cost, moved.true_up), cost_unknown=unknown)


def present_worth(shelf: Shelf, qty: Quantity) -> tuple[Money, bool]:
    """What `qty` is worth at present cost, and whether that had to be taken as 0."""
    return estimate(shelf.level, qty, shelf.catalogue_cost)


def _move(posting_no: int, part: Goods, shelf: Shelf) -> Outcome:
    if part.qty < 0:
        return take_out(shelf, posting_no, part.line, Quantity(-part.qty))
    return put_in(shelf, posting_no, part.line, part.qty, part.worth)
