"""Every kind of promotion in a small basket (lesson 42: one engine for both sides, each applied once)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared_models.rules.promotions.basket import EnteredVoucher, Moment
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
    Reward,
    RewardKind,
    Scope,
    SetOffer,
    Tier,
    TierBy,
    Tiered,
    VoucherTerms,
)
from shared_models.rules.promotions.outcome import Almost, Proposal, Unmet, VoucherState
from shared_models.values.ids import CustomerId
from shared_models.values.money import Money
from tests.shared_models.rules.promotions.baskets import (
    BANDUNG,
    CIGARETTES,
    DRINKS,
    JAKARTA,
    SNACKS,
    SUNDAY_NOON,
    at,
    basket,
    bought,
    category,
    line,
    off,
    percent,
    product,
    promotion,
    scope,
)

BUDI = CustomerId(product("keripik"))
TEN_PERCENT = PercentOff(EVERYTHING, 1_000)


@pytest.mark.parametrize(
    ("benefit", "goods", "expected"),
    [
        (PercentOff(scope("keripik"), 1_000), [("keripik", 2), ("teh", 1)], [2_000, 0]),
        (PercentOff(category(SNACKS), 1_000), [("keripik", 1), ("wafer", 1), ("teh", 1)], [1_000, 750, 0]),
        (PercentOff(EVERYTHING, 5_000, Money(6_000)), [("keripik", 1), ("teh", 1)], [4_000, 2_000]),
        (AmountOff(scope("teh"), Money(700), per_unit=True), [("teh", 3)], [2_100]),
        (AmountOff(scope("teh"), Money(9_000), per_unit=True), [("teh", 3)], [15_000]),
        (
            AmountOff(category(SNACKS), Money(3_500), per_unit=False),
            [("keripik", 1), ("wafer", 1)],
            [2_000, 1_500],
        ),
        (BuyGet(scope("teh"), 2, None, 1), [("teh", 3)], [5_000]),
        (BuyGet(scope("teh"), 2, None, 1), [("teh", 7)], [10_000]),
        (BuyGet(scope("teh"), 2, None, 1, times_max=1), [("teh", 7)], [5_000]),
        (BuyGet(scope("keripik"), 1, scope("teh"), 1, 5_000), [("keripik", 1), ("teh", 2)], [1_667, 833]),
        (SetOffer(scope("teh"), 3, at(12_000)), [("teh", 7)], [6_000]),
        (SetOffer(scope("teh"), 3, at(15_000)), [("teh", 3)], [0]),
        (SetOffer(category(SNACKS), 2, at(15_000)), [("keripik", 1), ("wafer", 2)], [1_429, 1_071]),
        (SetOffer(category(SNACKS), 2, percent(20), mixed=False), [("keripik", 1), ("wafer", 2)], [0, 3_000]),
        (
            Bundle((BundlePart(scope("keripik"), 1), BundlePart(scope("teh"), 2)), at(15_000)),
            [("keripik", 1), ("teh", 2), ("wafer", 1)],
            [2_500, 2_500, 0],
        ),
        (
            Tiered(scope("teh"), TierBy.QUANTITY, (Tier(3_000, percent(10)), Tier(6_000, percent(20)))),
            [("teh", 6)],
            [6_000],
        ),
        (
            Tiered(EVERYTHING, TierBy.AMOUNT, (Tier(20_000, Reward(RewardKind.AMOUNT, 3_000)),)),
            [("keripik", 2), ("teh", 2)],
            [2_000, 1_000],
        ),
        (FreeItem(product("wafer")), [("keripik", 1), ("wafer", 2)], [0, 7_500]),
    ],
)
def test_each_kind(benefit: Benefit, goods: list[tuple[str, int]], expected: list[int]) -> None:
    assert off(bought(basket(*goods), promotion(benefit))) == expected


def test_offers_on_the_same_goods_share_them_the_best_way() -> None:
    three, five = SetOffer(scope("teh"), 3, at(11_500)), SetOffer(scope("teh"), 5, at(18_500))
    found = bought(basket(("teh", 11)), promotion(three, 1), promotion(five, 2))
    # Twice three and once five: three times three would save 10500, twice five 13000.
    assert found.discount == 2 * 3_500 + 6_500


def test_goods_get_the_better_one_of_two_that_stand_alone_and_the_line_says_which() -> None:
    free, cheap = promotion(BuyGet(scope("teh"), 2, None, 1), 1), promotion(PercentOff(EVERYTHING, 5_000), 2)
    found = bought(basket(("teh", 3), ("kopi", 1)), free, cheap)
    assert [[share.name for share in one.shares] for one in found.lines] == [["Promo 2"], ["Promo 2"]]
    assert off(found) == [7_500, 6_173]


def test_stackable_ones_follow_each_other_by_priority() -> None:
    first = promotion(PercentOff(scope("keripik"), 1_000), 1, stackable=True, priority=1)
    second = promotion(AmountOff(scope("keripik"), Money(500), per_unit=True), 2, stackable=True, priority=2)
    (one,) = bought(basket(("keripik", 1)), second, first).lines
    assert [(share.name, share.amount) for share in one.shares] == [("Promo 1", 1_000), ("Promo 2", 500)]


def test_of_a_group_only_the_best_is_taken() -> None:
    small = promotion(PercentOff(EVERYTHING, 500), 1, stackable=True, group="bank")
    large = promotion(PercentOff(EVERYTHING, 1_500), 2, stackable=True, group="bank")
    assert off(bought(basket(("keripik", 1)), small, large)) == [1_500]


def test_the_receipt_comes_last_and_leaves_out_its_exceptions() -> None:
    goods = promotion(PercentOff(scope("keripik"), 2_000), 1)
    but = Scope(except_categories=frozenset({CIGARETTES}))
    receipt = promotion(PercentOff(but, 1_000), 2, level=Level.RECEIPT)
    found = bought(basket(("keripik", 1), ("rokok", 1)), goods, receipt)
    assert off(found) == [2_000 + 800, 0]


def test_on_the_receipt_the_best_that_stands_alone_or_all_the_others() -> None:
    alone = promotion(AmountOff(EVERYTHING, Money(1_600), per_unit=False), 1, level=Level.RECEIPT)
    tens = [promotion(TEN_PERCENT, n, level=Level.RECEIPT, stackable=True) for n in (2, 3)]
    assert off(bought(basket(("keripik", 1)), alone, *tens)) == [1_900]
    assert off(bought(basket(("keripik", 1)), alone, tens[0])) == [1_600]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"valid_to": date(2026, 11, 22)}, 1_000),
        ({"valid_to": date(2026, 11, 21)}, 0),
        ({"valid_from": date(2026, 11, 23)}, 0),
        ({"branch": BANDUNG}, 1_000),
        ({"branch": JAKARTA}, 0),
        ({"active": False}, 0),
        ({"hours": (Hours(frozenset({6}), 12 * 60, 13 * 60),)}, 1_000),
        ({"hours": (Hours(frozenset({6}), 11 * 60, 12 * 60), Hours(frozenset({5})))}, 0),
        ({"members_only": True}, 0),
        ({"customer_levels": frozenset({"gold"})}, 0),
        ({"minimum": Minimum(Money(10_000))}, 1_000),
        ({"minimum": Minimum(Money(10_001))}, 0),
        ({"minimum": Minimum(Money(1), category(DRINKS))}, 0),
    ],
)
def test_who_may(about: dict[str, Any], expected: int) -> None:
    assert bought(basket(("keripik", 1)), promotion(TEN_PERCENT, **about)).discount == expected


@pytest.mark.parametrize(
    ("weekday", "minute", "expected"), [(5, 1_380, 1_000), (6, 60, 1_000), (6, 1_380, 0), (5, 60, 0)]
)
def test_a_saturday_night_ends_on_sunday(weekday: int, minute: int, expected: int) -> None:
    night = promotion(TEN_PERCENT, hours=(Hours(frozenset({5}), 22 * 60, 2 * 60),))
    now = Moment(day=SUNDAY_NOON.day, weekday=weekday, minute=minute, branch=BANDUNG)
    assert bought(basket(("keripik", 1)), night, now=now).discount == expected


def test_members_of_a_level() -> None:
    gold = promotion(TEN_PERCENT, members_only=True, customer_levels=frozenset({"gold"}))
    assert bought(basket(("keripik", 1), customer=BUDI, customer_level="gold"), gold).discount == 1_000
    assert bought(basket(("keripik", 1), customer=BUDI, customer_level="silver"), gold).discount == 0


def test_a_price_typed_by_hand_is_left_alone_unless_the_promotion_says_otherwise() -> None:
    cart = basket(line("keripik", by_hand=True), line("keripik"))
    assert off(bought(cart, promotion(TEN_PERCENT))) == [0, 1_000]
    assert off(bought(cart, promotion(TEN_PERCENT, also_by_hand=True))) == [1_000, 1_000]


def test_half_a_kilo_takes_part_by_weight_but_is_not_counted() -> None:
    cart = basket(line("keripik", 500))
    assert off(bought(cart, promotion(AmountOff(EVERYTHING, Money(900), per_unit=True)))) == [450]
    assert off(bought(cart, promotion(SetOffer(EVERYTHING, 1, at(1))))) == [0]


def test_a_code_opens_its_promotion_and_is_consumed_once() -> None:
    terms = VoucherTerms(codes=frozenset({"HEMAT", "RATU"}), uses_per_customer_max=1)
    ten = promotion(TEN_PERCENT, voucher=terms)
    entered = (EnteredVoucher("HEMAT", uses_left=3), EnteredVoucher("RATU"), EnteredVoucher("APA"))
    found = bought(basket(("keripik", 1), customer=BUDI, vouchers=entered), ten)
    states = [(one.code, one.state) for one in found.vouchers]
    assert found.discount == 1_000
    assert states == [
        ("HEMAT", VoucherState.CONSUMED),
        ("RATU", VoucherState.NO_GAIN),
        ("APA", VoucherState.UNKNOWN),
    ]
    assert [one.code for one in found.consumed] == ["HEMAT"]


@pytest.mark.parametrize(
    ("entered", "customer", "why"),
    [
        (EnteredVoucher("HEMAT", uses_left=0), BUDI, Unmet.USED_UP),
        (EnteredVoucher("HEMAT", customer_uses_left=0), BUDI, Unmet.USED_UP_BY_CUSTOMER),
        (EnteredVoucher("HEMAT"), None, Unmet.CUSTOMER_NEEDED),
    ],
)
def test_a_code_that_cannot_be_used_says_why(
    entered: EnteredVoucher, customer: CustomerId | None, why: Unmet
) -> None:
    ten = promotion(TEN_PERCENT, voucher=VoucherTerms(frozenset({"HEMAT"}), uses_per_customer_max=1))
    found = bought(basket(("keripik", 1), customer=customer, vouchers=(entered,)), ten)
    assert (found.discount, found.vouchers[0].state, found.vouchers[0].unmet) == (0, VoucherState.UNMET, why)


def test_a_code_is_kept_when_another_promotion_is_better() -> None:
    mine = promotion(TEN_PERCENT, 1, voucher=VoucherTerms(frozenset({"HEMAT"})))
    cart = basket(("keripik", 1), vouchers=(EnteredVoucher("HEMAT"),))
    found = bought(cart, mine, promotion(PercentOff(EVERYTHING, 2_000), 2))
    assert (found.discount, found.vouchers[0].state) == (2_000, VoucherState.NO_GAIN)


def test_an_issued_code_names_its_promotion() -> None:
    ten = promotion(TEN_PERCENT, voucher=VoucherTerms())
    cart = basket(("keripik", 1), vouchers=(EnteredVoucher("X-0001", promotion=ten.id),))
    assert [one.code for one in bought(cart, ten).consumed] == ["X-0001"]


def test_a_free_item_that_is_not_there_is_proposed_and_never_added() -> None:
    gift = promotion(FreeItem(product("wafer"), 2), minimum=Minimum(Money(10_000)))
    found = bought(basket(("keripik", 1)), gift)
    assert found.proposals == (Proposal(gift.id, gift.name, product("wafer"), None, 2, 10_000),)
    assert off(found) == [0]
    half = promotion(BuyGet(scope("keripik"), 1, scope("teh"), 1, 5_000))
    assert [
        (one.product, one.count, one.rate_bp)
        for one in bought(basket(("keripik", 2), ("teh", 1)), half).proposals
    ] == [(product("teh"), 1, 5_000)]


def test_what_is_almost_reached() -> None:
    free = promotion(BuyGet(scope("teh"), 2, None, 1), 1)
    basket_of_two = basket(("teh", 2))
    assert bought(basket_of_two, free).almost == (
        Almost(free.id, free.name, free.kind, missing_units=1, products=(product("teh"),)),
    )
    rich = promotion(TEN_PERCENT, 2, minimum=Minimum(Money(15_000)))
    assert bought(basket_of_two, rich).almost == (
        Almost(rich.id, rich.name, rich.kind, missing_amount=Money(5_000)),
    )
    dozen = promotion(Tiered(scope("teh"), TierBy.QUANTITY, (Tier(4_000, percent(5)),)), 3)
    assert [one.missing_qty for one in bought(basket_of_two, dozen).almost] == [2_000]
    much = promotion(Tiered(scope("teh"), TierBy.AMOUNT, (Tier(12_000, percent(5)),)), 4)
    assert [one.missing_amount for one in bought(basket_of_two, much).almost] == [2_000]


def test_a_crowd_of_offers_is_never_worse_than_the_best_of_them() -> None:
    offers = [promotion(SetOffer(scope("teh"), n, at(4_900 * n - 100 * n * n)), n) for n in range(2, 9)]
    cart = basket(("teh", 17))
    best = max(bought(cart, one).discount for one in offers)
    assert bought(cart, *offers).discount >= best


def test_offers_of_a_crowd_that_leave_each_other_enough_are_all_taken() -> None:
    offers = [
        promotion(SetOffer(scope("teh", "kopi"), 2, percent(10 * n), times_max=1), n) for n in range(1, 6)
    ]
    found = bought(basket(("teh", 4), ("kopi", 6)), *offers)
    assert {share.name for one in found.lines for share in one.shares} == {f"Promo {n}" for n in range(1, 6)}


def test_without_its_code_a_promotion_sleeps() -> None:
    ten = promotion(TEN_PERCENT, voucher=VoucherTerms(frozenset({"HEMAT"})))
    other = (EnteredVoucher("LAIN"),)
    assert bought(basket(("keripik", 1)), ten).discount == 0
    assert bought(basket(("keripik", 1), vouchers=other), ten).vouchers[0].state is VoucherState.UNKNOWN


def test_a_minimum_that_is_missed_tells_the_code() -> None:
    terms = VoucherTerms(frozenset({"HEMAT"}))
    ten = promotion(TEN_PERCENT, voucher=terms, minimum=Minimum(Money(20_000)))
    found = bought(basket(("keripik", 1), vouchers=(EnteredVoucher("HEMAT"),)), ten)
    assert (found.vouchers[0].state, found.vouchers[0].unmet) == (VoucherState.UNMET, Unmet.MINIMUM)


def test_an_empty_basket_gets_nothing_and_is_offered_nothing() -> None:
    found = bought(basket(), promotion(FreeItem(product("teh"))), promotion(TEN_PERCENT, 2))
    assert (found.lines, found.discount, found.proposals) == ((), 0, ())


def test_goods_of_no_category_are_found_by_what_they_are() -> None:
    loose = replace(line("teh"), category=None)
    assert off(bought(basket(loose), promotion(PercentOff(category(DRINKS), 1_000)))) == [0]
    assert off(bought(basket(loose), promotion(PercentOff(scope("teh"), 1_000)))) == [500]


def test_goods_that_may_be_bought_and_got_are_not_proposed_twice() -> None:
    any_drink = promotion(BuyGet(category(DRINKS), 1, scope("teh"), 1))
    found = bought(basket(("kopi", 1), ("teh", 1)), any_drink)
    assert (found.discount, found.proposals) == (5_000, ())


def test_a_stackable_offer_gets_the_stackable_rates_of_other_groups_on_top() -> None:
    free = promotion(BuyGet(scope("teh"), 1, None, 1), 1, stackable=True, group="tea")
    same = promotion(PercentOff(scope("teh"), 2_000), 2, stackable=True, group="tea")
    member = promotion(PercentOff(EVERYTHING, 1_000), 3, stackable=True)
    (one,) = bought(basket(("teh", 2)), free, same, member).lines
    assert [(share.name, share.amount) for share in one.shares] == [("Promo 1", 5_000), ("Promo 3", 500)]
