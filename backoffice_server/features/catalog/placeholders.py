"""Hidden rows for products that only a till's event knows: the sale is booked, a person fills them in later.

They touch no feed: posting a till's event never writes company scope (sync.md §5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from backoffice_server.features.catalog.records import Price
from backoffice_server.features.catalog.tables import barcode, price, product, product_unit
from backoffice_server.features.catalog.writing import price_row
from backoffice_server.kernel.unit import Unit
from shared_models.rules.receipt import Item
from shared_models.values.money import Money
from shared_models.values.quantity import ONE

BASE_UNIT: Final = "pcs"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An article as a till told it. `code`: as it was scanned; `price` per base unit."""

    item: Item
    code: str | None
    price: Money
    day: date


def add_proposals(unit: Unit, proposals: Sequence[Proposal]) -> None:
    """A hidden product per proposal that is new, with its code, and its price from that day on.

    The price has feed number 0: no feed has carried it, and none does before a person takes the product in.
    """
    first = {one.item.product: one for one in reversed(proposals)}
    if not first:
        return
    query = select(product.c.product_id).where(product.c.product_id.in_(first))
    for known in unit.connection.execute(query).scalars().all():
        del first[known]
    new = list(first.values())
    add_placeholders(unit, [one.item for one in new])
    codes = {one.code: (one.code, one.item.product, one.item.unit, 0) for one in new if one.code}
    unit.insert_missing(barcode, list(codes.values()))
    prices = [Price(unit.new_id(), None, one.price, one.day, None, 0) for one in new]
    unit.insert(
        price,
        [
            price_row(one.item.product, one.item.unit, made, at=unit.now(), by=None)
            for one, made in zip(new, prices, strict=True)
        ],
    )


def add_placeholders(unit: Unit, items: Sequence[Item]) -> None:
    """A hidden product per item. A code that another product has is not taken from it."""
    if not items:
        return
    wanted = [item.sku for item in items]
    taken = set(unit.connection.execute(select(product.c.sku).where(product.c.sku.in_(wanted))).scalars())
    rows, units = [], []
    for item in items:
        sku = f"?{item.product}" if item.sku in taken else item.sku
        taken.add(sku)
        key = item.name.lower()
        rows.append(
            (
                item.product,
                sku,
                item.name,
                key,
                f"{key} {sku.lower()}",
                item.kind,
                None,
                item.tax_class,
                None,
                False,
                True,
                1,
                0,
                False,
                None,
            )
        )
        base = item.unit if item.factor == ONE else BASE_UNIT
        units.append((item.product, base, 0, ONE, 3))
        if item.unit != base:
            units.append((item.product, item.unit, 1, item.factor, 3))
    unit.insert_missing(product, rows)
    unit.insert_missing(product_unit, units)
