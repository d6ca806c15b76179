"""What the movers screen asks."""

from pos_client.features.movers.state import Group, Movers, movers_of
from pos_client.remote.api import Api, Span
from pos_client.remote.tables import report_rows
from shared_models.wire.reports import ReportName


def look(api: Api, *, window: int, span: Span, group: Group, day_word: str) -> Movers:
    """Classes over the last `window` days of the span, as of its last day."""
    table = api.report(ReportName.MOVERS, span, group=group, window=window)
    rows, totals = report_rows(table)
    return movers_of(rows, totals, window=window, day_word=day_word)
