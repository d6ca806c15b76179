"""Returns: a full return is the exact inverse, and any split into parts sums to the whole."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.cart import figures_of
from shared_models.rules.checks import impossible
from shared_models.rules.posting import LineCost, entry_of, goods_moves
from shared_models.rules.receipt import Receipt, ReceiptLine
from shared_models.rules.returns import LineBack, completes, lines_back, refund_rounding, share_returned
from shared_models.rules.rounding import NO_ROUNDING, CashRounding, rounding_of
from shared_models.values.codes import PriceSource, RoundingMode
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from tests.factories.receipts import (
    PPN_INCLUSIVE,
    TODAY,
    cart_line,
    cart_of,
    return_of,
    roundings,
    sale_of,
    sales,
)

TO_HUNDREDS = CashRounding(step=100, mode=RoundingMode.NEAREST)


def all_of(sale: Receipt) -> list[LineBack]:
    return [LineBack(of_line=line.line, qty=line.qty) for line in sale.lines]


def figures(line: ReceiptLine) -> tuple[int, ...]:
    return (line.gross, line.line_discount, line.cart_discount, line.net, line.tax, line.revenue, line.amount)


@given(sales())
def test_a_full_return_is_the_exact_inverse(sale: Receipt) -> None:
    lines = lines_back(sale, all_of(sale), {})
    assert [figures(line) for line in lines] == [figures(line) for line in sale.lines]
    assert [line.price_source for line in lines] == [PriceSource.RETURN] * len(lines)
    back = return_of(lines, rounding=sale.rounding)
    costs = {move.line: LineCost(cost=Money(7 * move.line)) for move in goods_moves(sale)}
    sold = {str(line.account): line.amount for line in entry_of(sale, costs)}
    returned = {str(line.account): line.amount for line in entry_of(back, costs)}
    for account in ("1101", "1141", "2131", "5101", "6190"):
        assert returned.get(account, 0) == -sold.get(account, 0), account
    # What was sold less discounts comes back as returns.
    assert returned.get("4103", 0) == -(sold.get("4101", 0) + sold.get("4102", 0))
    assert [(move.line, move.qty) for move in goods_moves(back)] == [
        (move.line, -move.qty) for move in goods_moves(sale)
    ]


@given(sales(), st.data())
def test_any_split_into_parts_sums_to_the_whole(sale: Receipt, data: st.DataObject) -> None:
    taken: dict[int, Quantity] = {}
    refunded = Money(0)
    sums = {line.line: [0] * 7 for line in sale.lines}
    rule = data.draw(roundings)
    while any(taken.get(line.line, 0) < line.qty for line in sale.lines):
        back: list[LineBack] = []
        for line in sale.lines:
            left = line.qty - taken.get(line.line, 0)
            if left and data.draw(st.booleans() if back else st.just(value=True)):
                cut = data.draw(st.sampled_from([left, max(left // 2, 1), max(left // 3, 1)]))
                back.append(LineBack(of_line=line.line, qty=Quantity(cut)))
        last = completes(sale, back, taken)
        lines = lines_back(sale, back, taken)
        total = Money(sum(line.amount for line in lines))
        rounding = refund_rounding(sale, total, refunded_before=refunded, last=last, rule=rule)
        receipt = return_of(lines, rounding=rounding)
        assert impossible(receipt) is None
        refunded = Money(refunded + receipt.due)
        for line in lines:
            assert line.of_line is not None
            sums[line.of_line] = [a + b for a, b in zip(sums[line.of_line], figures(line), strict=True)]
            taken[line.of_line] = Quantity(taken.get(line.of_line, 0) + line.qty)
        assert last == all(taken.get(line.line) == line.qty for line in sale.lines)
    assert sums == {line.line: list(figures(line)) for line in sale.lines}
    assert refunded == sale.due


@given(
    st.integers(min_value=-(10**9), max_value=10**9),
    st.integers(min_value=1, max_value=10**6).map(Quantity),
    st.data(),
)
def test_shares_of_a_figure_sum_to_it(figure: int, sold: Quantity, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(min_value=0, max_value=sold), max_size=6)))
    places = [Quantity(place) for place in (0, *cuts, sold)]
    shares = [
        share_returned(figure, sold=sold, before=before, after=after)
        for before, after in itertools.pairwise(places)
    ]
    assert sum(shares) == figure


def test_half_of_a_line_whose_price_is_all_discount_is_never_worth_less_than_nothing() -> None:
    line = cart_line(1, qty=whole(2), discount=1)
    sale = sale_of(figures_of([line], cart_discount=Money(1), tax_rules=[PPN_INCLUSIVE], day=TODAY))
    (back,) = lines_back(sale, [LineBack(of_line=1, qty=whole(1))], {})
    assert (back.net, back.line_discount, back.cart_discount) == (0, 1, 1)


@pytest.mark.parametrize(
    ("qty", "returned"), [(whole(3), 0), (whole(1), 2_000), (Quantity(0), 0), (Quantity(-1), 0)]
)
def test_no_more_comes_back_than_was_sold(qty: Quantity, returned: int) -> None:
    """Lesson 31: What was sold comes back once."""
    sale = sale_of(
        figures_of([cart_line(1_000, qty=whole(2))], cart_discount=Money(0), tax_rules=[], day=TODAY)
    )
    with pytest.raises(ValueError, match="LineBack"):
        lines_back(sale, [LineBack(of_line=1, qty=qty)], {1: Quantity(returned)})


def test_the_same_line_twice_in_one_return_takes_both_parts() -> None:
    sale = sale_of(
        figures_of([cart_line(1_001, qty=whole(3))], cart_discount=Money(0), tax_rules=[], day=TODAY)
    )
    parts = [LineBack(of_line=1, qty=whole(1)), LineBack(of_line=1, qty=whole(2), restock=False)]
    lines = lines_back(sale, parts, {})
    assert [(line.line, line.qty, line.restock, line.net) for line in lines] == [
        (1, 1_000, True, 1_001),
        (2, 2_000, False, 2_002),
    ]
    assert completes(sale, parts, {})


def test_a_line_the_sale_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        lines_back(sale_of(cart_of([1_000])), [LineBack(of_line=2, qty=whole(1))], {})


def test_rounded_refunds_never_pay_out_more_than_was_paid() -> None:
    sale = sale_of(cart_of([50, 50, 50, 50], tax_rules=[]), rounding=TO_HUNDREDS)
    paid: list[int] = []
    taken: dict[int, Quantity] = {}
    for number in range(1, 5):
        back = [LineBack(of_line=number, qty=whole(1))]
        last = completes(sale, back, taken)
        rounding = refund_rounding(
            sale, Money(50), refunded_before=Money(sum(paid)), last=last, rule=TO_HUNDREDS
        )
        paid.append(50 + rounding)
        taken[number] = whole(1)
    assert paid == [100, 100, 0, 0]


@given(sales(), roundings)
def test_a_full_refund_pays_back_what_was_paid_whatever_the_rule_today(
    sale: Receipt, rule: CashRounding
) -> None:
    rounding = refund_rounding(sale, sale.total, refunded_before=Money(0), last=True, rule=rule)
    assert rounding == sale.rounding


def test_a_first_part_is_rounded_like_any_cash() -> None:
    sale = sale_of(cart_of([1_230, 5_000], tax_rules=[]), rounding=NO_ROUNDING)
    rounding = refund_rounding(sale, Money(1_230), refunded_before=Money(0), last=False, rule=TO_HUNDREDS)
    assert rounding == rounding_of(Money(1_230), TO_HUNDREDS)


@given(sales(), st.integers(0, 10**10), st.integers(0, 10**10), st.booleans(), roundings)
def test_a_refund_is_never_below_nothing_whatever_was_given_back_before(
    sale: Receipt, before: int, worth: int, last: bool, rule: CashRounding
) -> None:
    total = Money(worth % (sale.total + 1))
    rounding = refund_rounding(sale, total, refunded_before=Money(before), last=last, rule=rule)
    assert 0 <= total + rounding <= sale.due
