"""Fast, slow and non-moving; A, B and C: every product has one class of each, within its own measure."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.movers import Abc, CutOffs, Fsn, Movement, classify
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity

movements = st.lists(
    st.builds(
        Movement,
        sku=st.text(alphabet="abAB12é", min_size=1, max_size=4),
        group=st.sampled_from(["PCS", "KG"]),
        units=st.integers(min_value=-5_000, max_value=10**6).map(Quantity),
        revenue=st.integers(min_value=-10_000, max_value=10**9).map(Money),
    ),
    max_size=40,
    unique_by=lambda movement: movement.sku,
)
cut_offs = st.builds(
    CutOffs,
    fast_percent=st.integers(min_value=1, max_value=100),
    a_percent=st.integers(min_value=1, max_value=80),
    b_percent=st.integers(min_value=80, max_value=100),
)


def moved(sku: str, units: int, revenue: int, group: str = "PCS") -> Movement:
    return Movement(sku=sku, group=group, units=Quantity(units), revenue=Money(revenue))


def test_the_item_that_crosses_a_limit_still_belongs_before_it() -> None:
    """The share before the item decides: at exactly 70 % the next item is slow, just below it is fast."""
    classes = classify(
        [moved("A", 70, 800), moved("B", 20, 150), moved("C", 10, 50), moved("D", 0, 0), moved("E", -1, -5)],
        CutOffs(),
    )
    assert {sku: (own.fsn.value, own.abc.value) for sku, own in classes.items()} == {
        "A": ("F", "A"),
        "B": ("S", "B"),
        "C": ("S", "C"),
        "D": ("N", "C"),
        "E": ("N", "C"),
    }
    assert [classes[sku].cumulative_bp for sku in "ABCDE"] == [8_000, 9_500, 10_000, 10_000, 10_000]


def test_ties_are_broken_by_code_in_byte_order() -> None:
    classes = classify([moved("b", 5, 5), moved("B", 5, 5), moved("é", 5, 5)], CutOffs(fast_percent=50))
    assert [classes[sku].fsn for sku in ("B", "b", "é")] == [Fsn.FAST, Fsn.FAST, Fsn.SLOW]


def test_kilograms_do_not_compete_with_pieces() -> None:
    classes = classify(
        [moved("soap", 9, 9), moved("rice", 9_000, 9_000, "KG"), moved("tea", 1, 1)], CutOffs()
    )
    assert (classes["soap"].fsn, classes["rice"].fsn, classes["tea"].fsn) == (Fsn.FAST, Fsn.FAST, Fsn.SLOW)


def test_a_shop_that_sold_nothing_has_no_movers() -> None:
    classes = classify([moved("A", 0, 0), moved("B", 0, 0)], CutOffs())
    assert {(own.fsn, own.abc, own.cumulative_bp) for own in classes.values()} == {(Fsn.NON_MOVING, Abc.C, 0)}
    assert classify([], CutOffs()) == {}


@given(movements, cut_offs)
def test_classes_are_what_the_definition_says(products: list[Movement], limits: CutOffs) -> None:
    classes = classify(products, limits)
    assert set(classes) == {product.sku for product in products}
    for product in products:
        peers = [peer for peer in products if peer.group == product.group]
        assert classes[product.sku].fsn == fsn_by_definition(product, peers, limits)
        assert classes[product.sku].abc == abc_by_definition(product, peers, limits)


def fsn_by_definition(product: Movement, peers: list[Movement], limits: CutOffs) -> Fsn:
    ahead = [
        peer for peer in peers if (-peer.units, peer.sku.encode()) < (-product.units, product.sku.encode())
    ]
    total = sum(max(peer.units, 0) for peer in peers)
    if product.units <= 0:
        return Fsn.NON_MOVING
    share = Fraction(sum(max(peer.units, 0) for peer in ahead), total)
    return Fsn.FAST if share < Fraction(limits.fast_percent, 100) else Fsn.SLOW


def abc_by_definition(product: Movement, peers: list[Movement], limits: CutOffs) -> Abc:
    ahead = [
        peer
        for peer in peers
        if (-peer.revenue, peer.sku.encode()) < (-product.revenue, product.sku.encode())
    ]
    total = sum(max(peer.revenue, 0) for peer in peers)
    if product.revenue <= 0:
        return Abc.C
    share = Fraction(sum(max(peer.revenue, 0) for peer in ahead), total)
    if share < Fraction(limits.a_percent, 100):
        return Abc.A
    return Abc.B if share < Fraction(limits.b_percent, 100) else Abc.C


@given(movements, st.randoms(use_true_random=False))
def test_the_order_of_the_products_does_not_matter(products: list[Movement], shuffle: random.Random) -> None:
    mixed = list(products)
    shuffle.shuffle(mixed)
    assert classify(mixed, CutOffs()) == classify(products, CutOffs())


@pytest.mark.parametrize("fast_percent", [70, 100])
def test_the_best_seller_is_always_fast(fast_percent: int) -> None:
    assert classify([moved("A", 1, 1)], CutOffs(fast_percent=fast_percent))["A"].fsn is Fsn.FAST
