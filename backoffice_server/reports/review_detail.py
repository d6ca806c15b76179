"""One flag in full: its occurrences, the till's bytes beside what was posted, and its history."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, func, select, union_all

from backoffice_server.features.events.tables import quarantine
from backoffice_server.features.ledger import listing as ledger
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.reviews.tables import review, review_mark, review_step
from backoffice_server.features.sales.tables import cash_movement, sale, sale_line, shift_closing
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock.queries import moves_of
from backoffice_server.features.stock.tables import stock_adjustment, stock_adjustment_line
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.review_events import Wanted, damaged_bytes, receipt_in, till_bytes
from backoffice_server.reports.review_known import known_of
from backoffice_server.reports.review_list import flags, lines_of
from backoffice_server.reports.review_subjects import facts_of, numbers_of
from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.refusals import Refusal
from shared_models.wire.documents import StockMoveRow
from shared_models.wire.reviews import (
    ReviewDocument,
    ReviewItem,
    ReviewLine,
    ReviewStep,
    TillBytes,
)

ITEMS_MAX: Final = 50
EARLIER_MAX: Final = 20
SHIFT_OPENED: Final = "shift_opened"
NO_NUMBER: Final = ""


def detail(
    unit: Unit, *, branch_id: UUID, review_id: UUID, document: UUID | None, seq: int | None
) -> ReviewDocument:
    """One flag with one of its occurrences opened: the one asked for, else the newest."""
    row = unit.connection.execute(
        flags().where(review.c.branch_id == branch_id, review.c.review_id == review_id)
    ).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="review")
    (line,) = lines_of(unit, [row])
    items = _items(unit, row)
    shown = next((one for one in items if one.document == document and seq in {None, one.seq}), None)
    shown = shown or next(iter(items), None)
    till = None if shown is None else _bytes(unit, row, shown)
    posting_no = None if shown is None else _posting_no(unit, branch_id, shown.kind, shown.document)
    if posting_no is None and till is not None:
        posting_no = _posting_of_record(unit, branch_id, till)
    entry = None
    if posting_no is not None:
        entry = ledger.entry(unit, branch_id=branch_id, posting_no=posting_no)
    known, unit_name = known_of(unit, row, entry=entry, till=till)
    return ReviewDocument(
        line=line,
        facts={key: value for key, value in facts_of(row).items() if not isinstance(value, list | dict)},
        items=items,
        shown=None if shown is None else shown.document,
        till=till,
        entry=entry,
        moves=() if posting_no is None else tuple(_moves(unit, branch_id, posting_no)),
        known=known,
        unit=unit_name,
        steps=tuple(_steps(unit, row)),
        earlier=_earlier(unit, row),
    )


def _moves(unit: Unit, branch_id: UUID, posting_no: int) -> Iterator[StockMoveRow]:
    lines = union_all(
        *(
            select(own.c.product_id, own.c.line).where(
                own.c.branch_id == branch_id, own.c.posting_no == posting_no
            )
            for own in (sale_line, stock_adjustment_line)
        )
    )
    return moves_of(unit, branch_id=branch_id, posting_no=posting_no, lines=lines)


def _items(unit: Unit, row: Any) -> tuple[ReviewItem, ...]:
    """What raised the flag, newest first: documents by their marks, damaged items by themselves."""
    if row.code == ReviewCode.DAMAGED_EVENT:
        return tuple(_damaged(unit, row))
    mark = review_mark.c
    query = select(review_mark).where(
        mark.branch_id == row.branch_id,
        mark.code == row.code,
        mark.subject == row.subject,
        mark.at >= row.opened_at,
        mark.at <= row.last_at,
    )
    marks = unit.connection.execute(query.order_by(mark.at.desc(), mark.document_id.desc()).limit(ITEMS_MAX))
    documents = [(one.document_id, one.at) for one in marks] or [(row.document_id, row.opened_at)]
    numbers = numbers_of(unit, [one for one, _ in documents])
    return tuple(
        ReviewItem(kind=row.document_kind, document=one, number=numbers.get(one, NO_NUMBER), at=at, seq=None)
        for one, at in documents
    )


def _damaged(unit: Unit, row: Any) -> Iterator[ReviewItem]:
    own = quarantine.c
    stream_id = UUID(row.subject)
    query = select(own.seq, own.received_at).where(
        own.branch_id == row.branch_id,
        own.stream_id == stream_id,
        own.received_at >= row.opened_at,
        own.received_at <= row.last_at,
    )
    for one in unit.connection.execute(
        query.order_by(own.received_at.desc(), own.seq.desc()).limit(ITEMS_MAX)
    ):
        yield ReviewItem(
            kind="event", document=stream_id, number=NO_NUMBER, at=one.received_at, seq=max(0, one.seq)
        )


def _bytes(unit: Unit, row: Any, shown: ReviewItem) -> TillBytes | None:
    if row.code == ReviewCode.DAMAGED_EVENT:
        return damaged_bytes(
            unit, Wanted(row.branch_id, shown.kind, shown.document, shown.at, shown.document, shown.seq)
        )
    facts = facts_of(row)
    stream_id, seq = facts.get("stream"), facts.get("seq")
    if shown.document != row.document_id or stream_id is None or seq is None:
        return till_bytes(unit, Wanted(row.branch_id, shown.kind, shown.document, shown.at))
    return till_bytes(
        unit, Wanted(row.branch_id, shown.kind, shown.document, shown.at, UUID(str(stream_id)), int(seq))
    )


def _posting_of_record(unit: Unit, branch_id: UUID, till: TillBytes) -> int | None:
    """A flag about the journal names an event; what was booked carries the number of its receipt."""
    receipt = None if till.fault is not None else receipt_in(till)
    return None if receipt is None else _posting_no(unit, branch_id, "sale", receipt)


def _posting_no(unit: Unit, branch_id: UUID, kind: str, document: UUID) -> int | None:
    for table, key in (
        (sale, sale.c.sale_id),
        (cash_movement, cash_movement.c.cash_id),
        (shift_closing, shift_closing.c.closing_id),
        (stock_adjustment, stock_adjustment.c.adjustment_id),
    ):
        if kind == SHIFT_OPENED and table is shift_closing:
            continue
        query = select(table.c.posting_no).where(table.c.branch_id == branch_id, key == document)
        found = unit.connection.execute(query).scalar()
        if found is not None:
            return int(found)
    return None


def _steps(unit: Unit, row: Any) -> Iterator[ReviewStep]:
    yield _step(row.opened_at, "raised")
    if row.occurrences > 1:
        yield _step(row.last_at, "again")
    query = (
        select(review_step, func.coalesce(staff.c.name, "").label("person"))
        .outerjoin(staff, staff.c.staff_id == review_step.c.staff_id)
        .where(review_step.c.branch_id == row.branch_id, review_step.c.review_id == row.review_id)
        .order_by(review_step.c.n)
    )
    taken = unit.connection.execute(query).all()
    booked = _booked(unit, row.branch_id, [one.document_id for one in taken if one.document_id])
    for one in taken:
        number, posting_no = booked.get(one.document_id, ("", None))
        yield ReviewStep(
            at=one.at,
            what=one.how,
            who=one.person,
            note=one.note,
            document=one.document_id,
            document_no=number,
            posting_no=posting_no,
        )


def _step(at: Any, what: str) -> ReviewStep:
    return ReviewStep(at=at, what=what, who="", note="", document=None, document_no="", posting_no=None)


def _booked(unit: Unit, branch_id: UUID, documents: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    found: dict[UUID, tuple[str, int]] = {}
    for table, key in (
        (shift_closing, shift_closing.c.closing_id),
        (stock_adjustment, stock_adjustment.c.adjustment_id),
    ):
        on = and_(posting.c.branch_id == table.c.branch_id, posting.c.posting_no == table.c.posting_no)
        query = select(key, posting.c.document_no, posting.c.posting_no).join_from(table, posting, on)
        for one, number, no in unit.connection.execute(
            query.where(table.c.branch_id == branch_id, key.in_(documents))
        ):
            found[one] = (number, no)
    return found


def _earlier(unit: Unit, row: Any) -> tuple[ReviewLine, ...]:
    query = flags().where(
        review.c.branch_id == row.branch_id,
        review.c.code == row.code,
        review.c.subject == row.subject,
        review.c.resolved_at.is_not(None),
        review.c.review_id != row.review_id,
    )
    rows = unit.connection.execute(query.order_by(review.c.resolved_at.desc()).limit(EARLIER_MAX)).all()
    return lines_of(unit, rows)
