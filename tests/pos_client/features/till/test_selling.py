"""Scanning, typing and paying, by keys alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_client.features.till.keys import Do
from pos_client.features.till.state import Sound, Stage
from pos_client.features.till.view.pay_panel import PayPanel
from shared_models.values.codes import ErrorCode
from tests.factories.seller import BERAS, ES_BATU, GULA, KOPI, TEH, TELUR, UNKNOWN, Seller, at_the_till


def test_exact_cash_with_receipt_is_two_keys_after_the_last_scan(sari: Seller) -> None:
    """Lesson 52: Two keys after the last scan; keys are one table."""
    sari.scan(KOPI, GULA)
    assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]
    sari.hands.press("Return")
    panel = sari.panel
    assert isinstance(panel, PayPanel)
    assert panel.amount.text() == "36.000"
    assert panel.amount.selectedText() == "36.000"
    sari.press("Return")
    assert sari.stage() is Stage.PAID
    assert sari.panel is None
    assert sari.view.change.figure.text() == "Rp0"
    assert [row[:2] for row in sari.rows("SELECT receipt, due FROM sale")] == [("BDG1-K1A-000001", 36_000)]


def test_change_stays_until_the_next_scan(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    sari.enter("50000")
    assert sari.view.change.figure.text() == "Rp31.500"
    paid = sari.window.side.paying.paid
    assert paid is not None
    assert paid.notes == ((20_000, 1), (10_000, 1), (1_000, 1), (500, 1))
    sari.press("Esc", "Return")
    assert sari.stage() is Stage.PAID
    sari.scan(TEH)
    assert sari.stage() is Stage.SELLING
    assert sari.lines() == [("TEH", 1000)]


def test_a_suggested_note_is_taken_with_alt_and_its_number(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("F9", "Alt+2")
    assert sari.panel.amount.text() == "20.000" or sari.panel.typed() > 18_500
    offered = sari.panel.typed()
    sari.press("Return")
    paid = sari.window.side.paying.paid
    assert paid is not None
    assert paid.cash == offered


def test_f4_in_the_panel_pays_without_a_receipt(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("F4", "F4")
    assert sari.stage() is Stage.PAID
    assert sari.rows("SELECT paper, drawer FROM print_job") == [(0, 1)]


def test_less_than_the_total_starts_a_split(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("Return")
    sari.enter("50000")
    assert sari.panel is not None
    assert sari.panel.amount.text() == "24.900"
    sari.press("Return")
    assert sari.stage() is Stage.PAID
    assert sari.rows("SELECT due FROM sale") == [(74_900,)]


def test_a_quantity_in_front_and_plus_and_minus(sari: Seller) -> None:
    sari.enter(f"3*{KOPI}")
    assert sari.lines() == [("KOPI", 3000)]
    sari.enter("+")
    assert sari.lines() == [("KOPI", 4000)]
    sari.enter("-")
    sari.enter("-")
    assert sari.lines() == [("KOPI", 2000)]
    sari.enter("5*")
    sari.scan(TEH)
    assert sari.lines() == [("KOPI", 2000), ("TEH", 5000)]
    sari.type("3*")  # no Enter: the scanner comes right after
    sari.scan(GULA)
    assert sari.lines() == [("KOPI", 2000), ("TEH", 5000), ("GULA", 3000)]
    assert sari.view.line.text() == ""
    assert sari.stored_lines() == sari.lines()


def test_plus_alone_counts_after_a_moment(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.hands.type("+")
    sari.until(lambda: sari.lines() == [("KOPI", 2000)])
    assert sari.view.line.text() == ""
    sari.hands.type("++")
    sari.until(lambda: sari.lines() == [("KOPI", 4000)])


def test_weighed_goods_take_a_fraction_others_do_not(sari: Seller) -> None:
    sari.enter(f"0,25*{TELUR}")
    assert sari.lines() == [("TELUR", 250)]
    assert sari.till.state.total == 7_400
    sari.enter(f"0,5*{KOPI}")
    assert sari.lines() == [("TELUR", 250)]
    assert sari.till.state.refused[-1].why is ErrorCode.QUANTITY_NOT_WHOLE


def test_the_same_again_raises_the_last_line_only(sari: Seller) -> None:
    sari.scan(KOPI, KOPI, GULA, KOPI)
    assert sari.lines() == [("KOPI", 2000), ("GULA", 1000), ("KOPI", 1000)]
    assert sari.stored_lines() == sari.lines()


def test_an_unknown_code_is_loud_and_later_scans_keep_working(sari: Seller) -> None:
    """Lesson 50: An unknown code is loud, and later scans keep working."""
    sari.scan(KOPI, UNKNOWN, UNKNOWN, GULA)
    refused = sari.till.state.refused
    assert [(one.code, one.times) for one in refused] == [(UNKNOWN, 2)]
    assert Sound.UNKNOWN in sari.heard
    assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]
    sari.press("Esc")
    assert sari.till.state.refused == ()
    assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]


def test_nothing_is_sold_without_a_price(sari: Seller) -> None:
    """Lesson 44: Without a price nothing is added."""
    sari.scan(ES_BATU)
    assert sari.lines() == []
    assert sari.till.state.refused[0].why is ErrorCode.PRICE_MISSING
    assert "Es batu" in sari.till.state.refused[0].title()


def test_letters_search_and_enter_takes_the_highlighted_row(sari: Seller) -> None:
    sari.type("te")
    names = [item.name for item in sari.view.search_list.found()]
    assert names == ["Teh Melati 25 kantong", "Telur ayam curah"]
    assert sari.view.search_list.isVisible()
    sari.press("Down", "Return")
    assert sari.lines() == [("TELUR", 1000)]
    assert not sari.view.search_list.isVisible()
    sari.type("beras")
    sari.press("Esc")
    assert sari.view.line.text() == ""
    assert sari.lines() == [("TELUR", 1000)]


def test_an_exact_code_goes_before_the_highlighted_row(sari: Seller) -> None:
    sari.type("TEH")
    assert sari.view.search_list.isVisible()
    sari.press("Return")
    assert sari.lines() == [("TEH", 1000)]


def test_del_removes_the_chosen_line_and_leaves_an_audit_line(sari: Seller) -> None:
    sari.scan(KOPI, GULA, TEH)
    sari.press("PgUp", "Del")
    assert sari.lines() == [("KOPI", 1000), ("TEH", 1000)]
    assert sari.stored_lines() == sari.lines()
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'line.removed'") == [(1,)]


def test_a_mouse_chooses_a_line_and_a_key_of_the_bar(sari: Seller) -> None:
    sari.scan(KOPI, GULA)
    table = sari.view.table
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.row_rect(0).center())
    assert sari.till.state.current == 0
    assert sari.view.line.field.hasFocus()
    QTest.mouseClick(sari.view.keys.buttons[Do.PAY], Qt.MouseButton.LeftButton)
    assert isinstance(sari.panel, PayPanel)
    QTest.mouseClick(sari.panel.pay_button, Qt.MouseButton.LeftButton)
    sari.settle()
    assert sari.stage() is Stage.PAID


def test_esc_closes_a_box_never_a_sale(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return", "Esc")
    assert sari.panel is None
    sari.press("Esc", "Esc")
    assert sari.lines() == [("KOPI", 1000)]


def test_clearing_asks_and_a_supervisor_allows_it(sari: Seller) -> None:
    sari.scan(KOPI, GULA)
    sari.press("Ctrl+Del", "Esc")
    assert len(sari.lines()) == 2
    sari.press("Ctrl+Del", "Return")
    sari.enter("2222")
    sari.until(lambda: sari.lines() == [])
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'cart.cleared'") == [(1,)]


@pytest.mark.parametrize(("typed", "off"), [("900", 900), ("%10", 1_850), ("10%", 1_850)])
def test_a_discount_needs_a_supervisor_beyond_the_cashiers_limit(sari: Seller, typed: str, off: int) -> None:
    sari.scan(KOPI)
    sari.press("F11")
    if typed == "900":
        sari.enter(typed)
        assert sari.panel is None
    else:
        sari.enter(typed)
        assert sari.panel is not None
        sari.enter("0000")
        assert sari.panel.problem.text() == "This PIN is not right."
        sari.enter("2222")
    assert sari.till.state.saved == off
    assert sari.till.state.total == 18_500 - off
    sari.press("Return", "Return")
    approved = sari.rows("SELECT body FROM event WHERE type = 'sale.completed'")[0][0]
    assert (off == 900) == ('"discount_approver":null' in approved)


def test_after_a_discount_the_line_is_still_the_chosen_one(sari: Seller) -> None:
    sari.scan(KOPI, GULA, TEH)
    sari.press("PgUp", "PgUp", "F11")
    sari.enter("500")
    assert sari.till.state.current == 0
    sari.press("F11", "F11")
    sari.enter("300")
    assert sari.till.state.current == 0
    sari.enter("+")
    sari.press("Del")
    assert sari.lines() == [("GULA", 1000), ("TEH", 1000)]


def test_hold_and_recall(sari: Seller) -> None:
    sari.scan(KOPI, GULA)
    sari.press("F8")
    sari.enter("Bu Ani")
    assert sari.lines() == []
    sari.sell(TEH)
    sari.press("F8", "Return")
    assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]
    assert sari.stage() is Stage.SELLING
    sari.press("Return", "Return")
    assert sari.rows("SELECT count(*) FROM sale") == [(2,)]


def test_price_check_adds_nothing_by_itself(sari: Seller) -> None:
    sari.press("F7")
    sari.scan(BERAS)
    assert sari.panel.price.text() == "Rp74.900"
    assert sari.lines() == []
    sari.scan(UNKNOWN)
    assert sari.panel.problem.text() == f"{UNKNOWN} is not known"
    sari.scan(TEH)
    sari.press("Return")
    assert sari.lines() == [("TEH", 1000)]


def test_an_open_cart_survives_the_window(sari: Seller, folder: Path) -> None:
    """Lesson 60: What is let go is in a tested copy and old; closing the window harms nothing."""
    sari.scan(KOPI, GULA)
    sari.window.close()
    with at_the_till(folder) as again:
        again.begin()
        assert again.lines() == [("KOPI", 1000), ("GULA", 1000)]
        assert again.sell() == "BDG1-K1A-000001"
