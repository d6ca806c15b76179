"""How the receipts of a shift were paid: per method what came in with sales and went out with returns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """What stayed of sales and went back with returns, both >= 0; `times`: payments of either kind.

    What was set aside (cards loaded, donations) is among what went back: it is in the tenders, and no sale.
    """

    method: TenderMethod | PutAside
    sales: Money = ZERO
    refunds: Money = ZERO
    times: int = 0

    @property
    def net(self) -> Money:
        return Money(self.sales - self.refunds)

    def __add__(self, other: "MethodTotal") -> "MethodTotal":
        return MethodTotal(
            self.method,
            Money(self.sales + other.sales),
            Money(self.refunds + other.refunds),
            self.times + other.times,
        )


def methods_of(receipts: Iterable[Receipt]) -> tuple[MethodTotal, ...]:
    """One total per method that was used, in the order of the methods."""
    totals: dict[TenderMethod | PutAside, MethodTotal] = {}
    for receipt in receipts:
        for paid in _paid(receipt):
            known = totals.get(paid.method)
            totals[paid.method] = paid if known is None else known + paid
    return tuple(totals[method] for method in (*TenderMethod, *PutAside) if method in totals)


def _paid(receipt: Receipt) -> Iterator[MethodTotal]:
    """Each method of one receipt once; cash less the change."""
    amounts: dict[TenderMethod, int] = {}
    for tender in receipt.tenders:
        amounts[tender.method] = amounts.get(tender.method, 0) + tender.amount
    if TenderMethod.CASH in amounts:
        amounts[TenderMethod.CASH] = receipt.cash
    for method, amount in amounts.items():
        if receipt.kind is ReceiptKind.RETURN:
            yield MethodTotal(method, refunds=Money(amount), times=1)
        else:
            yield MethodTotal(method, sales=Money(amount), times=1)
    for what, amount in receipt.set_aside:
        if receipt.kind is ReceiptKind.RETURN:
            yield MethodTotal(what, sales=amount, times=1)
        else:
            yield MethodTotal(what, refunds=amount, times=1)
