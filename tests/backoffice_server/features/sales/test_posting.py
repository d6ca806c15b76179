"""A shift's day in the books: entries, goods, money and totals of what a till reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from backoffice_server.features.ledger.tables import account_day, journal_line
from backoffice_server.features.sales.service import advance_statistics
from backoffice_server.features.sales.tables import (
    cash_movement,
    product_day,
    product_stat,
    sale,
    sale_line,
    sale_payment,
    shift,
)
from backoffice_server.features.stock.tables import stock
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.rules.returns import LineBack
from shared_models.rules.rounding import CashRounding
from shared_models.values.codes import CashDirection, CashReason, PriceSource, RoundingMode
from shared_models.values.quantity import Quantity, whole
from tests.factories.events import line
from tests.factories.warung import ANTAR, BRANCH, GULA, K1, SARI, SECRET, TELUR, Warung


def balance(warung: Warung, account: Account) -> int:
    rows = warung.rows(
        select(account_day.c.debit - account_day.c.credit).where(account_day.c.account == account.value)
    )
    return sum(row[0] for row in rows)


def test_a_sale_stands_in_every_table(warung: Warung) -> None:
    till = warung.stocked().opened(rounding=CashRounding(100, RoundingMode.DOWN))
    till.sale(
        line(GULA.item, 17_530, qty=whole(3), discount=600),
        line(TELUR.item, TELUR.price),
        line(ANTAR.item, ANTAR.price),
        paid=100_000,
    )
    warung.push(till.push())
    (row,) = warung.rows(select(sale))
    # 52.590 - 600 + 28.900 + 10.000; PPN is inside all but the exempt eggs.
    assert (row.total, row.rounding, row.gross, row.discount) == (90_890, -90, 91_490, 600)
    assert row.tax == round_tax(51_990 + 10_000)
    assert row.revenue == row.total - row.tax
    assert (row.cost, row.register_id, row.cashier_id) == (3 * 14_000 + 25_150, K1, SARI)
    assert (row.local_hour, row.bdate, row.method) == (9, date(2026, 11, 20), "cash")
    assert [one.amount for one in warung.rows(select(sale_payment))] == [90_800]
    lines = warung.rows(select(sale_line).order_by(sale_line.c.line))
    assert [(one.qty, one.cost) for one in lines] == [(3_000, 42_000), (1_000, 25_150), (1_000, 0)]
    drawers = warung.rows(select(journal_line).where(journal_line.c.account == Account.TILL_CASH.value))
    assert {one.register_id for one in drawers} == {K1}
    assert balance(warung, Account.TILL_CASH) == 500_000 + 90_800
    assert balance(warung, Account.CASH_ROUNDING) == 90
    levels = {one.product_id: (one.qty, one.value) for one in warung.rows(select(stock))}
    assert levels[GULA.item.product] == (whole(97), 97 * 14_000)


def round_tax(price: int) -> int:
    """12 % on 11/12 of the price without tax, which is inside the price: 11/111, half up."""
    return (2 * price * 11 + 111) // 222


def test_parts_of_a_return_sum_to_the_whole(warung: Warung) -> None:
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, 17_777, qty=whole(3), discount=1_000))
    till.returned(sold, [LineBack(1, whole(1))])
    till.returned(sold, [LineBack(1, whole(1))], before={1: whole(1)})
    till.returned(sold, [LineBack(1, whole(1))], before={1: whole(2)})
    # Cut between the sale and its returns: what came back before is read from the tables then.
    warung.push(till.push(1, 4))
    warung.push(till.push(5, 6))
    for account in (Account.INVENTORY, Account.OUTPUT_VAT, Account.COST_OF_GOODS):
        before = 100 * 14_000 + 100 * 61_500 + 100 * 25_150 if account is Account.INVENTORY else 0
        assert balance(warung, account) == before
    assert balance(warung, Account.SALES_RETURNS) == -(
        balance(warung, Account.SALES) + balance(warung, Account.SALES_DISCOUNTS)
    )
    (day,) = warung.rows(select(product_day))
    assert (day.units_sold, day.units_returned, day.revenue, day.tax, day.cost) == (3_000, 3_000, 0, 0, 0)


def test_a_return_of_next_to_nothing_moves_neither_goods_nor_value(warung: Warung) -> None:
    """A thousandth of a spoon is no thousandth of a kilo: the shelf stays as it is, so does its worth."""
    spoon = replace(GULA.item, unit="SENDOK", factor=Quantity(15))
    till = warung.stocked().opened()
    sold = till.sale(line(spoon, 20_000, qty=whole(200), source=PriceSource.OVERRIDE))
    worth = balance(warung, Account.INVENTORY)
    warung.push(till.push())
    left = balance(warung, Account.INVENTORY)
    assert left == worth - 3 * 14_000
    till.returned(sold, [LineBack(1, Quantity(20))])
    reply = warung.push(till.push(4, 4))
    assert reply.results[0].reviews == ()
    assert balance(warung, Account.INVENTORY) == left
    assert balance(warung, Account.COST_OF_GOODS) == 3 * 14_000
    assert balance(warung, Account.SALES_RETURNS) > 0
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_damaged_goods_are_spoilage(warung: Warung) -> None:
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, GULA.price, qty=whole(2)))
    till.returned(sold, [LineBack(1, whole(2), restock=False)])
    warung.push(till.push())
    assert balance(warung, Account.SPOILAGE) == 28_000
    assert balance(warung, Account.COST_OF_GOODS) == 0
    levels = {one.product_id: one.qty for one in warung.rows(select(stock))}
    assert levels[GULA.item.product] == whole(98)


def test_a_closed_drawer_is_empty(warung: Warung) -> None:
    """Lesson 22: A closed drawer holds nothing, in the books too."""
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price), paid=20_000)
    till.cash(CashDirection.IN, CashReason.FLOAT, 50_000)
    till.cash(CashDirection.OUT, CashReason.PETTY, 12_000)
    till.noted()
    expected = 500_000 + GULA.price + 50_000 - 12_000
    till.shift_closed(counted=expected - 700)
    warung.push(till.push())
    assert balance(warung, Account.TILL_CASH) == 0
    assert balance(warung, Account.CASH_OVER_SHORT) == 700
    assert balance(warung, Account.OTHER_EXPENSE) == 12_000
    assert balance(warung, Account.MAIN_CASH) == expected - 700 - 500_000 - 50_000
    (row,) = warung.rows(select(shift))
    assert (row.sales, row.cash_in, row.cash_out, row.counted) == (1, 50_000, 12_000, expected - 700)
    assert (row.lines_removed, row.carts_cleared, row.drawer_openings, row.reprints) == (1, 1, 1, 1)
    assert (row.acknowledged, row.posted, row.issued) == (1, 1, 1)
    assert [one.amount for one in warung.rows(select(cash_movement))] == [50_000, -12_000]


def test_the_window_of_the_statistics_moves_with_the_days(warung: Warung) -> None:
    till = warung.stocked().opened()
    first = date(2026, 2, 1)
    for day, pieces in ((0, 5), (10, 2), (89, 1)):
        till.sale(line(GULA.item, GULA.price, qty=whole(pieces)), bdate=first + timedelta(day))
    warung.push(till.push())
    assert statistics(warung) == (first + timedelta(89), whole(8), whole(8))
    till.sale(line(GULA.item, GULA.price, qty=whole(3)), bdate=first + timedelta(90))
    warung.push(till.push(6, 6))
    # The first of the ninety days has left.
    assert statistics(warung) == (first + timedelta(90), whole(6), whole(11))
    till.sale(line(GULA.item, GULA.price, qty=whole(4)), bdate=first)
    till.sale(line(GULA.item, GULA.price, qty=whole(7)), bdate=first + timedelta(1))
    warung.push(till.push(7, 8))
    # Late: the older one counts to date only, the younger one is inside the window.
    assert statistics(warung) == (first + timedelta(90), whole(13), whole(22))
    with warung.database.write() as unit:
        assert advance_statistics(unit, BRANCH, first + timedelta(100)) == 1
    assert statistics(warung) == (first + timedelta(100), whole(4), whole(22))


def statistics(warung: Warung) -> tuple[date, int, int]:
    (row,) = warung.rows(select(product_stat))
    return row.as_of, row.units_90, row.units_to_date
