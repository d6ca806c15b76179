"""Points of whole receipts."""

from __future__ import annotations

from dataclasses import replace

from shared_models.rules.points import PointsRule
from shared_models.rules.points_receipt import earned_on, paid_by, taken_back_with
from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity
from tests.factories.receipts import cart_of, sale_of

RULE = PointsRule(Money(1_000), Money(10))


def test_what_points_paid_earns_none() -> None:
    sale = sale_of(cart_of([50_000, 48_480]))
    assert earned_on(sale, RULE) == 98
    tenders = (
        Tender(TenderMethod.LOYALTY_POINT, Money(10_000)),
        Tender(TenderMethod.CASH, Money(sale.total - 10_000)),
    )
    mixed = replace(sale, tenders=tenders)
    assert paid_by(mixed, TenderMethod.LOYALTY_POINT) == 10_000
    assert earned_on(mixed, RULE) == 88


def test_the_parts_of_a_return_take_back_what_was_earned() -> None:
    sale = sale_of(cart_of([50_000, 48_480]))
    first = taken_back_with(sale, RULE, before={}, after={1: ONE})
    second = taken_back_with(sale, RULE, before={1: ONE}, after={1: ONE, 2: Quantity(ONE)})
    assert first + second == 98
