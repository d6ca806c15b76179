"""The cart's columns: figures are never cut and never touch, names get what is left."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.look import look
from pos_client.features.till.view.cart_table import columns
from tests.factories.seller import BERAS, KOPI, TEH, TELUR, Seller

SMALL = {"qty": "0,250", "price": "74.900", "off": "", "total": "149.650"}
LARGE = {"qty": "999.999", "price": "9.999.999", "off": "−9.999.999", "total": "999.999.999"}


@pytest.fixture(autouse=True, params=texts.LANGUAGES)
def _language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    look().use_language(request.param)
    yield
    look().use_language("en")


@pytest.mark.parametrize("figures", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("width", [636, 972, 1526])
def test_figures_never_touch(width: int, figures: dict[str, str]) -> None:
    where, strong = columns(width, figures), metrics("title", "strong")
    wide = {key: strong.horizontalAdvance(figure) for key, figure in figures.items()}
    assert where.total - wide["total"] > where.off
    assert where.off - wide["off"] > where.price
    assert where.price - wide["price"] > where.unit
    assert where.qty - wide["qty"] > where.name + where.name_width


def test_a_small_screen_still_shows_what_was_bought(sari: Seller) -> None:
    sari.window.shell.resize(QSize(1024, 768))
    sari.scan(KOPI, BERAS, TEH)
    sari.enter(f"0,25*{TELUR}")
    room = sari.view.table.columns().name_width
    strong = metrics("title", "strong")
    names = [line.item.name for line in sari.till.cart.lines]
    assert [name for name in names if metrics().horizontalAdvance(name) > room] == []
    assert strong.horizontalAdvance("Beras Pandan 5 kg") <= room
