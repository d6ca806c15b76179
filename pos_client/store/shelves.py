"""Goods by category for the tiles: a page of a category, what is pinned, what sells most. Never all of them.

A shelf is a category with something to sell; what has no category stands on one of its own.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.store import Rows, StoreUnit
from shared_models.values.ids import CategoryId, ProductId

CATEGORY: Final = "category"
"""`Entity.CATEGORY`; a test holds them equal. The wire types take longer than a till's first window."""
NOWHERE: Final = b""
"""The place of goods without a category."""
COUNT_AT_ONCE: Final = 500
# From here on the counts are halved: what was sold a year ago gives way to what is sold now.
HALVE_AFTER: Final = 5_000
SOLD: Final = "sale.completed"


class Display:
    """What the tiles show, read through `rows` as the catalogue is: keyed reads, fit for the GUI thread."""

    def __init__(self, rows: Rows, catalogue: Catalogue) -> None:
        self._rows = rows
        self._catalogue = catalogue

    def shelves(self) -> tuple["Shelf", ...]:
        return shelves(self._rows)

    def goods(self, shelf: "Shelf", *, start: int, count: int) -> tuple[CatalogueItem, ...]:
        numbers = numbers_on(self._rows, shelf.category, start=start, count=count)
        return self._catalogue.numbered(numbers)

    def pinned(self) -> tuple[ProductId, ...]:
        return pinned(self._rows)

    def favourites(self, count: int) -> tuple[CatalogueItem, ...]:
        """What is pinned, then what sells most here; each once."""
        wanted = dict.fromkeys((*pinned(self._rows), *most_sold(self._rows, count)))
        return self._catalogue.numbered(product_numbers(self._rows, tuple(wanted))[:count])

    def fresh(self, item: CatalogueItem) -> CatalogueItem | None:
        """The same goods at the price of this moment; None where they are not sold any more."""
        return next(iter(self._catalogue.numbered(product_numbers(self._rows, (item.product,)))), None)


@dataclass(frozen=True, slots=True)
class Shelf:
    """`category` None: goods without one, whose `name` is empty. `code` is the category's own."""

    category: CategoryId | None
    code: str
    name: str
    goods: int


def shelves(rows: Rows) -> tuple[Shelf, ...]:
    """Every category with something on it, by name; goods without one come last."""
    held = dict(rows.execute("SELECT category, count(*) FROM product_place GROUP BY category").fetchall())
    sql = "SELECT body FROM replica WHERE entity = ? AND body IS NOT NULL"
    told = [json.loads(body) for (body,) in rows.execute(sql, (CATEGORY,)).fetchall()]
    known = [(UUID(row["id"]), row["code"], row["name"]) for row in told]
    found = [
        Shelf(CategoryId(key), code, name, held[key.bytes])
        for key, code, name in sorted(known, key=lambda row: row[2].casefold())
        if key.bytes in held
    ]
    rest = held.get(NOWHERE, 0)
    return (*found, Shelf(None, "", "", rest)) if rest else tuple(found)


def numbers_on(rows: Rows, category: CategoryId | None, *, start: int, count: int) -> tuple[int, ...]:
    """Numbers of the goods of a category, by name, from the `start`th on."""
    place = NOWHERE if category is None else category.bytes
    found = rows.execute(
        "SELECT product_no FROM product_place WHERE category = ? ORDER BY name, product_no LIMIT ? OFFSET ?",
        (place, count, start),
    )
    return tuple(number for (number,) in found.fetchall())


def pinned(rows: Rows) -> tuple[ProductId, ...]:
    """What was pinned at this till, in the order it was."""
    found = rows.execute("SELECT product FROM tile_pin ORDER BY place").fetchall()
    return tuple(ProductId(UUID(bytes=product)) for (product,) in found)


def most_sold(rows: Rows, count: int) -> tuple[ProductId, ...]:
    found = rows.execute(
        "SELECT product FROM tile_sold ORDER BY times DESC, product LIMIT ?", (count,)
    ).fetchall()
    return tuple(ProductId(UUID(bytes=product)) for (product,) in found)


def product_numbers(rows: Rows, products: Sequence[ProductId]) -> tuple[int, ...]:
    """Their numbers in the index; what is not sold any more is left out."""
    sql = "SELECT product_no FROM product WHERE product = ? AND active = 1"
    found = (rows.execute(sql, (product.bytes,)).fetchone() for product in products)
    return tuple(row[0] for row in found if row is not None)


def pin(unit: StoreUnit, product: ProductId) -> None:
    """Behind those that are pinned already; once is enough."""
    unit.execute(
        "INSERT OR IGNORE INTO tile_pin (product, place) SELECT ?, coalesce(max(place), 0) + 1 FROM tile_pin",
        (product.bytes,),
    )


def unpin(unit: StoreUnit, product: ProductId) -> None:
    unit.execute("DELETE FROM tile_pin WHERE product = ?", (product.bytes,))


def count_sold(unit: StoreUnit) -> int:
    """Count what the journal says was sold since the last time, at most COUNT_AT_ONCE receipts; how many.

    Beside the sale, never in it: a receipt does not wait for its goods to be counted.
    """
    position, receipts = unit.execute("SELECT position, receipts FROM tile_counted").fetchone()
    found = unit.execute(
        "SELECT position, body FROM event WHERE position > ? AND type = ? ORDER BY position LIMIT ?",
        (position, SOLD, COUNT_AT_ONCE),
    ).fetchall()
    if not found:
        return 0
    times: Counter[bytes] = Counter()
    for _position, body in found:
        times.update({UUID(line["product"]).bytes for line in json.loads(body)["p"]["lines"]})
    unit.execute_many(
        "INSERT INTO tile_sold (product, times) VALUES (?, ?)"
        " ON CONFLICT (product) DO UPDATE SET times = times + excluded.times",
        sorted(times.items()),
    )
    receipts += len(found)
    if receipts >= HALVE_AFTER:
        unit.execute("UPDATE tile_sold SET times = times / 2")
        unit.execute("DELETE FROM tile_sold WHERE times = 0")
        receipts = 0
    unit.execute("UPDATE tile_counted SET position = ?, receipts = ?", (found[-1][0], receipts))
    return len(found)
