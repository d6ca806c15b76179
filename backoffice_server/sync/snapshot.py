"""Snapshot: all a till keeps, in pages by key, resumable; then it pulls from where the snapshot began."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.stock.tables import stock
from backoffice_server.kernel import paging
from backoffice_server.kernel.feed import COMPANY_SCOPE, feed_row
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync import cursor as cursors
from backoffice_server.sync import rows as feed_rows
from backoffice_server.sync.counted import counted_of
from backoffice_server.sync.cursor import Cursor
from backoffice_server.sync.levels import LevelRow, levels_page
from backoffice_server.sync.standings import standings_count, standings_page
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import Entity, SnapshotReply

ROWS_MAX: Final = 5_000
_BEHIND: Final = frozenset({Entity.STOCK.value, Entity.CUSTOMER_STANDING.value})


def snapshot(unit: Unit, *, branch: BranchId, after: str | None, device: UUID | None = None) -> bytes:
    """JSON of a SnapshotReply. RESNAPSHOT (begin again) when the database was restored between two pages.

    `device`: of the till that asks.
    """
    company = branches.identity(unit)
    if after:
        begun, total, key = _resumed(after)
        cursors.refuse_foreign(unit, begun, epoch=company.epoch, branch=branch)
        begun = replace(begun, seen=cursors.ends(unit, branch))
    else:
        begun = Cursor(company.epoch, branch, *cursors.ends(unit, branch))
        total, key = _count(unit, branch), None
    # Behind the feed stand levels, and behind them standings: neither is a row of the feed.
    rows = [] if key is not None and key[1] in _BEHIND else _page(unit, branch, key)
    if len(rows) <= ROWS_MAX:
        rows += _levels(unit, branch, key, posting_no=begun.of_postings.seq, limit=ROWS_MAX + 1 - len(rows))
    if len(rows) <= ROWS_MAX:
        rows += _standings(
            unit, branch, key, posting_no=begun.of_postings.seq, limit=ROWS_MAX + 1 - len(rows)
        )
    last = rows[ROWS_MAX - 1] if len(rows) > ROWS_MAX else None
    place = None if last is None else [str(last.scope_id), last.entity, last.key]
    head = SnapshotReply(
        company=company.company,
        epoch=company.epoch,
        rows=(),
        next=None if place is None else paging.encode([begun.encoded(), total, *place]),
        cursor=begun.encoded(),
        company_seq=begun.of_company.seq,
        branch_seq=begun.of_branch.seq,
        total=total,
        counted=counted_of(unit, device),
    )
    return feed_rows.reply(head, rows[:ROWS_MAX])


Key = tuple[UUID, str, str]


def _resumed(after: str) -> tuple[Cursor, int, Key]:
    try:
        begun, total, scope, entity, key = paging.decode(after, 5)
        return cursors.decode(begun), int(total), (UUID(scope), str(entity), str(key))
    except (Refusal, ValueError, TypeError, AttributeError) as fault:
        raise Refusal(ErrorCode.RESNAPSHOT) from fault


def _count(unit: Unit, branch: BranchId) -> int:
    held = feed_row.c.scope_id.in_([COMPANY_SCOPE, branch]), feed_row.c.row.is_not(None)
    query = select(func.count()).select_from(feed_row).where(*held)
    levels = select(func.count()).select_from(stock).where(stock.c.branch_id == branch)
    counted = unit.connection.execute(query).scalar_one() + unit.connection.execute(levels).scalar_one()
    return int(counted) + standings_count(unit)


def _levels(
    unit: Unit, branch: BranchId, after: Key | None, *, posting_no: int, limit: int
) -> list[LevelRow]:
    """Stock levels stand behind all feed rows, in the order of product ids."""
    if after is not None and after[1] == Entity.CUSTOMER_STANDING:
        return []
    behind = UUID(after[2]) if after is not None and after[1] == Entity.STOCK else None
    return levels_page(unit, branch, after=behind, posting_no=posting_no, limit=limit)


def _standings(
    unit: Unit, branch: BranchId, after: Key | None, *, posting_no: int, limit: int
) -> list[LevelRow]:
    """What customers have and owe stands behind the levels, in the order of customer ids."""
    begun = after is not None and after[1] == Entity.CUSTOMER_STANDING
    behind = UUID(after[2]) if after is not None and begun else None
    return standings_page(unit, branch, after=behind, posting_no=posting_no, limit=limit)


def _page(unit: Unit, branch: BranchId, after: Key | None) -> list[Any]:
    """Rows behind a key, one scope after the other: each is a range of the primary key."""
    rows: list[Any] = []
    for scope in sorted((COMPANY_SCOPE, branch), key=lambda scope: scope.bytes):
        if after is not None and scope.bytes < after[0].bytes:
            continue
        query = (
            select(feed_row)
            .where(feed_row.c.scope_id == scope, feed_row.c.row.is_not(None))
            .order_by(feed_row.c.entity, feed_row.c.key)
            .limit(ROWS_MAX + 1 - len(rows))
        )
        if after is not None and scope == after[0]:
            _, entity, key = after
            beyond = and_(feed_row.c.entity == entity, feed_row.c.key > key)
            query = query.where(feed_row.c.entity >= entity, or_(feed_row.c.entity > entity, beyond))
        rows += unit.connection.execute(query)
    return rows
