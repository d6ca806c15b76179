"""From receipts and cash movements to journal entries: as accountants expect, and balanced whatever comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules import posting
from shared_models.rules.accounts import Account
from shared_models.rules.cart import CartFigures
from shared_models.rules.entries import JournalLine
from shared_models.rules.posting import LineCost, entry_of, goods_moves
from shared_models.rules.receipt import Receipt
from shared_models.rules.returns import LineBack, lines_back
from shared_models.rules.rounding import CashRounding
from shared_models.values.codes import CashDirection, CashReason, ProductKind, RoundingMode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from tests.factories.receipts import PPN_EXCLUSIVE, cart_of, carts, return_of, sale_of, sales
from tests.factories.vectors import journal_vectors

VECTORS = journal_vectors()
DOWN = CashRounding(step=100, mode=RoundingMode.DOWN)
UP = CashRounding(step=100, mode=RoundingMode.UP)


def amounts(entry: tuple[JournalLine, ...]) -> dict[str, int]:
    assert len({line.account for line in entry}) == len(entry)
    return {line.account.value: line.amount for line in entry}


def cost(amount: int) -> dict[int, LineCost]:
    return {1: LineCost(cost=Money(amount))}


def half_of_a_sale_back(*, restock: bool) -> Receipt:
    sale = sale_of(cart_of([55_500, 55_500]))
    return return_of(lines_back(sale, [LineBack(of_line=1, qty=whole(1), restock=restock)], {}))


CASES = {
    "sale_cash": lambda: entry_of(sale_of(cart_of([111_000])), cost(80_000)),
    "sale_cash_nonpkp": lambda: entry_of(sale_of(cart_of([111_000], tax_rules=[])), cost(88_800)),
    "sale_discount": lambda: entry_of(sale_of(cart_of([111_000], cart_discount=11_100)), {}),
    "sale_rounding": lambda: entry_of(sale_of(cart_of([12_765]), rounding=DOWN), {}),
    "sale_rounding_up": lambda: entry_of(sale_of(cart_of([12_765]), rounding=UP), {}),
    "sale_return": lambda: entry_of(half_of_a_sale_back(restock=True), cost(40_000)),
    "sale_return_damaged": lambda: entry_of(half_of_a_sale_back(restock=False), cost(40_000)),
    "sale_qris": lambda: entry_of(sale_of(cart_of([125_000]), method=TenderMethod.QRIS), cost(90_000)),
    "sale_card": lambda: entry_of(sale_of(cart_of([500_000]), method=TenderMethod.CARD), {}),
    "opname_short": lambda: posting.stock_adjusted_entry(Account.COUNT_VARIANCE, value=Money(-6_300)),
    "opname_over": lambda: posting.stock_adjusted_entry(Account.COUNT_VARIANCE, value=Money(4_200)),
    "expired": lambda: posting.stock_adjusted_entry(Account.SPOILAGE, value=Money(-10_500)),
    "cash_short": lambda: posting.shift_closed_entry(expected=Money(1_500_000), counted=Money(1_495_000)),
    "cash_over": lambda: posting.shift_closed_entry(expected=Money(1_000), counted=Money(3_000)),
    "cash_drop": lambda: posting.cash_moved_entry(CashDirection.OUT, CashReason.DROP, Money(1_395_000)),
}


def test_every_copied_vector_has_its_case() -> None:
    assert set(CASES) == set(VECTORS)


@pytest.mark.parametrize("key", [key for key in CASES if key not in {"cash_short", "cash_over"}])
def test_entries_are_what_accountants_expect(key: str) -> None:
    assert amounts(CASES[key]()) == VECTORS[key]


@pytest.mark.parametrize(("key", "counted"), [("cash_short", 1_495_000), ("cash_over", 3_000)])
def test_a_drawer_short_or_over_is_booked_before_the_count_goes_to_the_safe(key: str, counted: int) -> None:
    entry = amounts(CASES[key]())
    assert entry.pop(Account.MAIN_CASH) == counted
    entry[Account.TILL_CASH] += counted
    assert entry == VECTORS[key]


def test_a_discount_on_a_price_without_tax_is_the_discount() -> None:
    entry = amounts(
        entry_of(sale_of(cart_of([100_000], cart_discount=10_000, tax_rules=[PPN_EXCLUSIVE])), {})
    )
    assert entry == {"1101": 99_900, "4101": -100_000, "4102": 10_000, "2131": -9_900}


def test_a_shift_begins_with_change_from_the_safe_and_a_closed_drawer_is_empty() -> None:
    opened = amounts(posting.shift_opened_entry(Money(200_000)))
    closed = amounts(posting.shift_closed_entry(expected=Money(200_000), counted=Money(200_000)))
    assert opened == {"1101": 200_000, "1102": -200_000}
    assert closed == {"1102": 200_000, "1101": -200_000}


@pytest.mark.parametrize(
    ("direction", "reason", "account"),
    [
        *((CashDirection.IN, reason, account) for reason, account in posting.CASH_IN_ACCOUNT.items()),
        *((CashDirection.OUT, reason, account) for reason, account in posting.CASH_OUT_ACCOUNT.items()),
    ],
)
def test_the_reason_of_a_cash_movement_names_its_account(
    direction: CashDirection, reason: CashReason, account: Account
) -> None:
    entry = amounts(posting.cash_moved_entry(direction, reason, Money(7_000)))
    sign = 1 if direction is CashDirection.IN else -1
    assert entry == {"1101": sign * 7_000, account.value: -sign * 7_000}


def test_a_drop_never_goes_into_the_drawer() -> None:
    with pytest.raises(KeyError):
        posting.cash_moved_entry(CashDirection.IN, CashReason.DROP, Money(7_000))


def test_nothing_moved_is_an_empty_entry() -> None:
    assert posting.shift_opened_entry(Money(0)) == ()


def test_a_return_into_negative_stock_trues_the_cost_up() -> None:
    costs = {1: LineCost(cost=Money(40_000), true_up=Money(1_500))}
    entry = amounts(entry_of(half_of_a_sale_back(restock=True), costs))
    assert (entry["1141"], entry["5101"]) == (38_500, -38_500)


def test_goods_found_in_negative_stock_true_the_cost_up() -> None:
    entry = posting.stock_adjusted_entry(Account.COUNT_VARIANCE, value=Money(4_200), true_up=Money(200))
    assert amounts(entry) == {"1141": 4_000, "5101": 200, "5103": -4_200}


def test_an_entry_that_does_not_balance_is_a_bug_and_stops() -> None:
    sale = sale_of(cart_of([1_000]))
    short = Receipt(sale.kind, sale.lines, sale.total, Money(1), sale.tenders, sale.change)
    with pytest.raises(AssertionError):
        entry_of(short, {})


@given(sales(), st.data())
def test_every_sale_balances_and_shows_its_revenue(sale: Receipt, data: st.DataObject) -> None:
    """Lesson 21: Every sale's entry balances by construction."""
    moves = goods_moves(sale)
    costs = {
        move.line: LineCost(cost=Money(data.draw(st.integers(min_value=0, max_value=10**7))))
        for move in moves
    }
    entry = amounts(entry_of(sale, costs))
    assert sum(entry.values()) == 0
    assert -entry.get("4101", 0) - entry.get("4102", 0) == sale.revenue
    assert -entry.get("2131", 0) == sale.tax
    assert entry.get("1101", 0) == sale.cash == sale.due
    assert entry.get("5101", 0) == -entry.get("1141", 0) == sum(line.cost for line in costs.values())
    assert entry.get("4102", 0) >= 0


@given(sales())
def test_goods_leave_in_base_units_and_services_move_nothing(sale: Receipt) -> None:
    assert [(move.line, move.qty, move.product_line) for move in goods_moves(sale)] == [
        (line.line, -line.base_qty, line) for line in sale.lines if line.item.kind is ProductKind.GOODS
    ]


def test_damaged_goods_do_not_come_back_on_the_shelf() -> None:
    assert goods_moves(half_of_a_sale_back(restock=False)) == ()


@given(carts())
def test_gross_sales_less_discounts_are_the_revenue(figures: CartFigures) -> None:
    sale = sale_of(figures)
    gross, discounts = posting.sales_and_discounts(sale)
    assert gross - discounts == sale.revenue
    assert (discounts == 0) if not sale.discount else (discounts >= 0)
