"""Goods that are asked about or told apart: milk in lots, telephones by number, cigarettes."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from backoffice_server.features.catalog import service as catalogue
from backoffice_server.features.catalog.tables import product
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.kernel.database import Database
from pos_client.engine import tracked
from pos_client.engine.cart_rows import Cart
from pos_client.store import StoreUnit
from pos_client.store.catalogue import CatalogueItem
from shared_models.rules.particulars import AgeConfirmed, Particulars
from shared_models.rules.receipt import ReceiptLine
from shared_models.values.codes import Tracking
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import NeedsRow
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.factories import shop as shops

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

LOTS: Final = ("A", "B", "C")
# Few, so that two tills meet the same piece.
PIECES: Final = 12
NEEDS: Final = {
    "SUSU": NeedsRow(tracking=Tracking.LOT),
    "PONSEL": NeedsRow(tracking=Tracking.SERIAL),
    "ROKOK": NeedsRow(min_age=18),
}
CODES: Final = tuple(NEEDS)


def make_known(database: Database) -> None:
    with database.write() as unit:
        for sku, needs in NEEDS.items():
            request = shops.goods(sku, 4_000, cost=3_000, needs=needs)
            catalogue.save_product(unit, product=None, request=request, by=None)


def add(world: World, unit: StoreUnit, cart: Cart, item: CatalogueItem, count: int) -> None:
    """With the answers its question gets; a piece that was sold here is not sold again."""
    by_piece = item.needs.tracking is Tracking.SERIAL
    serial = f"S{world.random.randrange(PIECES)}" if by_piece else None
    lot = world.random.choice((None, None, *LOTS)) if item.needs.tracking is Tracking.LOT else None
    told = Particulars(lot=lot, serial=serial, age=AgeConfirmed(18) if item.needs.min_age else None)
    qty = whole(1 if by_piece else count)
    with suppress(Refusal):
        tracked.add_told(unit, cart=cart.id, item=item, qty=qty, told=told)


def serial_of(line: ReceiptLine) -> str | None:
    """The piece that a line sold."""
    return None if line.particulars is None else line.particulars.serial


def receive(world: World, _: Till) -> None:
    """Lots and pieces come in; some of a lot is thrown away."""
    with world.office.used_by_people(), world.office.database.write() as unit:
        rows = unit.connection.execute(select(product.c.sku, product.c.product_id))
        ids = {row.sku: row.product_id for row in rows}
        if not ids.keys() >= NEEDS.keys():
            return
        day = world.office.now().date() + timedelta(days=world.random.randint(-3, 40))
        lot, number = world.random.choice(LOTS), world.random.randrange(PIECES)
        came = whole(world.random.choice((-2, 6, 20)))
        lines = (
            AdjustmentLine(product=ids["SUSU"], qty=came, lot=lot, expires_on=day),
            AdjustmentLine(product=ids["PONSEL"], qty=whole(1), serials=(f"S{number}",)),
        )
        request = AdjustStock(
            id=world.office_ids.new_id(),
            branch=world.office.shop.branch(world.random.choice(("BDG1", "BDG2"))),
            reason=AdjustmentReason.OPENING,
            bdate=world.office.now().date(),
            lines=lines,
        )
        adjust(unit, request, by=None)
