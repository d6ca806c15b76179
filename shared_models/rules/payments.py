"""The payments of a receipt one by one, as every count by method takes them."""

from typing import Final, NamedTuple

from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import ZERO, Money

# A payment of these is told by its reference: taken twice, one of the two was not paid.
TOLD_BY_REFERENCE: Final = frozenset({TenderMethod.QRIS, TenderMethod.E_WALLET})
LONGEST: Final = 64
"""Of a reference; what is longer is kept with its receipt and compared with nothing."""
# Value that customers hold with the shop, each under a number.
STORED: Final = frozenset(
    {
        TenderMethod.GIFT_VOUCHER,
        TenderMethod.GIFT_CARD,
        TenderMethod.STORE_CREDIT,
        TenderMethod.CUSTOMER_DEPOSIT,
    }
)
LOADED: Final = {
    PutAside.GIFT_VOUCHER_SOLD: TenderMethod.GIFT_VOUCHER,
    PutAside.GIFT_CARD_SOLD: TenderMethod.GIFT_CARD,
    PutAside.DEPOSIT_TAKEN: TenderMethod.CUSTOMER_DEPOSIT,
}


class Payment(NamedTuple):
    """What stayed (> 0) or was paid out (< 0) by one way to pay. `kind`: the shop's own name for it."""

    method: TenderMethod | PutAside
    kind: str | None
    amount: Money


class StoredMove(NamedTuple):
    """What a receipt does to a voucher, card or credit: loads it (> 0) or spends it (< 0)."""

    method: TenderMethod
    number: str
    amount: Money


def payments_of(receipt: Receipt) -> list[Payment]:
    """They sum to total plus rounding, of a return below zero. Change is taken off the cash."""
    sign = 1 if receipt.kind is ReceiptKind.SALE else -1
    change, found = receipt.change, []
    for tender in receipt.tenders:
        amount = Money(sign * tender.amount)
        if tender.method is TenderMethod.CASH and change:
            amount, change = Money(amount - change), ZERO
        found.append(Payment(tender.method, tender.kind, amount))
    if change:
        found.append(Payment(TenderMethod.CASH, None, Money(-change)))
    found += [Payment(what, None, Money(-sign * amount)) for what, amount in receipt.set_aside]
    return found


def stored_moves(receipt: Receipt) -> list[StoredMove]:
    """Of every voucher, card, credit and deposit the receipt touches.

    A return gives back onto it; a deposit that is paid back it takes off.
    """
    sign = -1 if receipt.kind is ReceiptKind.SALE else 1
    spent = [
        StoredMove(tender.method, tender.number, Money(sign * tender.amount))
        for tender in receipt.tenders
        if tender.method in STORED and tender.number is not None and tender.amount
    ]
    loaded = [
        StoredMove(LOADED[load.sold], load.number, Money(-sign * load.amount)) for load in receipt.loads
    ]
    return [*spent, *loaded]


def told_references(receipt: Receipt) -> list[tuple[TenderMethod, str]]:
    """References that may pay one receipt only. A refund names the payment it gives back."""
    if receipt.kind is not ReceiptKind.SALE:
        return []
    return [
        (tender.method, tender.reference)
        for tender in receipt.tenders
        if tender.method in TOLD_BY_REFERENCE and tender.reference and len(tender.reference) <= LONGEST
    ]
