"""Hidden rows for products that only a till's event knows: the sale is booked, a person fills them in later.

They touch no feed: posting a till's event never writes company scope (sync.md §5).
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from backoffice_server.features.catalog.tables import product, product_unit
from backoffice_server.kernel.unit import Unit
from shared_models.rules.receipt import Item
from shared_models.values.quantity import ONE

BASE_UNIT: Final = "pcs"


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
            )
        )
        base = item.unit if item.factor == ONE else BASE_UNIT
        units.append((item.product, base, 0, ONE, 3))
        if item.unit != base:
            units.append((item.product, item.unit, 1, item.factor, 3))
    unit.insert_missing(product, rows)
    unit.insert_missing(product_unit, units)
