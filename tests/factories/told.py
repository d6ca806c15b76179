"""Goods that ask before they are sold, or are told apart: cigarettes, medicine, telephones, milk in lots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.replica import branch_row, keep
from shared_models.values.codes import SerialState, Tracking
from shared_models.values.quantity import Quantity
from shared_models.wire.replica import LotRow, NeedsRow, ProductRow, SerialRow
from shared_models.wire.sync import Entity
from tests.factories.tills import Clock, add_products, product_row

ROKOK: Final = "8990000007005"
OBAT: Final = "8990000007012"
PONSEL: Final = "8990000007029"
SUSU: Final = "8990000007036"
NEEDS: Final = (
    ("ROKOK", ROKOK, "Rokok Kretek 12", 25_500, NeedsRow(min_age=18)),
    ("OBAT", OBAT, "Amoksisilin 500 mg", 18_000, NeedsRow(prescription=True)),
    ("PONSEL", PONSEL, "Ponsel Nusantara 5", 2_450_000, NeedsRow(tracking=Tracking.SERIAL)),
    ("SUSU", SUSU, "Yogurt 1 liter", 19_250, NeedsRow(tracking=Tracking.LOT)),
)
"""SKU, barcode, name, price, what it asks for."""


def add_goods(unit: StoreUnit, clock: Clock) -> dict[str, ProductRow]:
    """The four goods, by SKU; milk has a lot that is over, one that is near its day and a fresh one."""
    rows = {
        sku: product_row(clock, sku, code, name, price).model_copy(update={"needs": needs})
        for sku, code, name, price, needs in NEEDS
    }
    add_products(unit, list(rows.values()), version=3)
    day = today(unit)
    lots = (("LAMA", -2, 5), ("DEKAT", 10, 3), ("BARU", 200, 20))
    add_lots(unit, rows["SUSU"], [(name, day + timedelta(days=days), count) for name, days, count in lots])
    return rows


def add_lots(unit: StoreUnit, row: ProductRow, lots: Sequence[tuple[str, date | None, int]]) -> None:
    """Name, expiry, and how many whole units are left."""
    for name, day, count in lots:
        told = LotRow(product=row.id, lot=name, expires_on=day, qty=Quantity(count * 1000))
        keep(unit, Entity.LOT, f"{row.id}:{name}", told)


def add_piece(unit: StoreUnit, product: UUID, serial: str, state: SerialState) -> None:
    told = SerialRow(product=product, serial=serial, state=state)
    keep(unit, Entity.SERIAL, f"{product}:{serial}", told)


def let_supervisors_sell_expired(unit: StoreUnit) -> None:
    """The branch lets a supervisor decide."""
    branch = this_till(unit).branch
    row = branch_row(unit, branch)
    assert row is not None
    keep(unit, Entity.BRANCH, str(branch), row.model_copy(update={"expired_by_approval": True}))
