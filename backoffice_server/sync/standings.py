"""What customers have and owe, for the tills of a branch; they travel as stock levels do (levels.py).

A customer whose points or account a posting of the branch moved is told anew; what other branches did since
comes with the next such posting, or when a till asks.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, union

from backoffice_server.features.points import queries as points
from backoffice_server.features.points.tables import points_account, points_move
from backoffice_server.features.receivables import queries as receivables
from backoffice_server.features.receivables.tables import receivable_account, receivable_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.levels import LevelRow
from shared_models.values.ids import BranchId
from shared_models.wire.replica import CustomerStandingRow
from shared_models.wire.sync import Entity


def standings_after(unit: Unit, branch: BranchId, posting_no: int, end: int) -> list[LevelRow]:
    """Present standings of the customers that postings after `posting_no` up to `end` moved."""
    if posting_no >= end:
        return []
    moved = union(
        *(
            select(moves.c.customer_id).where(
                moves.c.branch_id == branch, moves.c.posting_no > posting_no, moves.c.posting_no <= end
            )
            for moves in (points_move, receivable_move)
        )
    )
    return _rows(unit, branch, sorted(unit.connection.execute(moved).scalars()), end)


def standings_page(
    unit: Unit, branch: BranchId, *, after: UUID | None, posting_no: int, limit: int
) -> list[LevelRow]:
    """All standings in the order of customer ids, behind `after`: pages of a snapshot."""
    if limit <= 0:
        return []
    known = union(*(select(table.c.customer_id) for table in (points_account, receivable_account))).subquery()
    query = select(known.c.customer_id).order_by(known.c.customer_id).limit(limit)
    if after is not None:
        query = query.where(known.c.customer_id > after)
    return _rows(unit, branch, list(unit.connection.execute(query).scalars()), posting_no)


def standings_count(unit: Unit) -> int:
    """How many customers have a standing."""
    known = union(*(select(table.c.customer_id) for table in (points_account, receivable_account)))
    return len(unit.connection.execute(known).all())


def _rows(unit: Unit, branch: BranchId, customers: Sequence[UUID], posting_no: int) -> list[LevelRow]:
    if not customers:
        return []
    had, owed = points.balances(unit, customers), receivables.balances(unit, customers)
    dues = receivables.open_dues(unit, customers, branch_id=branch)
    rows = []
    for one in customers:
        row = CustomerStandingRow(
            customer=one,
            points=had.get(one, 0),
            owed=owed.get(one, 0),
            oldest_due=receivables.oldest_due(dues.get((branch, one), ())),
        )
        entity = Entity.CUSTOMER_STANDING.value
        rows.append(LevelRow(branch, str(one), posting_no, row.model_dump_json(), entity))
    return rows
