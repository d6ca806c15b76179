"""Reports as people read them, as spreadsheets load them, and as programs do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from backoffice_server import texts
from backoffice_server.reports.render import Format, render
from shared_models.wire.reports import Cell, ColumnKind, ReportColumn, ReportName, ReportTable
from tests.factories.reported import TODAY


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    before = texts.language()
    texts.use("id")
    yield
    texts.use(before)


def small(*cells: tuple[str, ColumnKind, Cell]) -> ReportTable:
    return ReportTable(
        name=ReportName.STOCK_CARD,
        columns=tuple(ReportColumn(key=key, label=key, kind=kind) for key, kind, _ in cells),
        rows=(tuple(cell for _, _, cell in cells),),
        totals=tuple(None for _ in cells),
        date_from=date(2026, 11, 1),
        date_to=date(2026, 11, 21),
        branches=("BDG1",),
        made_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


def test_a_table_is_aligned_with_figures_as_indonesia_writes_them(table: Callable[..., ReportTable]) -> None:
    made = table("sales-by-day", date_from=TODAY, date_to=TODAY, branch="MKS1")
    lines = render(made, Format.TABLE).splitlines()
    assert lines[:2] == ["Penjualan per hari", "21/11/26 – 21/11/26   MKS1"]
    head, rule, row, _, total = lines[3:8]
    assert head.split()[:3] == ["Tanggal", "Struk", "Retur"]
    assert row.startswith("21/11/26")
    assert "86.140" in row
    assert total.startswith("Total")
    # Every figure ends where its column ends.
    ends = [place for place, char in enumerate(rule) if char == "-" and rule[place + 1 : place + 2] != "-"]
    assert all(row[end] != " " for end in ends[1:])
    assert lines[-1] == "1 baris"


def test_the_language_changes_words_and_not_figures(table: Callable[..., ReportTable]) -> None:
    made = table("trial-balance", branch="MKS1")
    indonesian = render(made, Format.TABLE)
    texts.use("en")
    english = render(made, Format.TABLE)
    assert ("Kas Kasir (Laci)" in indonesian, "Cash in Tills" in indonesian) == (True, False)
    assert ("Kas Kasir (Laci)" in english, "Cash in Tills" in english) == (False, True)
    assert english.startswith("Trial balance")
    assert indonesian.count(".000") == english.count(".000")


def test_codes_are_worded_and_gaps_are_a_dash() -> None:
    made = small(
        ("document_kind", ColumnKind.CODE, "return"),
        ("method", ColumnKind.CODE, "cash"),
        ("average", ColumnKind.MONEY, None),
        ("posted", ColumnKind.MOMENT, "2026-11-21T14:05:07+07:00"),
        ("share", ColumnKind.PERCENT, 1_796),
        ("qty", ColumnKind.QUANTITY, -250),
    )
    row = render(made, Format.TABLE).splitlines()[5]
    assert [part.strip() for part in row.split("  ") if part.strip()] == [
        *("Retur", "Tunai", "–", "21/11/26 14.05", "18,0 %", "−0,250"),
    ]


def test_csv_holds_plain_numbers_and_stable_keys(table: Callable[..., ReportTable]) -> None:
    made = table("sales-by-product", date_from=TODAY, date_to=TODAY)
    rows = list(csv.DictReader(io.StringIO(render(made, Format.CSV))))
    assert len(rows) == len(made.rows)
    rice = next(row for row in rows if row["sku"] == "BERAS")
    assert rice["units"] == "7.125"
    assert rice["revenue"].isdecimal()
    texts.use("en")
    assert render(made, Format.CSV).splitlines()[0].startswith("sku,name,category,unit")


@pytest.mark.parametrize(
    ("kind", "cell", "written"),
    [
        (ColumnKind.QUANTITY, 3_000, "3"),
        (ColumnKind.QUANTITY, -250, "-0.25"),
        (ColumnKind.PERCENT, 1_796, "17.96"),
        (ColumnKind.PERCENT, 0, "0"),
        (ColumnKind.MONEY, -98_400, "-98400"),
        (ColumnKind.DATE, "2026-11-21", "2026-11-21"),
        (ColumnKind.TEXT, "=HYPERLINK(1)", "'=HYPERLINK(1)"),
        (ColumnKind.CODE, "-7", "-7"),
        (ColumnKind.TEXT, None, ""),
    ],
)
def test_a_cell_in_csv(kind: ColumnKind, cell: Cell, written: str) -> None:
    header, row = csv.reader(io.StringIO(render(small(("key", kind, cell)), Format.CSV)))
    assert (header, row) == (["key"], [written])


def test_json_is_the_reply_of_the_server(table: Callable[..., ReportTable]) -> None:
    made = table("movers")
    assert ReportTable.model_validate(json.loads(render(made, Format.JSON))) == made


@pytest.mark.parametrize("name", [name for name in ReportName if name is not ReportName.STOCK_CARD])
def test_every_report_can_be_shown(table: Callable[..., ReportTable], name: ReportName) -> None:
    made = table(name.value)
    for style in Format:
        assert render(made, style)
