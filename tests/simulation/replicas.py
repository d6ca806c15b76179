"""I8: what a till keeps is what the office has: at its cursor, and as a fresh snapshot would give it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.stock.tables import stock
from backoffice_server.kernel.feed import COMPANY_SCOPE, feed_row
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync import snapshot as pages
from backoffice_server.sync.changes import changes
from pos_client.store import Rows
from pos_client.store.sync_state import cursor, forget_cursor
from pos_client.store.told import acked_now
from pos_client.sync.messages import NextPage
from pos_client.sync.pulling import take_page
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import ChangesReply, Entity, SnapshotReply

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

Tables = dict[str, set[tuple[Any, ...]]]
PAGE: Final = 5_000
# What the tills keep of the catalogue, by things that do not depend on how it came.
_KEPT: Final = {
    "replica": "SELECT entity, key, body FROM replica WHERE body IS NOT NULL",
    # What a till named and priced itself has version 0, and no other knows it.
    "products": "SELECT product, sku, name, kind, tax_class, category, active, cost FROM product"
    " WHERE product.version > 0",
    "units": "SELECT product, unit_no, unit, factor, decimals, codes FROM product_unit JOIN product USING"
    " (product_no) WHERE product.version > 0",
    "codes": "SELECT code, product, unit_no, is_sku FROM product_code JOIN product USING (product_no)"
    " WHERE product.version > 0",
    "prices": "SELECT product, unit_no, valid_from, own, price_id, valid_to, price FROM product_price"
    " JOIN product USING (product_no) WHERE product.version > 0",
    "customers": "SELECT customer, code, name, phone, credit_limit, active FROM customer",
    "offers": "SELECT product, unit_no, price_id, own, valid_from, valid_to, price, customer, level, from_qty"
    " FROM product_offer JOIN product USING (product_no)",
    "stock": "SELECT product, qty FROM stock WHERE qty != 0",
    "own moves": "SELECT product, qty FROM pending",
}
_BESIDE: Final = {
    "replica": "SELECT entity, key FROM replica WHERE body IS NOT NULL",
    "prices": "SELECT product, price_id, price FROM product_price JOIN product USING (product_no)"
    " WHERE product.version > 0",
    "stock": "SELECT product, qty FROM stock WHERE qty != 0",
}


def like_fresh_ones(world: World) -> Iterator[str]:
    """Every till beside what a fresh snapshot gives it now; for the end of a story."""
    kept = {till.name: _rows(till.reader, _KEPT) for till in world.tills}
    fresh: dict[str, Tables] = {}
    for till in world.tills:
        branch, rows = till.place[0], kept[till.name]
        if branch not in fresh:
            _take_snapshot(world, till)
            fresh[branch] = _rows(till.reader, _KEPT)
        if rows.pop("own moves"):
            yield f"{till.name}: moves of its own are left"
        yield from _differing(till, rows, fresh[branch])


def right_at_the_cursor(world: World) -> Iterator[str]:
    """Tills for which there is nothing new must hold what the office holds, whatever happened so far."""
    with world.office.database.read() as unit:
        for till in world.tills:
            place, branch = cursor(till.reader).cursor, world.office.shop.branch(till.place[0])
            if place is not None and _is_at_the_end(unit, branch, place):
                yield from _differing(till, _rows(till.reader, _BESIDE), _of_the_office(unit, branch))


def _is_at_the_end(unit: Unit, branch: Any, place: str) -> bool:
    try:
        reply = ChangesReply.model_validate_json(changes(unit, branch=branch, cursor=place))
    except Refusal:
        return False
    return not reply.rows and not reply.more


def _of_the_office(unit: Unit, branch: UUID) -> Tables:
    found: Tables = {"replica": set(), "prices": set()}
    held = select(feed_row).where(
        feed_row.c.scope_id.in_([COMPANY_SCOPE, branch]), feed_row.c.row.is_not(None)
    )
    for row in unit.connection.execute(held):
        if row.entity == Entity.CUSTOMER:
            continue
        if row.entity != Entity.PRODUCT:
            found["replica"].add((row.entity, row.key))
            continue
        found["prices"] |= {
            (UUID(row.key).bytes, UUID(price["id"]).bytes, price["price"])
            for one in json.loads(row.row)["units"]
            for price in one["prices"]
            if price["branch"] in {None, str(branch)}
        }
    levels = select(stock.c.product_id, stock.c.qty).where(stock.c.branch_id == branch, stock.c.qty != 0)
    found["stock"] = {(row.product_id.bytes, row.qty) for row in unit.connection.execute(levels)}
    return found


def _differing(till: Till, kept: Tables, right: Tables) -> Iterator[str]:
    for name, rows in kept.items():
        if rows != right[name]:
            yield f"{till.name}: {name} differ: {sorted(map(str, rows ^ right[name]))[:4]}"


def _rows(reader: Rows, tables: dict[str, str]) -> Tables:
    return {name: set(reader.execute(sql).fetchall()) for name, sql in tables.items()}


def _take_snapshot(world: World, till: Till) -> None:
    with till.store.write() as unit:
        forget_cursor(unit)
    with pytest.MonkeyPatch.context() as limits, world.office.database.read() as unit:
        limits.setattr(pages, "ROWS_MAX", PAGE)
        branch = world.office.shop.branch(till.place[0])
        after: str | None = None
        while True:
            body = pages.snapshot(unit, branch=branch, after=after, device=till.device())
            page = SnapshotReply.model_validate_json(body)
            take_page(till.store, NextPage(after, acked_now(till.reader)), page)
            after = page.next
            if after is None:
                return
