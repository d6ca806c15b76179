"""All reports by name."""

from collections.abc import Callable
from typing import Final

from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import books, movers, promotions, sales, stock
from backoffice_server.reports.scope import Scope, Wanted, scope_of
from shared_models.wire.reports import ReportName, ReportTable

REPORTS: Final[dict[ReportName, Callable[[Unit, Scope], ReportTable]]] = {
    ReportName.SALES_BY_HOUR: sales.by_hour,
    ReportName.SALES_BY_DAY: sales.by_day,
    ReportName.SALES_BY_PRODUCT: sales.by_product,
    ReportName.SALES_BY_CATEGORY: sales.by_category,
    ReportName.SALES_BY_CASHIER: sales.by_cashier,
    ReportName.SALES_BY_SALESPERSON: sales.by_salesperson,
    ReportName.SALES_BY_METHOD: sales.by_method,
    ReportName.SALES_BY_BRANCH: sales.by_branch,
    ReportName.SALES_BY_PROMOTION: promotions.by_promotion,
    ReportName.MOVERS: movers.movers,
    ReportName.STOCK_ON_HAND: stock.on_hand,
    ReportName.STOCK_CARD: stock.card,
    ReportName.TRIAL_BALANCE: books.trial_balance,
    ReportName.JOURNAL: books.journal,
}


def make_report(unit: Unit, name: ReportName, wanted: Wanted) -> ReportTable:
    """The report `name`. Refuses unknown branches and products, and options that make no sense."""
    return REPORTS[name](unit, scope_of(unit, wanted))
