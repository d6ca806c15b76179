"""What the screen of salespeople asks of the back office."""

from pos_client.remote.api import Api, Span
from shared_models.wire.reports import ReportName, ReportTable


def sold(api: Api, span: Span) -> ReportTable:
    """Sales, returns and margin by who sold each line; they sum to all sales of the period."""
    return api.report(ReportName.SALES_BY_SALESPERSON, span)
