"""Which labels are wrong by now: a price that changed, goods that are new, and nothing else."""

from __future__ import annotations

from pos_client.engine.till import this_till
from pos_client.store import StoreUnit, label_prices
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.catalogue_tables import CatalogueTables
from pos_client.store.label_prices import (
    begin_labels,
    changed_prices,
    note_labels,
    priced_goods,
    priced_units,
)
from shared_models.values.money import Money
from tests.factories.tills import Clock, Shop, add_products, product_row

Found = list[tuple[str, int, int | None]]


def found(unit: StoreUnit, clock: Clock) -> Found:
    day = Catalogue(unit, now=clock.now).day()
    return [(one.sku, one.price, one.before) for one in changed_prices(unit, day)]


def known(unit: StoreUnit, clock: Clock) -> CatalogueItem:
    """The coffee that the shop sells."""
    item = Catalogue(unit, now=clock.now).by_code("KOPI")
    assert item is not None
    return item


def begin(unit: StoreUnit, clock: Clock) -> int:
    """In how many parts."""
    after, parts = 0, 0
    day = Catalogue(unit, now=clock.now).day()
    while (next_part := begin_labels(unit, day, after)) is not None:
        after, parts = next_part, parts + 1
    return parts


def test_what_costs_something_else_now_is_found_until_it_is_printed(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        assert begin(unit, clock) == 1
        assert found(unit, clock) == []
        tables = CatalogueTables(unit, branch=this_till(unit).branch)
        item = known(unit, clock)
        row = product_row(clock, "KOPI", item.barcode or "", item.name, 3_300)
        tables.put_product(9, row.model_copy(update={"id": item.product}))
        add_products(unit, [product_row(clock, "BARU", "", "Barang baru", 7_000)], version=10)
        assert found(unit, clock) == [("BARU", 7_000, None), ("KOPI", 3_300, item.price)]
        day = Catalogue(unit, now=clock.now).day()
        note_labels(unit, changed_prices(unit, day)[:1])
        assert found(unit, clock) == [("KOPI", 3_300, item.price)]
        note_labels(unit, changed_prices(unit, day))
        assert found(unit, clock) == []


def test_a_price_of_tomorrow_is_found_tomorrow(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        begin(unit, clock)
        item = known(unit, clock)
        row = product_row(clock, "KOPI", item.barcode or "", item.name, 3_000)
        day = Catalogue(unit, now=clock.now).day()
        (price,) = row.units[0].prices
        later = price.model_copy(update={"price": Money(3_900), "valid_from": day.replace(day=day.day + 1)})
        now = price.model_copy(update={"price": item.price})
        changed = row.units[0].model_copy(update={"prices": (now, later)})
        row = row.model_copy(update={"id": item.product, "units": (changed,)})
        CatalogueTables(unit, branch=this_till(unit).branch).put_product(9, row)
        assert found(unit, clock) == []
    clock.pass_by(days=1)
    with shop.store.write() as unit:
        assert [(one.sku, one.price) for one in changed_prices(unit, day.replace(day=day.day + 1))] == [
            ("KOPI", 3_900)
        ]


def test_many_goods_are_taken_in_parts(shop: Shop, clock: Clock) -> None:
    many = label_prices.BEGIN_AT_ONCE + 10
    with shop.store.write() as unit:
        add_products(unit, [product_row(clock, f"N{n}", "", f"Barang {n}", 1_000) for n in range(many)])
        assert begin(unit, clock) == 2
        assert found(unit, clock) == []


def test_goods_of_a_category_and_units_of_a_product(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        day = Catalogue(unit, now=clock.now).day()
        goods = priced_goods(unit, None, day)
        assert "KOPI" in [one.sku for one in goods]
        kopi, *_packs = priced_units(unit, known(unit, clock).product, day)
        assert kopi in goods
        assert kopi.barcode == known(unit, clock).barcode
