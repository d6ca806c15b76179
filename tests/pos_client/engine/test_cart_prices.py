"""The price of a line follows who buys how much: live, in any order of scanning, as the list stands now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_client.engine import carts, sales
from pos_client.engine.cart_rows import Cart
from pos_client.store.catalogue_tables import CatalogueTables
from pos_client.store.journal import current_stream, events_after
from pos_client.store.sync_state import set_cursor
from shared_models.rules.price_choice import RETAIL, WHOLESALE, LevelCode
from shared_models.values.codes import ErrorCode, PriceSource
from shared_models.values.ids import CartId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import SaleCompletedEvent, decode
from shared_models.wire.replica import OfferRow, ProductRow
from shared_models.wire.shifts import ApprovalGiven
from tests.factories.tills import Clock, Shop, add_products, cash, new_shop, product_row

MIE = "8990000000116"
SINCE = date(2026, 1, 1)


def offer(clock: Clock, price: int, **more: object) -> OfferRow:
    made = {"id": clock.new_id(), "branch": None, "price": Money(price), "valid_from": SINCE}
    return OfferRow.model_validate(made | more)


def noodles(clock: Clock, *, listed: int | None = 3_500, product: UUID | None = None) -> ProductRow:
    """domain_id.md section 4: 1-11 at 3.500, 12-47 at 3.300, from 48 at 3.150; wholesale 3.000."""
    row = product_row(clock, "MIE", MIE, "Mie Goreng", listed, product=product)
    offers = (
        offer(clock, 3_300, from_qty=whole(12)),
        offer(clock, 3_150, from_qty=whole(48)),
        offer(clock, 3_000, level=WHOLESALE),
    )
    return row.model_copy(update={"units": (row.units[0].model_copy(update={"offers": offers}),)})


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = new_shop(tmp_path)
    shop.open_shift()
    with shop.store.write() as unit:
        add_products(unit, [noodles(shop.clock)])
    yield shop
    shop.store.close()


def begin(shop: Shop) -> CartId:
    with shop.store.write() as unit:
        return carts.open_cart(unit, actor=shop.sari).id


def add(shop: Shop, cart: CartId, code: str, count: int = 1) -> Cart:
    item = shop.item(code)
    with shop.store.write() as unit:
        return carts.add_line(unit, cart=cart, item=item, qty=whole(count))


def change(shop: Shop, cart: CartId, line: int, count: int) -> Cart:
    with shop.store.write() as unit:
        return carts.change_quantity(unit, cart=cart, line=line, qty=whole(count), actor=shop.sari)


def shown(cart: Cart) -> list[tuple[str, int, int, str]]:
    return [(one.item.sku, one.qty // 1000, one.price, one.price_source.value) for one in cart.lines]


@pytest.mark.parametrize(
    ("count", "total", "source"),
    [(11, 38_500, "list"), (12, 39_600, "tier"), (48, 151_200, "tier")],
)
def test_the_quantity_finds_its_tier(shop: Shop, count: int, total: int, source: str) -> None:
    cart = add(shop, begin(shop), MIE, count)
    assert (cart.total, cart.lines[0].price_source.value) == (total, source)
    assert cart.lines[0].list_price == 3_500


def test_raising_and_lowering_a_quantity_prices_the_line_anew(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 11)
    assert shown(change(shop, cart, 1, 12)) == [("MIE", 12, 3_300, "tier")]
    assert shown(change(shop, cart, 1, 2)) == [("MIE", 2, 3_500, "list")]


def test_all_lines_of_a_unit_count_together_and_one_taken_out_counts_no_more(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 8)
    add(shop, cart, "KOPI")
    both = add(shop, cart, MIE, 4)
    assert shown(both) == [("MIE", 8, 3_300, "tier"), ("KOPI", 1, 18_500, "list"), ("MIE", 4, 3_300, "tier")]
    with shop.store.write() as unit:
        left = carts.remove_line(unit, cart=cart, line=3, actor=shop.sari)
    assert shown(left) == [("MIE", 8, 3_500, "list"), ("KOPI", 1, 18_500, "list")]


def test_a_level_needs_an_approval_and_the_retail_level_takes_it_back(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 2)
    with shop.store.write() as unit, pytest.raises(Refusal) as refused:
        carts.set_level(unit, cart=cart, level=WHOLESALE, actor=shop.sari)
    assert refused.value.code is ErrorCode.APPROVAL_NEEDED
    with shop.store.write() as unit:
        cheaper = carts.set_level(unit, cart=cart, level=WHOLESALE, actor=shop.sari, approver=shop.budi)
    assert shown(cheaper) == [("MIE", 2, 3_000, "level")]
    assert shown(add(shop, cart, MIE)) == [("MIE", 3, 3_000, "level")]
    with shop.store.write() as unit:
        again = carts.set_level(unit, cart=cart, level=RETAIL, actor=shop.sari)
    assert (shown(again), again.level_approver) == ([("MIE", 3, 3_500, "list")], None)


def test_a_level_without_prices_of_its_own_leaves_the_list(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 12)
    with shop.store.write() as unit:
        found = carts.set_level(
            unit, cart=cart, level=LevelCode("member"), actor=shop.sari, approver=shop.budi
        )
    assert shown(found) == [("MIE", 12, 3_300, "tier")]


def test_what_was_paid_says_whose_price_it_was(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 2)
    with shop.store.write() as unit:
        carts.set_level(unit, cart=cart, level=WHOLESALE, actor=shop.sari, approver=shop.budi)
    with shop.store.write() as unit:
        carts.note_line(unit, cart=cart, line=1, remark="tanpa kantong", salesperson=shop.budi)
        sales.complete_sale(unit, cart=cart, actor=shop.sari, tenders=cash(6_000))
    with shop.store.write() as unit:
        stream = current_stream(unit)
        assert stream is not None
        told = decode(events_after(unit, stream.stream_no, 0, limit=100)[-1].body.encode())
    assert isinstance(told, SaleCompletedEvent)
    (line,) = told.p.lines
    assert (told.tv, told.p.price_level, told.p.level_approver) == (2, "wholesale", shop.budi)
    assert (line.source, line.list_price, line.remark) == (PriceSource.LEVEL, 3_500, "tanpa kantong")
    assert line.salesperson == shop.budi


def test_a_price_that_is_missing_is_refused_and_a_tier_alone_sells_from_its_quantity(shop: Shop) -> None:
    """Lesson 44: A missing price is refused, never 0."""
    with shop.store.write() as unit:
        row = noodles(shop.clock, listed=None)
        add_products(unit, [row.model_copy(update={"sku": "MIE2", "units": (
            row.units[0].model_copy(update={"barcodes": ("8990000000123",)}),)})])  # fmt: skip
    cart = begin(shop)
    with pytest.raises(Refusal) as refused:
        add(shop, cart, "8990000000123", 11)
    assert refused.value.code is ErrorCode.PRICE_MISSING
    assert add(shop, cart, "8990000000123", 12).total == 39_600


def test_a_new_price_reaches_the_open_cart(shop: Shop) -> None:
    """Lesson 43: A price that the back office changes holds for what is in the cart already."""
    cart = begin(shop)
    add(shop, cart, MIE, 2)
    product = shop.item(MIE).product
    with shop.store.write() as unit:
        tables = CatalogueTables(unit, branch=shop_branch(shop))
        tables.put_product(2, noodles(shop.clock, listed=3_700, product=product))
        set_cursor(unit, cursor="x", epoch=shop.clock.new_id(), company_seq=2, branch_seq=0)
    with shop.store.write() as unit:
        assert shown(carts.load_cart(unit, cart)) == [("MIE", 2, 3_700, "list")]


def shop_branch(shop: Shop) -> UUID:
    return shop.till.branch


def test_a_price_that_was_allowed_stays_whatever_the_quantity(shop: Shop) -> None:
    cart, item = begin(shop), shop.item(MIE)
    with shop.store.write() as unit:
        carts.add_line(unit, cart=cart, item=item, qty=whole(5), price=Money(3_400), approver=shop.budi)
    known = add(shop, cart, MIE, 12)
    assert shown(known) == [("MIE", 5, 3_400, "override"), ("MIE", 12, 3_300, "tier")]


def retype(shop: Shop, cart: CartId, line: int, price: int, *, approver: StaffId | None = None) -> Cart:
    with shop.store.write() as unit:
        return carts.change_price(
            unit, cart=cart, line=line, price=Money(price), actor=shop.sari, reason="Rusak", approver=approver
        )


def test_a_typed_price_wants_a_supervisor_and_counts_for_no_tier(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 8)
    add(shop, cart, "KOPI")
    add(shop, cart, MIE, 4)
    with pytest.raises(Refusal) as refused:
        retype(shop, cart, 1, 3_000)
    assert refused.value.code is ErrorCode.APPROVAL_NEEDED
    known = retype(shop, cart, 1, 3_000, approver=shop.budi)
    assert shown(known) == [
        ("MIE", 8, 3_000, "override"),
        ("KOPI", 1, 18_500, "list"),
        ("MIE", 4, 3_500, "list"),
    ]
    assert (known.lines[0].list_price, known.lines[0].price_approver) == (3_500, shop.budi)
    assert shown(add(shop, cart, MIE, 8))[2:] == [("MIE", 12, 3_300, "tier")]
    with shop.store.write() as unit:
        unit.memory.clear()
        assert shown(carts.load_cart(unit, cart))[0] == ("MIE", 8, 3_000, "override")


def test_each_typed_price_is_noted_with_the_one_before_and_the_lists_own_needs_nobody(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 12)
    retype(shop, cart, 1, 3_000, approver=shop.budi)
    retype(shop, cart, 1, 3_100, approver=shop.budi)
    again = retype(shop, cart, 1, 3_300)
    assert (shown(again), again.lines[0].price_approver) == ([("MIE", 12, 3_300, "tier")], None)
    with shop.store.write() as unit:
        alone = carts.change_price(unit, cart=cart, line=1, price=Money(4_000), actor=shop.budi)
        bodies = unit.execute("SELECT body FROM event WHERE type = 'approval.given' ORDER BY position")
        given = [decode(body.encode()) for (body,) in bodies]
    assert (alone.lines[0].price, alone.lines[0].price_approver) == (4_000, None)
    assert [(one.p.before, one.p.amount) for one in given if isinstance(one.p, ApprovalGiven)] == [
        (3_300, 3_000),
        (3_000, 3_100),
        (3_300, 4_000),
    ]
    assert [one.approver for one in given] == [shop.budi] * 3


@pytest.mark.parametrize("price", [0, -1, 10_000_000_000])
def test_no_price_and_one_beyond_all_bounds_are_refused(shop: Shop, price: int) -> None:
    """Lesson 44: a price is never 0."""
    cart = begin(shop)
    add(shop, cart, MIE)
    with pytest.raises(Refusal) as refused:
        retype(shop, cart, 1, price, approver=shop.budi)
    assert refused.value.code is ErrorCode.PRICE_NOT_POSITIVE


def test_a_discount_follows_a_typed_price(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 2)
    with shop.store.write() as unit:
        carts.discount_line(unit, cart=cart, line=1, actor=shop.sari, amount=Money(5_000), approver=shop.budi)
    assert retype(shop, cart, 1, 1_000, approver=shop.budi).lines[0].discount == 2_000


def test_a_discount_in_percent_follows_the_price_of_the_tier(shop: Shop) -> None:
    cart = begin(shop)
    add(shop, cart, MIE, 11)
    with shop.store.write() as unit:
        carts.discount_line(unit, cart=cart, line=1, actor=shop.sari, percent_bp=1_000, approver=shop.budi)
    assert change(shop, cart, 1, 12).lines[0].discount == 3_960


scans = st.lists(st.tuples(st.sampled_from([MIE, "KOPI", "GULA"]), st.integers(1, 20)), max_size=12)


@given(scans, st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_scanning_never_changes_the_total(
    shop: Shop, scanned: list[tuple[str, int]], chance: Random
) -> None:
    mixed = list(scanned)
    chance.shuffle(mixed)
    totals = []
    for order in (scanned, mixed):
        cart = begin(shop)
        for code, count in order:
            add(shop, cart, code, count)
        with shop.store.write() as unit:
            totals.append(carts.load_cart(unit, cart).total)
            carts.clear(unit, cart=cart, actor=shop.budi)
    assert totals[0] == totals[1]
    count = Quantity(sum(qty for code, qty in scanned if code == MIE))
    price = 3_150 if count >= 48 else 3_300 if count >= 12 else 3_500
    rest = sum(qty * {"KOPI": 18_500, "GULA": 17_450}[code] for code, qty in scanned if code != MIE)
    assert totals[0] == count * price + rest
