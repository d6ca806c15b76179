"""Lots by expiry, where pieces are, and what was confirmed at sales: lists across slices."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.branches.tables import branch
from backoffice_server.features.catalog.tables import product, product_unit
from backoffice_server.features.sales.tables import sale, sale_check, sale_line
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.tracking.tables import lot, serial
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import CheckKind, SerialState
from shared_models.wire.tracking import CheckLine, Checks, LotLine, Lots, SerialLine, Serials

ROWS_MAX: Final = 2_000


def lots(unit: Unit, *, branch_id: UUID | None, within_days: int | None, search: str) -> Lots:
    """Lots that hold goods, or less than none. `within_days`: those alone that expire by then."""
    today = branches.today(unit)
    base = product_unit.alias("base")
    query = (
        select(lot, product.c.sku, product.c.name, base.c.unit, branch.c.code)
        .join(product, product.c.product_id == lot.c.product_id)
        .join(base, and_(base.c.product_id == product.c.product_id, base.c.position == 0))
        .join(branch, branch.c.branch_id == lot.c.branch_id)
        .where(lot.c.qty != 0)
        .order_by(lot.c.expires_on.is_(None), lot.c.expires_on, product.c.name_key, lot.c.lot)
    )
    if within_days is not None:
        query = query.where(lot.c.expires_on <= today + timedelta(days=within_days))
    rows = unit.connection.execute(_narrowed(query, lot.c, branch_id, search, lot.c.lot))
    return Lots(today=today, rows=tuple(map(_lot, rows)))


def serials(unit: Unit, *, branch_id: UUID | None, search: str) -> Serials:
    query = (
        select(serial, product.c.sku, product.c.name, branch.c.code)
        .join(product, product.c.product_id == serial.c.product_id)
        .join(branch, branch.c.branch_id == serial.c.branch_id)
        .order_by(serial.c.at.desc(), serial.c.serial)
    )
    rows = unit.connection.execute(_narrowed(query, serial.c, branch_id, search, serial.c.serial))
    return Serials(rows=tuple(map(_serial, rows)))


def checks(unit: Unit, *, branch_id: UUID | None, first: date | None, last: date | None) -> Checks:
    """Of a period of business days."""
    on_sale = and_(sale.c.branch_id == sale_check.c.branch_id, sale.c.posting_no == sale_check.c.posting_no)
    on_line = and_(
        sale_line.c.branch_id == sale_check.c.branch_id,
        sale_line.c.posting_no == sale_check.c.posting_no,
        sale_line.c.line == sale_check.c.line,
    )
    query = (
        select(
            sale_check,
            sale.c.at,
            sale.c.receipt,
            staff.c.name.label("cashier"),
            product.c.name,
            branch.c.code,
        )
        .join(sale, on_sale)
        .join(sale_line, on_line)
        .join(product, product.c.product_id == sale_line.c.product_id)
        .join(branch, branch.c.branch_id == sale_check.c.branch_id)
        .outerjoin(staff, staff.c.staff_id == sale.c.cashier_id)
        .order_by(sale.c.at.desc(), sale_check.c.line)
        .limit(ROWS_MAX)
    )
    if branch_id is not None:
        query = query.where(sale_check.c.branch_id == branch_id)
    if first is not None:
        query = query.where(sale.c.bdate >= first)
    if last is not None:
        query = query.where(sale.c.bdate <= last)
    return Checks(rows=tuple(map(_check, unit.connection.execute(query))))


def _narrowed(query: Select[Any], of: Any, branch_id: UUID | None, search: str, number: Any) -> Select[Any]:
    """Of one branch; by words of the product, or a part of the number."""
    if branch_id is not None:
        query = query.where(of.branch_id == branch_id)
    for word in search.lower().split():
        found = product.c.search_key.contains(word, autoescape=True)
        query = query.where(or_(found, number.contains(word.upper(), autoescape=True)))
    return query.limit(ROWS_MAX)


def _lot(row: Any) -> LotLine:
    return LotLine(
        branch=row.branch_id,
        branch_code=row.code,
        product=row.product_id,
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        lot=row.lot,
        expires_on=row.expires_on,
        qty=row.qty,
    )


def _serial(row: Any) -> SerialLine:
    return SerialLine(
        branch=row.branch_id,
        branch_code=row.code,
        product=row.product_id,
        sku=row.sku,
        name=row.name,
        serial=row.serial,
        state=SerialState(row.state),
        document_no=row.document_no,
        at=row.at,
    )


def _check(row: Any) -> CheckLine:
    return CheckLine(
        branch=row.branch_id,
        branch_code=row.code,
        at=row.at,
        receipt=row.receipt,
        cashier=row.cashier or "",
        name=row.name,
        kind=CheckKind(row.kind),
        at_least=row.at_least,
        born=row.born,
        number=row.number,
        prescriber=row.prescriber,
    )
