"""Reports as rows by column key: dates and instants as such, figures as whole numbers."""

from collections.abc import Mapping
from datetime import date, datetime

from shared_models.wire.reports import ColumnKind, ReportTable

Row = Mapping[str, object]


def report_rows(table: ReportTable) -> tuple[list[Row], Row]:
    """Rows, and the totals that make sense."""
    keys = [(column.key, column.kind) for column in table.columns]
    rows: list[Row] = [
        {key: _cell(kind, value) for (key, kind), value in zip(keys, row, strict=True)} for row in table.rows
    ]
    totals = zip(keys, table.totals, strict=True)
    return rows, {key: value for (key, _kind), value in totals if value is not None}


def _cell(kind: ColumnKind, value: object) -> object:
    if isinstance(value, str) and kind is ColumnKind.DATE:
        return date.fromisoformat(value)
    if isinstance(value, str) and kind is ColumnKind.MOMENT:
        return datetime.fromisoformat(value)
    return value
