"""What promotions cost and what was sold under them."""

from typing import Final

from sqlalchemy import and_, case, select

from backoffice_server.features.promotions.tables import promotion
from backoffice_server.features.sales.tables import sale, sale_line, sale_promotion
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import columns as c
from backoffice_server.reports.columns import table_of, whole_sum
from backoffice_server.reports.scope import Scope
from backoffice_server.texts import N_
from shared_models.wire.reports import ColumnKind, ReportName, ReportTable

PROMOTION: Final = c.Column("promotion", N_("Promotion"), ColumnKind.TEXT)
UNSUMMED_REVENUE: Final = c.Column("revenue", c.REVENUE.label, ColumnKind.MONEY)
GIVEN: Final = c.Column("given", N_("Discount given"), ColumnKind.MONEY, summed=True)


def by_promotion(unit: Unit, scope: Scope) -> ReportTable:
    """Receipts under each promotion, what it took off, and the revenue of the lines it reduced.

    Returns count against both. A line under two promotions stands in the revenue of each: no sum of them.
    """
    own = sale_promotion.c
    posted = and_(sale.c.branch_id == own.branch_id, sale.c.posting_no == own.posting_no)
    reduced = and_(
        sale_line.c.branch_id == own.branch_id,
        sale_line.c.posting_no == own.posting_no,
        sale_line.c.line == own.line,
    )
    receipts = (
        select(
            own.promotion_id,
            sale.c.kind,
            whole_sum(own.amount).label("given"),
            whole_sum(sale_line.c.revenue).label("revenue"),
        )
        .select_from(sale_promotion)
        .join(sale, posted)
        .join(sale_line, reduced)
        .where(sale.c.branch_id.in_(scope.branch_ids), sale.c.bdate.between(scope.date_from, scope.date_to))
        .group_by(own.promotion_id, own.branch_id, own.posting_no, sale.c.kind)
        .subquery()
    )
    is_sale = case((receipts.c.kind == "sale", 1), else_=0)
    sums = (
        whole_sum(is_sale),
        whole_sum(1 - is_sale),
        whole_sum(receipts.c.given),
        whole_sum(receipts.c.revenue),
    )
    query = (
        select(receipts.c.promotion_id, promotion.c.name, *sums)
        .outerjoin(promotion, promotion.c.promotion_id == receipts.c.promotion_id)
        .group_by(receipts.c.promotion_id, promotion.c.name)
        .order_by(promotion.c.name, receipts.c.promotion_id)
    )
    rows = [(name or str(one), *figures) for one, name, *figures in unit.connection.execute(query)]
    columns = (PROMOTION, c.RECEIPTS, c.RETURNS, GIVEN, UNSUMMED_REVENUE)
    return table_of(unit, ReportName.SALES_BY_PROMOTION, scope, columns, rows)
