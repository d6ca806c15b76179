"""Sales that returns of a batch refer to: what was sold on each line, and what came back before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.events.tables import event
from backoffice_server.features.sales.service.facts import ReceiptTold, TillEvent
from backoffice_server.features.sales.tables import sale, sale_line, sale_payment
from backoffice_server.kernel.unit import Unit
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import BranchId
from shared_models.values.money import ZERO, Money
from shared_models.wire.envelope import decode
from shared_models.wire.sales import SaleCompleted, SoldPoints

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
    """A sale and what was refunded of it (tax included, before rounding).

    `points`, `receipt`: what its event says of points, and of the goods that earned them. `by_points`: what
    returns gave back in points.
    """

    total: int
    refunded: int = 0
    points: SoldPoints | None = None
    receipt: Receipt | None = None
    by_points: Money = ZERO
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
            _read_points(unit, branch, found)
        return cls(wanted, found)

    def get(self, key: Key) -> Original | None:
        return self._found.get(key)

    def posted(
        self, key: Key, points: SoldPoints | None, receipt: Receipt, rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """A sale of this batch with its rows of sale_line; kept when a later return names it."""
        if not self._wanted or key not in self._wanted:
            return
        costs = {row[2]: row[10] for row in rows}
        sold = {
            line.line: SoldBefore(line.item.product, line.qty, costs[line.line]) for line in receipt.lines
        }
        self._found[key] = Original(receipt.total, lines=sold, points=points, receipt=receipt)


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


def _read_points(unit: Unit, branch: BranchId, found: dict[Key, Original]) -> None:
    """What sales of customers said of points, and what of it returns to `branch` gave back."""
    names = [key[1] for key in found]
    of_event = (
        (event.c.branch_id == sale.c.branch_id)
        & (event.c.stream_id == sale.c.stream_id)
        & (event.c.seq == sale.c.seq)
        & (event.c.hash == sale.c.event_hash)
    )
    query = (
        select(sale.c.branch_id, sale.c.sale_id, event.c.bytes)
        .join(event, of_event)
        .where(
            sale.c.branch_id.in_({key[0] for key in found}),
            sale.c.sale_id.in_(names),
            sale.c.customer_id.is_not(None),
        )
    )
    for row in unit.connection.execute(query):
        told, original = decode(row.bytes).p, found.get((row.branch_id, row.sale_id))
        if original is not None and isinstance(told, SaleCompleted) and told.points is not None:
            original.points, original.receipt = told.points, told.to_receipt()
    if any(original.points is not None for original in found.values()):
        _read_given_back(unit, branch, found)


def _read_given_back(unit: Unit, branch: BranchId, found: dict[Key, Original]) -> None:
    own, key = sale_payment.c, (sale.c.original_branch_id, sale.c.original_sale_id)
    query = (
        select(*key, func.sum(own.amount).label("amount"))
        .join(sale_payment, (sale.c.branch_id == own.branch_id) & (sale.c.posting_no == own.posting_no))
        .where(
            sale.c.branch_id == branch,
            sale.c.original_sale_id.in_([name for _, name in found]),
            own.method == TenderMethod.LOYALTY_POINT.value,
        )
        .group_by(*key)
    )
    for where, name, amount in unit.connection.execute(query):
        if (original := found.get((where, name))) is not None:
            original.by_points = Money(-int(amount))


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
