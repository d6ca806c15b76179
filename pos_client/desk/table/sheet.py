"""What an exported file holds, whatever its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_client import texts
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.widgets.words import said


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written. Columns without words (sparklines) are left out; headings are worded beforehand."""

    title: str
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    rows: Sequence[Row]
    totals: Mapping[str, object]
    language: texts.Language = "en"

    @staticmethod
    def of(
        title: str, columns: Sequence[Column], rows: Sequence[Row], totals: Mapping[str, object]
    ) -> "Sheet":
        written = tuple(column for column in columns if column.kind != "spark")
        headings = tuple(said(column.label) for column in written)
        return Sheet(title, written, headings, rows, totals, texts.language())
