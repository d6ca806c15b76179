"""Applying what the back office sends: rows and cursor in one transaction; a snapshot beside, then in its
place.

A till never sells from half a price list: the pages of a snapshot fill tables of their own (`next_…`),
which take
the place of those in use by renaming, in one transaction.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from pos_client.store.catalogue_tables import CatalogueTables
from pos_client.store.customer_tables import (
    drop_customer,
    put_customers,
    put_standings,
)
from pos_client.store.replica import Kept, put_row
from pos_client.store.store import StoreUnit
from pos_client.store.sync_state import forget_page, set_cursor
from pos_client.store.told import (
    NOTHING_TOLD,
    Told,
    counted_text,
    note_first_page,
    settle,
    settle_first_page,
)
from shared_models.wire.replica import CustomerRow, CustomerStandingRow, ProductRow, StockRow
from shared_models.wire.sync import ChangeRow, ChangesReply, Entity, SnapshotReply

log = logging.getLogger(__name__)
_TABLES: Final = (
    "replica",
    "product",
    "product_unit",
    "product_code",
    "product_price",
    "product_place",
    "product_offer",
    "stock",
    "product_search",
    "customer",
    "customer_standing",
)
_OWN_TABLES: Final = frozenset({Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.CUSTOMER_STANDING})


def apply_changes(unit: StoreUnit, reply: ChangesReply, *, branch: UUID, told: Told = NOTHING_TOLD) -> None:
    """Newer versions win row by row, so a reply applied twice changes nothing.

    `told`: what it counts of this till's own receipts; with the last reply that holds for every balance.
    """
    tables = CatalogueTables(unit, branch=branch)
    for change in reply.rows:
        _apply(unit, tables, change, told)
    if not reply.more:
        settle(unit, told, branch=branch.bytes)
    set_cursor(
        unit,
        cursor=reply.cursor,
        epoch=reply.epoch,
        company_seq=reply.company_seq,
        branch_seq=reply.branch_seq,
    )


def begin_snapshot(unit: StoreUnit) -> None:
    """Empty tables beside those in use."""
    drop_left_over(unit)
    for table in _TABLES:
        made = unit.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        unit.execute(re.sub(rf'TABLE "?{table}"?', f"TABLE next_{table}", made[0], count=1))
    forget_page(unit)
    unit.execute("UPDATE sync_state SET page = ''")


def apply_page(unit: StoreUnit, reply: SnapshotReply, *, branch: UUID, told: Told = NOTHING_TOLD) -> None:
    """One page into the tables beside. Each page's cursor goes on from where the first one began and vouches
    for what was read up to then: the last one counts.
    """
    if unit.execute("SELECT page FROM sync_state").fetchone()[0] == "":
        note_first_page(unit, told)
    products = [
        (change.version, row)
        for change in reply.rows
        if change.entity is Entity.PRODUCT and (row := _read(ProductRow, change)) is not None
    ]
    tables = CatalogueTables(unit, branch=branch, prefix="next_")
    tables.add_products(products)
    tables.put_stock(_levels(reply.rows))
    put_customers(unit, _rows(reply.rows, Entity.CUSTOMER, CustomerRow), prefix="next_")
    standings = _rows(reply.rows, Entity.CUSTOMER_STANDING, CustomerStandingRow)
    put_standings(unit, standings, told=told, prefix="next_")
    for change in reply.rows:
        if change.entity not in _OWN_TABLES:
            put_row(unit, change, table="next_replica", counted=_counted(change, told))
    unit.execute(
        "UPDATE sync_state SET page = ?, page_epoch = ?, page_cursor = ?, page_company_seq = ?,"
        " page_branch_seq = ?",
        (reply.next, reply.epoch.bytes, reply.cursor, reply.company_seq, reply.branch_seq),
    )


def swap_snapshot(unit: StoreUnit) -> None:
    """The new tables take the place of the old ones; the old ones are dropped by `drop_left_over` later."""
    for table in _TABLES:
        unit.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        unit.execute(f"ALTER TABLE next_{table} RENAME TO {table}")
    epoch, cursor, company_seq, branch_seq = unit.execute(
        "SELECT page_epoch, page_cursor, page_company_seq, page_branch_seq FROM sync_state"
    ).fetchone()
    settle_first_page(unit)
    forget_page(unit)
    set_cursor(unit, cursor=cursor, epoch=UUID(bytes=epoch), company_seq=company_seq, branch_seq=branch_seq)


def drop_left_over(unit: StoreUnit, *, most: int | None = None) -> int:
    """Drop tables of an older or an interrupted snapshot, at most `most` of them at once. How many went."""
    names = [f"{prefix}_{table}" for prefix in ("old", "next") for table in _TABLES]
    known = {name for (name,) in unit.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    there = [name for name in names if name in known]
    for name in there[:most]:
        unit.execute(f"DROP TABLE {name}")
    return len(there[:most])


def _apply(unit: StoreUnit, tables: CatalogueTables, change: ChangeRow, told: Told) -> None:
    match change.entity, change.row:
        case Entity.PRODUCT, None:
            tables.drop_product(change.version, UUID(change.key))
        case Entity.PRODUCT, _:
            if (product := _read(ProductRow, change)) is not None:
                tables.put_product(change.version, product)
        case Entity.STOCK, None:
            tables.drop_stock(change.version, UUID(change.key))
        case Entity.STOCK, _:
            tables.put_stock(_levels([change]))
        case Entity.CUSTOMER | Entity.CUSTOMER_STANDING, _:
            _apply_customer(unit, change, told)
        case _:
            put_row(unit, change, counted=_counted(change, told))


def _counted(change: ChangeRow, told: Told) -> str | None:
    return counted_text(told.values) if change.entity is Entity.STORED_VALUE else None


def _apply_customer(unit: StoreUnit, change: ChangeRow, told: Told) -> None:
    if change.entity is Entity.CUSTOMER_STANDING:
        standings = _rows([change], Entity.CUSTOMER_STANDING, CustomerStandingRow)
        put_standings(unit, standings, told=told)
    elif change.row is None:
        drop_customer(unit, change.version, UUID(change.key))
    else:
        put_customers(unit, _rows([change], Entity.CUSTOMER, CustomerRow))


def _levels(changes: Iterable[ChangeRow]) -> Iterable[tuple[int, StockRow]]:
    return _rows(changes, Entity.STOCK, StockRow)


def _rows(changes: Iterable[ChangeRow], entity: Entity, kind: type[Kept]) -> Iterator[tuple[int, Kept]]:
    for change in changes:
        if change.entity is entity and (row := _read(kind, change)) is not None:
            yield change.version, row


def _read(kind: type[Kept], change: ChangeRow) -> Kept | None:
    """The row without what only a later build knows; null when it is gone, or nothing of it can be read.

    One such row must not keep every price behind it from this till: the old state of it stays.
    """
    if change.row is None:
        return None
    try:
        return kind.model_validate(change.row, extra="ignore")
    except ValidationError:
        log.warning("%s %s is of a newer back office: left as it was", change.entity, change.key)
        return None
