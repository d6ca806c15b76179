"""What holds the house together: append-only guards and dense feeds."""

from collections.abc import Iterable

from sqlalchemy import func, select, text

from backoffice_server.kernel.append_only import MARK
from backoffice_server.kernel.feed import feed_commit, feed_head
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding, from_rows


def tables_are_guarded(unit: Unit) -> Iterable[Finding]:
    """I16: every append-only table has its triggers."""
    guarded = [table.name for table in metadata.sorted_tables if table.info.get(MARK)]
    present = _triggers(unit)
    wanted = 1 if unit.dialect == "postgresql" else 2
    offenders = [name for name in guarded if present.get(name, 0) < wanted]
    yield finding("I16", "append-only tables refuse UPDATE and DELETE", len(guarded), offenders)


def feed_is_dense(unit: Unit) -> Iterable[Finding]:
    """I15: feed numbers follow each other without a hole, up to the head."""
    own = feed_commit.c
    before = func.coalesce(func.lag(own.last_seq).over(partition_by=own.scope_id, order_by=own.last_seq), 0)
    numbered = select(own.scope_id, own.first_seq, before.label("before")).subquery()
    holes = select(numbered).where(numbered.c.first_seq != numbered.c.before + 1)
    commits = count(unit, select(func.count()).select_from(feed_commit))
    yield from_rows(unit, "I15", "feed numbers have no hole", commits, holes)
    ends = select(own.scope_id, func.max(own.last_seq).label("last")).group_by(own.scope_id).subquery()
    off = (
        select(feed_head.c.scope_id, feed_head.c.last, ends.c.last.label("committed"))
        .outerjoin(ends, ends.c.scope_id == feed_head.c.scope_id)
        .where(func.coalesce(ends.c.last, 0) != feed_head.c.last)
    )
    heads = count(unit, select(func.count()).select_from(feed_head))
    yield from_rows(unit, "I15", "feed head = last commit", heads, off)


def _triggers(unit: Unit) -> dict[str, int]:
    if unit.dialect == "postgresql":
        query = text(
            "SELECT relname AS name, count(*) AS triggers "
            "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname LIKE '%append_only' AND tgenabled <> 'D' GROUP BY relname"
        )
    else:
        query = text(
            "SELECT tbl_name AS name, count(*) AS triggers FROM sqlite_master "
            "WHERE type = 'trigger' AND sql LIKE '%append-only%' GROUP BY tbl_name"
        )
    return {row.name: row.triggers for row in unit.connection.execute(query)}
