"""Sales that returns of a batch refer to: what was sold on each line, and what came back before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.sales.service.facts import ReceiptTold, TillEvent
from backoffice_server.features.sales.tables import sale, sale_line
from backoffice_server.kernel.unit import Unit
from shared_models.rules.receipt import Receipt
from shared_models.values.ids import BranchId

Key = tuple[UUID, UUID]
"""Branch and sale."""


@dataclass(slots=True)
class SoldBefore:
    """One line of a sale; quantities in the unit it was sold in. `back`: returned to this branch."""

    product: UUID
    qty: int
    cost: int
    back: int = 0


@dataclass(slots=True)
class Original:
    """A sale and what was refunded of it (tax included, before rounding)."""

    total: int
    refunded: int = 0
    lines: dict[int, SoldBefore] = field(default_factory=dict)


class Originals:
    """Sales by (branch, sale), also those of the batch itself once they are posted."""

    def __init__(self, wanted: set[Key], found: dict[Key, Original]) -> None:
        self._wanted = wanted
        self._found = found

    @classmethod
    def read(cls, unit: Unit, branch: BranchId, items: Iterable[TillEvent]) -> "Originals":
        """Read the sales that returns in `items` name, and what came back to `branch` of them."""
        wanted = {
            (item.event.p.original.branch, item.event.p.original.sale)
            for item in items
            if isinstance(item.event, ReceiptTold) and item.event.p.original is not None
        }
        found: dict[Key, Original] = {}
        for where in {key[0] for key in wanted}:
            sales = [key[1] for key in wanted if key[0] == where]
            found |= _sold(unit, where, sales)
        if found:
            _returned(unit, branch, found)
        return cls(wanted, found)

    def get(self, key: Key) -> Original | None:
        return self._found.get(key)

    def posted(self, key: Key, receipt: Receipt, rows: Sequence[tuple[Any, ...]]) -> None:
        """A sale of this batch with its rows of sale_line; kept when a later return names it."""
        if not self._wanted or key not in self._wanted:
            return
        costs = {row[2]: row[10] for row in rows}
        sold = {
            line.line: SoldBefore(line.item.product, line.qty, costs[line.line]) for line in receipt.lines
        }
        self._found[key] = Original(receipt.total, lines=sold)


def _sold(unit: Unit, branch: UUID, sales: list[UUID]) -> dict[Key, Original]:
    query = (
        select(
            sale.c.sale_id,
            sale.c.total,
            sale_line.c.line,
            sale_line.c.product_id,
            sale_line.c.sold_qty,
            sale_line.c.cost,
        )
        .join(
            sale_line,
            (sale_line.c.branch_id == sale.c.branch_id) & (sale_line.c.posting_no == sale.c.posting_no),
        )
        .where(sale.c.branch_id == branch, sale.c.sale_id.in_(sales), sale.c.kind == "sale")
    )
    found: dict[Key, Original] = {}
    for row in unit.connection.execute(query):
        original = found.setdefault((branch, row.sale_id), Original(row.total))
        original.lines[row.line] = SoldBefore(row.product_id, row.sold_qty, row.cost)
    return found


def _returned(unit: Unit, branch: BranchId, found: dict[Key, Original]) -> None:
    names = [key[1] for key in found]
    back = (sale.c.branch_id == branch) & sale.c.original_sale_id.in_(names)
    totals = (
        select(sale.c.original_branch_id, sale.c.original_sale_id, func.sum(sale.c.total).label("total"))
        .where(back)
        .group_by(sale.c.original_branch_id, sale.c.original_sale_id)
    )
    for row in unit.connection.execute(totals):
        if (original := found.get((row.original_branch_id, row.original_sale_id))) is not None:
            original.refunded = -int(row.total)
    lines = (
        select(
            sale.c.original_branch_id,
            sale.c.original_sale_id,
            sale_line.c.of_line,
            sale_line.c.product_id,
            func.sum(sale_line.c.sold_qty).label("qty"),
        )
        .join(
            sale_line,
            (sale_line.c.branch_id == sale.c.branch_id) & (sale_line.c.posting_no == sale.c.posting_no),
        )
        .where(back)
        .group_by(
            sale.c.original_branch_id, sale.c.original_sale_id, sale_line.c.of_line, sale_line.c.product_id
        )
    )
    for line in unit.connection.execute(lines):
        original = found.get((line.original_branch_id, line.original_sale_id))
        sold = None if original is None else original.lines.get(line.of_line)
        # A line that names another product than was sold there takes nothing of it back.
        if sold is not None and sold.product == line.product_id:
            sold.back = -int(line.qty)
