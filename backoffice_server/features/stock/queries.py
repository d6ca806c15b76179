"""Levels of products, for lists that show them beside something else."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.stock.tables import stock
from backoffice_server.kernel.unit import Unit


def on_hand(unit: Unit, products: Sequence[UUID], branch: UUID | None) -> dict[UUID, int]:
    """On hand (thousandths of the base unit) in one branch, or in all; only products that ever moved."""
    query = select(stock.c.product_id, func.sum(stock.c.qty)).where(stock.c.product_id.in_(products))
    if branch is not None:
        query = query.where(stock.c.branch_id == branch)
    rows = unit.connection.execute(query.group_by(stock.c.product_id))
    return {product: int(qty) for product, qty in rows}
