"""Reads of requests for a tax invoice."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.tax_invoices.tables import tax_invoice_issue, tax_invoice_request
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.wire.tax_invoices import TaxInvoiceListed, TaxInvoiceRequested, TaxInvoicesPage


def requests(
    unit: Unit, *, branch_id: UUID | None, still_open: bool | None, search: str, after: str | None, limit: int
) -> TaxInvoicesPage:
    """One page, the youngest first."""
    own = tax_invoice_request.c
    where: list[Any] = []
    if branch_id is not None:
        where.append(own.branch_id == branch_id)
    if still_open is not None:
        issued = tax_invoice_issue.c.number
        where.append(issued.is_(None) if still_open else issued.is_not(None))
    if search:
        where.append(or_(*(column.icontains(search, autoescape=True) for column in (own.name, own.receipt))))
    query = _listed().where(*where)
    order = (own.asked_at, own.request_id)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=True)
    counted = select(func.count()).select_from(tax_invoice_request).outerjoin(tax_invoice_issue, _same())
    total = unit.connection.execute(counted.where(*where)).scalar_one()
    return TaxInvoicesPage(rows=tuple(map(_row, rows)), next=following, total=total)


def request_of(unit: Unit, request_id: UUID) -> TaxInvoiceListed | None:
    """One of them."""
    row = unit.connection.execute(_listed().where(tax_invoice_request.c.request_id == request_id)).first()
    return None if row is None else _row(row)


def open_requests(unit: Unit, *, branch_id: UUID | None, limit: int) -> list[TaxInvoiceRequested]:
    """The last request of each sale that has no invoice yet, the oldest first.

    Who asks again corrects the buyer: a sale has one invoice.
    """
    own = tax_invoice_request.c
    query = (
        select(own.body).where(~_asked_again_or_issued()).order_by(own.asked_at, own.request_id).limit(limit)
    )
    if branch_id is not None:
        query = query.where(own.branch_id == branch_id)
    return [
        TaxInvoiceRequested.model_validate_json(body) for body in unit.connection.execute(query).scalars()
    ]


def _asked_again_or_issued() -> ColumnElement[bool]:
    own, other = tax_invoice_request.c, tax_invoice_request.alias("other")
    of_other = and_(
        tax_invoice_issue.c.branch_id == other.c.branch_id,
        tax_invoice_issue.c.request_id == other.c.request_id,
    )
    later = or_(
        other.c.asked_at > own.asked_at,
        and_(other.c.asked_at == own.asked_at, other.c.request_id > own.request_id),
    )
    return (
        select(other.c.request_id)
        .outerjoin(tax_invoice_issue, of_other)
        .where(
            other.c.branch_id == own.branch_id,
            other.c.sale_id == own.sale_id,
            or_(later, tax_invoice_issue.c.number.is_not(None)),
        )
        .correlate(tax_invoice_request)
        .exists()
    )


def _same() -> Any:
    own, issued = tax_invoice_request.c, tax_invoice_issue.c
    return and_(issued.branch_id == own.branch_id, issued.request_id == own.request_id)


def _listed() -> Select[Any]:
    own = tax_invoice_request.c
    return (
        select(own.branch_id, branch.c.code, own.body, own.asked_at, tax_invoice_issue.c.number)
        .join(branch, branch.c.branch_id == own.branch_id)
        .outerjoin(tax_invoice_issue, _same())
    )


def _row(row: Any) -> TaxInvoiceListed:
    told = TaxInvoiceRequested.model_validate_json(row.body)
    return TaxInvoiceListed(
        id=told.request,
        branch=row.branch_id,
        branch_code=row.code,
        receipt=told.receipt,
        sold_on=told.sold_on,
        id_kind=told.id_kind,
        number=told.number,
        name=told.name,
        address=told.address,
        nitku=told.nitku,
        email=told.email or "",
        base=told.base,
        vat=told.vat,
        asked_at=row.asked_at,
        issued_no=row.number,
    )
