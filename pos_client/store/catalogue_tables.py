"""Writing the catalogue: one product at a time as changes come, a page at a time into the tables of a
snapshot.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from pos_client.store.shelves import NOWHERE
from pos_client.store.store import Row, StoreUnit, Value
from shared_models.rules.particulars import NO_NEEDS
from shared_models.rules.price_choice import choosable
from shared_models.rules.pricing import not_covered
from shared_models.wire.replica import ProductRow, StockRow

_SETS: Final = ("", "next_")  # the tables in use, and those a snapshot is filling


class CatalogueTables:
    """The catalogue's tables under one prefix. `branch`: whose prices count beside those for everywhere."""

    def __init__(self, unit: StoreUnit, *, branch: UUID, prefix: str = "") -> None:
        if prefix not in _SETS:
            raise ValueError(prefix)
        self._unit = unit
        self._branch = branch
        self._prefix = prefix

    def add_products(self, products: Sequence[tuple[int, ProductRow]]) -> None:
        """Insert (version, product) pairs that are not there yet, in few statements."""
        found = self._unit.execute(self._sql("SELECT coalesce(max(product_no), 0) FROM {}product")).fetchone()
        numbered = [(found[0] + at, version, row) for at, (version, row) in enumerate(products, 1)]
        many = self._unit.execute_many
        many(self._sql(_INSERT_PRODUCT), [_product(*entry) for entry in numbered])
        many(self._sql(_INSERT_UNIT), [line for no, _, row in numbered for line in _units(no, row)])
        many(self._sql(_INSERT_CODE), [line for no, _, row in numbered for line in _codes(no, row)])
        many(self._sql(_INSERT_PRICE), [line for no, _, row in numbered for line in self._prices(no, row)])
        many(self._sql(_INSERT_PLACE), [_place(no, row) for no, _, row in numbered if row.active])
        many(self._sql(_INSERT_OFFER), [line for no, _, row in numbered for line in self._offers(no, row)])
        many(self._sql(_INSERT_SEARCH), [(no, row.name) for no, _, row in numbered])

    def put_product(self, version: int, product: ProductRow) -> None:
        """Newest version wins; an older or repeated one changes nothing."""
        if self._clear(product.id, version):
            self.add_products([(version, product)])

    def drop_product(self, version: int, product: UUID) -> None:
        self._clear(product, version)

    def put_stock(self, levels: Iterable[tuple[int, StockRow]]) -> None:
        self._unit.execute_many(
            self._sql(_PUT_STOCK), [(row.product.bytes, version, row.qty) for version, row in levels]
        )

    def drop_stock(self, version: int, product: UUID) -> None:
        self._unit.execute(
            self._sql("DELETE FROM {}stock WHERE product = ? AND version <= ?"), (product.bytes, version)
        )

    def _clear(self, product: UUID, version: int) -> bool:
        """Take out what is known of a product; False when a newer version stands."""
        known_as = self._sql(
            "SELECT product_no, version, name, sku, category FROM {}product WHERE product = ?"
        )
        found = self._unit.execute(known_as, (product.bytes,)).fetchone()
        if found is None:
            return True
        number, known, name, sku, category = found
        if known >= version > 0:
            return False
        self._clear_codes(number, sku)
        for delete in _DELETES:
            self._unit.execute(self._sql(delete), (number,))
        self._unit.execute(self._sql(_DELETE_PLACE), (category or NOWHERE, name, number))
        self._unit.execute(self._sql(_DELETE_SEARCH), (number, name))
        return True

    def _clear_codes(self, number: int, sku: str) -> None:
        codes: list[tuple[Value, ...]] = [(sku, number)]
        units = self._unit.execute(
            self._sql("SELECT codes FROM {}product_unit WHERE product_no = ?"), (number,)
        ).fetchall()
        codes += [(code, number) for (listed,) in units for code in listed.split("\n")]
        self._unit.execute_many(
            self._sql("DELETE FROM {}product_code WHERE code = ? AND product_no = ?"), codes
        )

    def _prices(self, number: int, product: ProductRow) -> Iterable[Row]:
        for unit_no, unit in enumerate(product.units):
            for price in not_covered(unit.prices):
                if price.branch is None or price.branch == self._branch:
                    until = None if price.valid_to is None else price.valid_to.toordinal()
                    own = int(price.branch is not None)
                    since = price.valid_from.toordinal()
                    yield number, unit_no, since, own, price.id.bytes, until, price.price

    def _offers(self, number: int, product: ProductRow) -> Iterable[Row]:
        """In the order they were introduced: of two for the same the later one holds."""
        for unit_no, unit in enumerate(product.units):
            for offer_no, offer in enumerate(choosable(unit.offers)):
                if offer.branch is None or offer.branch == self._branch:
                    until = None if offer.valid_to is None else offer.valid_to.toordinal()
                    days = (offer.valid_from.toordinal(), until)
                    customer = None if offer.customer is None else offer.customer.bytes
                    yield (
                        *(number, unit_no, offer_no, offer.id.bytes, int(offer.branch is not None), *days),
                        *(offer.price, customer, offer.level, offer.from_qty),
                    )

    def _sql(self, template: str) -> str:
        return template.replace("{}", self._prefix)


_INSERT_PRODUCT: Final = (
    "INSERT INTO {}product (product_no, product, version, sku, name, kind, tax_class, category, active, cost,"
    " min_age, prescription, tracking) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_UNIT: Final = (
    "INSERT INTO {}product_unit (product_no, unit_no, unit, factor, decimals, codes)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_INSERT_CODE: Final = (
    "INSERT OR IGNORE INTO {}product_code (code, product_no, unit_no, is_sku) VALUES (?, ?, ?, ?)"
)
_INSERT_PRICE: Final = (
    "INSERT INTO {}product_price (product_no, unit_no, valid_from, own, price_id, valid_to, price)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_PLACE: Final = "INSERT INTO {}product_place (category, name, product_no) VALUES (?, ?, ?)"
_INSERT_OFFER: Final = (
    "INSERT INTO {}product_offer (product_no, unit_no, offer_no, price_id, own, valid_from, valid_to, price,"
    " customer, level, from_qty) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_SEARCH: Final = "INSERT INTO {}product_search (rowid, name) VALUES (?, ?)"
_DELETES: Final = (
    "DELETE FROM {}product_offer WHERE product_no = ?",
    "DELETE FROM {}product_price WHERE product_no = ?",
    "DELETE FROM {}product_unit WHERE product_no = ?",
    "DELETE FROM {}product WHERE product_no = ?",
)
_DELETE_PLACE: Final = "DELETE FROM {}product_place WHERE category = ? AND name = ? AND product_no = ?"
_DELETE_SEARCH: Final = "INSERT INTO {}product_search ({}product_search, rowid, name) VALUES ('delete', ?, ?)"
_PUT_STOCK: Final = (
    "INSERT INTO {}stock (product, version, qty) VALUES (?, ?, ?) ON CONFLICT (product) DO UPDATE"
    " SET version = excluded.version, qty = excluded.qty WHERE excluded.version >= version"
)


def _product(number: int, version: int, row: ProductRow) -> Row:
    category = None if row.category is None else row.category.bytes
    kind, tax_class = row.kind.value, row.tax_class.value
    needs = NO_NEEDS if row.needs is None else row.needs.to_needs()
    return (
        number,
        row.id.bytes,
        version,
        row.sku,
        row.name,
        kind,
        tax_class,
        category,
        int(row.active),
        row.cost,
        needs.min_age,
        int(needs.prescription),
        needs.tracking,
    )


def _place(number: int, row: ProductRow) -> Row:
    return NOWHERE if row.category is None else row.category.bytes, row.name, number


def _units(number: int, row: ProductRow) -> Iterable[Row]:
    for unit_no, unit in enumerate(row.units):
        yield number, unit_no, unit.unit, unit.factor, unit.decimals, "\n".join(unit.barcodes)


def _codes(number: int, row: ProductRow) -> Iterable[Row]:
    yield row.sku, number, 0, 1
    for unit_no, unit in enumerate(row.units):
        for code in unit.barcodes:
            yield code, number, unit_no, 0
