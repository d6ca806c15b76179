"""Reads of points."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.points.tables import points_account, points_move
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.wire.customers import PointsLine
from shared_models.wire.paging import Page


def balances(unit: Unit, customers: Collection[UUID]) -> dict[UUID, int]:
    """Points of each customer in all branches."""
    if not customers:
        return {}
    own = points_account.c
    query = select(own.customer_id, func.sum(own.points)).where(own.customer_id.in_(customers))
    return {owner: int(points) for owner, points in unit.connection.execute(query.group_by(own.customer_id))}


def history(unit: Unit, *, customer: UUID, after: str | None, limit: int) -> Page[PointsLine]:
    """Every move of a customer's points, the newest first."""
    own = points_move.c
    on = and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no)
    columns = (posting.c.at, posting.c.bdate, posting.c.document_no, branch.c.code.label("branch_code"))
    query = (
        select(own.kind, own.points, own.liability, *columns)
        .join(posting, on)
        .join(branch, branch.c.branch_id == own.branch_id)
        .where(own.customer_id == customer)
    )
    order = (posting.c.at, branch.c.code, own.posting_no, own.kind)
    rows: Sequence[Any]
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=True)
    counted = select(func.count()).select_from(points_move).where(own.customer_id == customer)
    total = unit.connection.execute(counted).scalar_one()
    return Page[PointsLine](rows=tuple(map(_line, rows)), next=following, total=total)


def _line(row: Any) -> PointsLine:
    return PointsLine(
        branch_code=row.branch_code,
        at=row.at,
        bdate=row.bdate,
        kind=row.kind,
        document_no=row.document_no,
        points=row.points,
        liability=row.liability,
    )
