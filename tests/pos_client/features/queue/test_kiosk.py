"""The kiosk: people take their numbers themselves, one each, while the till goes on selling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from pos_client.features.devices.state import Device
from pos_client.features.queue.view import QueueKiosk, QueuePanel
from tests.factories.device_page import set_up
from tests.factories.printer_emulator import PrinterEmulator
from tests.factories.seller import KOPI, Seller


@pytest.fixture
def paper() -> Iterator[PrinterEmulator]:
    with PrinterEmulator() as emulator:
        yield emulator


def kiosk_of(seller: Seller, *services: str) -> QueueKiosk:
    """Opened at the queue's panel, for a shop that named its services."""
    queue = seller.window.side.others.queue
    for name in services:
        queue.add_service(name)
    seller.settle()
    seller.press("Ctrl+Q")
    assert isinstance(seller.panel, QueuePanel)
    seller.settle()
    seller.panel.kiosk.click()
    kiosk = seller.window.side.others.queue_windows.kiosk
    assert kiosk is not None
    kiosk.resize(QSize(1024, 768))
    back_to(seller)
    seller.press("Esc")
    return kiosk


def back_to(seller: Seller) -> None:
    """On one screen the kiosk took the keys; the cashier goes back to the till's window."""
    seller.window.shell.activateWindow()
    seller.until(seller.window.shell.isActiveWindow)
    seller.settle()


def touch(seller: Seller, kiosk: QueueKiosk, name: str) -> None:
    button = next(one for one in kiosk.buttons.values() if one.words() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    seller.settle()


def test_a_finger_takes_a_number_which_is_shown_and_printed(sari: Seller, paper: PrinterEmulator) -> None:
    set_up(sari, Device.RECEIPT, address=paper.address)
    kiosk = kiosk_of(sari, "Kasir", "Bengkel")
    assert [button.words() for button in kiosk.buttons.values()] == ["Kasir", "Bengkel"]
    touch(sari, kiosk, "Bengkel")
    assert kiosk.shows_number
    assert (kiosk.number.text(), kiosk.ahead.text()) == ("B-K1-001", "0 people are before you")
    assert kiosk.paper.text() == "Please take your ticket"
    paper.wait_until(lambda: len(paper.slips) == 1)
    assert "B-K1-001" in paper.slips[0]
    QTest.mouseClick(kiosk.done, Qt.MouseButton.LeftButton)
    assert not kiosk.shows_number
    touch(sari, kiosk, "Bengkel")
    assert kiosk.ahead.text() == "1 person is before you"


def test_a_number_goes_by_itself_and_two_touches_are_one_wish(sari: Seller) -> None:
    kiosk = kiosk_of(sari, "Kasir")
    (button,) = kiosk.buttons.values()
    button.click()
    button.click()
    sari.settle()
    assert sari.rows("SELECT count(*) FROM ticket") == [(1,)]
    assert kiosk.paper.text() == "Please remember your number"
    kiosk._back.timeout.emit()
    assert not kiosk.shows_number


def test_what_the_cashier_gives_out_is_not_shown_to_the_next_one_in(sari: Seller) -> None:
    kiosk = kiosk_of(sari, "Kasir")
    sari.press("Ctrl+Q")
    sari.settle()
    sari.press("Alt+A")
    assert not kiosk.shows_number
    (button,) = kiosk.buttons.values()
    assert not kiosk.grab().isNull()
    assert button.height() > 100


def test_scans_go_to_the_till_while_the_kiosk_is_open_and_escape_closes_it(sari: Seller) -> None:
    kiosk = kiosk_of(sari, "Kasir")
    sari.scan(KOPI)
    assert sari.lines() == [("KOPI", 1_000)]
    QTest.keyClick(kiosk, Qt.Key.Key_Escape)
    sari.until(lambda: sari.window.side.others.queue_windows.kiosk is None)


def test_a_shop_without_services_says_so(sari: Seller) -> None:
    sari.window.side.others.queue_windows.open_kiosk()
    kiosk = sari.window.side.others.queue_windows.kiosk
    assert kiosk is not None
    sari.settle()
    assert kiosk.problem.text() == "No service is set up. The back office names what people queue for."
