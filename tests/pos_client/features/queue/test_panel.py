"""The queue over the till: numbers given out and called by keys, and the display for those who wait."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from pos_client.features.queue.view import QueueDisplay, QueuePanel
from shared_models.values.codes import TicketState
from tests.factories.seller import KOPI, Seller


def opened(seller: Seller) -> QueuePanel:
    """Ctrl+Q."""
    seller.press("Ctrl+Q")
    assert isinstance(seller.panel, QueuePanel)
    seller.settle()
    return seller.panel


def with_service(seller: Seller, *names: str) -> QueuePanel:
    panel = opened(seller)
    seller.enter(names[0])
    for name in names[1:]:
        seller.window.side.others.queue.add_service(name)
    seller.settle()
    return panel


def states(seller: Seller) -> dict[str, str]:
    return dict(seller.rows("SELECT number, state FROM ticket"))


def test_a_shop_alone_names_its_first_service_and_calls_its_own_numbers(sari: Seller) -> None:
    panel = with_service(sari, "Kasir")
    assert [row.accessibleName() for row in panel.rows] == ["Kasir: Nobody waits"]
    sari.press("Alt+A", "Alt+A")
    assert panel.given.text() == "A-K1-002 was given out"
    sari.press("Return")
    assert panel.number.text() == "A-K1-001"
    assert states(sari) == {"A-K1-001": "called", "A-K1-002": "waiting"}
    sari.press("F5", "F8")
    assert states(sari)["A-K1-001"] == "served"
    sari.press("Return", "F6")
    assert states(sari)["A-K1-002"] == "skipped"
    sari.press("F7")
    assert panel.number.text() == "A-K1-002"
    assert sari.rows("SELECT calls FROM ticket WHERE number = 'A-K1-001'") == [(2,)]
    sari.press("Esc")
    assert sari.panel is None


def test_nobody_waits_and_the_panel_says_so(sari: Seller) -> None:
    panel = with_service(sari, "Kasir")
    sari.press("Return")
    assert panel.problem.text() == "Nobody waits."
    sari.press("Alt+A")
    assert not panel.problem.isVisible()


def test_a_number_is_sent_on_to_another_service(sari: Seller) -> None:
    panel = with_service(sari, "Kasir", "Bengkel")
    assert [row.accessibleName() for row in panel.rows] == [
        "All services: Nobody waits", "Kasir: Nobody waits", "Bengkel: Nobody waits",
    ]  # fmt: skip
    sari.press("Alt+A", "Return", "F9", "Down", "Return")
    queue = sari.window.side.others.queue
    assert queue.state is not None
    (ticket,) = queue.state.tickets
    assert (ticket.state, queue.state.named(ticket.service)) == (TicketState.WAITING, "Bengkel")
    sari.press("Down", "Down", "Return")
    assert panel.number.text() == "A-K1-001"


def test_a_finger_gives_out_numbers_and_calls(sari: Seller) -> None:
    panel = with_service(sari, "Kasir")
    (row,) = panel.rows
    assert row.give.height() >= 44
    QTest.mouseClick(row.give, Qt.MouseButton.LeftButton)
    sari.settle()
    QTest.mouseClick(panel.call, Qt.MouseButton.LeftButton)
    sari.settle()
    assert states(sari) == {"A-K1-001": "called"}


def test_a_scan_goes_to_the_cart_and_gives_out_no_number(sari: Seller) -> None:
    """lesson 47: what a scanner types lands in the cart, whatever lies over it."""
    with_service(sari, "Kasir")
    sari.scan(KOPI)
    assert states(sari) == {}
    assert [line.item.sku for line in sari.window.side.till.cart.lines] == ["KOPI"]


def test_the_large_display_shows_the_calls_and_closes_with_escape(sari: Seller) -> None:
    panel = with_service(sari, "Kasir")
    sari.press("Alt+A", "Alt+A", "Return", "Return")
    panel.display.click()
    display = sari.window.side.others.queue_windows._display
    assert isinstance(display, QueueDisplay)
    sari.settle()
    assert [one.number for one in display.shown_calls()] == ["A-K1-002", "A-K1-001"]
    display.resize(QSize(1366, 768))
    assert not display.grab().isNull()
    QTest.keyClick(display, Qt.Key.Key_Escape)
    sari.until(lambda: sari.window.side.others.queue_windows._display is None)
