"""Sales by whatever they are asked by. All read rows that posting wrote; none computes a sale again.

Revenue = sales accounts - discounts - returns, by business date: after discounts, without tax and rounding.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.catalog.tables import category, product, product_unit
from backoffice_server.features.sales.tables import product_day, sale, sale_line, sale_payment, sale_seller
from backoffice_server.features.staff.tables import staff
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import columns as c
from backoffice_server.reports.columns import ratio_bp, table_of, whole_sum
from backoffice_server.reports.scope import Scope
from backoffice_server.texts import N_
from shared_models.wire.reports import Cell, ColumnKind, ReportName, ReportTable

MEASURES: Final = (
    c.RECEIPTS,
    c.RETURNS,
    c.GROSS,
    c.DISCOUNT,
    c.RETURNED,
    c.REVENUE,
    c.TAX,
    c.TOTAL,
    c.ROUNDING,
    c.COST,
    c.PROFIT,
    c.MARGIN,
)
REVENUE_AT: Final = MEASURES.index(c.REVENUE)
SOLD: Final = c.Column("units_sold", N_("Sold"), ColumnKind.QUANTITY)
RETURNED: Final = c.Column("units_returned", N_("Returned"), ColumnKind.QUANTITY)
UNITS: Final = c.Column("units", N_("Net units"), ColumnKind.QUANTITY)
TAKEN: Final = c.Column("taken", N_("Taken"), ColumnKind.MONEY, summed=True)
REFUNDED: Final = c.Column("refunded", N_("Refunded"), ColumnKind.MONEY, summed=True)
SALESPERSON: Final = c.Column("salesperson", N_("Salesperson"), ColumnKind.TEXT)
SOLD_FOR: Final = c.Column("sold", N_("Sales"), ColumnKind.MONEY, summed=True)
LINES: Final = c.Column("lines", N_("Lines"), ColumnKind.INTEGER, summed=True)


def by_hour(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by hour of the day on the branch's clock."""
    query = _measured(scope, sale.c.local_hour).group_by(sale.c.local_hour).order_by(sale.c.local_hour)
    rows = [(row[0], *_measures(row, 1)) for row in unit.connection.execute(query)]
    return table_of(unit, ReportName.SALES_BY_HOUR, scope, (c.HOUR, *MEASURES), rows)


def by_day(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by business date."""
    query = _measured(scope, sale.c.bdate).group_by(sale.c.bdate).order_by(sale.c.bdate)
    rows = [(row[0].isoformat(), *_measures(row, 1)) for row in unit.connection.execute(query)]
    return table_of(unit, ReportName.SALES_BY_DAY, scope, (c.DATE, *MEASURES), rows)


def by_cashier(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by who rang them up."""
    query = (
        _measured(scope, sale.c.cashier_id, staff.c.name)
        .outerjoin(staff, staff.c.staff_id == sale.c.cashier_id)
        .group_by(sale.c.cashier_id, staff.c.name)
        .order_by(staff.c.name, sale.c.cashier_id)
    )
    rows = [(_person(row[0], row[1]), *_measures(row, 2)) for row in unit.connection.execute(query)]
    return table_of(unit, ReportName.SALES_BY_CASHIER, scope, (c.CASHIER, *MEASURES), rows)


def by_salesperson(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by who sold each line; a return counts against whoever sold it. Null: nobody was named.

    Their sums are those of all sales: tax, cost and revenue are the lines', and cash rounding is none of it.
    """
    line, seller = sale_line.c, sale_seller.c
    is_sale = case((sale.c.kind == "sale", 1), else_=0)
    query = (
        select(
            seller.staff_id,
            staff.c.name,
            func.count(),
            whole_sum(line.revenue * is_sale),
            whole_sum(-line.revenue * (1 - is_sale)),
            *map(whole_sum, (line.revenue, line.tax, line.cost)),
        )
        .select_from(sale)
        .join(sale_line, (line.branch_id == sale.c.branch_id) & (line.posting_no == sale.c.posting_no))
        .outerjoin(
            sale_seller,
            (seller.branch_id == line.branch_id)
            & (seller.posting_no == line.posting_no)
            & (seller.line == line.line),
        )
        .outerjoin(staff, staff.c.staff_id == seller.staff_id)
        .where(*_within(scope))
        .group_by(seller.staff_id, staff.c.name)
        .order_by(staff.c.name, seller.staff_id)
    )
    rows = (
        (_person(key, name), lines, sold, back, revenue, tax, *_profit(revenue, cost))
        for key, name, lines, sold, back, revenue, tax, cost in unit.connection.execute(query)
    )
    columns = (SALESPERSON, LINES, SOLD_FOR, c.RETURNED, c.REVENUE, c.TAX, c.COST, c.PROFIT, c.MARGIN)
    return table_of(unit, ReportName.SALES_BY_SALESPERSON, scope, columns, rows)


def by_branch(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by branch."""
    query = (
        _measured(scope, branch.c.code, branch.c.name)
        .join(branch, branch.c.branch_id == sale.c.branch_id)
        .group_by(branch.c.code, branch.c.name)
        .order_by(branch.c.code)
    )
    rows = [(row[0], row[1], *_measures(row, 2)) for row in unit.connection.execute(query)]
    return table_of(unit, ReportName.SALES_BY_BRANCH, scope, (c.BRANCH, c.BRANCH_NAME, *MEASURES), rows)


def by_method(unit: Unit, scope: Scope) -> ReportTable:
    """Money by payment method: taken for sales, paid back for returns. Their sum is total plus rounding."""
    receipts = (
        select(sale.c.kind, sale_payment.c.method, whole_sum(sale_payment.c.amount).label("amount"))
        .select_from(sale)
        .join(
            sale_payment,
            (sale_payment.c.branch_id == sale.c.branch_id) & (sale_payment.c.posting_no == sale.c.posting_no),
        )
        .where(*_within(scope))
        .group_by(sale.c.branch_id, sale.c.posting_no, sale.c.kind, sale_payment.c.method)
        .subquery()
    )
    is_sale = case((receipts.c.kind == "sale", 1), else_=0)
    amount = receipts.c.amount
    query = (
        select(
            receipts.c.method,
            whole_sum(is_sale),
            whole_sum(1 - is_sale),
            whole_sum(amount * is_sale),
            whole_sum(-amount * (1 - is_sale)),
            whole_sum(amount),
        )
        .group_by(receipts.c.method)
        .order_by(receipts.c.method)
    )
    columns = (c.METHOD, c.RECEIPTS, c.RETURNS, TAKEN, REFUNDED, c.AMOUNT)
    rows = [tuple(row) for row in unit.connection.execute(query)]
    return table_of(unit, ReportName.SALES_BY_METHOD, scope, columns, rows)


def by_product(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by product, from the daily totals; units in the base unit."""
    day = product_day.c
    sums = (
        select(
            day.product_id,
            whole_sum(day.units_sold).label("sold"),
            whole_sum(day.units_returned).label("returned"),
            whole_sum(day.revenue).label("revenue"),
            whole_sum(day.tax).label("tax"),
            whole_sum(day.cost).label("cost"),
        )
        .where(day.branch_id.in_(scope.branch_ids), day.bdate.between(scope.date_from, scope.date_to))
        .group_by(day.product_id)
        .subquery()
    )
    query = (
        select(product.c.sku, product.c.name, category.c.name, product_unit.c.unit, sums)
        .select_from(sums)
        .join(product, product.c.product_id == sums.c.product_id)
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .outerjoin(
            product_unit,
            (product_unit.c.product_id == product.c.product_id) & (product_unit.c.position == 0),
        )
        .order_by(product.c.sku)
    )
    rows = (
        (sku, name, group, base, sold, back, sold - back, revenue, tax, *_profit(revenue, cost))
        for sku, name, group, base, _, sold, back, revenue, tax, cost in unit.connection.execute(query)
    )
    columns = (
        *(c.SKU, c.NAME, c.CATEGORY, c.UNIT, SOLD, RETURNED, UNITS),
        *(c.REVENUE, c.TAX, c.COST, c.PROFIT, c.MARGIN),
    )
    return table_of(unit, ReportName.SALES_BY_PRODUCT, scope, columns, rows)


def by_category(unit: Unit, scope: Scope) -> ReportTable:
    """Sales by the category a product was in when it was sold; returns where the sale was."""
    line = sale_line.c
    query = (
        select(category.c.name, func.count(), *map(whole_sum, (line.revenue, line.tax, line.cost)))
        .select_from(sale)
        .join(
            sale_line,
            (line.branch_id == sale.c.branch_id) & (line.posting_no == sale.c.posting_no),
        )
        .outerjoin(category, category.c.category_id == line.category_id)
        .where(*_within(scope))
        .group_by(category.c.category_id, category.c.name)
        .order_by(category.c.name)
    )
    rows = (
        (name, lines, revenue, tax, *_profit(revenue, cost))
        for name, lines, revenue, tax, cost in unit.connection.execute(query)
    )
    columns = (c.CATEGORY, LINES, c.REVENUE, c.TAX, c.COST, c.PROFIT, c.MARGIN)
    return table_of(unit, ReportName.SALES_BY_CATEGORY, scope, columns, rows)


def _within(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        sale.c.branch_id.in_(scope.branch_ids),
        sale.c.bdate.between(scope.date_from, scope.date_to),
    )


def _measured(scope: Scope, *keys: ColumnElement[Any]) -> Select[Any]:
    is_sale = case((sale.c.kind == "sale", 1), else_=0)
    figures = ("revenue", "tax", "total", "rounding", "cost")
    return (
        select(
            *keys,
            whole_sum(is_sale),
            whole_sum(1 - is_sale),
            whole_sum(sale.c.gross),
            whole_sum(sale.c.discount),
            whole_sum(-sale.c.revenue * (1 - is_sale)),
            *(whole_sum(sale.c[figure]) for figure in figures),
        )
        .select_from(sale)
        .where(*_within(scope))
    )


def _measures(row: Row[Any], begin: int) -> tuple[Cell, ...]:
    *measures, cost = row[begin:]
    revenue = measures[REVENUE_AT]
    return (*measures, *_profit(revenue, cost))


def _profit(revenue: int, cost: int) -> tuple[Cell, Cell, Cell]:
    """Cost, gross profit and margin."""
    return cost, revenue - cost, ratio_bp(revenue - cost, revenue)


def _person(staff_id: object, name: str | None) -> str | None:
    """A cashier's name; an id the shop does not know stands for itself."""
    return name if name is not None or staff_id is None else str(staff_id)
