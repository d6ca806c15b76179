"""Shelves: goods by category, a page at a time; what is pinned and what sells most at this till."""

from __future__ import annotations

from uuid import UUID

from pos_client.engine.till import this_till
from pos_client.store import StoreUnit, shelves
from pos_client.store.catalogue import Catalogue
from pos_client.store.catalogue_tables import CatalogueTables
from pos_client.store.incoming import apply_page, begin_snapshot, swap_snapshot
from pos_client.store.replica import keep
from shared_models.values.ids import CategoryId, ProductId
from shared_models.wire.replica import CategoryRow, ProductRow
from shared_models.wire.sync import ChangeRow, Entity, SnapshotReply
from tests.factories.tills import Clock, Shop, add_products, pay, product_row, ring_up

DRINKS = CategoryId(UUID(int=0xD1))
EMPTY = CategoryId(UUID(int=0xE1))


def drink(clock: Clock, sku: str, name: str) -> ProductRow:
    return product_row(clock, sku, "", name, 5_000).model_copy(update={"category": DRINKS})


def stocked(unit: StoreUnit, clock: Clock) -> None:
    for key, code, name in ((DRINKS, "MIN", "Minuman"), (EMPTY, "KOS", "Kosong")):
        keep(unit, Entity.CATEGORY, str(key), CategoryRow(id=key, code=code, name=name))
    add_products(unit, [drink(clock, f"D{n}", name) for n, name in enumerate(("teh", "Air", "Susu"))])


def names(unit: StoreUnit, clock: Clock, numbers: tuple[int, ...]) -> list[str]:
    return [item.name for item in Catalogue(unit, now=clock.now).numbered(numbers)]


def test_a_shelf_is_a_category_with_goods_and_what_has_none_comes_last(shop: Shop, clock: Clock) -> None:
    assert Entity.CATEGORY.value == shelves.CATEGORY
    with shop.store.write() as unit:
        stocked(unit, clock)
        found = shelves.shelves(unit)
    assert [(shelf.category, shelf.code, shelf.name, shelf.goods) for shelf in found] == [
        (DRINKS, "MIN", "Minuman", 3),
        (None, "", "", 4),
    ]


def test_a_page_stands_by_name_whatever_its_letters_are_like(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        stocked(unit, clock)
        first = shelves.numbers_on(unit, DRINKS, start=0, count=2)
        rest = shelves.numbers_on(unit, DRINKS, start=2, count=2)
        assert names(unit, clock, first + rest) == ["Air", "Susu", "teh"]
        assert len(shelves.numbers_on(unit, None, start=0, count=9)) == 4


def test_a_changed_or_dropped_product_leaves_its_old_place(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        stocked(unit, clock)
        tables = CatalogueTables(unit, branch=this_till(unit).branch)
        air = drink(clock, "D1", "Air galon").model_copy(update={"id": _product(unit, "D1")})
        tables.put_product(2, air.model_copy(update={"category": None}))
        tables.drop_product(2, _product(unit, "D0"))
        tables.put_product(3, drink(clock, "D9", "Lama").model_copy(update={"active": False}))
        assert names(unit, clock, shelves.numbers_on(unit, DRINKS, start=0, count=9)) == ["Susu"]
        assert "Air galon" in names(unit, clock, shelves.numbers_on(unit, None, start=0, count=9))


def test_a_snapshot_brings_its_own_shelves(shop: Shop, clock: Clock) -> None:
    row = drink(clock, "NEW", "Kopi")
    change = ChangeRow(entity=Entity.PRODUCT, key=str(row.id), version=1, row=row.model_dump(mode="json"))
    category = CategoryRow(id=DRINKS, code="MIN", name="Minuman")
    named = ChangeRow(
        entity=Entity.CATEGORY, key=str(DRINKS), version=1, row=category.model_dump(mode="json")
    )
    reply = SnapshotReply(
        company=shop.till.company,
        epoch=UUID(int=7),
        rows=(change, named),
        next=None,
        cursor="c",
        company_seq=1,
        branch_seq=1,
        total=2,
    )
    with shop.store.write() as unit:
        stocked(unit, clock)
        begin_snapshot(unit)
        apply_page(unit, reply, branch=shop.till.branch)
        assert sum(shelf.goods for shelf in shelves.shelves(unit)) == 7
        swap_snapshot(unit)
        assert [(shelf.name, shelf.goods) for shelf in shelves.shelves(unit)] == [("Minuman", 1)]


def test_pins_stay_in_their_order_and_once(shop: Shop) -> None:
    with shop.store.write() as unit:
        kopi, teh = _product(unit, "KOPI"), _product(unit, "TEH")
        for product in (teh, kopi, teh):
            shelves.pin(unit, product)
        assert shelves.pinned(unit) == (teh, kopi)
        shelves.unpin(unit, teh)
        assert shelves.pinned(unit) == (kopi,)
        gone = ProductId(UUID(int=9))
        assert len(shelves.product_numbers(unit, [gone, kopi])) == 1


def test_what_sells_most_is_counted_once_from_the_journal(open_shop: Shop) -> None:
    for code in ("8990000000017", "8990000000017", "8990000000048"):
        pay(open_shop, ring_up(open_shop, code).id, 100_000)
    with open_shop.store.write() as unit:
        assert shelves.count_sold(unit) == 3
        assert shelves.count_sold(unit) == 0
        kopi, teh = _product(unit, "KOPI"), _product(unit, "TEH")
        assert shelves.most_sold(unit, 9) == (kopi, teh)
        assert unit.execute("SELECT times FROM tile_sold ORDER BY times").fetchall() == [(1,), (2,)]
        # After many receipts old favourites fade.
        unit.execute("UPDATE tile_counted SET receipts = ?, position = 0", (shelves.HALVE_AFTER,))
        assert shelves.count_sold(unit) == 3
        assert unit.execute("SELECT times FROM tile_sold ORDER BY times").fetchall() == [(1,), (2,)]


def _product(unit: StoreUnit, sku: str) -> ProductId:
    (raw,) = unit.execute("SELECT product FROM product WHERE sku = ?", (sku,)).fetchone()
    return ProductId(UUID(bytes=raw))
