"""Paying every way in a trading day, with a customer who collects points and buys on account, and offers.

`MEMBER`, `TERMS`, `OFFERS` and `QRIS` are what the shop must know before the day begins: a till alone is
given it, a back office feeds it.
"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from shared_models.values.money import Money
from shared_models.wire.customers import CustomerTerms, PointsTerms
from shared_models.wire.promotions import (
    AmountOffRow,
    MinimumRow,
    PercentOffRow,
    PromotionRow,
    SavePromotion,
    VoucherTermsRow,
)
from shared_models.wire.replica import CustomerRow
from tests.factories.trading_day import Day, Kinds

# Of a fictitious merchant (domain_vectors.json S2).
QRIS: Final = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204549953033605802ID5914WARUNG BU TINI6006SLEMAN6105552816304A197"
)
CARD: Final = "7700001"
MEMBER: Final = CustomerRow(
    id=UUID(int=0xA1), code="M1", card=CARD, name="Ibu Ani", credit_limit=Money(5_000_000)
)
TERMS: Final = CustomerTerms(
    points=PointsTerms(spend=Money(1_000), value=Money(10), offline_cap=100_000),
    credit_offline_cap=Money(2_000_000),
)
CODE: Final = "HEMAT"
GIFT: Final = 20_000
_FROM: Final = date(2026, 1, 1)
OFFERS: Final = (
    PromotionRow(
        id=UUID(int=0x9901),
        promotion=SavePromotion(
            name="Belanja besar",
            valid_from=_FROM,
            version=0,
            minimum=MinimumRow(amount=Money(60_000)),
            benefit=PercentOffRow(rate_bp=500),
        ),
    ),
    PromotionRow(
        id=UUID(int=0x9902),
        promotion=SavePromotion(
            name="Kode hemat",
            valid_from=_FROM,
            version=0,
            voucher=VoucherTermsRow(codes=(CODE,)),
            benefit=AmountOffRow(amount=Money(1_000), per_unit=False),
        ),
    ),
)


def by_qris(day: Day) -> None:
    """The code on the screen holds the amount; its number is typed off the customer's phone."""
    day.basket()
    day.paid(lambda: day.hand.by_qris(_reference(day)))


def by_debit_card(day: Day) -> None:
    day.basket()
    day.paid(lambda: day.hand.by_way("Debit card", f"A{_reference(day)}"))


def by_wallet(day: Day) -> None:
    day.basket()
    day.paid(lambda: day.hand.by_way("GoPay", f"GP{_reference(day)}"))


def by_transfer(day: Day) -> None:
    day.basket()
    day.paid(lambda: day.hand.by_way("Bank transfer", f"TF{_reference(day)}"))


def by_gift_card(day: Day) -> None:
    """It is sold with goods, and pays a part of the next receipt."""
    number = f"KH{_reference(day)}"
    day.basket()
    day.hand.sell_card(number, GIFT)
    day.paid(day.hand.the_rest)
    day.hand.ring_up(day.goods.dear, day.goods.dear)
    day.hand.by_card_number("Gift card", number)
    day.paid(day.hand.the_rest)


def with_points(day: Day) -> None:
    """She collects on one receipt and pays a part of the next with what she has."""
    for spends in (False, True):
        day.hand.ring_up(*[day.goods.dear] * 4)
        day.seller.scan(CARD)
        day.seller.until(lambda: day.seller.till.state.member is not None)
        if spends:
            day.hand.by_way("Points")
            day.paid(day.hand.the_rest)
        else:
            day.paid(day.hand.exactly)


def on_account(day: Day) -> None:
    """A supervisor need not be asked: she is within her limit."""
    day.basket()
    day.seller.scan(CARD)
    day.seller.until(lambda: day.seller.till.state.member is not None)
    day.paid(lambda: day.hand.by_way("On account"))


def change_given_away(day: Day) -> None:
    """What a note leaves below a thousand goes to others, because she says so."""
    day.hand.ring_up(day.goods.pieces[0])
    day.paid(day.hand.give_change_away)
    paid = day.seller.window.side.paying.paid
    assert paid is not None
    assert paid.donation > 0


def with_a_code(day: Day) -> None:
    day.hand.ring_up(day.goods.dear)
    day.hand.enter_code(CODE)
    day.seller.until(lambda: day.seller.till.state.saved > 0)
    day.paid(day.hand.exactly)


def with_a_large_basket(day: Day) -> None:
    """So much that an offer holds by itself."""
    day.hand.ring_up(*[day.goods.dear] * 6)
    day.seller.until(lambda: day.seller.till.state.saved > 0)
    day.paid(day.hand.exactly)


def _reference(day: Day) -> str:
    """Twelve digits that no other payment of the day has."""
    return f"6260{day.chance.randrange(10**8):08}"


WAYS: Final[Kinds] = {
    by_qris: 4,
    by_debit_card: 2,
    by_wallet: 3,
    by_transfer: 1,
    by_gift_card: 2,
    with_points: 2,
    on_account: 2,
    change_given_away: 1,
    with_a_code: 2,
    with_a_large_basket: 2,
}
"""Twenty-five receipts."""
