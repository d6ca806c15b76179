"""An exported file holds exactly what is shown: columns, order, rows, totals. Or there is no file."""

import csv
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook
from reportlab.pdfbase.pdfmetrics import stringWidth

from pos_client import texts
from pos_client.desk.background import Background, Cancelled
from pos_client.desk.table import Column, Row, TablePage
from pos_client.desk.table.export import XLSX_ROWS_MOST, Ending, TooManyRows, export
from pos_client.desk.table.sheet import Sheet
from pos_client.desk.theme.look import look

COLUMNS = (
    Column("code", lambda: "Code", kind="code"),
    Column("name", lambda: "Product", stretch=True),
    Column("stock", lambda: "Stock", kind="quantity"),
    Column("value", lambda: "Value", kind="money"),
    Column("share", lambda: "Share", kind="percent"),
    Column("day", lambda: "Day", kind="date"),
    Column("at", lambda: "At", kind="moment"),
    Column("trend", lambda: "7 days", kind="spark"),
)
AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


def rows(count: int) -> list[Row]:
    return [
        {
            "code": f"{n:04}",
            "name": "=1+1" if n == 1 else f"Teh {n}",
            "stock": n * 250,
            "value": -n * 1000,
            "share": 1234,
            "day": date(2026, 11, 21),
            "at": AT,
            "trend": [1, 2],
        }
        for n in range(count)
    ]


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def sheet(count: int = 3) -> Sheet:
    return Sheet.of("Stock", COLUMNS, rows(count), {"stock": 750, "value": -3000})


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    lane = Background(lambda error: pytest.fail(repr(error)))
    yield lane
    lane.wait_idle()
    lane.close()


def test_csv_is_plain_and_runs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    export(sheet(), file, "csv", quiet)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as source:
        lines = list(csv.reader(source))
    assert lines[0] == ["Code", "Product", "Stock", "Value", "Share", "Day", "At"]
    assert lines[2] == [
        "0001", "'=1+1", "0.25", "-1000", "12.34", "2026-11-21", "2026-11-21 14:05:00",
    ]  # fmt: skip
    assert lines[-1] == ["", "", "0.75", "-3000", "", "", ""]
    assert len(lines) == 5


def test_csv_opens_in_an_indonesian_excel(tmp_path: Path) -> None:
    """It splits by semicolons and reads decimals with a comma."""
    file = tmp_path / "stok.csv"
    look().use_language("id")
    try:
        made = Sheet.of("Stok", COLUMNS, [{**rows(2)[1], "name": 'Teh "A"; manis'}], {"value": -3000})
    finally:
        look().use_language("en")
    export(made, file, "csv", quiet)
    lines = file.read_bytes().decode().removeprefix("\ufeff").split("\r\n")
    assert lines[0] == "Code;Product;Stock;Value;Share;Day;At"
    assert lines[1] == '0001;"Teh ""A""; manis";0,25;-1000;12,34;2026-11-21;2026-11-21 14:05:00'
    assert lines[2] == ";;;-3000;;;"


def test_quantities_of_a_sheet_keep_their_units(tmp_path: Path) -> None:
    file = tmp_path / "stock.xlsx"
    columns = (Column("name", lambda: "Product"), Column("stock", lambda: "Stock", "quantity", unit="unit"))
    made: list[Row] = [
        {"name": "Gula", "stock": 12_000, "unit": "kg"},
        {"name": "Telur", "stock": 1_250, "unit": "kg"},
        {"name": "Teh", "stock": 3_000, "unit": 'dus "L"'},
        {"name": "?", "stock": None, "unit": None},
    ]
    export(Sheet.of("Stock", columns, made, {"stock": 16_250}), file, "xlsx", quiet)
    book = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert [line[1] for line in book] == ["Stock", 12, 1.25, 3, "", 16.25]
    with zipfile.ZipFile(file) as inside:
        styles = inside.read("xl/styles.xml").decode()
    forms = set(re.findall(r'formatCode="([^"]+)"', styles))
    assert forms == {
        "#,##0",
        "#,##0&quot; kg&quot;",
        "#,##0.###&quot; kg&quot;",
        "#,##0&quot; dus L&quot;",
        "#,##0.###",
    }


def test_xlsx_holds_numbers_dates_and_texts(tmp_path: Path) -> None:
    file = tmp_path / "stock.xlsx"
    export(sheet(), file, "xlsx", quiet)
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["Stock"]
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[0] == ["Code", "Product", "Stock", "Value", "Share", "Day", "At"]
    assert lines[2] == [
        "0001",
        "=1+1",
        0.25,
        -1000,
        0.1234,
        date(2026, 11, 21),
        AT.replace(tzinfo=None),
    ]
    assert lines[-1][2:4] == [0.75, -3000]


def test_a_sheet_that_cannot_hold_all_rows_is_refused(tmp_path: Path) -> None:
    many = Sheet("x", COLUMNS[:1], ("Code",), [{}] * (XLSX_ROWS_MOST + 1), {})
    with pytest.raises(TooManyRows):
        export(many, tmp_path / "x.xlsx", "xlsx", quiet)
    assert list(tmp_path.iterdir()) == []


def test_pdf_has_pages_and_the_true_minus(tmp_path: Path) -> None:
    file = tmp_path / "stock.pdf"
    export(sheet(120), file, "pdf", quiet)
    assert file.read_bytes().startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b[^s]", file.read_bytes())) == 3
    empty = tmp_path / "empty.pdf"
    export(Sheet.of("Nothing", COLUMNS, [], {}), empty, "pdf", quiet)
    assert empty.stat().st_size < file.stat().st_size


def test_a_page_is_set_in_the_app_s_own_letters_and_its_figures_are_of_equal_width(tmp_path: Path) -> None:
    file = tmp_path / "stock.pdf"
    export(sheet(), file, "pdf", quiet)
    assert b"+Inter-Regular" in file.read_bytes()
    assert b"Vera" not in file.read_bytes()
    assert {stringWidth(digit, "Sheet", 8) for digit in "0123456789"} == {stringWidth("0", "Sheet", 8)}
    foreign = [{**rows(1)[0], "name": "Teh \u03b1\u03b2"}]
    export(Sheet.of("Stock", COLUMNS, foreign, {}), file, "pdf", quiet)
    assert b"+BitstreamVera" in file.read_bytes(), "no letter is left out"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_a_cancelled_export_leaves_nothing_and_keeps_what_was_there(tmp_path: Path, ending: Ending) -> None:
    file = tmp_path / f"stock.{ending}"
    file.write_text("before", encoding="utf-8")

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(sheet(2500), file, ending, stop)
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_table_exports_what_it_shows(qtbot: QtBot, tmp_path: Path, background: Background) -> None:
    table = TablePage(COLUMNS, key="stock", background=background)
    qtbot.addWidget(table)
    table.set_title("Stock/levels")
    table.show_rows(rows(30), {"value": 1})
    table.memory.toggle(0)
    table.sort_by("stock", descending=True)
    asked: list[str] = []
    file = tmp_path / "out.csv"

    def ask(_parent: object, suggested: str) -> str:
        asked.append(suggested)
        return str(file)

    table.exporting.ask = ask
    actions = {action.text(): action for action in table.exporting.menu().actions()}
    assert list(actions) == ["XLSX", "CSV", "PDF"]
    with qtbot.waitSignal(table.exporting.done) as done:
        actions["CSV"].trigger()
    assert done.args == [str(file), 30]
    assert asked == ["Stock-levels.csv"]
    with file.open(encoding="utf-8-sig", newline="") as source:
        lines = list(csv.reader(source))
    assert lines[0][0] == "Product"
    assert [line[0] for line in lines[1:3]] == ["Teh 29", "Teh 28"]
    assert not table.exporting.strip.isVisibleTo(table)


def test_an_export_can_be_cancelled_by_its_button(
    qtbot: QtBot, tmp_path: Path, background: Background
) -> None:
    table = TablePage(COLUMNS, key="stock", background=background)
    qtbot.addWidget(table)
    table.show()
    table.show_rows(rows(20_000))
    table.exporting.ask = lambda _parent, _suggested: str(tmp_path / "big.xlsx")
    heard: list[str] = []
    table.exporting.failed.connect(heard.append)
    table.exporting.start("xlsx")
    assert table.exporting.strip.isVisible()
    QTest.mouseClick(table.exporting.strip.cancel, Qt.MouseButton.LeftButton)
    background.wait_idle()
    assert heard == ["Export cancelled, nothing was written."]
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path, background: Background) -> None:
    table = TablePage(COLUMNS, key="stock", background=background)
    qtbot.addWidget(table)
    table.show_rows(rows(2))
    heard: list[str] = []
    table.exporting.failed.connect(heard.append)
    table.exporting.ask = lambda _parent, _suggested: str(tmp_path / "missing" / "x.csv")
    table.exporting.start("csv")
    background.wait_idle()
    assert heard == ["The file could not be written: No such file or directory."]
    table.exporting.ask = lambda _parent, _suggested: ""
    table.exporting.start("csv")
    assert not background.busy


def test_without_a_background_rows_at_hand_are_written_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    table = TablePage(COLUMNS, key="stock")
    qtbot.addWidget(table)
    table.show_rows(rows(2))
    table.exporting.ask = lambda _parent, _suggested: str(tmp_path / "x.pdf")
    with qtbot.waitSignal(table.exporting.done):
        table.exporting.start("pdf")
    assert (tmp_path / "x.pdf").exists()


def test_the_shared_room_starts_without_the_heavy_libraries() -> None:
    heavy = "{'pyqtgraph', 'numpy', 'xlsxwriter', 'reportlab', 'babel', 'sqlalchemy', 'httpx', 'csv'}"
    code = (
        "import sys, pos_client.desk.shell, pos_client.desk.table, pos_client.desk.charts, "
        "pos_client.desk.background, pos_client.desk.widgets.forms, pos_client.desk.problems, "
        "pos_client.desk.widgets.dates, pos_client.desk.widgets.number_pad\n"
        f"print(sorted({heavy} - {{'csv'}} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    assert texts.language() == "en"
