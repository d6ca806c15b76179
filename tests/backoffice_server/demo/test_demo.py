"""The demonstration shop is plausible: enough goods, valid codes, a margin, stock that adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from backoffice_server.demo.goods import CATEGORIES, DemoGood, goods
from backoffice_server.demo.shop import make_demo
from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.payments.tables import stored_terms
from backoffice_server.features.stock.tables import stock
from backoffice_server.features.tracking.tables import lot, serial
from backoffice_server.kernel.database import Database
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.rules.barcodes import check_digit_ok
from shared_models.values.codes import ProductKind
from tests.factories.warung import SECRET

ALL = goods()


def barcodes(good: DemoGood) -> list[str]:
    return [code for unit in good.product.units for code in unit.barcodes]


def test_there_are_enough_goods_of_every_category() -> None:
    assert len(ALL) >= 300
    assert {good.category for good in ALL} == {code for code, _ in CATEGORIES}
    assert len({good.product.name for good in ALL}) == len(ALL)
    assert {unit.unit for good in ALL for unit in good.product.units} >= {
        *("pcs", "bks", "btl", "ktk", "kg", "lsn", "ktn"),
    }


def test_codes_are_valid_and_nobody_elses() -> None:
    codes = [code for good in ALL for code in barcodes(good)]
    assert len(set(codes)) == len(codes) > 300
    assert all(check_digit_ok(code) and code.startswith("899") for code in codes)


def test_prices_end_in_00_and_leave_a_margin() -> None:
    for good in ALL:
        prices = [unit.price or 0 for unit in good.product.units]
        assert all(price % 100 == 0 for price in prices), good.product.name
        if good.product.kind is ProductKind.GOODS:
            assert prices[0] > (good.product.cost or 0), good.product.name


def test_a_pack_costs_no_more_than_its_pieces() -> None:
    for good in ALL:
        base, *packs = good.product.units
        for pack in packs:
            assert (pack.price or 0) * 1_000 <= (base.price or 0) * pack.factor, good.product.name


def test_the_shop_opens_with_stock_in_the_books(database: Database) -> None:
    with database.write() as unit:
        demo = make_demo(unit, today=date(2026, 11, 22))
    assert len(demo["enrolment_codes"]) == 4
    with database.read() as unit:
        value = unit.connection.execute(select(func.sum(stock.c.value))).scalar_one()
        booked = unit.connection.execute(
            select(func.sum(journal_line.c.amount)).where(journal_line.c.account == Account.INVENTORY)
        ).scalar_one()
        everything = unit.connection.execute(select(func.sum(journal_line.c.amount))).scalar_one()
    assert value == booked > 100_000_000
    assert everything == 0


def test_it_can_be_made_on_any_day(database: Database) -> None:
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC).date()
    with database.write() as unit:
        assert make_demo(unit, today=new_year)["company"] == "Toko Melanira"


def test_the_lists_of_what_is_told_apart_have_rows(database: Database) -> None:
    """Lots of both branches, one of them over; pieces with numbers, vouchers and cards; it adds up."""
    with database.write() as unit:
        make_demo(unit, today=date(2026, 11, 22))
    with database.read() as unit:
        lots = list(unit.connection.execute(select(lot)))
        pieces = list(unit.connection.execute(select(serial)))
        cards = list(unit.connection.execute(select(stored_terms)))
        broken = [str(one) for one in verify(unit, SECRET) if not one.holds]
    assert {row.branch_id for row in lots} == {row.branch_id for row in pieces}
    assert any(row.expires_on < date(2026, 11, 22) for row in lots)
    assert len({row.serial for row in pieces}) == len(pieces) == 8
    assert len({row.number for row in cards}) == 18
    assert broken == []
