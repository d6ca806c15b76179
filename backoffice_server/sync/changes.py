"""Pull: what changed after a till's cursor, in commit order."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.branches import queries as branches
from backoffice_server.kernel.feed import COMPANY_SCOPE, feed_row
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync import cursor as cursors
from backoffice_server.sync import rows as feed_rows
from backoffice_server.sync.counted import counted_of
from backoffice_server.sync.cursor import Cursor, Place
from backoffice_server.sync.levels import moved_after
from backoffice_server.sync.standings import standings_after
from shared_models.values.ids import BranchId
from shared_models.wire.sync import ChangesReply

ROWS_MAX: Final = 2_000


def changes(unit: Unit, *, branch: BranchId, cursor: str, device: UUID | None = None) -> bytes:
    """JSON of a ChangesReply. RESNAPSHOT when the cursor comes from another life of the database.

    `device`: of the till that asks.
    """
    company = branches.identity(unit)
    at = cursors.decode(cursor)
    cursors.refuse_foreign(unit, at, epoch=company.epoch, branch=branch)
    of_company, company_place, more = _after(unit, COMPANY_SCOPE, at.of_company, ROWS_MAX)
    room = ROWS_MAX - len(of_company)
    of_branch, branch_place, more_of_branch = _after(unit, branch, at.of_branch, room)
    more = more or more_of_branch
    # A level may be of a product that only now comes with the company's feed: levels go last.
    levels, posting_no, more_levels = (
        ([], at.of_postings.seq, False) if more else moved_after(unit, branch, at.of_postings.seq)
    )
    levels += standings_after(unit, branch, at.of_postings.seq, posting_no)
    postings = cursors.posting_at(unit, branch, posting_no)
    seen = cursors.ends(unit, branch) if more or more_levels else ()
    at = Cursor(company.epoch, branch, company_place, branch_place, postings, seen)
    head = ChangesReply(
        company=company.company,
        epoch=company.epoch,
        rows=(),
        cursor=at.encoded(),
        company_seq=company_place.seq,
        branch_seq=branch_place.seq,
        more=more or more_levels,
        counted=counted_of(unit, device),
    )
    return feed_rows.reply(head, [*of_company, *of_branch, *levels])


def _after(unit: Unit, scope: UUID, place: Place, limit: int) -> tuple[Sequence[Any], Place, bool]:
    """Rows after `place`, the place behind them, and whether there are more."""
    query = (
        select(feed_row)
        .where(feed_row.c.scope_id == scope, feed_row.c.seq > place.seq)
        .order_by(feed_row.c.seq)
        .limit(limit + 1)
    )
    rows = unit.connection.execute(query).all()
    if len(rows) > limit:
        last = rows[limit - 1].seq if limit else place.seq
        return rows[:limit], cursors.place_at(unit, scope, last), True
    return rows, cursors.head(unit, scope), False
