"""Levels of products, for lists that show them beside something else."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from backoffice_server.features.stock.tables import stock
from backoffice_server.kernel.unit import Unit


def level(product: ColumnElement[UUID], branch: UUID | None) -> ColumnElement[int]:
    """What is on hand of the product of a row, to narrow a list by it; 0 for what never moved."""
    found = select(func.coalesce(func.sum(stock.c.qty), 0)).where(stock.c.product_id == product)
    if branch is not None:
        found = found.where(stock.c.branch_id == branch)
    return found.correlate_except(stock).scalar_subquery()


def on_hand(unit: Unit, products: Sequence[UUID], branch: UUID | None) -> dict[UUID, int]:
    """On hand (thousandths of the base unit) in one branch, or in all; only products that ever moved."""
    query = select(stock.c.product_id, func.sum(stock.c.qty)).where(stock.c.product_id.in_(products))
    if branch is not None:
        query = query.where(stock.c.branch_id == branch)
    rows = unit.connection.execute(query.group_by(stock.c.product_id))
    return {product: int(qty) for product, qty in rows}
