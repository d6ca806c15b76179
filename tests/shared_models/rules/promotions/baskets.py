"""Goods, baskets and promotions of a small shop as plain values, and strategies for many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st

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
    Hours,
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
from shared_models.rules.promotions.outcome import Evaluated
from shared_models.values.ids import BranchId, CategoryId, ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, price_of

SNACKS, DRINKS, CIGARETTES = (CategoryId(UUID(int=0xC0 + n)) for n in range(3))
# name: (category, price)
GOODS: Final = {
    "keripik": (SNACKS, 10_000),
    "wafer": (SNACKS, 7_500),
    "kacang": (SNACKS, 3_333),
    "teh": (DRINKS, 5_000),
    "kopi": (DRINKS, 12_345),
    "rokok": (CIGARETTES, 28_000),
}
BANDUNG, JAKARTA = BranchId(UUID(int=0xB1)), BranchId(UUID(int=0xB2))
SUNDAY_NOON: Final = Moment(day=date(2026, 11, 22), weekday=6, minute=12 * 60, branch=BANDUNG)


def product(name: str) -> ProductId:
    return ProductId(UUID(int=0xA00 + list(GOODS).index(name)))


def scope(*names: str) -> Scope:
    return Scope(products=frozenset(map(product, names)))


def category(*categories: CategoryId) -> Scope:
    return Scope(categories=frozenset(categories))


def line(
    name: str, qty: int = ONE, *, number: int = 1, price: int | None = None, by_hand: bool = False
) -> BasketLine:
    of, listed = GOODS[name]
    cost = Money(listed if price is None else price)
    return BasketLine(
        line=number,
        product=product(name),
        category=of,
        unit="PCS",
        factor=ONE,
        qty=Quantity(qty),
        price=cost,
        gross=price_of(Quantity(qty), cost),
        by_hand=by_hand,
    )


def basket(*goods: tuple[str, int] | BasketLine, **about: Any) -> Basket:
    """Lines of (name, whole units), numbered in this order."""
    lines = [one if isinstance(one, BasketLine) else line(one[0], one[1] * ONE) for one in goods]
    return Basket(lines=numbered(lines), **about)


def numbered(lines: Sequence[BasketLine]) -> tuple[BasketLine, ...]:
    return tuple(replace(one, line=number) for number, one in enumerate(lines, 1))


def promotion(benefit: Benefit, number: int = 1, **about: Any) -> Promotion:
    about = {"valid_from": date(2026, 1, 1), "name": f"Promo {number}", **about}
    return Promotion(id=PromotionId(UUID(int=number)), benefit=benefit, **about)


def percent(value: int) -> Reward:
    return Reward(RewardKind.PERCENT, value * 100)


def at(price: int) -> Reward:
    return Reward(RewardKind.PRICE, price)


def bought(basket: Basket, *promotions: Promotion, now: Moment = SUNDAY_NOON) -> Evaluated:
    return evaluate(basket, promotions, now=now)


def off(found: Evaluated) -> list[int]:
    """The discount of each line."""
    return [one.amount for one in found.lines]


# ------------------------------------------------------------------------------------------------ strategies
rates_bp = st.sampled_from([500, 1_000, 1_250, 3_333, 5_000, 10_000])
small = st.integers(min_value=1, max_value=3)
scopes = st.one_of(
    st.lists(st.sampled_from(list(GOODS)), min_size=1, max_size=3).map(lambda names: scope(*names)),
    st.sampled_from([category(SNACKS), category(DRINKS), category(SNACKS, DRINKS)]),
)
wide_scopes = st.one_of(scopes, st.just(EVERYTHING))
amounts = st.integers(min_value=1, max_value=20_000).map(Money)
set_rewards = st.builds(
    Reward, st.sampled_from([RewardKind.AMOUNT, RewardKind.PRICE]), st.integers(min_value=1, max_value=25_000)
) | st.builds(Reward, st.just(RewardKind.PERCENT), rates_bp)
limits = st.none() | small
tiers = st.lists(st.tuples(st.integers(min_value=1, max_value=60), rates_bp), min_size=1, max_size=3)


def tiered(of: Scope, by: TierBy, steps: list[tuple[int, int]]) -> Tiered:
    each = ONE if by is TierBy.QUANTITY else 1_000
    rising = sorted(dict(steps).items())
    return Tiered(of, by, tuple(Tier(at * each, Reward(RewardKind.PERCENT, bp)) for at, bp in rising))


rates: st.SearchStrategy[Benefit] = st.one_of(
    st.builds(PercentOff, wide_scopes, rates_bp),
    st.builds(AmountOff, wide_scopes, amounts, per_unit=st.just(value=True)),
    st.builds(tiered, wide_scopes, st.sampled_from(TierBy), tiers),
)
counted: st.SearchStrategy[Benefit] = st.one_of(
    st.builds(BuyGet, scopes, small, st.none() | scopes, small, rates_bp, limits),
    st.builds(SetOffer, scopes, st.integers(min_value=2, max_value=4), set_rewards, st.booleans(), limits),
    st.builds(
        Bundle,
        st.lists(st.builds(BundlePart, scopes, small), min_size=1, max_size=2).map(tuple),
        set_rewards,
        limits,
    ),
    st.builds(FreeItem, st.sampled_from(list(GOODS)).map(product), small),
)
lumps: st.SearchStrategy[Benefit] = st.one_of(
    st.builds(AmountOff, scopes, amounts, per_unit=st.just(value=False)),
    st.builds(PercentOff, scopes, rates_bp, amounts),
)
on_receipt: st.SearchStrategy[Benefit] = st.one_of(
    st.builds(PercentOff, st.just(EVERYTHING), rates_bp, st.none() | amounts),
    st.builds(AmountOff, st.just(EVERYTHING), amounts, per_unit=st.just(value=False)),
)


def terms(benefit: Benefit, number: int, draw: st.DrawFn, level: Level) -> Promotion:
    group = draw(st.sampled_from([None, None, "a", "b"]))
    # Members of a group step in together, at the place of the first; a common priority keeps that place.
    priority = {"a": 1, "b": 2}.get(group or "", draw(small))
    return promotion(
        benefit,
        number,
        level=level,
        priority=priority,
        group=group,
        stackable=draw(st.booleans()),
        minimum=draw(st.none() | st.builds(Minimum, amounts, wide_scopes)),
        also_by_hand=draw(st.booleans()),
        hours=draw(st.sampled_from([(), (Hours(frozenset({6}), 600, 900),)])),
    )


@st.composite
def promotion_lists(draw: st.DrawFn, *, takers: int = 6) -> list[Promotion]:
    """Promotions of all kinds, in any order."""
    kinds = (
        (counted, takers, Level.GOODS),
        (lumps, 1, Level.GOODS),
        (rates, 4, Level.GOODS),
        (on_receipt, 2, Level.RECEIPT),
        (lumps, 1, Level.RECEIPT),
    )
    found: list[Promotion] = []
    for benefits, most, level in kinds:
        for benefit in draw(st.lists(benefits, max_size=most)):
            found.append(terms(benefit, len(found) + 1, draw, level))
    return draw(st.permutations(found))


quantities = st.one_of(
    st.integers(min_value=1, max_value=6).map(lambda n: n * ONE), st.sampled_from([250, 1_333, 2_500, 24_000])
)
basket_lines = st.builds(
    line,
    st.sampled_from(list(GOODS)),
    quantities,
    price=st.sampled_from([None, None, None, 0, 1, 4_999]),
    by_hand=st.sampled_from([False, False, True]),
)
baskets = st.builds(lambda lines: basket(*lines), st.lists(basket_lines, min_size=1, max_size=8))
