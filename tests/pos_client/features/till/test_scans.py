"""A scan is heard whatever has the focus, and never becomes a quantity or an amount."""

from PySide6.QtWidgets import QApplication

from pos_client.desk.till.approval import ApprovalPanel
from pos_client.desk.till.scan_filter import REFERENCE
from pos_client.features.till.state import Stage
from pos_client.features.till.view.pay_panel import PayPanel
from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, TEH, Seller, focused


def test_a_scan_while_paying_adds_to_the_cart_and_the_new_sum_is_filled_in(sari: Seller) -> None:
    """Lesson 47: A scanned code is never taken for a figure."""
    sari.scan(KOPI)
    sari.press("Return")
    assert sari.panel.amount.text() == "18.500"
    sari.scan(TEH)
    assert isinstance(sari.panel, PayPanel)
    assert sari.lines() == [("KOPI", 1000), ("TEH", 1000)]
    assert sari.panel.amount.text() == "25.200"  # 25.225 rounded to what can be paid
    assert sari.panel.amount.selectedText() == "25.200"
    sari.press("Return")
    assert sari.stage() is Stage.PAID


def test_a_fast_amount_stays_an_amount(sari: Seller) -> None:
    """Lesson 48: Nothing typed is dropped."""
    sari.scan(KOPI)
    sari.press("Return")
    sari.hands.burst("100000")
    assert sari.panel.amount.text() == "100.000"
    sari.press("Return")
    assert sari.view.change.figure.text() == "Rp81.500"


def test_a_typed_figure_before_a_scan_stays(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("Return")
    sari.type("80000")
    sari.scan(KOPI)
    assert sari.lines() == [("BERAS", 1000), ("KOPI", 1000)]
    assert sari.panel.typed() == 93_400


def test_a_scan_closes_what_is_in_its_way(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("F11")
    sari.scan(GULA)
    assert sari.panel is None
    assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]
    sari.press("F8")
    sari.type("Bu")
    sari.scan(TEH)
    assert sari.panel is None
    assert sari.lines()[-1] == ("TEH", 1000)


def test_a_scan_on_the_counting_screen_goes_to_the_cart(sari: Seller) -> None:
    """Lesson 49: A scan works from any screen and leaves fields as they were."""
    sari.press("F12")
    assert sari.here == "close-shift"
    sari.scan(KOPI)
    assert sari.here == "till"
    assert sari.lines() == [("KOPI", 1000)]


def test_a_receipts_own_code_opens_it(sari: Seller) -> None:
    number = sari.sell(KOPI)
    sari.scan(number)
    assert sari.here == "till-receipts"
    shown = sari.window.side.receipts.shown
    assert shown is not None
    assert shown.number == number


def test_a_reference_field_is_left_alone(sari: Seller) -> None:
    sari.press("F8")  # an empty till: the panel only lists
    sari.press("Esc", "F7")
    field = sari.panel.field
    field.setProperty(REFERENCE, True)
    field.setFocus()
    sari.hands.burst(KOPI)
    assert field.text() == KOPI
    assert QApplication.focusWidget() is field


def test_scans_before_selling_are_kept(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.window.side.shift.sign_out()
    assert sari.here == "start"
    sari.scan(GULA)
    assert sari.page.sign_in.pin.text() == ""
    sari.sign_in()
    sari.until(lambda: sari.lines() == [("KOPI", 1000), ("GULA", 1000)])


def test_a_scan_while_a_supervisor_is_asked_leaves_the_question_and_its_line(sari: Seller) -> None:
    """The PIN would be typed into the line, for everybody to read; the discount would be another line's."""
    sari.scan(BERAS, KOPI)
    sari.press("PgUp", "F11")
    sari.type("50000")
    sari.press("Return")
    assert isinstance(sari.panel, ApprovalPanel)
    sari.scan(TEH)
    assert isinstance(sari.panel, ApprovalPanel)
    assert focused() is sari.panel.pin
    assert sari.lines() == [("BERAS", 1000), ("KOPI", 1000), ("TEH", 1000)]
    sari.enter(BUDI_PIN)
    assert sari.panel is None
    assert [line.discount for line in sari.till.cart.lines] == [50_000, 0, 0]
    assert sari.till.state.refused == ()
    assert focused() is sari.view.line.field


def test_a_panel_that_closes_under_a_question_leaves_the_hands_there(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("F11", "F1")
    sari.view._panels.close()
    help_panel = sari.panel
    assert help_panel is not None
    assert help_panel.isAncestorOf(focused())
    sari.press("Esc")
    assert sari.panel is None
    assert focused() is sari.view.line.field


def test_a_scan_withdraws_the_question_whether_to_give_the_cart_up(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Ctrl+Del")
    assert sari.panel is not None
    sari.scan(GULA)
    assert sari.panel is None
    assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]
    assert focused() is sari.view.line.field
