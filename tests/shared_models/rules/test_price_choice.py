"""Customer before level before tier before list; of a tier, what holds that day in that branch."""

from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.price_choice import (
    MEMBER,
    RETAIL,
    WALK_IN,
    WHOLESALE,
    Buyer,
    ChosenPrice,
    LevelCode,
    PriceBasis,
    below_cost,
    choosable,
    choose_price,
    held,
)
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.values.quantity import NONE, ONE, Quantity, price_of, whole
from shared_models.values.refusals import Refusal
from tests.factories.receipts import PPN_EXCLUSIVE, PPN_INCLUSIVE


@dataclass(frozen=True)
class Row:
    price: Money
    from_qty: Quantity = NONE
    level: str | None = None
    customer: str | None = None
    branch: str | None = None
    valid_from: int = 1
    valid_to: int | None = None


def tier(count: int, price: int) -> Row:
    return Row(Money(price), from_qty=whole(count))


# domain_id.md §4: 1-11 @3.500, 12-47 @3.300, from 48 @3.150.
LISTED = Row(Money(3_500))
TIERS = [LISTED, tier(12, 3_300), tier(48, 3_150)]
MEMBERS = Row(Money(3_400), level=MEMBER)
WARUNG_SRI = Row(Money(3_000), customer="sri")


def choice(rows: list[Row], count: int = 1, buyer: Buyer = WALK_IN) -> ChosenPrice:
    return choose_price(rows, day=5, branch="BDG1", qty=whole(count), buyer=buyer)


@pytest.mark.parametrize(
    ("count", "price", "total"),
    [(1, 3_500, 3_500), (11, 3_500, 38_500), (12, 3_300, 39_600), (47, 3_300, 155_100), (48, 3_150, 151_200)],
)
def test_the_tier_of_the_quantity(count: int, price: int, total: int) -> None:
    chosen = choice(TIERS, count)
    assert (chosen.price, price_of(whole(count), chosen.price)) == (price, total)
    assert chosen.basis is (PriceBasis.LIST if count < 12 else PriceBasis.TIER)
    assert chosen.list_price == 3_500


@pytest.mark.parametrize(
    ("buyer", "count", "basis", "price"),
    [
        (Buyer("sri", MEMBER), 48, PriceBasis.CUSTOMER, 3_000),
        (Buyer("budi", MEMBER), 48, PriceBasis.LEVEL, 3_400),
        (Buyer("budi", WHOLESALE), 48, PriceBasis.TIER, 3_150),
        (Buyer("budi", WHOLESALE), 1, PriceBasis.LIST, 3_500),
        (WALK_IN, 1, PriceBasis.LIST, 3_500),
    ],
)
def test_customer_before_level_before_tier_before_list(
    buyer: Buyer, count: int, basis: PriceBasis, price: int
) -> None:
    chosen = choice([WARUNG_SRI, *TIERS, MEMBERS], count, buyer)
    assert (chosen.basis, chosen.price) == (basis, price)


def test_a_line_can_say_why_it_has_its_price() -> None:
    chosen = choice([*TIERS, MEMBERS], 12, Buyer("budi", MEMBER))
    assert chosen == ChosenPrice(Money(3_400), PriceBasis.LEVEL, MEMBER, Quantity(0), Money(3_500))
    assert choice(TIERS, 12) == ChosenPrice(Money(3_300), PriceBasis.TIER, RETAIL, whole(12), Money(3_500))


def test_a_level_of_the_shop_s_own_has_tiers_of_its_own() -> None:
    reseller = LevelCode("reseller")
    rows = [LISTED, Row(Money(3_100), from_qty=whole(24), level=reseller)]
    assert choice(rows, 24, Buyer(level=reseller)).basis is PriceBasis.LEVEL
    assert choice(rows, 23, Buyer(level=reseller)).basis is PriceBasis.LIST
    assert choice(rows, 24).price == 3_500


def test_the_retail_level_is_the_list() -> None:
    assert choice([Row(Money(3_500), level=RETAIL)]).basis is PriceBasis.LIST


def test_a_missing_price_is_refused_and_never_0() -> None:
    for rows in ([], [WARUNG_SRI, MEMBERS, tier(12, 3_300)], [replace(LISTED, branch="BDG2")]):
        with pytest.raises(Refusal) as refused:
            choice(rows)
        assert refused.value.code is ErrorCode.PRICE_MISSING
        assert refused.value.facts == {"day": "5", "qty": 1_000}


def test_a_tier_without_a_list_price_says_so() -> None:
    assert choice([tier(12, 3_300)], 12).list_price is None


def test_a_tier_ends_with_its_last_day_and_a_branch_has_its_own() -> None:
    ended = replace(tier(12, 3_300), valid_to=4)
    assert choice([LISTED, ended], 12).basis is PriceBasis.LIST
    own = replace(tier(12, 3_350), branch="BDG1")
    assert choice([LISTED, own, tier(12, 3_300)], 12).price == 3_350
    assert choice([LISTED, replace(own, branch="BDG2"), tier(12, 3_300)], 12).price == 3_300


levels = st.sampled_from([None, RETAIL, WHOLESALE, MEMBER])
rows_of_a_unit = st.lists(
    st.builds(
        Row,
        price=st.integers(min_value=1, max_value=10**7).map(Money),
        from_qty=st.sampled_from([0, 0, 500, 3_000, 12_000, 48_000]).map(Quantity),
        level=levels,
        customer=st.sampled_from([None, None, None, "sri", "budi"]),
        branch=st.sampled_from([None, "BDG1", "BDG2"]),
        valid_from=st.integers(min_value=1, max_value=6),
        valid_to=st.sampled_from([None, None, 3, 6]),
    ),
    max_size=12,
)
buyers = st.builds(
    Buyer,
    customer=st.sampled_from([None, "sri", "budi"]),
    level=st.sampled_from([RETAIL, WHOLESALE, MEMBER]),
)
quantities = st.integers(min_value=1, max_value=60_000).map(Quantity)
days = st.integers(min_value=0, max_value=8)


def answer(rows: list[Row], day: int, qty: Quantity, buyer: Buyer) -> ChosenPrice | None:
    try:
        return choose_price(rows, day=day, branch="BDG1", qty=qty, buyer=buyer)
    except Refusal:
        return None


@given(rows_of_a_unit, days, quantities, buyers)
def test_never_a_price_of_another_branch_day_buyer_or_quantity(
    rows: list[Row], day: int, qty: Quantity, buyer: Buyer
) -> None:
    own = [
        row
        for row in rows
        if row.branch in {None, "BDG1"}
        and row.valid_from <= day
        and (row.valid_to is None or day <= row.valid_to)
        and row.customer in {None, buyer.customer}
        and row.level in {None, RETAIL, buyer.level, *([row.level] if row.customer else [])}
        and row.from_qty <= qty
    ]
    chosen = answer(rows, day, qty, buyer)
    assert chosen == answer(own, day, qty, buyer)
    assert (chosen is None) == (not own)
    if chosen is not None:
        assert (chosen.price, chosen.from_qty) in {(row.price, row.from_qty) for row in own}


@given(rows_of_a_unit, days, quantities, buyers, st.randoms(use_true_random=False))
def test_order_matters_only_between_rows_that_say_the_same_place_and_first_day(
    rows: list[Row], day: int, qty: Quantity, buyer: Buyer, chance: Random
) -> None:
    one_of_each = {(row.customer, row.level, row.from_qty, row.branch, row.valid_from): row for row in rows}
    kept = [row for row in one_of_each.values() if row.level != RETAIL]
    mixed = list(kept)
    chance.shuffle(mixed)
    assert answer(mixed, day, qty, buyer) == answer(kept, day, qty, buyer)


@given(rows_of_a_unit, days, quantities, buyers)
def test_of_two_that_say_the_same_the_one_introduced_last_holds(
    rows: list[Row], day: int, qty: Quantity, buyer: Buyer
) -> None:
    told_apart = [replace(row, price=Money(number)) for number, row in enumerate(rows, 1)]
    before = answer(told_apart, day, qty, buyer)
    if before is not None:
        again = replace(told_apart[before.price - 1], price=Money(10**6))
        after = answer([*told_apart, again], day, qty, buyer)
        assert after is not None
        assert (after.price, after.basis) == (10**6, before.basis)


@given(rows_of_a_unit, days, quantities, buyers)
def test_rows_that_can_hold_no_more_change_no_answer(
    rows: list[Row], day: int, qty: Quantity, buyer: Buyer
) -> None:
    told_apart = [replace(row, price=Money(number)) for number, row in enumerate(rows)]  # one is withdrawn
    left = choosable(told_apart)
    assert answer(left, day, qty, buyer) == answer(told_apart, day, qty, buyer)
    assert [row for row in told_apart if row in left] == left


@given(rows_of_a_unit, days, quantities, buyers)
def test_what_holds_on_a_day_answers_for_that_day(
    rows: list[Row], day: int, qty: Quantity, buyer: Buyer
) -> None:
    told_apart = [replace(row, price=Money(number)) for number, row in enumerate(rows)]
    today = [
        replace(row, branch=None, valid_from=0, valid_to=None)
        for row in held(told_apart, day=day, branch="BDG1")
    ]
    assert answer(today, 0, qty, buyer) == answer(told_apart, day, qty, buyer)
    assert len({(row.customer, row.level or RETAIL, row.from_qty) for row in today}) == len(today)


def test_a_withdrawn_price_is_no_price_from_its_day_on() -> None:
    rows = [*TIERS, MEMBERS, WARUNG_SRI]
    gone = [replace(row, price=Money(0), valid_from=5) for row in rows]
    assert choice([*rows, gone[1]], 12).basis is PriceBasis.LIST
    assert choice([*rows, gone[2]], 48).price == 3_300
    assert choice([*rows, gone[3]], 1, Buyer("budi", MEMBER)).basis is PriceBasis.LIST
    assert choice([*rows, gone[4]], 1, Buyer("sri", MEMBER)).basis is PriceBasis.LEVEL
    later = [replace(row, valid_from=6) for row in gone]
    assert choice([*rows, *later], 48).price == 3_150
    with pytest.raises(Refusal):
        choice([*rows, gone[0]], 1)


def test_a_price_covers_only_one_of_the_same_customer_level_and_tier() -> None:
    dearer = replace(LISTED, price=Money(3_600))
    assert choosable([WARUNG_SRI, *TIERS, MEMBERS, dearer]) == [WARUNG_SRI, *TIERS[1:], MEMBERS, dearer]


@given(
    st.lists(st.integers(min_value=1, max_value=10**6), min_size=1, max_size=5),
    st.lists(
        st.integers(min_value=1, max_value=60_000).map(Quantity), min_size=4, max_size=4, unique=True
    ).map(sorted),
    quantities,
    quantities,
)
def test_where_tiers_fall_more_never_costs_more_a_piece(
    prices: list[int], steps: list[Quantity], one: Quantity, other: Quantity
) -> None:
    falling = sorted(prices, reverse=True)
    starts = [Quantity(0), *steps]
    rows = [Row(Money(price), from_qty=start) for price, start in zip(falling, starts, strict=False)]
    less, more = sorted([one, other])
    assert answer(rows, 1, less, WALK_IN) is not None
    assert (
        choose_price(rows, day=1, branch=None, qty=more).price
        <= choose_price(rows, day=1, branch=None, qty=less).price
    )


@pytest.mark.parametrize(
    ("price", "cost", "factor", "low"),
    [
        (3_500, 3_500, 1_000, False),
        (3_499, 3_500, 1_000, True),
        (43_000, 1_800, 24_000, True),  # a box of 24 at 43.000, a piece costs 1.800
        (43_200, 1_800, 24_000, False),
        (900, 3_500, 250, False),  # a quarter of a kilo
        (0, 1, 1_000, True),
    ],
)
def test_below_cost(price: int, cost: int, factor: int, low: bool) -> None:
    assert below_cost(Money(price), Money(cost), Quantity(factor)) is low


def test_tax_in_the_price_covers_no_cost() -> None:
    assert below_cost(Money(111_000), Money(100_001), ONE, tax_rule=PPN_INCLUSIVE)
    assert not below_cost(Money(111_000), Money(100_000), ONE, tax_rule=PPN_INCLUSIVE)
    assert not below_cost(Money(100_000), Money(100_000), ONE, tax_rule=PPN_EXCLUSIVE)


def test_an_unknown_cost_warns_of_nothing_and_a_stock_s_own_ratio_is_not_rounded() -> None:
    assert not below_cost(Money(1), None, ONE)
    # 10 pieces worth 33.335: one costs 3.333,5.
    assert below_cost(Money(3_333), Money(33_335), ONE, per=whole(10))
    assert not below_cost(Money(3_334), Money(33_335), ONE, per=whole(10))
    with pytest.raises(ValueError, match="0"):
        below_cost(Money(1), Money(1), ONE, per=Quantity(0))
