"""A shop without a server: from an empty folder to its first sale, by keys alone."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_client.features.setup.view import PricesPanel, SettingsPanel, SetupView
from pos_client.features.setup.view.first_day_panel import FirstDayPanel
from tests.factories.seller import KOPI, Seller, at_the_till

PRICES = f"""sku;name;price;barcode;unit
KOPI;Kopi Tubruk 250 g;18500;{KOPI};bks
GULA;Gula Pasir 1 kg;tujuh belas ribu;;bks
TEH;Teh Melati;6700;;ktk
;Tanpa kode;1000;;
"""


def begin_alone(seller: Seller) -> None:
    """Tab to the second way, Enter; then the form, field by field."""
    assert isinstance(seller.page, SetupView)
    seller.press("Tab", "Return")
    seller.type("Warung Melati")
    seller.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
    seller.type("Ratna")
    seller.press("Tab")
    seller.type("1234")
    seller.press("Tab")
    seller.type("1234")
    seller.press("Return")
    seller.until(lambda: seller.here == "start")
    seller.enter("1234")
    seller.until(lambda: seller.window.side.shift.cashier is not None)
    seller.enter("200000")
    seller.until(lambda: seller.here == "till")
    seller.settle()
    # What makes a new till ready is shown by itself, and left for later.
    seller.until(lambda: isinstance(seller.panel, FirstDayPanel))
    seller.press("Esc")


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    file = tmp_path / "prices.csv"
    file.write_text(PRICES, "utf-8")
    return file


def test_a_shop_of_its_own_reads_its_price_list_and_sells(
    tmp_path: Path, prices: Path, qapp: QApplication
) -> None:
    with at_the_till(tmp_path / "till") as ratna:
        begin_alone(ratna)
        title, words = ratna.view.table.empty_words()
        assert (title, words) == ("The price list is empty", "Shift+F12 reads it from a file.")
        ratna.press("Shift+F12")
        assert isinstance(ratna.panel, SettingsPanel)
        ratna.press("F2")
        panel = ratna.panel
        assert isinstance(panel, PricesPanel)
        assert not panel.keep.isEnabled()
        panel.ask_open = lambda _parent: str(prices)
        ratna.press("F2")
        ratna.until(panel.keep.isEnabled)
        assert panel.verdict.text() == "2 products in prices.csv"
        assert "Row 3, price: " in panel.faults.text()
        assert "Row 5, sku: " in panel.faults.text()
        assert ratna.rows("SELECT count(*) FROM product") == [(0,)]
        ratna.press("Return")
        assert ratna.panel is None
        assert ratna.window.shell.toasts.texts() == ["2 products are in the price list"]
        assert ratna.view.table.empty_words()[0] == "Scan the first item"
        ratna.scan(KOPI)
        ratna.enter("teh")
        assert ratna.lines() == [("KOPI", 1000), ("TEH", 1000)]
        ratna.press("Return", "Return")
        assert ratna.rows("SELECT due FROM sale") == [(25_200,)]


def test_a_file_that_is_no_price_list_changes_nothing(tmp_path: Path, qapp: QApplication) -> None:
    with at_the_till(tmp_path / "till") as ratna:
        begin_alone(ratna)
        ratna.press("Shift+F12", "F2")
        panel = ratna.panel
        panel.ask_open = lambda _parent: str(tmp_path / "nowhere.csv")
        ratna.press("Return")
        ratna.until(lambda: panel.problem.text() == "nowhere.csv cannot be read")
        (tmp_path / "song.csv").write_bytes(b"la la la\r\n\xe9t\xe9")
        panel.ask_open = lambda _parent: str(tmp_path / "song.csv")
        ratna.press("F2")
        ratna.until(lambda: panel.verdict.text() == "0 products in song.csv")
        assert not panel.keep.isEnabled()
        ratna.press("Esc")
        assert ratna.rows("SELECT count(*) FROM product") == [(0,)]


def test_the_price_list_of_an_enrolled_till_comes_from_its_back_office(sari: Seller) -> None:
    sari.window.side.setup.alone = False
    sari.press("Shift+F12")
    sari.enter("2222")
    sari.until(lambda: isinstance(sari.panel, SettingsPanel))
    assert not sari.panel.prices.isVisible()
    sari.press("F2")
    assert isinstance(sari.panel, SettingsPanel)
