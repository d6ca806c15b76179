"""Shift+F8: an order with its deposit, its pick-up and its end, and a quotation, with real keys."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from PySide6.QtWidgets import QApplication

from pos_client.engine import carts
from pos_client.engine.orders import OrderTerms, make_quotation
from pos_client.features.till.state import Stage
from pos_client.features.till.view.order_panels import GiveUpPanel, MakePanel, OpenPanel
from shared_models.rules.orders import OrderKind
from tests.factories.seller import BUDI_PIN, KOPI, TEH, Seller

ORDERS = "Shift+F8"


def told(seller: Seller, kind: str) -> dict[str, Any]:
    """What the last event of a kind says."""
    rows = seller.rows("SELECT body FROM event WHERE type = ? ORDER BY position DESC LIMIT 1", kind)
    payload: dict[str, Any] = json.loads(rows[0][0])["p"]
    return payload


def named(seller: Seller, name: str = "Ibu Wulan") -> None:
    """Whose cart it is: somebody new."""
    seller.press("F3", "Ctrl+N")
    seller.type(name)
    seller.press("Return", "Return")
    seller.settle()


def order(seller: Seller, deposit: str) -> str:
    """Coffee for Ibu Wulan, the deposit paid exactly; the order's number."""
    seller.scan(KOPI)
    named(seller)
    seller.press(ORDERS)
    assert isinstance(seller.panel, MakePanel)
    seller.type(deposit)
    seller.press("Return")
    if deposit:
        seller.press("Return")
        seller.until(lambda: seller.stage() is Stage.PAID)
    return str(told(seller, "order.placed")["number"])


def test_a_deposit_is_paid_and_the_rest_at_the_pick_up(sari: Seller) -> None:
    number = order(sari, "10000")
    placed = told(sari, "order.placed")
    assert (placed["customer_name"], placed["deposit"], placed["total"]) == ("Ibu Wulan", 10_000, 18_500)
    paid = told(sari, "sale.completed")
    assert (paid["lines"], paid["total"], paid["loads"][0]["number"]) == ([], 0, number)
    assert sari.lines() == []
    sari.press(ORDERS)
    assert isinstance(sari.panel, OpenPanel)
    sari.type("wulan")
    sari.press("Return")
    sari.until(lambda: bool(sari.lines()))
    agreed = sari.till.state.agreed
    assert agreed is not None
    assert (agreed.number, agreed.deposit) == (number, 10_000)
    sari.press("Return")
    pay = sari.window.side.paying.pay
    assert pay is not None
    assert pay.left == 8_500
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    sold = told(sari, "sale.completed")
    assert sold["order"]["number"] == number
    assert [(one["method"], one["amount"]) for one in sold["tenders"]] == [
        ("customer_deposit", 10_000),
        ("cash", 8_500),
    ]
    assert sari.till.state.agreed is None
    sari.press(ORDERS)
    assert isinstance(sari.panel, OpenPanel)
    assert sari.panel._found == []


def test_an_order_needs_a_name_and_no_more_than_it_costs(sari: Seller) -> None:
    sari.scan(TEH)
    sari.press(ORDERS, "Return")
    assert isinstance(sari.panel, MakePanel)
    assert "customer" in sari.panel.problem.text().lower()
    sari.press("Esc")
    named(sari)
    sari.press(ORDERS)
    sari.type("999999")
    sari.press("Return")
    assert isinstance(sari.panel, MakePanel)
    assert sari.window.side.paying.pay is None


def test_an_order_without_a_deposit_is_placed_at_once(sari: Seller) -> None:
    number = order(sari, "")
    assert (sari.lines(), sari.panel) == ([], None)
    assert sari.rows("SELECT count(*) FROM sale") == [(0,)]
    # Its slip is scanned: it is the cart again.
    sari.scan(number)
    sari.until(lambda: bool(sari.lines()))
    sari.press("Return", "Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert told(sari, "sale.completed")["order"]["number"] == number


def test_the_pay_panel_of_a_deposit_can_be_left(sari: Seller) -> None:
    sari.scan(KOPI)
    named(sari)
    sari.press(ORDERS)
    sari.type("5000")
    sari.press("Return")
    paying = sari.window.side.paying
    assert paying.pay is not None
    sari.press("Esc")
    assert (sari.panel, len(sari.lines())) == (None, 1)
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'order.placed'") == [(0,)]


def test_a_cancelled_order_needs_a_supervisor_and_gives_the_deposit_back(sari: Seller) -> None:
    number = order(sari, "10000")
    sari.press(ORDERS, "F11")
    assert isinstance(sari.panel, GiveUpPanel)
    sari.press("Return")
    assert isinstance(sari.panel, GiveUpPanel)
    sari.type("tidak jadi")
    sari.panel.kept.setFocus()
    sari.type("4000")
    sari.press("Return")
    sari.type(BUDI_PIN)
    sari.press("Return")
    sari.until(lambda: sari.panel is None)
    cancelled = told(sari, "order.cancelled")
    assert (cancelled["number"], cancelled["refunded"], cancelled["forfeited"]) == (number, 6_000, 4_000)
    back = told(sari, "sale.returned")
    assert [(one["method"], one["amount"]) for one in back["tenders"]] == [
        ("cash", 6_000),
        ("forfeited_deposit", 4_000),
    ]
    sari.scan(number)
    assert sari.lines() == []


def test_a_quotation_comes_back_at_its_prices(sari: Seller, qapp: QApplication) -> None:
    sari.scan(KOPI)
    sari.press(ORDERS, "F11")
    assert isinstance(sari.panel, MakePanel)
    assert sari.panel.kind.key() == OrderKind.QUOTATION.value
    sari.press("Return")
    sari.until(lambda: sari.panel is None)
    number = told(sari, "quotation.made")["number"]
    assert sari.lines() == []
    sari.scan(number)
    sari.until(lambda: bool(sari.lines()))
    sari.press("Return", "Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    sold = told(sari, "sale.completed")
    assert "quotation" in sold
    assert sold["lines"][0]["source"] == "agreed"


def test_a_quotation_past_its_day_says_that_its_prices_are_todays(sari: Seller) -> None:
    sari.scan(KOPI)
    opened, cashier = sari.window.opened, sari.window.side.shift.cashier
    assert opened is not None
    assert cashier is not None
    with opened.store.write() as unit:
        cart = carts.current_cart(unit)
        assert cart is not None
        terms = OrderTerms(until=date(2020, 1, 31))
        number = make_quotation(unit, cart=cart, actor=cashier.id, terms=terms).row.number
    sari.till.follow(None)
    sari.scan(number)
    sari.until(lambda: bool(sari.lines()))
    (told_so,) = sari.window.shell.toasts.texts()
    assert "the cart has today's" in told_so
    sari.press("Return", "Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert told(sari, "sale.completed")["lines"][0]["source"] == "list"


def test_the_customer_is_chosen_from_the_order_and_what_was_typed_stays(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press(ORDERS)
    sari.type("5000")
    sari.panel.remark.setText("tanpa gula")
    sari.press("F3")
    sari.press("Esc")
    assert isinstance(sari.panel, MakePanel)
    assert sari.panel.deposit.value() == 5_000
    named(sari)
    panel = sari.panel
    assert isinstance(panel, MakePanel)
    assert (panel.deposit.value(), panel.remark.text()) == (5_000, "tanpa gula")
    assert panel.customer_button.isHidden()
    sari.press("Return", "Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    placed = told(sari, "order.placed")
    assert (placed["customer_name"], placed["deposit"]) == ("Ibu Wulan", 5_000)
