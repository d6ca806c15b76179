"""Paying every way the shop takes, by keys alone: in parts, by wallet, card, gift card; change given away."""

from __future__ import annotations

from pos_client.features.till.state import Stage
from pos_client.features.till.view.load_panel import LoadPanel
from pos_client.features.till.view.pay_panel import PayPanel
from pos_client.features.till.view.way_panel import WayPanel
from pos_client.features.till.view.ways_panel import WaysPanel
from tests.factories.seller import KOPI, TEH, Seller

CARD = "4111 1111 1111 1111"


def body(sari: Seller) -> str:
    """Of the last sale's event."""
    rows = sari.rows("SELECT body FROM event WHERE type = 'sale.completed' ORDER BY position DESC LIMIT 1")
    return str(rows[0][0])


def problem(sari: Seller) -> str:
    pay = sari.window.side.paying.pay
    return "" if pay is None else pay.problem


def held(sari: Seller) -> str:
    return sari.panel.held.text() if isinstance(sari.panel, WayPanel) else ""


def choose(sari: Seller, name: str) -> None:
    """The list of ways, and the key of one."""
    sari.press("F6")
    assert isinstance(sari.panel, WaysPanel)
    names = [entry.accessibleName() for entry in sari.panel.rows]
    sari.type(str(names.index(name) + 1))


def test_a_wallet_pays_the_rest_to_the_rupiah_with_its_reference(sari: Seller) -> None:
    sari.scan(KOPI, TEH)
    sari.press("Return")
    choose(sari, "GoPay")
    assert isinstance(sari.panel, WayPanel)
    assert sari.panel.amount.text() == "25.225"
    sari.press("Return")
    assert "reference" in problem(sari)
    sari.type("GP-77")
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '{"method":"e_wallet","amount":25225,"reference":"GP-77","kind":"gopay"}' in body(sari)
    assert '"tv":2' in body(sari)


def test_a_cards_number_is_refused_and_its_approval_code_taken(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    choose(sari, "Debit card")
    sari.type(CARD)
    sari.press("Return")
    assert "never kept" in problem(sari)
    assert isinstance(sari.panel, WayPanel)
    sari.panel.reference.clear()
    sari.type("004211")
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '"reference":"004211","kind":"debit"' in body(sari)
    assert "4111" not in body(sari)


def test_what_was_typed_goes_one_way_and_the_rest_another(sari: Seller) -> None:
    sari.scan(KOPI, TEH)
    sari.press("Return")
    sari.type("10000")
    choose(sari, "DANA")
    assert isinstance(sari.panel, WayPanel)
    assert sari.panel.amount.text() == "10.000"
    sari.type("D1")
    sari.press("Return")
    assert isinstance(sari.panel, PayPanel)
    assert len(sari.panel.undos) == 1
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '"method":"cash","amount":15200' in body(sari)
    assert '"method":"e_wallet","amount":10000' in body(sari)


def test_a_gift_card_is_sold_alone_and_pays_for_the_next_goods(sari: Seller) -> None:
    sari.press("Shift+F9")
    assert isinstance(sari.panel, LoadPanel)
    sari.type("KH-0001")
    sari.press("Return")
    sari.type("50000")
    sari.press("Return")
    assert isinstance(sari.panel, PayPanel)
    assert sari.panel.due.text() == "Rp50.000"
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '"loads":[{"sold":"gift_card_sold","number":"KH-0001","amount":50000}]' in body(sari)
    sari.scan(KOPI)
    sari.press("Return")
    choose(sari, "Gift card")
    sari.type("kh-0001")
    sari.press("Return")
    sari.until(
        lambda: sari.window.side.paying.pay is not None and sari.window.side.paying.pay.held is not None
    )
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '"method":"gift_card"' in body(sari)
    assert '"number":"KH-0001"' in body(sari)


def test_an_unknown_gift_card_pays_nothing(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    choose(sari, "Gift card")
    sari.type("KH-9999")
    sari.press("Return")
    sari.until(lambda: "KH-9999" in problem(sari))
    assert sari.rows("SELECT count(*) FROM sale") == [(0,)]


def test_change_is_given_away_only_when_the_customer_says_so(sari: Seller) -> None:
    sari.scan(KOPI, TEH)
    sari.press("Return")
    sari.type("26000")
    assert isinstance(sari.panel, PayPanel)
    assert sari.panel.donate.isVisible()
    assert not sari.panel.donate.isChecked()
    sari.press("Alt+D", "Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '"change":0' in body(sari)
    assert '"donation":800' in body(sari)
