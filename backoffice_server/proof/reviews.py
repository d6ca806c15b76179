"""I18: every broken rule has its review row, for each document that broke it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.events.outcomes import is_last_word
from backoffice_server.features.events.queries import forked_chain
from backoffice_server.features.events.tables import event, event_outcome, quarantine
from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.points.tables import points_account, points_move
from backoffice_server.features.reviews.tables import review, review_mark, review_step
from backoffice_server.features.sales.tables import (
    cash_movement,
    sale,
    sale_line,
    sale_voucher,
    shift_closing,
)
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock.tables import stock_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, finding
from shared_models.values.codes import EventOutcome, ReviewCode
from shared_models.values.ids import BranchId, StreamId
from shared_models.wire.envelope import Event, SaleCompletedEvent, SaleReturnedEvent, UnknownEvent, decode

Document = tuple[Any, Any]
"""Branch and document."""


def broken_rules_are_reviewed(unit: Unit) -> Iterable[Finding]:
    """I18, as far as the tables alone tell that a rule is broken."""
    for rule, code, query in (
        ("documents posted on another day are flagged", ReviewCode.POSTED_LATER, _posted_later()),
        ("repeated receipt numbers are flagged", ReviewCode.DUPLICATE_RECEIPT_NUMBER, _repeated_numbers()),
        ("returns without their sale are flagged", ReviewCode.RETURN_WITHOUT_SALE, _returns_alone()),
        ("documents of unknown people are flagged", ReviewCode.UNKNOWN_STAFF, _strangers()),
        ("what came into a closed shift is flagged", ReviewCode.SHIFT_FIGURES_DIFFER, _after_closing()),
        ("codes used too often are flagged", ReviewCode.VOUCHER_OVERUSED, _codes_overused()),
        ("second closings of a shift are flagged", ReviewCode.SHIFT_CLOSED_TWICE, _closed_again()),
    ):
        rows = [(row.branch_id, row.document_id) for row in unit.connection.execute(query)]
        yield flagged(unit, rule, code, rows)
    for rule, code, query in (
        ("unknown products are flagged", ReviewCode.UNKNOWN_PRODUCT, _placeholders()),
        ("returns of more than was sold are flagged", ReviewCode.RETURN_EXCEEDS_SALE, _too_much()),
        ("unknown customers are flagged", ReviewCode.UNKNOWN_CUSTOMER, _unknown_customers()),
        ("points spent twice are flagged", ReviewCode.POINTS_OVERSPENT, _overspent()),
    ):
        rows = [(row.branch_id, row.subject) for row in unit.connection.execute(query)]
        yield about(unit, rule, code, rows)
    yield finding("I18", "negative stock is flagged", *_negative(unit))
    yield finding("I18", "damaged items are flagged, each of them", *_damaged(unit))
    yield finding("I18", "events set aside are flagged, each of them", *_set_aside(unit))
    yield finding("I18", "resolved flags say who, when and how, as their history does", *_resolved(unit))
    yield finding("I18", "correcting documents are there, each for its flag", *_corrected(unit))
    yield finding("I18", "events beside a stream's own chain are flagged", *_beside_the_chain(unit))


def flagged(unit: Unit, rule: str, code: ReviewCode, documents: Iterable[Document]) -> Finding:
    """Each of the documents carries the flag."""
    marked = documents_with(unit, code)
    found = list(documents)
    offenders = (f"{code.value} {document}" for branch, document in found if (branch, document) not in marked)
    return finding("I18", rule, len(found), offenders)


def about(unit: Unit, rule: str, code: ReviewCode, subjects: Iterable[tuple[Any, Any]]) -> Finding:
    """There is a flag about each of the subjects, given with their branch."""
    query = select(review.c.branch_id, review.c.subject).where(review.c.code == code.value)
    known = {tuple(row) for row in unit.connection.execute(query)}
    found = list(subjects)
    offenders = (f"{code.value} {one}" for branch, one in found if (branch, str(one)) not in known)
    return finding("I18", rule, len(found), offenders)


def documents_with(unit: Unit, *codes: ReviewCode) -> set[Document]:
    """Documents that carry one of the flags: marked, and the review row the mark speaks of is there."""
    return {(branch, document) for branch, document, _ in _marks(unit, codes)}


def subjects_of(unit: Unit, code: ReviewCode) -> set[tuple[Any, str]]:
    """Branch and subject of the flag, where a document carries it."""
    return {(branch, subject) for branch, _, subject in _marks(unit, [code])}


def _marks(unit: Unit, codes: Iterable[ReviewCode]) -> set[tuple[Any, Any, str]]:
    mark = review_mark.c
    on = and_(*(review.c[name] == mark[name] for name in ("branch_id", "code", "subject")))
    query = (
        select(mark.branch_id, mark.document_id, mark.subject)
        .join(review, on)
        .where(mark.code.in_([code.value for code in codes]))
    )
    return {(row.branch_id, row.document_id, row.subject) for row in unit.connection.execute(query)}


def _posted_later() -> Select[Any]:
    return select(posting.c.branch_id, posting.c.document_id).where(posting.c.posting_date != posting.c.bdate)


def _repeated_numbers() -> Select[Any]:
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


def _codes_overused() -> Select[Any]:
    on = and_(sale.c.branch_id == sale_voucher.c.branch_id, sale.c.posting_no == sale_voucher.c.posting_no)
    query = select(sale.c.branch_id, sale.c.sale_id.label("document_id")).join(sale_voucher, on)
    return query.where(sale_voucher.c.over).distinct()


def _returns_alone() -> Select[Any]:
    """Returns that name no sale, one that is not here, or one that was posted after them."""
    sold = sale.alias("sold")
    on = and_(
        sold.c.branch_id == sale.c.original_branch_id,
        sold.c.sale_id == sale.c.original_sale_id,
        sold.c.kind == "sale",
    )
    later = and_(sold.c.branch_id == sale.c.branch_id, sold.c.posting_no > sale.c.posting_no)
    return (
        select(sale.c.branch_id, sale.c.sale_id.label("document_id"))
        .outerjoin(sold, on)
        # Without lines it pays a deposit back: there never was a sale.
        .where(sale.c.kind == "return", sale.c.line_count > 0, or_(sold.c.sale_id.is_(None), later))
    )


def _strangers() -> Select[Any]:
    people = union_all(
        select(sale.c.branch_id, sale.c.sale_id.label("document_id"), sale.c.cashier_id.label("person")),
        select(cash_movement.c.branch_id, cash_movement.c.cash_id, cash_movement.c.actor_id),
    ).subquery()
    return (
        select(people.c.branch_id, people.c.document_id)
        .outerjoin(staff, staff.c.staff_id == people.c.person)
        .where(people.c.person.is_not(None), staff.c.staff_id.is_(None))
    )


def _after_closing() -> Select[Any]:
    closing = (
        select(posting.c.branch_id, posting.c.document_id, posting.c.posting_no)
        .where(posting.c.document_kind == DocumentKind.SHIFT_CLOSED.value)
        .subquery()
    )
    own, moved = sale.c, cash_movement.c
    columns = (moved.branch_id, moved.cash_id, moved.shift_id, moved.posting_no)
    documents = union_all(
        select(own.branch_id, own.sale_id.label("document_id"), own.shift_id, own.posting_no),
        select(*columns),
    ).subquery()
    return select(documents.c.branch_id, documents.c.document_id).join(
        closing,
        and_(
            closing.c.branch_id == documents.c.branch_id,
            closing.c.document_id == documents.c.shift_id,
            closing.c.posting_no < documents.c.posting_no,
        ),
    )


def _closed_again() -> Select[Any]:
    """By a till: what the review desk settled answers a flag and raises none."""
    own, step = shift_closing.c, review_step.c
    on = and_(step.branch_id == own.branch_id, step.document_id == own.closing_id)
    query = select(own.branch_id, own.closing_id.label("document_id")).outerjoin(review_step, on)
    return query.where(own.closing_id != own.shift_id, step.n.is_(None))


def _placeholders() -> Select[Any]:
    return (
        select(sale_line.c.branch_id, sale_line.c.product_id.label("subject"))
        .join(product, product.c.product_id == sale_line.c.product_id)
        .where(product.c.placeholder)
        .distinct()
    )


def _unknown_customers() -> Select[Any]:
    return (
        select(sale.c.branch_id, customer.c.customer_id.label("subject"))
        .join(customer, customer.c.customer_id == sale.c.customer_id)
        .where(customer.c.placeholder)
        .distinct()
    )


def _overspent() -> Select[Any]:
    """Of customers whose points were moved in one branch alone; in two they may have met without a lock."""
    own = points_move.c
    alone = (
        select(points_account.c.customer_id).group_by(points_account.c.customer_id).having(func.count() == 1)
    )
    spent = func.max(case((own.kind == "redeemed", 1), else_=0)).label("spent")
    place = (own.branch_id, own.customer_id, own.posting_no)
    each = select(*place, func.sum(own.points).label("points"), spent).group_by(*place).subquery()
    whose = (each.c.branch_id, each.c.customer_id)
    left = func.sum(each.c.points).over(partition_by=whose, order_by=each.c.posting_no).label("left")
    ran = select(each.c.branch_id, each.c.customer_id, each.c.spent, left).subquery()
    return (
        select(ran.c.branch_id, ran.c.customer_id.label("subject"))
        .where(ran.c.spent == 1, ran.c.left < 0, ran.c.customer_id.in_(alone))
        .distinct()
    )


def _too_much() -> Select[Any]:
    """Sales of which more came back to a branch than was sold on a line."""
    sold = sale.alias("sold")
    line, back = sale_line.alias("line"), sale_line.alias("back")
    return (
        select(sale.c.branch_id, sale.c.original_sale_id.label("subject"))
        .join(back, and_(back.c.branch_id == sale.c.branch_id, back.c.posting_no == sale.c.posting_no))
        .join(
            sold,
            and_(sold.c.branch_id == sale.c.original_branch_id, sold.c.sale_id == sale.c.original_sale_id),
        )
        .join(
            line,
            and_(
                line.c.branch_id == sold.c.branch_id,
                line.c.posting_no == sold.c.posting_no,
                line.c.line == back.c.of_line,
                line.c.product_id == back.c.product_id,
            ),
        )
        .where(sale.c.kind == "return", sold.c.kind == "sale")
        .group_by(sale.c.branch_id, sale.c.original_sale_id, line.c.line, line.c.sold_qty)
        .having(-func.sum(back.c.sold_qty) > line.c.sold_qty)
    )


def _resolved(unit: Unit) -> tuple[int, Iterator[str]]:
    """A flag and the last step of its history tell the same; an open flag has no step."""
    step = review_step.c
    on = and_(step.branch_id == review.c.branch_id, step.review_id == review.c.review_id)
    told = {"resolved_at": step.at, "resolved_by": step.staff_id, "how": step.how, "note": step.note}
    told["fixed_id"] = step.document_id
    agrees = and_(*(review.c[name].is_not_distinct_from(column) for name, column in told.items()))
    counted = func.sum(case((agrees, 1), else_=0))
    query = (
        select(review.c.branch_id, review.c.review_id, review.c.resolved_at, func.count(step.n), counted)
        .outerjoin(review_step, on)
        .group_by(review.c.branch_id, review.c.review_id, review.c.resolved_at)
    )
    rows = unit.connection.execute(query).all()
    return len(rows), (
        f"review {name}"
        for _, name, resolved_at, steps, right in rows
        if (steps > 0) != (resolved_at is not None) or (steps and right != 1)
    )


def _corrected(unit: Unit) -> tuple[int, Iterator[str]]:
    """The document a step names is posted, and answers no other flag."""
    step = review_step.c
    on = and_(posting.c.branch_id == step.branch_id, posting.c.document_id == step.document_id)
    query = (
        select(step.branch_id, step.document_id, func.count(step.n.distinct()), func.count(posting.c.at))
        .outerjoin(posting, on)
        .where(step.document_id.is_not(None))
        .group_by(step.branch_id, step.document_id)
    )
    rows = unit.connection.execute(query).all()
    wrong = (f"document {name}" for _, name, flags, entries in rows if (flags, entries) != (1, 1))
    return len(rows), wrong


def _negative(unit: Unit) -> tuple[int, Iterator[str]]:
    """Each move that took a product below zero marks its document."""
    own = stock_move.c
    crossed: ColumnElement[bool] = and_(own.qty_after < 0, own.qty_after - own.qty >= 0)
    on = and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no)
    query = select(own.branch_id, posting.c.document_id, own.product_id).join(posting, on).where(crossed)
    marked = _marks(unit, [ReviewCode.NEGATIVE_STOCK])
    rows = unit.connection.execute(query).all()
    return len(rows), (
        f"product {row.product_id} in {row.document_id}"
        for row in rows
        if (row.branch_id, row.document_id, str(row.product_id)) not in marked
    )


def _damaged(unit: Unit) -> tuple[int, Iterator[str]]:
    """As many times as the flags of a stream say, something of it was set aside."""
    own = quarantine.c
    query = select(own.branch_id, own.stream_id, func.count().label("items"))
    rows = unit.connection.execute(query.group_by(own.branch_id, own.stream_id)).all()
    counted = (
        select(review.c.branch_id, review.c.subject, func.sum(review.c.occurrences))
        .where(review.c.code == ReviewCode.DAMAGED_EVENT.value)
        .group_by(review.c.branch_id, review.c.subject)
    )
    told = {(branch, subject): int(times) for branch, subject, times in unit.connection.execute(counted)}
    return sum(row.items for row in rows), (
        f"stream {row.stream_id}: {row.items} items, {times} flagged"
        for row in rows
        if (times := told.get((row.branch_id, str(row.stream_id)), 0)) != row.items
    )


def _set_aside(unit: Unit) -> tuple[int, Iterator[str]]:
    """Each event whose last outcome is `quarantined` is flagged by itself, or by the receipt it carries."""
    rows = _quarantined(unit)
    codes = (ReviewCode.TOTALS_IMPOSSIBLE, ReviewCode.NOT_APPLIED, ReviewCode.STREAM_MISMATCH)
    marked = documents_with(unit, *codes)
    return len(rows), (
        f"stream {row.stream_id} seq {row.seq}"
        for row in rows
        if not any((row.branch_id, one) in marked for one in _names(decode(row.bytes)))
    )


def _quarantined(unit: Unit) -> Sequence[Any]:
    own = event_outcome.c
    of_log = and_(*(event.c[name] == own[name] for name in ("branch_id", "stream_id", "seq", "hash")))
    query = (
        select(own.branch_id, own.stream_id, own.seq, event.c.bytes)
        .join(event, of_log)
        .where(own.outcome == EventOutcome.QUARANTINED.value, is_last_word())
    )
    return unit.connection.execute(query).all()


def _names(told: Event | UnknownEvent) -> tuple[UUID, ...]:
    if isinstance(told, SaleCompletedEvent | SaleReturnedEvent):
        return told.id, told.p.sale
    return (told.id,)


def _beside_the_chain(unit: Unit) -> tuple[int, Iterator[str]]:
    """In streams that were written twice: what does not lead to the head."""
    own = event.c
    twice = (
        select(own.branch_id, own.stream_id)
        .group_by(own.branch_id, own.stream_id)
        .having(func.count() > func.count(own.seq.distinct()))
    )
    marked = documents_with(unit, ReviewCode.CHAIN_FORK)
    beside = [
        (branch, stream_id, seq, name)
        for branch, stream_id in unit.connection.execute(twice).all()
        for seq, name in _beside(unit, branch, stream_id)
    ]
    return len(beside), (
        f"stream {stream_id} seq {seq}"
        for branch, stream_id, seq, name in beside
        if (branch, name) not in marked
    )


def _beside(unit: Unit, branch: UUID, stream_id: UUID) -> tuple[tuple[int, UUID], ...]:
    found = forked_chain(unit, BranchId(branch), StreamId(stream_id))
    return () if found is None else found.beside
