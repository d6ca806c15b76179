"""Goal 4: what a cart costs to evaluate with 200 promotions in force, at 1, 50, 200 and 1,200 lines.

A harder shop than most: 1,000 products in 25 categories of which nearly every one is in some offer, a third
of the offers hold for whole categories, and offers of all kinds compete for the same goods. CPU of one
evaluation.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Final
from uuid import UUID

from shared_models.rules.promotions.basket import Basket, BasketLine, Moment
from shared_models.rules.promotions.evaluate import evaluate
from shared_models.rules.promotions.model import (
    EVERYTHING,
    AmountOff,
    Benefit,
    Bundle,
    BundlePart,
    BuyGet,
    FreeItem,
    Level,
    Minimum,
    PercentOff,
    Promotion,
    PromotionId,
    Reward,
    RewardKind,
    Scope,
    SetOffer,
    Tier,
    TierBy,
    Tiered,
)
from shared_models.values.ids import BranchId, CategoryId, ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, price_of
from tests.bench.figures import Figure

# Lines and milliseconds that are still not felt between a scan and its line.
CASES: Final = ((1, 5.0), (50, 5.0), (200, 5.0), (1_200, 50.0))
PROMOTIONS: Final = 200
PRODUCTS: Final = 1_000
CATEGORIES: Final = 25
TURNS: Final = 25
NOW: Final = Moment(day=date(2026, 11, 22), weekday=6, minute=600, branch=BranchId(UUID(int=1)))
PERCENT: Final = RewardKind.PERCENT


def run() -> list[Figure]:
    promotions = in_force(Random(7))
    return [_measured(lines, goal, promotions) for lines, goal in CASES]


def _measured(lines: int, goal: float, promotions: list[Promotion]) -> Figure:
    cart = basket(lines, Random(lines))
    found = evaluate(cart, promotions, now=NOW)
    reduced = sum(1 for line in found.lines if line.shares)
    ours = min(_timed(lambda: evaluate(cart, promotions, now=NOW)) for _ in range(TURNS))
    note = f"{reduced} lines reduced, {found.discount} off"
    return Figure(4, f"{PROMOTIONS} promotions on {lines} lines", "CPU ms", ours, None, goal, note)


def basket(lines: int, random: Random) -> Basket:
    return Basket(lines=tuple(_line(number, random) for number in range(1, lines + 1)))


def in_force(random: Random) -> list[Promotion]:
    """Of every kind about as many, and four on the whole receipt."""
    found = [_promotion(n, _benefit(n, random), random) for n in range(PROMOTIONS - 4)]
    return [
        *found,
        _wide(PROMOTIONS, PercentOff(EVERYTHING, 500), Level.RECEIPT),
        _wide(PROMOTIONS + 1, AmountOff(EVERYTHING, Money(10_000), per_unit=False), Level.RECEIPT),
        _wide(PROMOTIONS + 2, PercentOff(EVERYTHING, 200), Level.GOODS),
        _wide(PROMOTIONS + 3, FreeItem(_product(1)), Level.GOODS),
    ]


def _promotion(number: int, benefit: Benefit, random: Random) -> Promotion:
    return Promotion(
        id=PromotionId(UUID(int=number + 1)),
        name=f"Promo {number}",
        benefit=benefit,
        valid_from=date(2026, 1, 1),
        stackable=random.random() < 0.2,
        priority=random.randrange(5),
    )


def _wide(number: int, benefit: Benefit, level: Level) -> Promotion:
    return Promotion(
        id=PromotionId(UUID(int=number)),
        name=f"Promo {number}",
        benefit=benefit,
        valid_from=date(2026, 1, 1),
        level=level,
        minimum=Minimum(Money(100_000)),
        stackable=True,
    )


def _benefit(number: int, random: Random) -> Benefit:
    scope, other = _scope(random), _products(3, random)
    made: tuple[Callable[[], Benefit], ...] = (
        lambda: PercentOff(scope, 1_000),
        lambda: AmountOff(scope, Money(500), per_unit=True),
        lambda: BuyGet(scope, 2, None, 1),
        lambda: SetOffer(scope, 3, Reward(PERCENT, 2_000)),
        lambda: Bundle(
            (BundlePart(_products(3, random), 1), BundlePart(other, 1)), Reward(RewardKind.AMOUNT, 3_000)
        ),
        lambda: Tiered(
            scope,
            TierBy.QUANTITY,
            (Tier(3 * ONE, Reward(PERCENT, 500)), Tier(12 * ONE, Reward(PERCENT, 1_500))),
        ),
        lambda: BuyGet(scope, 1, other, 1, 5_000),
        lambda: PercentOff(scope, 1_500),
    )
    return made[number % len(made)]()


def _scope(random: Random) -> Scope:
    if random.random() < 0.3:
        return Scope(categories=frozenset({_category(random.randrange(CATEGORIES))}))
    return _products(random.choice((1, 2, 5, 20)), random)


def _products(count: int, random: Random) -> Scope:
    return Scope(products=frozenset(_product(n) for n in random.sample(range(PRODUCTS), count)))


def _line(number: int, random: Random) -> BasketLine:
    product = random.randrange(PRODUCTS)
    qty, price = (
        Quantity(random.choice((1, 1, 1, 2, 3, 6, 12)) * ONE),
        Money(1_000 + product * 37 % 890 * 100),
    )
    return BasketLine(
        line=number,
        product=_product(product),
        category=_category(product % CATEGORIES),
        unit="PCS",
        factor=ONE,
        qty=qty,
        price=price,
        gross=price_of(qty, price),
    )


def _product(number: int) -> ProductId:
    return ProductId(UUID(int=0xA00000 + number))


def _category(number: int) -> CategoryId:
    return CategoryId(UUID(int=0xC00000 + number))


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds of CPU: a busy machine would only measure its neighbours."""
    began = time.thread_time_ns()
    work()
    return (time.thread_time_ns() - began) / 1e6
