"""Reports: one table shape for screen, command line, CSV and JSON."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from shared_models.wire.base import ApiModel, Code, Count, Int, Text

Cell = int | str | None
"""Money and quantities are integers (smallest unit, thousandths), dates ISO texts, instants RFC 3339
texts.
"""


class ReportName(StrEnum):
    """Every report there is."""

    SALES_BY_HOUR = "sales-by-hour"
    SALES_BY_DAY = "sales-by-day"
    SALES_BY_PRODUCT = "sales-by-product"
    SALES_BY_CATEGORY = "sales-by-category"
    SALES_BY_CASHIER = "sales-by-cashier"
    SALES_BY_SALESPERSON = "sales-by-salesperson"
    SALES_BY_METHOD = "sales-by-method"
    SALES_BY_BRANCH = "sales-by-branch"
    SALES_BY_PROMOTION = "sales-by-promotion"
    MOVERS = "movers"
    STOCK_ON_HAND = "stock-on-hand"
    STOCK_CARD = "stock-card"
    TRIAL_BALANCE = "trial-balance"
    JOURNAL = "journal"


class ColumnKind(StrEnum):
    """How a column is shown; it decides alignment and format."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    QUANTITY = "quantity"
    INTEGER = "integer"
    PERCENT = "percent"  # integer 1/100 %
    DATE = "date"
    MOMENT = "moment"
    CLASS = "class"


class ReportColumn(ApiModel):
    """A column: `key` is stable and worded in the client (`label` is its English name)."""

    key: Code
    label: Text
    kind: ColumnKind


class ReportTable(ApiModel):
    """A report: columns, rows in their order, totals (null where a sum makes no sense) and what it covers."""

    name: ReportName
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...]
    date_from: date | None
    date_to: date | None
    branches: tuple[Code, ...]
    made_at: AwareDatetime


class HomeFigures(ApiModel):
    """Key figures of one business date.

    Revenue is without tax; sales are what customers paid (tax included).
    """

    bdate: date
    sales: Int
    receipts: Count
    returns: Count
    average_basket: Int
    revenue: Int
    gross_profit: Int


class HourPoint(ApiModel):
    """Sales (tax included) of one local hour, 0-23."""

    hour: int
    sales: Int
    receipts: Count


class TopMover(ApiModel):
    """One of the best-selling products of the day; `week` = units of the last seven days, oldest first.

    `revenue_week_ago`: of the same weekday last week, up to the same time of day.
    """

    sku: Code
    name: Text
    unit: Code
    units: Int
    revenue: Int
    week: tuple[Int, ...]
    revenue_week_ago: Int = 0


class TillLine(ApiModel):
    """One till on Home."""

    register_id: str
    code: Code
    sales: Int
    receipts: Count
    waiting: Count
    oldest_at: AwareDatetime | None
    last_contact: AwareDatetime | None


class Home(ApiModel):
    """Everything the Home screen shows, in one reply."""

    company_name: Text
    server_time: AwareDatetime
    today: HomeFigures
    week_ago: HomeFigures
    hours: tuple[HourPoint, ...]
    hours_week_ago: tuple[HourPoint, ...]
    top: tuple[TopMover, ...]
    tills: tuple[TillLine, ...]
    reviews_open: Count
    warnings: tuple[Code, ...] = ()  # e.g. insecure_lan
    till_reviews_open: Count = 0  # of reviews_open: those that no receipt shows, only a till
