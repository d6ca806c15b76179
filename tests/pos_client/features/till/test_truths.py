"""What the till says is so: printer, parts, prices by name, the fill of its keys, help."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_client.desk.shell.dialogs import HelpPanel
from pos_client.features.till.keys import Do
from pos_client.features.till.view.pay_panel import PayPanel
from tests.factories.seller import BERAS, KOPI, Seller


def test_one_part_is_given_back_the_others_stay(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("Return")
    sari.enter("50000")
    sari.enter("10000")
    panel = sari.panel
    assert isinstance(panel, PayPanel)
    assert panel.amount.text() == "14.900"
    QTest.mouseClick(panel.undos[0], Qt.MouseButton.LeftButton)
    assert panel.amount.text() == "64.900"
    assert len(panel.undos) == 1


def test_the_part_button_says_what_it_needs(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("Return")
    QTest.mouseClick(sari.panel.take_part, Qt.MouseButton.LeftButton)
    assert sari.panel._problem.text() == "Type how much of it is handed over first"
    sari.press("Return")
    assert sari.panel is None


def test_a_price_is_found_by_its_name(sari: Seller) -> None:
    sari.press("F7")
    sari.enter("beras")
    assert sari.panel.price.text() == "Rp74.900"
    sari.enter("12345")
    assert sari.panel.problem.text().startswith("12345 is not known. It has 5 digits")


def test_pay_has_no_fill_while_there_is_nothing_to_pay(sari: Seller) -> None:
    pay = sari.view.keys.buttons[Do.PAY]
    for keys in (("F10", "Esc"), ("F5", "Esc"), ("F1", "Esc")):
        sari.press(*keys)
        assert not pay._filled()
    sari.scan(KOPI)
    assert pay._filled()
    sari.press("F10")
    assert not pay._filled()
    sari.press("Esc")
    assert pay._filled()


def test_help_opens_and_closes_with_its_key(sari: Seller) -> None:
    sari.press("F1")
    assert isinstance(sari.panel, HelpPanel)
    sari.press("F1")
    assert sari.panel is None
    assert sari.view.line.field.hasFocus()


def test_a_quantity_too_long_is_called_so(sari: Seller) -> None:
    sari.enter(f"9999999*{KOPI}")
    assert sari.till.state.refused[0].advice().startswith("A quantity goes first, with at most six digits")


def test_a_long_name_of_a_held_cart_leaves_its_total_readable(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("F8")
    sari.enter("Pak Made dengan nama yang sangat panjang sekali untuk kasir")
    sari.press("F8")
    assert sari.panel._rows[0].name_shown().endswith("…")


def test_f2_shows_that_it_listens(sari: Seller) -> None:
    sari.press("F2")
    assert sari.view.line.hint() == "Type a name, or part of a code"
    sari.type("89900")
    assert sari.view.search_list.isVisible()
    sari.press("Esc")
    assert sari.view.line.hint() == "3*code = three times"
    sari.press("F2", "Esc")
    assert sari.view.line.hint() == "3*code = three times"


def test_page_keys_leaf_through_what_was_found_not_through_the_cart(sari: Seller) -> None:
    sari.scan(KOPI, BERAS)
    sari.type("te")
    found = sari.window.side.searching.found
    assert found is not None
    assert len(found.items) > 1
    sari.press("PgDown")
    after = sari.window.side.searching.found
    assert after is not None
    assert after.current == len(found.items) - 1
    assert sari.till.state.current == 1


def test_the_window_is_called_after_the_branch(sari: Seller) -> None:
    assert sari.window.shell.windowTitle() == "Bandung"
