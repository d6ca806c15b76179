"""Tiles without a keyboard: whatever is typed in a panel is typed by fingers, letters and figures alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from pos_client.desk.till.touch_keys import ENTER, TouchKeys
from pos_client.desk.widgets.number_pad import OWN_KEYS
from pos_client.features.till.keys import Do
from pos_client.features.till.view.pay_panel import PayPanel
from pos_client.features.till.view.way_panel import WayPanel
from tests.factories.seller import KOPI, Seller
from tests.pos_client.features.till.test_ways import choose

TOUCH = QSize(1024, 768)


@pytest.fixture
def tiled(sari: Seller) -> Iterator[Seller]:
    sari.window.shell.resize(TOUCH)
    sari.window.side.use_layout("tiles")
    sari.settle()
    yield sari
    sari.window.side.use_layout("table")


def keys(seller: Seller) -> TouchKeys:
    return seller.window.side.touch_keys


def tap(seller: Seller, button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    seller.settle()


def write(seller: Seller, words: str) -> None:
    """Letter by letter on the screen."""
    shown = keys(seller)
    for mark in words:
        if mark.isupper():
            tap(seller, shown.keys["large"])
        found = shown.letters.keys.get(mark.lower()) or shown.keys.get(mark)
        assert found is not None, mark
        tap(seller, found)


def figures(seller: Seller, *marks: str) -> None:
    for mark in marks:
        tap(seller, keys(seller).figures[mark])


def do(seller: Seller, what: Do) -> None:
    seller.press(seller.window.side.keys[what])


def test_a_new_customer_is_written_by_fingers(tiled: Seller) -> None:
    tiled.scan(KOPI)
    do(tiled, Do.CUSTOMER)
    assert keys(tiled).isVisible()
    tiled.panel.start_new()
    write(tiled, "Bu Ani")
    tap(tiled, keys(tiled).keys[ENTER])
    write(tiled, "0812")
    tap(tiled, tiled.panel.choose_button)
    assert tiled.panel is None
    assert tiled.rows("SELECT name, phone FROM own_customer") == [("Bu Ani", "0812")]
    assert not keys(tiled).isVisible()


def test_a_cart_is_held_and_a_wrong_mark_taken_back(tiled: Seller) -> None:
    tiled.scan(KOPI)
    do(tiled, Do.HOLD)
    write(tiled, "meja 41")
    tap(tiled, keys(tiled).letters.keys["back"])
    tap(tiled, keys(tiled).keys[ENTER])
    assert tiled.rows("SELECT name FROM cart WHERE state = 'held'") == [("meja 4",)]


def test_a_card_is_paid_with_its_reference_and_its_last_digits(tiled: Seller) -> None:
    tiled.scan(KOPI)
    tiled.press("Return")
    assert isinstance(tiled.panel, PayPanel)
    assert not keys(tiled).isVisible()  # it has figures of its own
    choose(tiled, "Debit card")
    panel = tiled.panel
    assert isinstance(panel, WayPanel)
    write(tiled, "AP-77")
    QTest.mouseClick(panel.amount, Qt.MouseButton.LeftButton)
    QApplication.processEvents()  # a touch selects all of an amount, a moment later
    figures(tiled, "back", "5", "000")
    assert panel.amount.value() == 5_000
    figures(tiled, ENTER)
    assert isinstance(tiled.panel, PayPanel)
    pay = tiled.window.side.paying.pay
    assert pay is not None
    assert [(part.tender.reference, part.amount) for part in pay.parts] == [("AP-77", 5_000)]


def test_nothing_is_squeezed_above_the_keys(tiled: Seller) -> None:
    """What does not fit is scrolled to, and the field that is filled in stands in sight."""
    tiled.scan(KOPI)
    tiled.press("Return")
    choose(tiled, "Debit card")
    panel = tiled.panel
    assert isinstance(panel, WayPanel)
    QApplication.processEvents()
    for field in (panel.amount, panel.reference, panel.last4):
        assert field.height() >= min(44, field.sizeHint().height())
    assert panel.amount.height() >= 70
    assert not panel.reference.visibleRegion().isEmpty()


def test_on_a_page_the_keys_come_when_its_field_is_touched_and_go_with_their_own_key(tiled: Seller) -> None:
    do(tiled, Do.RECEIPTS)
    field = tiled.page.field
    assert field.hasFocus()
    assert not keys(tiled).isVisible()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert keys(tiled).isVisible()
    tap(tiled, keys(tiled).letters.keys["done"])
    assert not keys(tiled).isVisible()


def test_with_a_table_there_are_none(sari: Seller) -> None:
    sari.scan(KOPI)
    do(sari, Do.HOLD)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    assert "touch_keys" not in vars(sari.window.side) or not keys(sari).isVisible()


@pytest.mark.parametrize(
    "what", [Do.CUSTOMER, Do.NOTE, Do.HOLD, Do.DISCOUNT, Do.PRICE_CHECK, Do.CASH_MOVES, Do.GIFT_CARD]
)
def test_every_panel_that_asks_for_something_has_keys_on_the_screen(tiled: Seller, what: Do) -> None:
    tiled.scan(KOPI)
    do(tiled, what)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert keys(tiled).isVisible() or field.property(OWN_KEYS)
