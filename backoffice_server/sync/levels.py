"""Stock levels for the tills. The posting number is their feed: dense per branch, in commit order.

A level travels when a posting after the one a till has reached moved its product; posting writes nothing more
for it.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select, union

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.sales.tables import sale_line
from backoffice_server.features.stock.tables import stock, stock_adjustment_line
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId
from shared_models.values.quantity import Quantity
from shared_models.wire.replica import StockRow
from shared_models.wire.sync import Entity

# Postings whose levels travel in one reply; the rest follows in the next.
POSTINGS_MAX: Final = 400


def last_posting_no(unit: Unit, branch: BranchId) -> int:
    """The number of the branch's last posting, 0 before the first."""
    query = select(branch_table.c.next_posting_no).where(branch_table.c.branch_id == branch)
    return int(unit.connection.execute(query).scalar_one()) - 1


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level as a row of the feed: `seq` is the posting it stands at, `row` the JSON of a StockRow."""

    scope_id: UUID
    key: str
    seq: int
    row: str
    entity: str = Entity.STOCK.value


def moved_after(unit: Unit, branch: BranchId, posting_no: int) -> tuple[list[LevelRow], int, bool]:
    """Present levels of what was moved after `posting_no`, up to which posting, and whether there is more."""
    last = last_posting_no(unit, branch)
    if posting_no >= last:
        return [], posting_no, False
    end = min(last, posting_no + POSTINGS_MAX)
    moved = union(
        *(
            select(lines.c.product_id).where(
                lines.c.branch_id == branch, lines.c.posting_no > posting_no, lines.c.posting_no <= end
            )
            for lines in (sale_line, stock_adjustment_line)
        )
    ).subquery()
    query = (
        select(stock.c.product_id, stock.c.qty)
        .join(moved, moved.c.product_id == stock.c.product_id)
        .where(stock.c.branch_id == branch)
        .order_by(stock.c.product_id)
    )
    return _rows(unit, branch, query, end), end, end < last


def levels_page(
    unit: Unit, branch: BranchId, *, after: UUID | None, posting_no: int, limit: int
) -> list[LevelRow]:
    """All levels in the order of product ids, behind `after`: pages of a snapshot."""
    query = select(stock.c.product_id, stock.c.qty).where(stock.c.branch_id == branch)
    if after is not None:
        query = query.where(stock.c.product_id > after)
    return _rows(unit, branch, query.order_by(stock.c.product_id).limit(limit), posting_no)


def _rows(unit: Unit, branch: BranchId, query: Select[Any], posting_no: int) -> list[LevelRow]:
    return [
        LevelRow(
            branch,
            str(row.product_id),
            posting_no,
            StockRow(product=row.product_id, qty=Quantity(row.qty)).model_dump_json(),
        )
        for row in unit.connection.execute(query)
    ]
