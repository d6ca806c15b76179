"""The catalogue index: exact codes, prefix search, prices by date, and snapshots that change places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.catalogue import Catalogue
from pos_client.store.incoming import (
    apply_changes,
    apply_page,
    begin_snapshot,
    drop_left_over,
    swap_snapshot,
)
from pos_client.store.replica import branch_row, keep, staff_rows
from pos_client.store.sync_state import cursor, positions
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.base import ApiModel
from shared_models.wire.replica import PriceRow, ProductRow, StockRow, UnitRow
from shared_models.wire.sync import ChangeRow, ChangesReply, Entity, SnapshotReply
from tests.factories.tills import Clock, Shop, add_products, product_row

EPOCH = UUID(int=77)


def catalogue(unit: StoreUnit, clock: Clock) -> Catalogue:
    return Catalogue(unit, now=clock.now)


def change(entity: Entity, key: object, version: int, row: ApiModel | None) -> ChangeRow:
    body = None if row is None else row.model_dump(mode="json")
    return ChangeRow(entity=entity, key=str(key), version=version, row=body)


def changes(shop: Shop, rows: Sequence[ChangeRow], *, cursor: str = "c1", more: bool = False) -> ChangesReply:
    return ChangesReply(
        company=shop.till.company,
        epoch=EPOCH,
        rows=tuple(rows),
        cursor=cursor,
        company_seq=5,
        branch_seq=7,
        more=more,
    )


def page(shop: Shop, rows: Sequence[ChangeRow], *, after: str | None, cursor: str) -> SnapshotReply:
    return SnapshotReply(
        company=shop.till.company,
        epoch=EPOCH,
        rows=tuple(rows),
        next=after,
        cursor=cursor,
        company_seq=9,
        branch_seq=3,
        total=len(rows),
    )


def test_a_code_is_found_byte_for_byte(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        add_products(unit, [product_row(clock, "kopi", "X1", "Kopi kecil", 1000)])
        known = catalogue(unit, clock)
        found = {code: item.name for code in ("KOPI", "kopi", "X1") if (item := known.by_code(code))}
        assert found == {"KOPI": "Kopi Tubruk 250 g", "kopi": "Kopi kecil", "X1": "Kopi kecil"}
        assert known.by_code("x1") is None
        assert known.by_code("Kopi") is None
        assert known.count() == 5


def test_a_barcode_goes_before_a_sku(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        add_products(unit, [product_row(clock, "Z9", "TEH", "Sirup", 9000)])
        found = catalogue(unit, clock).by_code("TEH")
    assert found is not None
    assert found.name == "Sirup"


def test_units_have_their_own_codes_and_prices(shop: Shop, clock: Clock) -> None:
    """Lesson 45: Nothing is loaded: a code is looked up where it lies. Figures in the bench."""
    row = product_row(clock, "MIE", "111", "Mie Goreng", 3_000)
    price = PriceRow(id=clock.new_id(), branch=None, price=Money(110_000), valid_from=date(2026, 1, 1))
    box = UnitRow(unit="dus", factor=Quantity(40_000), barcodes=("222", "333"), prices=(price,))
    with shop.store.write() as unit:
        add_products(unit, [row.model_copy(update={"units": (*row.units, box)})])
        known = catalogue(unit, clock)
        found = [known.by_code(code) for code in ("111", "222", "333", "MIE")]
    assert [(item.unit, item.price, item.barcode) for item in found if item] == [
        ("pcs", 3_000, "111"),
        ("dus", 110_000, "222"),
        ("dus", 110_000, "222"),
        ("pcs", 3_000, "111"),
    ]


def test_the_youngest_valid_price_wins(shop: Shop, clock: Clock) -> None:
    row = product_row(clock, "SUSU", "444", "Susu", 10_000)
    other_branch, own = clock.new_id(), shop.till.branch
    wanted = [
        (None, 11_000, date(2026, 11, 1), date(2026, 11, 20)),
        (None, 12_000, date(2026, 11, 21), None),
        (own, 11_500, date(2026, 11, 21), None),
        (other_branch, 1, date(2026, 11, 21), None),
        (None, 13_000, date(2026, 12, 1), None),
    ]
    prices = tuple(
        PriceRow(id=clock.new_id(), branch=branch, price=Money(price), valid_from=since, valid_to=until)
        for branch, price, since, until in wanted
    )
    base = row.units[0].model_copy(update={"prices": (*row.units[0].prices, *prices)})
    with shop.store.write() as unit:
        add_products(unit, [row.model_copy(update={"units": (base,)})])
        known = catalogue(unit, clock)
        item = known.by_code("SUSU")
        assert item is not None
        days = [
            date(2026, 5, 1),
            date(2026, 11, 20),
            date(2026, 11, 21),
            date(2026, 12, 24),
            date(2025, 1, 1),
        ]
        assert [known.price_of(item, day) for day in days] == [10_000, 11_000, 11_500, 13_000, None]
        assert item.price == 11_500


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("gula", "GULA"),
        ("pas gul", "GULA"),
        ("PANDAN", "BERAS"),
        ("8990000000048", "TEH"),
        ("89900000000", "KOPI"),
        ("TE", "TEH"),
        ("kopi tubruk 250", "KOPI"),
    ],
)
def test_search_as_one_types(shop: Shop, clock: Clock, typed: str, first: str) -> None:
    with shop.store.write() as unit:
        found = catalogue(unit, clock).search(typed)
    assert found[0].sku == first


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "NEAR(", "zzz", "a' OR 1=1 --", "kopi AND"])
def test_odd_input_finds_nothing_and_harms_nothing(shop: Shop, clock: Clock, typed: str) -> None:
    with shop.store.write() as unit:
        assert catalogue(unit, clock).search(typed) == ()


def test_changes_come_with_their_cursor_and_older_ones_change_nothing(shop: Shop, clock: Clock) -> None:
    with shop.store.write() as unit:
        kopi = catalogue(unit, clock).by_code("KOPI")
        branch = this_till(unit).branch
    assert kopi is not None

    def renamed(name: str, code: str) -> ProductRow:
        return product_row(clock, "KOPI", code, name, 20_000, product=kopi.product)

    newer = change(Entity.PRODUCT, kopi.product, 8, renamed("Kopi Arabika", "555"))
    older = change(Entity.PRODUCT, kopi.product, 7, renamed("Kopi Robusta", "666"))
    stock = change(Entity.STOCK, kopi.product, 3, StockRow(product=kopi.product, qty=Quantity(5_000)))
    gone = change(Entity.STAFF, shop.sari, 9, None)
    with shop.store.write() as unit:
        apply_changes(unit, changes(shop, [newer, older, stock, gone]), branch=branch)
        known = catalogue(unit, clock)
        assert known.by_code("8990000000017") is None
        assert known.by_code("666") is None
        assert [item.name for item in known.search("kopi")] == ["Kopi Arabika"]
        assert known.search("tubruk") == ()
        found = known.by_code("555")
        assert found is not None
        assert (found.price, found.stock) == (20_000, 5_000)
        assert {row.id for row in staff_rows(unit)} == {shop.budi, shop.ratna}
        assert (cursor(unit).cursor, positions(unit).company, positions(unit).branch) == ("c1", 5, 7)
    dropped = [change(Entity.PRODUCT, kopi.product, 10, None), change(Entity.STOCK, kopi.product, 4, None)]
    with shop.store.write() as unit:
        apply_changes(unit, changes(shop, dropped, cursor="c2"), branch=branch)
        known = catalogue(unit, clock)
        assert (known.by_code("555"), known.by_code("KOPI"), known.search("arabika")) == (None, None, ())
        assert cursor(unit).cursor == "c2"


def test_the_day_follows_the_branch(shop: Shop, clock: Clock) -> None:
    """A window that is open for weeks reads prices by the day its sales are booked on."""
    reader = shop.store.reader()
    clock.at -= timedelta(hours=6)
    known = Catalogue(reader, now=clock.now)
    assert known.day() == date(2026, 11, 21)
    with shop.store.write() as unit:
        branch = branch_row(unit, shop.till.branch)
        assert branch is not None
        row = branch.model_copy(update={"day_starts_at_hour": 7})
        keep(unit, Entity.BRANCH, str(row.id), row)
    assert known.day() == date(2026, 11, 20)
    with shop.store.write() as unit:
        assert today(unit) == known.day()
    reader.close()


def test_a_snapshot_takes_the_place_in_one_transaction(shop: Shop, clock: Clock) -> None:
    rows = [product_row(clock, f"P{n}", f"77{n}", f"Barang baru {n}", 1000 + n) for n in range(5)]
    pages = [[change(Entity.PRODUCT, row.id, 4, row) for row in part] for part in (rows[:3], rows[3:])]
    with shop.store.write() as unit:
        begin_snapshot(unit)
        apply_page(unit, page(shop, pages[0], after="p2", cursor="first"), branch=UUID(int=1))
        known = catalogue(unit, clock)
        assert known.by_code("770") is None
        assert known.by_code("KOPI") is not None
        assert cursor(unit).page == "p2"
    with shop.store.write() as unit:
        apply_page(unit, page(shop, pages[1], after=None, cursor="second"), branch=UUID(int=1))
        swap_snapshot(unit)
    with shop.store.write() as unit:
        known = catalogue(unit, clock)
        assert known.by_code("KOPI") is None
        assert [item.sku for item in known.search("barang")] == ["P0", "P1", "P2", "P3", "P4"]
        # It goes on from where the first one began, and vouches for the moment of the last.
        assert cursor(unit).cursor == "second"
        assert drop_left_over(unit) == 11
        assert drop_left_over(unit) == 0
        names = {name for (name,) in unit.execute("SELECT name FROM sqlite_master")}
    assert not {name for name in names if name.startswith(("old_", "next_"))}


def test_a_snapshot_begun_anew_forgets_the_old_try(shop: Shop, clock: Clock) -> None:
    row = product_row(clock, "P1", "771", "Barang", 1000)
    with shop.store.write() as unit:
        begin_snapshot(unit)
        first = page(shop, [change(Entity.PRODUCT, row.id, 4, row)], after="p2", cursor="one")
        apply_page(unit, first, branch=UUID(int=1))
    with shop.store.write() as unit:
        begin_snapshot(unit)
        apply_page(unit, page(shop, [], after=None, cursor="two"), branch=UUID(int=1))
        swap_snapshot(unit)
        assert catalogue(unit, clock).count() == 0
        assert cursor(unit).cursor == "two"


def test_positions_of_an_interrupted_snapshot_do_not_stay(shop: Shop) -> None:
    """Every sale names the catalogue it was sold from: that of the snapshot that was finished."""
    with shop.store.write() as unit:
        begin_snapshot(unit)
        stale = page(shop, [], after="p2", cursor="one").model_copy(
            update={"company_seq": 70, "branch_seq": 80}
        )
        apply_page(unit, stale, branch=UUID(int=1))
    with shop.store.write() as unit:
        begin_snapshot(unit)
        last = page(shop, [], after=None, cursor="two").model_copy(update={"company_seq": 7, "branch_seq": 8})
        apply_page(unit, last, branch=UUID(int=1))
        swap_snapshot(unit)
        known = positions(unit)
    assert (known.company, known.branch) == (7, 8)


def test_a_reader_sees_the_new_catalogue(shop: Shop, clock: Clock) -> None:
    reader = shop.store.reader()
    known = Catalogue(reader, now=clock.now)
    assert known.by_code("KOPI") is not None
    with shop.store.write() as unit:
        begin_snapshot(unit)
        apply_page(unit, page(shop, [], after=None, cursor="two"), branch=UUID(int=1))
        swap_snapshot(unit)
    assert known.by_code("KOPI") is None
    assert known.day() == date(2026, 11, 21)
    reader.close()
