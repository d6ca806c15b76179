"""Fast and slow movers: classes, the curve, and the matrix that narrows the table."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_client.features.movers.state import cover_days, movers_of
from tests.factories.office import Premises, Till, Window


@pytest.fixture
def sold(premises: Premises, till: Till) -> Till:
    premises.sell(till, ("GULA-1KG", 20_000), ("TEH-KENARA", 2_000))
    till.push()
    return till


def by_sku(page: Any) -> dict[str, dict[str, Any]]:
    found = (dict(page.table.model.row(at)) for at in range(page.table.model.rowCount()))
    return {row["sku"]: row for row in found}


def test_what_was_never_sold_is_listed_too(office: Window, sold: Till) -> None:
    page = office.open("movers")
    shown = by_sku(page)
    assert set(shown) == {"GULA-1KG", "TEH-KENARA", "TELUR", "SABUN"}
    assert (shown["GULA-1KG"]["abc"], shown["GULA-1KG"]["fsn"]) == ("A", "F")
    assert (shown["SABUN"]["abc"], shown["SABUN"]["fsn"]) == ("C", "N")


def test_a_cell_of_the_matrix_narrows_the_table_and_gives_it_back(office: Window, sold: Till) -> None:
    page = office.open("movers")
    cell = page.matrix.cell_rect("N", "C").center()
    QTest.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=cell)
    office.settle()
    assert set(by_sku(page)) == {"SABUN", "TELUR"}
    QTest.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=cell)
    office.settle()
    assert len(by_sku(page)) == 4


def test_a_class_of_the_curve_narrows_the_table(office: Window, sold: Till) -> None:
    page = office.open("movers")
    page.curve.chosen.emit("C")
    office.settle()
    assert {row["abc"] for row in by_sku(page).values()} == {"C"}
    page.curve.chosen.emit("C")
    office.settle()
    assert len(by_sku(page)) == 4


def test_the_export_names_the_rows_it_will_write(office: Window, sold: Till, tmp_path: Any) -> None:
    page = office.open("movers")
    target = tmp_path / "laju.csv"
    page.table.exporting.ask = lambda _parent, _name: str(target)
    page.table.filter_by("fsn", "F")
    office.settle()
    page.table.exporting.start("csv")
    office.settle()
    text = target.read_text(encoding="utf-8-sig")
    assert "GULA-1KG" in text
    assert "SABUN" not in text
    assert any(news.endswith("saved as laju.csv") for news in office.shell.toasts.texts())


def test_a_row_leads_to_the_stock_card_and_to_the_product(office: Window, sold: Till) -> None:
    page = office.open("movers")
    page.table.filter_by("sku", "GULA")
    office.settle()
    page.table.view.select_row(0)
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    assert office.page("stock-card").head.title.text() == "Gula 1Kg"
    office.open("products", sku="GULA-1KG")
    assert office.page("products").panel.form.sku.text() == "GULA-1KG"


def test_how_long_stock_lasts() -> None:
    assert cover_days(10_000, 90_000, 90) == 10
    assert cover_days(-1_000, 90_000, 90) == 0
    assert cover_days(10_000, 0, 90) is None


def test_shares_rise_to_the_whole_class_by_class() -> None:
    def line(sku: str, revenue: int, abc: str) -> dict[str, object]:
        return {"sku": sku, "revenue_to_date": revenue, "abc": abc, "fsn": "F", "units": 1_000, "stock": 0}

    movers = movers_of(
        [line("B", 200, "B"), line("A", 700, "A"), line("C", 100, "C"), line("D", 0, "C")],
        {},
        window=90,
        day_word="d",
    )
    assert movers.shares == (7_000, 9_000, 10_000, 10_000)
    assert movers.classes == (1, 1, 2)
    assert movers.counts["F", "C"] == 2
