"""Cards of the shop and of banks at the till: what may be spent, what is never kept, how money goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pos_client.desk.problems import problem_text
from pos_client.engine import carts, returns, sales, shifts
from pos_client.engine.stored import look_up
from pos_client.store import StoreUnit
from pos_client.store.journal import events_after
from pos_client.store.replica import keep
from pos_client.texts import LANGUAGES, use
from shared_models.rules.receipt import Load, Tender
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, PutAside, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.replica import StoredValueRow
from shared_models.wire.sales import MAX_TENDERS, SaleCompleted
from shared_models.wire.sync import Entity
from tests.factories.tills import Shop, cash

CARD = "4111 1111 1111 1111"
NUMBER = "KH-0001"


def sold(shop: Shop, *tenders: Tender, loads: tuple[Load, ...] = ()) -> sales.FinishedSale:
    """One coffee of 18.500."""
    coffee = shop.item("KOPI")
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
        cart = carts.add_line(unit, cart=cart.id, item=coffee, qty=whole(1))
        aside = sales.Aside(loads)
        return sales.complete_sale(unit, cart=cart.id, actor=shop.sari, tenders=tenders, aside=aside)


def refused(do: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as why:
        do()
    return why.value


def test_a_card_pays_what_is_on_it_and_no_more(open_shop: Shop) -> None:
    sold(open_shop, *cash(100_000), loads=(Load(PutAside.GIFT_CARD_SOLD, NUMBER, Money(20_000)),))
    by_card = Tender(TenderMethod.GIFT_CARD, Money(18_500), number="kh-0001 ")
    assert sold(open_shop, by_card).receipt.tenders[0].number == NUMBER
    why = refused(lambda: sold(open_shop, by_card))
    assert (why.code, why.facts["left"]) == (ErrorCode.STORED_VALUE_SHORT, 1_500)
    unknown = Tender(TenderMethod.GIFT_CARD, Money(18_500), number="KH-9")
    assert refused(lambda: sold(open_shop, unknown)).code is ErrorCode.STORED_VALUE_UNKNOWN


def test_a_cards_number_is_refused_wherever_it_is_typed(open_shop: Shop) -> None:
    coffee = open_shop.item("KOPI")

    def moved(unit: StoreUnit) -> None:
        shifts.move_cash(
            unit, direction=CashDirection.OUT, reason=CashReason.DROP, amount=Money(1_000), note=CARD,
            actor=open_shop.sari,
        )  # fmt: skip

    def held(unit: StoreUnit) -> None:
        cart = carts.open_cart(unit, actor=open_shop.sari)
        carts.add_line(unit, cart=cart.id, item=coffee, qty=whole(1))
        carts.hold(unit, cart=cart.id, name=f"meja 3 {CARD}")

    def paid(unit: StoreUnit) -> None:
        cart = carts.open_cart(unit, actor=open_shop.sari)
        cart = carts.add_line(unit, cart=cart.id, item=coffee, qty=whole(1))
        tender = Tender(TenderMethod.CARD, Money(18_500), CARD)
        sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=(tender,))

    for do in (moved, held, paid):
        with pytest.raises(Refusal) as why, open_shop.store.write() as unit:
            do(unit)
        assert why.value.code is ErrorCode.CARD_NUMBER_REFUSED, do.__name__


def test_money_goes_back_the_way_it_came(open_shop: Shop) -> None:
    wallet = Tender(TenderMethod.E_WALLET, Money(18_500), "GP-1", "gopay")
    sale = sold(open_shop, wallet)
    with open_shop.store.write() as unit:
        back = returns.return_lines(
            unit, original=sale.sale, back=[LineBack(1, whole(1))], reason="rusak", actor=open_shop.budi
        )
    assert back.receipt.tenders == (wallet,)
    assert back.pieces == {}


def test_of_a_mixed_refund_only_the_cash_is_rounded(open_shop: Shop) -> None:
    gula = open_shop.item("GULA")
    wallet = Tender(TenderMethod.E_WALLET, Money(42_350), "GP-1", "gopay")
    with open_shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=open_shop.sari)
        cart = carts.add_line(unit, cart=cart.id, item=gula, qty=whole(3))
        sale = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=(*cash(10_000), wallet))
    backs = []
    for count in (1, 2):
        with open_shop.store.write() as unit:
            backs.append(
                returns.return_lines(
                    unit, original=sale.sale, back=[LineBack(1, whole(count))], reason="rusak",
                    actor=open_shop.budi,
                )
            )  # fmt: skip
    first = {one.method: one.amount for one in backs[0].receipt.tenders}
    assert first == {TenderMethod.CASH: 10_000, TenderMethod.E_WALLET: 7_450}
    assert all(back.receipt.cash % 100 == 0 for back in backs)
    assert sum(back.refund for back in backs) == sale.receipt.due


@pytest.mark.parametrize("count", [MAX_TENDERS, MAX_TENDERS + 1])
def test_no_more_cards_go_on_a_receipt_than_its_event_takes(open_shop: Shop, count: int) -> None:
    loads = tuple(Load(PutAside.GIFT_CARD_SOLD, f"KH-{place:04}", Money(1_000)) for place in range(count))
    if count > MAX_TENDERS:
        why = refused(lambda: sold(open_shop, *cash(100_000), loads=loads))
        assert why.code is ErrorCode.TENDER_TOO_LARGE
        return
    done = sold(open_shop, *cash(100_000), loads=loads)
    with open_shop.store.write() as unit:
        (stored,) = events_after(unit, 1, done.event_seq - 1, limit=1)
    payload = decode(stored.body.encode()).p
    assert isinstance(payload, SaleCompleted)
    assert payload.to_receipt().loads == loads


def test_a_store_credit_goes_by_its_receipts_number_and_pays_later(open_shop: Shop) -> None:
    sale = sold(open_shop, *cash(20_000))
    credit = Tender(TenderMethod.STORE_CREDIT, Money(0))
    with open_shop.store.write() as unit:
        back = returns.return_lines(
            unit, original=sale.sale, back=[LineBack(1, whole(1))], reason="rusak", actor=open_shop.budi,
            by=credit,
        )  # fmt: skip
        held = look_up(unit, method=TenderMethod.STORE_CREDIT, number=back.receipt_no, stand_alone=False)
    assert held is not None
    assert held.balance == 18_500
    sold(open_shop, Tender(TenderMethod.STORE_CREDIT, Money(18_500), number=back.receipt_no))


def told(shop: Shop, row: StoredValueRow) -> None:
    """As the back office tells it."""
    with shop.store.write() as unit:
        keep(unit, Entity.STORED_VALUE, f"{row.method.value}:{row.number}", row)


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"blocked": True}, ErrorCode.STORED_VALUE_BLOCKED),
        ({"expires_on": date(2020, 1, 31)}, ErrorCode.STORED_VALUE_LAPSED),
    ],
)
def test_what_the_office_blocked_or_let_lapse_neither_pays_nor_is_loaded(
    open_shop: Shop, terms: dict[str, Any], why: ErrorCode
) -> None:
    method = TenderMethod.GIFT_CARD
    told(open_shop, StoredValueRow(method=method, number=NUMBER, balance=Money(50_000), **terms))
    by_card = Tender(method, Money(18_500), number=NUMBER)
    refusal = refused(lambda: sold(open_shop, by_card))
    assert refusal.code is why
    loads = (Load(PutAside.GIFT_CARD_SOLD, NUMBER, Money(20_000)),)
    assert refused(lambda: sold(open_shop, *cash(100_000), loads=loads)).code is why
    for language in LANGUAGES:
        use(language)
        words = problem_text(refusal.code, refusal.facts)
        assert NUMBER in words
        assert "2020-01" not in words


def test_what_is_left_is_said_in_money(open_shop: Shop) -> None:
    method = TenderMethod.GIFT_CARD
    told(open_shop, StoredValueRow(method=method, number=NUMBER, balance=Money(1_500)))
    refusal = refused(lambda: sold(open_shop, Tender(method, Money(18_500), number=NUMBER)))
    use("en")
    assert problem_text(refusal.code, refusal.facts) == "Only Rp1.500 is left on KH-0001."
