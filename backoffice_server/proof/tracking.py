"""Lots and serial numbers against their moves, and lots against the stock."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import and_, func, select

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.stock.tables import stock
from backoffice_server.features.tracking.tables import lot, lot_move, serial, serial_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.derived import differing
from backoffice_server.proof.findings import Finding, count, from_rows
from shared_models.values.codes import Tracking

I20: Final = "I20"


def lots_agree(unit: Unit) -> Iterable[Finding]:
    """I20: what is left of lots is what their moves add up to, and sums to the stock of each product."""
    own = lot_move.c
    stands = select(lot.c.branch_id, lot.c.product_id, lot.c.lot, lot.c.qty)
    place = (own.branch_id, own.product_id, own.lot)
    moved = select(*place, func.sum(own.qty).label("qty")).group_by(*place)
    checked = count(unit, select(func.count()).select_from(lot))
    yield from_rows(unit, I20, "lots = sum of their moves", checked, differing(stands, moved, keys=3))
    whose = (lot.c.branch_id, lot.c.product_id)
    sums = select(*whose, func.sum(lot.c.qty).label("qty")).group_by(*whose)
    # Before the first document of a product that is kept in lots, nothing was said of them.
    kept = sums.subquery()
    on = and_(kept.c.branch_id == stock.c.branch_id, kept.c.product_id == stock.c.product_id)
    in_lots = select(product.c.product_id).where(product.c.tracking == Tracking.LOT.value)
    held = select(stock.c.branch_id, stock.c.product_id, stock.c.qty).join(kept, on)
    held = held.where(stock.c.product_id.in_(in_lots))
    checked = count(unit, select(func.count()).select_from(held.subquery()))
    rule = "lots of a product = its stock"
    yield from_rows(unit, I20, rule, checked, differing(held, sums, keys=2))


def serials_agree(unit: Unit) -> Iterable[Finding]:
    """I20: a piece is where its last move left it."""
    own = serial_move.c
    last = (
        func.row_number()
        .over(
            partition_by=(own.branch_id, own.product_id, own.serial),
            order_by=(own.posting_no.desc(), own.line.desc(), own.item.desc()),
        )
        .label("place")
    )
    told = select(own.branch_id, own.product_id, own.serial, own.state, own.posting_no, last).subquery()
    names = ("branch_id", "product_id", "serial", "state", "posting_no")
    moved = select(*(told.c[name] for name in names)).where(told.c.place == 1)
    stands = select(*(serial.c[name] for name in names))
    checked = count(unit, select(func.count()).select_from(serial))
    rule = "pieces are where their last move left them"
    yield from_rows(unit, I20, rule, checked, differing(stands, moved, keys=4))
