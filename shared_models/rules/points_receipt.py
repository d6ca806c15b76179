"""Points of a whole receipt: what a sale earns, what its return takes back, what was paid with them."""

from collections.abc import Mapping

from shared_models.rules.points import EarningLine, PointsRule, earned, taken_back
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity


def paid_by(receipt: Receipt, method: TenderMethod) -> Money:
    """What of a receipt was paid, or refunded, by one means."""
    return Money(sum([tender.amount for tender in receipt.tenders if tender.method is method]))


def earned_on(receipt: Receipt, rule: PointsRule) -> int:
    """Points that a sale earns."""
    return earned(_lines(receipt), rule=rule, paid_with_points=_paid(receipt))


def taken_back_with(
    sale: Receipt, rule: PointsRule, *, before: Mapping[int, Quantity], after: Mapping[int, Quantity]
) -> int:
    """Points a return of `sale` takes back; quantities returned so far, by the sale's line number."""
    return taken_back(_lines(sale), rule=rule, paid_with_points=_paid(sale), before=before, after=after)


def _lines(receipt: Receipt) -> list[EarningLine]:
    return [EarningLine(line.line, line.amount, line.qty) for line in receipt.lines]


def _paid(receipt: Receipt) -> Money:
    """A receipt whose payments exceed it earns as if it had been paid with points as a whole."""
    return min(paid_by(receipt, TenderMethod.LOYALTY_POINT), receipt.total)
