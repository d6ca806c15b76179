"""An order with a deposit: the VAT owed on money paid ahead, and what becomes of it when it is cancelled.

Money received for goods to come is taxed on the day it is received (UU PPN art. 11(2)), in the proportion in
which the order is taxed; the sale that follows is taxed in full, less what was taxed before.
"""

from enum import StrEnum

from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money, divide_half_up


class OrderKind(StrEnum):
    """Goods laid aside for a customer, or prices that were only named."""

    ORDER = "order"
    QUOTATION = "quotation"


class OrderState(StrEnum):
    """What became of it."""

    OPEN = "open"
    PICKED_UP = "picked_up"
    CANCELLED = "cancelled"


def vat_of_deposit(deposit: Money, *, total: Money, tax: Money) -> Money:
    """VAT in a deposit on an order of `total` that holds `tax`, whatever its goods are taxed by."""
    return Money(divide_half_up(tax * deposit, total)) if total else ZERO


def forfeited_vat(forfeited: Money, *, deposit: Money, vat: Money) -> Money:
    """The part of a deposit's VAT that stays owed: of what the customer gives up."""
    return Money(divide_half_up(vat * forfeited, deposit)) if deposit else ZERO


def net_payments(tenders: tuple[Tender, ...], change: Money) -> tuple[Tender, ...]:
    """What each way paid of a deposit: the change taken off the cash."""
    paid = []
    for tender in tenders:
        amount = tender.amount
        if tender.method is TenderMethod.CASH:
            part = min(amount, change)
            amount, change = Money(amount - part), Money(change - part)
        if amount:
            paid.append(Tender(tender.method, amount, tender.reference, tender.kind, tender.number))
    return tuple(paid)
