"""Paying every way the shop takes, by keys alone: in parts, by wallet, card, gift card; change given away."""

from __future__ import annotations

from pos_client.desk.shell.dialogs import ConfirmPanel
from pos_client.features.till.state import Sound, Stage
from pos_client.features.till.view.load_panel import LoadPanel
from pos_client.features.till.view.pay_panel import PayPanel
from pos_client.features.till.view.way_panel import WayPanel
from pos_client.features.till.view.ways_panel import WaysPanel
from shared_models.values.codes import PutAside
from shared_models.values.money import Money
from shared_models.wire.sales import MAX_TENDERS
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


def load(sari: Seller, number: str, amount: str) -> None:
    sari.press("Shift+F9")
    sari.type(number)
    sari.press("Return")
    sari.type(amount)
    sari.press("Return")


def pay_part(sari: Seller, name: str, amount: int, reference: str) -> None:
    sari.type(str(amount))
    choose(sari, name)
    sari.type(reference)
    sari.press("Return")


def test_a_sum_that_shrinks_keeps_what_was_paid(sari: Seller) -> None:
    """No cash is given back for a wallet: the part is given back, or more is bought."""
    sari.scan(KOPI)
    load(sari, "KH-0001", "50000")
    pay_part(sari, "DANA", 40_000, "D1")
    paying = sari.window.side.paying
    assert paying.pay is not None
    assert paying.pay.left == 28_500
    paying.unload(0)
    assert [part.amount for part in paying.pay.parts] == [40_000]
    assert "21.500" in problem(sari)
    assert isinstance(sari.panel, PayPanel)
    assert sari.panel.amount.text() == "0"
    sari.press("Return")
    assert sari.rows("SELECT count(*) FROM sale") == [(0,)]
    sari.scan(TEH)
    assert [part.amount for part in paying.pay.parts] == [40_000]
    paying.undo_part(0)
    assert problem(sari) == ""
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)


def test_what_was_paid_to_the_rupiah_is_finished_with_nothing_more(sari: Seller) -> None:
    sari.scan(KOPI)
    load(sari, "KH-0001", "50000")
    pay_part(sari, "DANA", 18_500, "D1")
    paying = sari.window.side.paying
    paying.unload(0)
    assert paying.pay is not None
    assert (paying.pay.left, problem(sari)) == (0, "")
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert '"tenders":[{"method":"e_wallet","amount":18500,"reference":"D1","kind":"dana"}]' in body(sari)


def test_a_wallet_that_paid_for_a_card_alone_is_not_forgotten_with_it(sari: Seller) -> None:
    load(sari, "KH-0001", "50000")
    pay_part(sari, "DANA", 10_000, "D1")
    paying = sari.window.side.paying
    paying.unload(0)
    assert "10.000" in problem(sari)
    paying.undo_part(0)
    assert paying.pay is None


def test_a_receipt_takes_no_more_cards_than_it_can_say(sari: Seller) -> None:
    sari.press("Shift+F9")
    paying = sari.window.side.paying
    for place in range(MAX_TENDERS):
        paying.load(PutAside.GIFT_CARD_SOLD, f"KH-{place:04}", Money(1_000))
        assert problem(sari) == ""
    paying.load(PutAside.GIFT_CARD_SOLD, "KH-9999", Money(1_000))
    assert "No more cards" in problem(sari)
    assert paying.pay is not None
    assert len(paying.pay.loads) == MAX_TENDERS


def test_two_cards_stand_under_their_own_numbers(sari: Seller) -> None:
    for number in ("KH-0001", "KH-0002"):
        load(sari, number, "10000")
        sari.press("Return")
        sari.until(lambda: sari.stage() is Stage.PAID)
    sari.scan(KOPI)
    sari.press("Return")
    for number in ("kh-0001", "kh-0002"):
        choose(sari, "Gift card")
        sari.type(number)
        sari.press("Return", "Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    paid = sari.window.side.paying.paid
    assert paid is not None
    assert [(title[-7:].upper(), amount) for title, amount in paid.others] == [
        ("KH-0001", 10_000),
        ("KH-0002", 8_500),
    ]


def test_a_card_that_is_not_found_after_the_panel_was_left_troubles_nobody(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    choose(sari, "Gift card")
    sari.type("KH-9999")
    sari.hands.press("Return")
    sari.hands.press("Esc")
    sari.hands.press("Esc")
    sari.settle()
    assert sari.window.side.paying.pay is None
    assert Sound.REFUSED not in sari.heard


def taken_by_wallet(sari: Seller, amount: str = "10000") -> None:
    """A part of the sum by DANA; the rest is open."""
    sari.scan(KOPI, TEH)
    sari.press("Return")
    sari.type(amount)
    choose(sari, "DANA")
    sari.type("D1")
    sari.press("Return")
    assert isinstance(sari.panel, PayPanel)


def test_escape_forgets_nothing_that_a_wallet_has_paid(sari: Seller) -> None:
    taken_by_wallet(sari)
    sari.press("Esc")
    assert isinstance(sari.panel, ConfirmPanel)
    sari.press("Esc")
    assert isinstance(sari.panel, PayPanel)
    assert len(sari.panel.undos) == 1
    sari.press("Esc")
    assert isinstance(sari.panel, ConfirmPanel)
    sari.panel.answered.emit(True)
    sari.settle()
    assert sari.panel is None
    sari.press("Return")
    assert isinstance(sari.panel, PayPanel)
    assert sari.panel.undos == []


def test_cash_in_parts_goes_back_without_a_question(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    sari.enter("1000")
    sari.press("Esc")
    assert sari.panel is None


def test_another_screen_keeps_what_was_paid_and_an_emptied_cart_says_so(sari: Seller) -> None:
    taken_by_wallet(sari)
    sari.window.side.others.open_receipts()
    sari.settle()
    sari.press("Esc", "Return")
    assert isinstance(sari.panel, PayPanel)
    assert len(sari.panel.undos) == 1
    sari.window.side.others.open_receipts()
    sari.press("Esc", "F8", "Return")
    sari.until(lambda: "is not booked: give it back" in " ".join(sari.window.shell.toasts.texts()))
    sari.scan(KOPI)
    sari.press("Return")
    assert isinstance(sari.panel, PayPanel)
    assert sari.panel.undos == []
