"""Signing in, the drawer, counting and closing, by keys."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_client.desk.theme.look import look
from pos_client.desk.till.approval import ApprovalPanel
from pos_client.desk.widgets.words import Label
from pos_client.features.shift.view import CashPanel, ClosedView, CloseView, StartView
from pos_client.features.till.state import Stage
from pos_client.store.sync_state import set_skew
from tests.factories.seller import BERAS, BUDI_PIN, KOPI, SARI_PIN, Seller, at_the_till


def test_a_pin_and_a_float_begin_the_shift(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        assert isinstance(seller.page, StartView)
        card = seller.page.sign_in
        assert [row.person.name for row in card.rows] == ["Budi", "Ratna", "Sari"]
        seller.enter("0000")
        assert card.problem() == "This PIN is not right."
        seller.hands.press("Down")
        seller.hands.press("Down")
        assert card.chosen.name == "Sari"
        seller.enter(SARI_PIN)
        assert seller.page.open_shift.amount.hasFocus()
        seller.press("Esc")
        assert seller.window.side.shift.cashier is None
        QTest.mouseClick(card.rows[2], Qt.MouseButton.LeftButton)
        seller.enter(SARI_PIN)
        seller.enter("150000")
        assert seller.here == "till"
        assert seller.rows("SELECT number, opening_float FROM shift") == [(1, 150_000)]
        assert seller.window.shell.status.texts()[:3] == ["Sari", "Shift 1", "BDG1-K1"]


def test_on_a_clock_that_cannot_be_a_supervisor_opens_the_shift(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        assert seller.window.opened is not None
        with seller.window.opened.store.write() as unit:
            set_skew(unit, 5 * 365 * 86_400_000)
        seller.sign_in()
        assert isinstance(seller.page, StartView)
        seller.enter("150000")
        assert isinstance(seller.panel, ApprovalPanel)
        seller.press("Esc")
        assert seller.page.open_shift.problem().startswith("This computer's clock says")
        assert seller.rows("SELECT number FROM shift") == []
        seller.press("Return")
        seller.enter(SARI_PIN)
        assert seller.rows("SELECT number FROM shift") == []
        seller.enter(BUDI_PIN)
        assert seller.here == "till"
        assert seller.rows("SELECT number, opening_float FROM shift") == [(1, 150_000)]
        ((body,),) = seller.rows("SELECT body FROM event WHERE type = 'shift.opened'")
        assert '"approver":null' not in body


def test_five_wrong_pins_make_the_till_wait(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        for _ in range(5):
            seller.enter("0000")
        seller.enter("2222")
        assert seller.page.sign_in.problem().startswith("Too many tries")


def test_cash_out_with_a_reason_and_back_in(sari: Seller) -> None:
    sari.press("F10")
    assert isinstance(sari.panel, CashPanel)
    sari.press("Return")
    assert sari.panel.problem.text() == "Type the amount"
    sari.type("25000")
    sari.panel.reason.set_key("petty")
    sari.panel.note.setText("galon")
    sari.press("Return")
    assert sari.panel is None
    sari.press("F10", "F10")
    sari.enter("10000")
    moved = sari.rows("SELECT body FROM event WHERE type = 'cash.moved' ORDER BY position")
    assert '"direction":"out"' in moved[0][0]
    assert '"note":"galon"' in moved[0][0]
    assert '"direction":"in"' in moved[1][0]


def test_a_damaged_row_keeps_nobody_from_counting_the_drawer(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F10")
    sari.type("25000")
    sari.press("Return")
    assert sari.panel is None
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = '{' WHERE type = 'cash.moved'")
    sari.press("F12")
    assert isinstance(sari.page, CloseView)
    sari.enter("2")
    sari.press("F12")
    assert isinstance(sari.page, ClosedView)
    assert sari.rows("SELECT closed_at IS NOT NULL, counted FROM shift") == [(1, 200_000)]


def test_the_drawer_opens_with_a_reason_and_a_supervisor(sari: Seller) -> None:
    sari.press("F5", "Return")
    sari.enter("2222")
    assert sari.panel is None
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'drawer.opened'") == [(1,)]


def test_closing_counts_pieces_and_shows_the_difference(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F12")
    page = sari.page
    assert isinstance(page, CloseView)
    assert page.expected.text() == "Rp218.500"
    sari.enter("2")  # 200.000
    sari.press("Down", "Down", "Down")  # to 5.000
    sari.enter("3")
    assert page.counted.text() == "Rp215.000"
    assert page.difference.text() == "−Rp3.500"
    sari.press("F12")
    assert isinstance(sari.page, ClosedView)
    assert "LAPORAN Z" in "\n".join(sari.page.paper.lines())
    assert sari.stage() is Stage.CLOSED
    assert sari.rows("SELECT counted FROM shift") == [(215_000,)]
    sari.press("Return")
    assert sari.here == "start"
    sari.begin()
    assert sari.window.side.shift.number == 2


def test_an_open_cart_and_an_uncounted_drawer_are_noticed(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("F12", "F12")
    assert sari.panel is not None
    sari.press("Esc")
    assert sari.panel is None
    sari.press("F12", "Return")
    assert isinstance(sari.page, CloseView)
    assert sari.page.problem() != ""
    sari.press("Esc")
    assert sari.here == "till"
    assert sari.lines() == [("BERAS", 1000)]


def test_x_is_printed_and_nothing_is_closed(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F12")
    QTest.mouseClick(sari.page.print_x, Qt.MouseButton.LeftButton)
    sari.settle()
    assert sari.rows("SELECT count(*) FROM print_job WHERE kind = 'x_report'") == [(1,)]
    assert sari.window.side.shift.number == 1


def test_somebody_else_takes_over_without_closing(sari: Seller) -> None:
    """Lesson 12: A change of cashier leaves shift, cart and journal as they are."""
    sari.press("F12", "F2")
    assert sari.here == "start"
    sari.sign_in("budi", "2222")
    sari.until(lambda: sari.stage() is Stage.SELLING)
    sari.sell(KOPI)
    assert sari.window.shell.status.texts()[0] == "Budi"


def test_a_blind_count_shows_nothing_to_count_to(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        opened = seller.window.opened
        assert opened is not None
        with opened.store.write() as unit:
            blind = "json_set(body, '$.blind_close', json('true'))"
            unit.execute(f"UPDATE replica SET body = {blind} WHERE entity = 'branch'")
            unit.memory.clear()
        seller.begin()
        seller.press("F12")
        assert seller.page.expected.text() == ""
        assert seller.page.difference.text() == ""
        look().use_language("id")
        assert seller.page.expected.text() == ""


def test_settings_are_one_key_from_counting_and_close_nothing(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F12")
    sari.enter("2")
    sari.press("Shift+F12")
    assert sari.here == "close-shift"
    assert isinstance(sari.panel, ApprovalPanel)
    sari.press("Esc")
    QTest.mouseClick(sari.page.settings, Qt.MouseButton.LeftButton)
    assert isinstance(sari.panel, ApprovalPanel)
    assert sari.window.side.shift.number == 1


def test_nothing_is_short_before_it_is_counted(sari: Seller) -> None:
    sari.press("F12")
    page = sari.page
    assert page.difference.text() == ""
    assert page._verdict.text() == "Count first: what differs is shown here"
    sari.enter("1")
    assert page.difference.text() == "−Rp100.000"


def test_a_shop_of_its_own_waits_for_nobody_to_acknowledge(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F12")
    sari.enter("2")
    sari.press("F12")
    assert isinstance(sari.page, ClosedView)
    assert not sari.page.sent.isVisible()


def test_cash_that_was_moved_is_said(sari: Seller) -> None:
    sari.press("F10")
    sari.enter("25000")
    assert sari.window.shell.toasts.texts() == ["Rp25.000 taken out"]
    sari.press("F10", "F10")
    sari.enter("10000")
    assert sari.window.shell.toasts.texts() == ["Rp10.000 put into the drawer"]


def test_an_x_without_a_printer_is_not_said_to_be_printed(sari: Seller) -> None:
    sari.press("F12")
    QTest.mouseClick(sari.page.print_x, Qt.MouseButton.LeftButton)
    sari.settle()
    assert sari.window.shell.toasts.texts() == ["No printer is set up. The X report waits for one."]


def test_the_one_who_was_here_last_is_chosen(sari: Seller) -> None:
    sari.press("F12", "F2")
    card = sari.page.sign_in
    assert card.chosen.name == "Sari"
    sari.press("Up", "Up")
    sari.enter(BUDI_PIN)
    sari.until(lambda: sari.here == "till")
    sari.press("F12", "F2")
    assert card.chosen.name == "Budi"


def test_the_pad_stays_on_a_low_screen_when_cash_was_moved_often(sari: Seller) -> None:
    sari.window.shell.resize(QSize(1366, 768))
    sari.sell(KOPI)
    for amount in ("25000", "10000", "5000"):
        sari.press("F10")
        sari.enter(amount)
    sari.press("F12")
    page = sari.page
    assert isinstance(page, CloseView)
    QApplication.processEvents()
    assert page.pad.isVisible()
    assert page.pad.visibleRegion().boundingRect() == page.pad.rect()
    words = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert {"Cash in and out, 3 times", "\N{MINUS SIGN}40.000", "Rp178.500"} <= set(words)
    sari.window.shell.resize(QSize(1920, 1080))
    QApplication.processEvents()
    assert page.pad.isVisible()
    words = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert len([one for one in words if one.startswith("Out: ")]) == 3


def test_a_count_that_is_left_goes_on_where_it_was(sari: Seller) -> None:
    """A scan, or Esc, in the middle of ten denominations."""
    sari.sell(KOPI)
    sari.press("F12")
    sari.enter("2")
    sari.enter("1")
    sari.scan(KOPI)
    sari.press("Del", "F12")
    assert (sari.page.fields[100_000].value(), sari.page.fields[50_000].value()) == (2, 1)
    assert sari.page.counted.text() == "Rp250.000"
    sari.press("Esc")
    sari.sell(KOPI)
    sari.press("F12")
    assert [field.value() for field in sari.page.fields.values() if field.value()] == []
    assert sari.page.counted.text() == "Rp0"
    assert "moved since" in " ".join(sari.window.shell.toasts.texts())
