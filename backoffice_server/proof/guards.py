"""What holds the house together: append-only guards, dense feeds, and a review for every broken rule."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.events.tables import event_outcome
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.reviews.tables import review, review_mark
from backoffice_server.features.sales.tables import sale, sale_line
from backoffice_server.features.stock.tables import stock_move
from backoffice_server.kernel.append_only import MARK
from backoffice_server.kernel.feed import feed_commit, feed_head
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding, from_rows
from shared_models.values.codes import EventOutcome, ReviewCode


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


def broken_rules_are_reviewed(unit: Unit) -> Iterable[Finding]:
    """I18: every broken rule has its review row."""
    for rule, code, query in (
        ("documents posted on another day are flagged", ReviewCode.POSTED_LATER, _posted_later()),
        ("repeated receipt numbers are flagged", ReviewCode.DUPLICATE_RECEIPT_NUMBER, _repeated_numbers()),
        ("returns without their sale are flagged", ReviewCode.RETURN_WITHOUT_SALE, _returns_alone()),
    ):
        documents = unit.connection.execute(query).all()
        marked = _marked(unit, code)
        offenders = (
            f"{code.value} {row.document_id}"
            for row in documents
            if (row.branch_id, row.document_id) not in marked
        )
        yield finding("I18", rule, len(documents), offenders)
    for rule, code, query in (
        ("negative stock is flagged", ReviewCode.NEGATIVE_STOCK, _negative()),
        ("unknown products are flagged", ReviewCode.UNKNOWN_PRODUCT, _placeholders()),
    ):
        products = unit.connection.execute(query).all()
        subjects = _subjects(unit, code)
        offenders = (
            f"{code.value} {row.product_id}"
            for row in products
            if (row.branch_id, str(row.product_id)) not in subjects
        )
        yield finding("I18", rule, len(products), offenders)
    yield finding("I18", "items set aside are flagged", *_set_aside(unit))


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


def _posted_later() -> Any:
    return select(posting.c.branch_id, posting.c.document_id).where(posting.c.posting_date != posting.c.bdate)


def _repeated_numbers() -> Any:
    """Receipts that carry a number an earlier posting has: all but the first of each."""
    first = (
        select(sale.c.branch_id, sale.c.receipt, func.min(sale.c.posting_no).label("first"))
        .where(sale.c.receipt != "")
        .group_by(sale.c.branch_id, sale.c.receipt)
        .having(func.count() > 1)
        .subquery()
    )
    return select(sale.c.branch_id, sale.c.sale_id.label("document_id")).join(
        first,
        and_(
            first.c.branch_id == sale.c.branch_id,
            first.c.receipt == sale.c.receipt,
            sale.c.posting_no > first.c.first,
        ),
    )


def _returns_alone() -> Any:
    return select(sale.c.branch_id, sale.c.sale_id.label("document_id")).where(
        sale.c.kind == "return", sale.c.original_sale_id.is_(None)
    )


def _negative() -> Any:
    own = stock_move.c
    crossed: ColumnElement[bool] = and_(own.qty_after < 0, own.qty_after - own.qty >= 0)
    return select(own.branch_id, own.product_id).where(crossed).distinct()


def _placeholders() -> Any:
    return (
        select(sale_line.c.branch_id, sale_line.c.product_id)
        .join(product, product.c.product_id == sale_line.c.product_id)
        .where(product.c.placeholder)
        .distinct()
    )


def _marked(unit: Unit, code: ReviewCode) -> set[tuple[Any, Any]]:
    query = select(review_mark.c.branch_id, review_mark.c.document_id).where(review_mark.c.code == code.value)
    return {(row.branch_id, row.document_id) for row in unit.connection.execute(query)}


def _subjects(unit: Unit, code: ReviewCode) -> set[tuple[Any, str]]:
    query = select(review.c.branch_id, review.c.subject).where(review.c.code == code.value)
    return {(row.branch_id, row.subject) for row in unit.connection.execute(query)}


def _set_aside(unit: Unit) -> tuple[int, Iterator[str]]:
    own = event_outcome.c
    query = (
        select(own.branch_id, func.count().label("items"))
        .where(own.outcome == EventOutcome.QUARANTINED.value)
        .group_by(own.branch_id)
    )
    rows = unit.connection.execute(query).all()
    codes = [
        code.value
        for code in (ReviewCode.TOTALS_IMPOSSIBLE, ReviewCode.NOT_APPLIED, ReviewCode.STREAM_MISMATCH)
    ]
    flagged = select(review.c.branch_id).where(or_(*(review.c.code == code for code in codes))).distinct()
    branches = set(unit.connection.execute(flagged).scalars())

    def offenders() -> Iterator[str]:
        for row in rows:
            if row.branch_id not in branches:
                yield f"branch {row.branch_id}: {row.items} items without a flag"

    return sum(row.items for row in rows), offenders()
