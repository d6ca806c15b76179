"""Reads of posted receipts for people: the list, and one receipt beside its entry, moves and trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, cast, func, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.events.tables import event
from backoffice_server.features.ledger import listing as ledger
from backoffice_server.features.reviews.tables import review, review_mark
from backoffice_server.features.sales.tables import sale, sale_line, sale_seller
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock.queries import moves_of
from backoffice_server.features.tills.tables import register
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.documents import (
    NamedPerson,
    SaleDocument,
    SaleLineRow,
    SalesPage,
    StockMoveRow,
    TrailStep,
)
from shared_models.wire.envelope import SaleCompletedEvent, SaleReturnedEvent, decode
from shared_models.wire.ledger import Entry

_CASHIER: Final = func.coalesce(staff.c.name, "")
SORTS: Final[dict[str, Sequence[ColumnElement[Any]]]] = {
    "at": (sale.c.bdate, sale.c.at),
    "receipt": (sale.c.receipt,),
    "register": (register.c.code, sale.c.at),
    "cashier": (_CASHIER, sale.c.at),
    "lines": (sale.c.line_count,),
    "total": (sale.c.total,),
    "revenue": (sale.c.revenue,),
    "cost": (sale.c.cost,),
}


@dataclass(frozen=True, slots=True)
class SalesWanted:
    """Which receipts. `search` looks into receipt numbers and cashiers' names, `cashier` into names alone.

    `to_review`: only those with an open flag.
    """

    branch: UUID | None = None
    first: date | None = None
    last: date | None = None
    search: str = ""
    register_id: UUID | None = None
    kind: str | None = None
    cashier: str = ""
    to_review: bool = False


def sales(
    unit: Unit, wanted: SalesWanted, *, sort: str, descending: bool, after: str | None, limit: int
) -> SalesPage:
    """One page of receipts, the first with the sums of all. Refuses a sort there is not."""
    if sort not in SORTS:
        raise invalid([Fault("sort", ErrorCode.INVALID)])
    filters = list(_filters(wanted))
    rows, following = paging.page(
        unit,
        _rows().where(*filters),
        order=[*SORTS[sort], sale.c.sale_id],
        after=after,
        limit=limit,
        descending=descending,
    )
    total, sums = _whole(unit, wanted, filters, summed=after is None)
    return SalesPage(
        rows=tuple(map(_row, rows)), next=following, total=total, sum_total=sums[0], sum_profit=sums[1]
    )


def _whole(
    unit: Unit, wanted: SalesWanted, filters: Sequence[ColumnElement[bool]], *, summed: bool
) -> tuple[int, tuple[int | None, int | None]]:
    """How many match and what they come to; sums read every row, so only the first page asks for them."""
    sums = (_sum(sale.c.total), _sum(sale.c.revenue - sale.c.cost)) if summed else ()
    query = select(func.count(), *sums).select_from(sale)
    if wanted.search or wanted.cashier:
        query = query.outerjoin(staff, staff.c.staff_id == sale.c.cashier_id)
    total, *found = unit.connection.execute(query.where(*filters)).one()
    return total, (found[0], found[1]) if summed else (None, None)


def _sum(figures: ColumnElement[Any]) -> ColumnElement[int]:
    # PostgreSQL makes a decimal of a sum of integers, and both make nothing of no rows.
    return cast(func.coalesce(func.sum(figures), 0), BigInteger)


def document(unit: Unit, *, branch_id: UUID, sale_id: UUID) -> SaleDocument:
    """One receipt as its till wrote it, with what posting made of it, or a refusal."""
    query = _rows().add_columns(sale.c.posting_no, sale.c.stream_id, sale.c.seq, sale.c.event_hash)
    head = unit.connection.execute(
        query.where(sale.c.branch_id == branch_id, sale.c.sale_id == sale_id)
    ).one_or_none()
    if head is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="sale")
    kept = _event(unit, head)
    written = decode(kept.bytes)
    entry = ledger.entry(unit, branch_id=branch_id, posting_no=head.posting_no)
    marks = _marks(unit, branch_id, sale_id)
    return SaleDocument(
        head=_row(head),
        event=written.id,
        sale=written.p if isinstance(written, SaleCompletedEvent) else None,
        returned=written.p if isinstance(written, SaleReturnedEvent) else None,
        entry=entry,
        moves=tuple(_moves(unit, branch_id, head.posting_no)),
        trail=tuple(_trail(written.at, kept.received_at, entry, marks)),
        review_codes=tuple(dict.fromkeys(code for code, _ in marks)),
        sellers=tuple(_sellers(unit, branch_id, head.posting_no)),
    )


def _sellers(unit: Unit, branch_id: UUID, posting_no: int) -> Iterator[NamedPerson]:
    own = sale_seller.c
    query = (
        select(own.staff_id, staff.c.name)
        .distinct()
        .join_from(sale_seller, staff, staff.c.staff_id == own.staff_id)
        .where(own.branch_id == branch_id, own.posting_no == posting_no)
    )
    for row in unit.connection.execute(query):
        yield NamedPerson(staff=row.staff_id, name=row.name)


def _filters(wanted: SalesWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.branch is not None:
        yield sale.c.branch_id == wanted.branch
    if wanted.first is not None:
        yield sale.c.bdate >= wanted.first
    if wanted.last is not None:
        yield sale.c.bdate <= wanted.last
    if wanted.register_id is not None:
        yield sale.c.register_id == wanted.register_id
    if wanted.kind is not None:
        yield sale.c.kind == wanted.kind
    yield from _said(wanted)
    if wanted.to_review:
        yield _open_marks().exists()


def _said(wanted: SalesWanted) -> Iterator[ColumnElement[bool]]:
    """What was typed."""
    if wanted.search:
        yield or_(
            sale.c.receipt.icontains(wanted.search, autoescape=True),
            staff.c.name.icontains(wanted.search, autoescape=True),
        )
    if wanted.cashier:
        yield staff.c.name.icontains(wanted.cashier, autoescape=True)


def _open_marks() -> Select[Any]:
    """What is still to be looked at on a receipt of the list."""
    return (
        select(review_mark.c.code)
        .join(
            review,
            and_(
                review.c.branch_id == review_mark.c.branch_id,
                review.c.code == review_mark.c.code,
                review.c.subject == review_mark.c.subject,
                review.c.resolved_at.is_(None),
            ),
        )
        .where(review_mark.c.branch_id == sale.c.branch_id, review_mark.c.document_id == sale.c.sale_id)
        .correlate(sale)
    )


def _rows() -> Select[Any]:
    reviews = _open_marks().with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery()
    return (
        select(
            sale.c.branch_id,
            branch.c.code.label("branch_code"),
            sale.c.sale_id,
            sale.c.kind,
            sale.c.receipt,
            sale.c.at,
            sale.c.bdate,
            register.c.code.label("register_code"),
            _CASHIER.label("cashier"),
            sale.c.line_count,
            sale.c.total,
            sale.c.revenue,
            sale.c.cost,
            sale.c.method,
            reviews.label("reviews"),
        )
        .select_from(sale)
        .join(branch, branch.c.branch_id == sale.c.branch_id)
        .join(
            register,
            and_(register.c.branch_id == sale.c.branch_id, register.c.register_id == sale.c.register_id),
        )
        .outerjoin(staff, staff.c.staff_id == sale.c.cashier_id)
    )


def _row(row: Row[Any]) -> SaleLineRow:
    return SaleLineRow(
        branch=row.branch_id,
        branch_code=row.branch_code,
        sale=row.sale_id,
        kind=row.kind,
        receipt=row.receipt,
        at=row.at,
        bdate=row.bdate,
        register_code=row.register_code,
        cashier=row.cashier,
        lines=row.line_count,
        total=row.total,
        revenue=row.revenue,
        cost=row.cost,
        method=row.method,
        reviews=row.reviews,
    )


def _event(unit: Unit, head: Row[Any]) -> Any:
    query = select(event.c.bytes, event.c.received_at).where(
        event.c.branch_id == head.branch_id,
        event.c.stream_id == head.stream_id,
        event.c.seq == head.seq,
        event.c.hash == head.event_hash,
    )
    return unit.connection.execute(query).one()


def _moves(unit: Unit, branch_id: UUID, posting_no: int) -> Iterator[StockMoveRow]:
    own = sale_line.c
    lines = select(own.product_id, own.line).where(own.branch_id == branch_id, own.posting_no == posting_no)
    return moves_of(unit, branch_id=branch_id, posting_no=posting_no, lines=lines)


def _marks(unit: Unit, branch_id: UUID, sale_id: UUID) -> list[tuple[str, datetime]]:
    query = (
        select(review_mark.c.code, review_mark.c.at)
        .where(review_mark.c.branch_id == branch_id, review_mark.c.document_id == sale_id)
        .order_by(review_mark.c.at, review_mark.c.code)
    )
    return [(code, at) for code, at in unit.connection.execute(query)]


def _trail(
    recorded: datetime, received: datetime, entry: Entry, marks: list[tuple[str, datetime]]
) -> Iterator[TrailStep]:
    yield TrailStep(at=recorded, what="recorded")
    yield TrailStep(at=received, what="received")
    facts: dict[str, str | int] = {"posting_no": entry.posting_no, "day": entry.posting_date.isoformat()}
    yield TrailStep(at=entry.posted_at, what="posted", facts=facts)
    for code, at in marks:
        yield TrailStep(at=at, what="reviewed", facts={"code": code})
