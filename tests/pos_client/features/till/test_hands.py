"""Hands on a mouse or a screen do all that keys do; a key that does nothing says why."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_client.features.till.keys import Do
from pos_client.features.till.state import Sound
from tests.factories.seller import BUDI_PIN, GULA, KOPI, TELUR, UNKNOWN, Seller

EMPTY = "The cart is empty. Scan an item first."


def click(seller: Seller, button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    seller.settle()


def test_a_mouse_changes_removes_and_gives_up_lines(sari: Seller) -> None:
    keys = sari.view.side.line_keys
    assert not keys.isVisible()
    sari.scan(KOPI, GULA)
    assert keys.isVisible()
    assert not keys.less.isEnabled()
    click(sari, keys.more)
    click(sari, keys.more)
    click(sari, keys.less)
    assert sari.lines() == [("KOPI", 1000), ("GULA", 2000)]
    assert sari.view.line.field.hasFocus()
    click(sari, keys.remove)
    assert sari.lines() == sari.stored_lines() == [("KOPI", 1000)]
    click(sari, keys.clear)
    sari.press("Return")
    sari.enter(BUDI_PIN)
    sari.until(lambda: sari.lines() == [])
    assert not keys.isVisible()


def test_less_than_one_is_left_to_del(sari: Seller) -> None:
    sari.enter(f"0,5*{TELUR}")
    assert not sari.view.side.line_keys.less.isEnabled()


@pytest.mark.parametrize("key", ["F4", "F9", "F11", "Del", "Ctrl+Del"])
def test_a_key_with_nothing_to_do_says_why(sari: Seller, key: str) -> None:
    sari.press(key, key)
    assert sari.panel is None
    assert sari.window.shell.toasts.texts() == [EMPTY]
    assert sari.heard[-1] is Sound.REFUSED
    sari.scan(KOPI)
    assert sari.window.shell.toasts.texts() == []


def test_an_empty_cart_says_what_to_do_first(sari: Seller) -> None:
    assert sari.view.table.empty_words()[0] == "Scan the first item"
    empty = sari.view.table.grab().toImage()
    sari.scan(UNKNOWN)
    assert sari.view.table.grab().toImage() != empty


def test_carts_that_were_put_aside_are_counted_on_their_key(sari: Seller) -> None:
    hold = sari.view.keys.buttons[Do.HOLD]
    for code in (KOPI, GULA):
        sari.scan(code)
        sari.press("F8", "Return")
    assert hold.words() == "Hold (2)"
    sari.press("F8", "Return")
    assert hold.words() == "Hold (1)"


def test_a_mouse_gives_a_discount_and_a_supervisor_allows_it(sari: Seller) -> None:
    sari.scan(KOPI)
    click(sari, sari.view.keys.buttons[Do.DISCOUNT])
    for key in ("1", "5", "00"):
        click(sari, sari.panel.pad.keys[key])
    click(sari, sari.panel.give)
    for digit in BUDI_PIN:
        click(sari, sari.panel.pad.keys[digit])
    click(sari, sari.panel.allow)
    sari.until(lambda: sari.panel is None)
    assert sari.till.state.saved == 1_500


def test_a_mouse_moves_cash(sari: Seller) -> None:
    click(sari, sari.view.keys.buttons[Do.CASH_MOVES])
    for key in ("5", "0", "000", "back", "000"):
        click(sari, sari.panel.pad.keys[key])
    click(sari, sari.panel.done)
    assert sari.window.shell.toasts.texts() == ["Rp5.000.000 taken out"]


def test_a_mouse_counts_the_drawer_where_the_screen_has_room(sari: Seller) -> None:
    sari.window.shell.resize(QSize(1920, 1080))
    click(sari, sari.view.keys.buttons[Do.SHIFT])
    page = sari.page
    assert page.pad.isVisible()
    click(sari, page.pad.keys["2"])
    QTest.mouseClick(page.fields[50_000], Qt.MouseButton.LeftButton)
    click(sari, page.pad.keys["1"])
    assert page.counted.text() == "Rp250.000"
    sari.window.shell.resize(QSize(1024, 720))
    QApplication.processEvents()
    pad = page.pad
    assert not pad.isVisible() or pad.geometry().bottom() < pad.parentWidget().height()
