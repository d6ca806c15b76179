"""Pulling: a snapshot in pages, then changes in commit order; a foreign cursor begins again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from backoffice_server.features.branches.tables import company
from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.sync import changes as changes_module
from backoffice_server.sync import snapshot as snapshot_module
from backoffice_server.sync.cursor import Cursor, Place, decode
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.replica import ProductRow, StaffRow
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from shared_models.wire.sync import ChangeRow, Entity
from tests.factories.enrolled import Till, enrolled
from tests.factories.shop import Door, Shop, goods


def held(rows: tuple[ChangeRow, ...]) -> dict[tuple[str, str], dict[str, Any] | None]:
    return {(row.entity, row.key): row.row for row in rows}


def save(shop: Shop, sku: str, price: int) -> None:
    with shop.database.write() as unit:
        save_product(unit, product=None, request=goods(sku, price), by=None)


def book_soap(shop: Shop) -> None:
    request = AdjustStock(
        id=UUID(int=77),
        branch=shop.branch(),
        reason=AdjustmentReason.COUNT,
        bdate=shop.clock().date(),
        lines=(AdjustmentLine(product=shop.product("SABUN"), qty=whole(5), unit_cost=Money(3_000)),),
    )
    with shop.database.write() as unit:
        adjust(unit, request, by=None)


def whole_snapshot(till: Till) -> tuple[dict[tuple[str, str], dict[str, Any] | None], str, int]:
    page = till.snapshot()
    rows, pages = held(page.rows), 1
    while page.next:
        page = till.snapshot(page.next)
        rows |= held(page.rows)
        pages += 1
    return rows, page.cursor, pages


def test_a_snapshot_holds_all_a_till_needs(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    page = till.snapshot()
    kinds = {row.entity for row in page.rows}
    assert kinds == {
        *(Entity.COMPANY, Entity.BRANCH, Entity.REGISTER, Entity.STAFF, Entity.TAX_RULE),
        *(Entity.CATEGORY, Entity.PRODUCT),
    }
    assert page.total == len(page.rows)
    tea = ProductRow.model_validate(held(page.rows)[Entity.PRODUCT, str(shop.product("TEH-KENARA"))])
    assert [(unit.unit, unit.factor, unit.prices[0].price) for unit in tea.units] == [
        ("btl", 1_000, 3_500),
        ("lsn", 12_000, 40_000),
    ]
    sari = StaffRow.model_validate(held(page.rows)[Entity.STAFF, str(shop.person("sari"))])
    assert (sari.pin_hash or "").startswith("$argon2id$")
    assert "password" not in str(held(page.rows))


def test_a_till_sees_the_registers_of_its_own_branch(door: Door, shop: Shop) -> None:
    rows = held(enrolled(door, shop, "K1", "BDG2").snapshot().rows)
    registers = [key for entity, key in rows if entity is Entity.REGISTER]
    assert registers == [str(shop.register("K1", "BDG2"))]


def test_pages_make_the_same_snapshot(door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    till = enrolled(door, shop)
    rows, cursor, _ = whole_snapshot(till)
    monkeypatch.setattr(snapshot_module, "ROWS_MAX", 4)
    paged, paged_cursor, pages = whole_snapshot(till)
    assert (paged, paged_cursor) == (rows, cursor)
    assert pages == -(-len(rows) // 4)


def test_what_changes_during_a_snapshot_comes_with_the_pull(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = enrolled(door, shop)
    monkeypatch.setattr(snapshot_module, "ROWS_MAX", 4)
    first = till.snapshot()
    save(shop, "BARU", 9_000)
    assert first.next is not None
    pulled = held(till.changes(first.cursor).rows)
    assert [entity for entity, _ in pulled] == [Entity.PRODUCT]


def test_changes_come_in_commit_order_and_only_once(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    for number in range(5):
        save(shop, f"BARU-{number}", 1_000 + number)
    monkeypatch.setattr(changes_module, "ROWS_MAX", 2)
    seen: list[str] = []
    more = True
    while more:
        reply = till.changes(cursor)
        seen += [str((row.row or {})["sku"]) for row in reply.rows]
        cursor, more = reply.cursor, reply.more
    assert seen == [f"BARU-{number}" for number in range(5)]
    assert till.changes(cursor).rows == ()


def test_a_row_that_changed_twice_comes_in_its_newest_state(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    for price in (18_000, 18_500):
        with shop.database.write() as unit:
            change = goods("GULA-1KG", price, version=1 if price == 18_000 else 2)
            save_product(unit, product=shop.product("GULA-1KG"), request=change, by=None)
    (row,) = till.changes(cursor).rows
    (unit_row,) = ProductRow.model_validate(row.row).units
    assert [price.price for price in unit_row.prices] == [18_500]


def test_a_restored_database_is_noticed(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    with shop.database.write() as unit:
        unit.connection.execute(company.update().values(epoch=UUID(int=7)))
    assert till.refused("/api/sync/changes", cursor=cursor) == "resnapshot"


def test_cursors_of_others_begin_again(door: Door, shop: Shop) -> None:
    here, there = enrolled(door, shop), enrolled(door, shop, "K1", "BDG2", 0xD2)
    assert here.refused("/api/sync/changes", cursor=there.snapshot().cursor) == "resnapshot"
    for broken in ("", "x", "W10", "eyJ9"):
        assert here.refused("/api/sync/changes", cursor=broken) == "resnapshot"
    assert here.refused("/api/sync/snapshot", after="zzz") == "resnapshot"


def test_a_cursor_whose_commit_never_happened_is_foreign(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    before = till.snapshot().cursor
    save(shop, "NANTI", 1_000)
    ahead = till.changes(before).cursor
    assert till.changes(ahead).rows == ()
    forged = decode(ahead)
    place = Place(forged.of_company.seq, str(UUID(int=1)))
    other = Cursor(forged.epoch, forged.branch, place, forged.of_branch, forged.of_postings)
    assert till.refused("/api/sync/changes", cursor=other.encoded()) == "resnapshot"


def test_a_cursor_behind_a_posting_that_never_happened_is_foreign(door: Door, shop: Shop) -> None:
    """An older copy of the database, put back by hand, posted other documents under the same numbers."""
    till = enrolled(door, shop)
    book_soap(shop)
    at = decode(till.snapshot().cursor)
    assert at.of_postings.seq == 1
    other = replace(at, of_postings=Place(at.of_postings.seq, f"{UUID(int=1).hex}{0:x}"))
    assert till.refused("/api/sync/changes", cursor=other.encoded()) == "resnapshot"
    assert till.changes(at.encoded()).rows == ()


def test_every_page_goes_on_from_where_the_first_began(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says where all ended when it was read itself."""
    monkeypatch.setattr(snapshot_module, "ROWS_MAX", 3)
    till = enrolled(door, shop)
    first = till.snapshot()
    save(shop, "NANTI", 1_000)
    second = decode(till.snapshot(first.next).cursor)
    begun = decode(first.cursor)
    assert (begun.seen, second.places) == ((), begun.places)
    assert second.seen
    assert second.seen[0].seq > begun.of_company.seq


def test_a_page_that_showed_what_never_happened_is_foreign(door: Door, shop: Shop) -> None:
    """A snapshot begins at one place and reads its pages later: in between an older copy was put back."""
    till = enrolled(door, shop)
    at = decode(till.snapshot().cursor)
    later = replace(at.of_company, token=f"{UUID(int=1)}")
    for seen in ((later, at.of_branch, at.of_postings), (at.of_company, at.of_branch, Place(9, "other"))):
        cursor = replace(at, seen=seen).encoded()
        assert till.refused("/api/sync/changes", cursor=cursor) == "resnapshot"
    assert till.changes(replace(at, seen=at.places).encoded()).rows == ()


@pytest.mark.parametrize("seq", [-1, 7, 10**30])
def test_a_place_that_cannot_be_is_foreign(door: Door, shop: Shop, seq: int) -> None:
    till = enrolled(door, shop)
    at = decode(till.snapshot().cursor)
    for place in (Place(seq, ""), Place(seq, "none")):
        for other in (replace(at, of_postings=place), replace(at, of_company=place)):
            assert till.refused("/api/sync/changes", cursor=other.encoded()) == "resnapshot"
