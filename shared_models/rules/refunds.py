"""Money back the way it came: what each way of a sale's payment can still take, and how a refund is shared.

Cash that was not paid in cash is how stolen cards become money: whoever pays it out must be allowed to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from shared_models.rules.payments import STORED
from shared_models.rules.receipt import Receipt, Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money

# Any amount can go these ways, whatever was paid by them.
ALWAYS: Final = frozenset({TenderMethod.CASH, TenderMethod.STORE_CREDIT})
Way = tuple[TenderMethod, str | None, str | None]
"""Method, the shop's name for it, number of a card or voucher."""


def way_of(tender: Tender) -> Way:
    return tender.method, tender.kind, tender.number


def refundable(sale: Receipt, refunds: Iterable[Receipt]) -> tuple[Tender, ...]:
    """What each way the sale was paid by can still take back, in the order it was paid.

    Change, donations and what was loaded onto cards are taken off the cash first, then off other money, the
    last payment before the others, then off stored value, what is owed, and points.
    """
    left: dict[Way, Tender] = {}
    for tender in sale.tenders:
        if tender.method is TenderMethod.CUSTOMER_DEPOSIT:
            continue  # its order is done: what it paid goes back as cash
        known = left.get(way_of(tender))
        amount = tender.amount + (ZERO if known is None else known.amount)
        left[way_of(tender)] = replace(tender, amount=Money(amount))
    order = sorted([*reversed(left)], key=lambda way: _place(way[0]))
    _take(left, order, sale.change + sum([amount for _, amount in sale.set_aside]))
    for refund in refunds:
        for tender in refund.tenders:
            own = way_of(tender)
            _take(left, [own, *(one for one in order if one != own)], tender.amount)
    return tuple([tender for tender in left.values() if tender.amount > 0])


def refund_tenders(
    amount: Money, ways: Sequence[Tender], *, first: Tender | None = None
) -> tuple[Tender, ...]:
    """`amount` shared over the ways, the chosen one first; what none of them takes is cash.

    `first`: one of `ways`, or cash or a store credit with its new number: these take all of it.
    """
    rest, shared = amount, []
    if first is not None and first.method in ALWAYS:
        return (replace(first, amount=amount),) if amount else ()
    ordered = [way for way in ways if first is not None and way_of(way) == way_of(first)]
    ordered += [way for way in ways if way not in ordered]
    for way in ordered:
        part = min(rest, way.amount)
        if part > 0:
            shared.append(replace(way, amount=Money(part)))
            rest = Money(rest - part)
    if rest:
        shared = _with_cash(shared, rest)
    return tuple(shared)


def unpaid_cash(ways: Sequence[Tender], tenders: Sequence[Tender]) -> Money:
    """Cash of a refund beyond what was paid in cash: 0 when all goes back the way it came."""
    paid = sum([way.amount for way in ways if way.method is TenderMethod.CASH])
    out = sum([tender.amount for tender in tenders if tender.method is TenderMethod.CASH])
    return Money(max(out - paid, 0))


def _place(method: TenderMethod) -> int:
    """Among the ways that pay for what was set aside: what is no money goes back as what it was."""
    if method is TenderMethod.CASH:
        return 0
    if method in STORED:
        return 2
    return {TenderMethod.CREDIT_SALE: 3, TenderMethod.LOYALTY_POINT: 4}.get(method, 1)


def _with_cash(shared: list[Tender], rest: Money) -> list[Tender]:
    for place, tender in enumerate(shared):
        if tender.method is TenderMethod.CASH:
            return [
                *shared[:place],
                replace(tender, amount=Money(tender.amount + rest)),
                *shared[place + 1 :],
            ]
    return [*shared, Tender(TenderMethod.CASH, rest)]


def _take(left: dict[Way, Tender], order: Sequence[Way], amount: int) -> None:
    for way in order:
        tender = left.get(way)
        if tender is not None and amount > 0:
            part = min(amount, tender.amount)
            left[way] = replace(tender, amount=Money(tender.amount - part))
            amount -= part
