"""The catalogue index: a code to what it sells, and search as one types. Keyed reads only, fit for the
GUI thread.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.store.day import not_before_shift
from pos_client.store.store import Row, Rows
from shared_models.rules.particulars import NO_NEEDS, Needs
from shared_models.rules.price_choice import Buyer, ChosenPrice, choose_price, held
from shared_models.rules.receipt import Item
from shared_models.rules.store_codes import StoreLayout, StoreValue
from shared_models.values.codes import ProductKind, TaxClass, Tracking
from shared_models.values.ids import CategoryId, CustomerId, ProductId
from shared_models.values.moments import Now, Zone, business_date
from shared_models.values.money import Money
from shared_models.values.quantity import NONE, Quantity
from shared_models.values.refusals import Refusal

SHOWN: Final = 20
BRANCH: Final = "branch"
"""`Entity.BRANCH`; a test holds them equal."""
PRICE_LEVEL: Final = "price_level"
"""`Entity.PRICE_LEVEL`; the same test."""
_CANDIDATES: Final = 3  # times what is shown: enough to put better matches first, few enough to stay quick
_TODAY: Final = 0  # the offers of an item hold on its day: no other is asked for
_WORD: Final = re.compile(r"\w+")
_LAST: Final = "\U0010ffff"

# The rule of rules/pricing.py. Of the same place and first day, what ends first was introduced last: the rows
# that a later one covers were never written.
PRICE_ON_DAY: Final = (
    "(SELECT price FROM product_price q WHERE q.product_no = u.product_no AND q.unit_no = u.unit_no"
    " AND q.valid_from <= ? AND (q.valid_to IS NULL OR q.valid_to >= ?)"
    " ORDER BY q.valid_from DESC, q.own DESC, q.valid_to IS NULL, q.valid_to LIMIT 1)"
)
_ITEM: Final = (
    "SELECT p.product, p.sku, u.codes, p.name, p.kind, p.tax_class, u.unit, u.factor, u.decimals, "
    + PRICE_ON_DAY
    + ", p.category, s.qty, n.qty, p.cost, p.product_no, u.unit_no, p.min_age, p.prescription, p.tracking"
)
_OFFERS: Final = (
    "SELECT price, customer, level, from_qty, own, valid_from, valid_to FROM product_offer"
    " WHERE product_no = ? AND unit_no = ? ORDER BY offer_no"
)
_AROUND: Final = (
    " JOIN product_unit u ON u.product_no = p.product_no"
    " LEFT JOIN stock s ON s.product = p.product LEFT JOIN pending n ON n.product = p.product"
)
_BY_CODE: Final = (
    _ITEM
    + " FROM product_code c JOIN product p ON p.product_no = c.product_no"
    + _AROUND
    + " WHERE c.code = ? AND u.unit_no = c.unit_no AND p.active = 1 ORDER BY c.is_sku LIMIT 1"
)
_BY_PRODUCT: Final = _ITEM + " FROM product p" + _AROUND + " WHERE p.product = ? ORDER BY u.unit_no"
_BY_NUMBER: Final = _ITEM + " FROM product p" + _AROUND + " WHERE p.product_no = ? AND u.unit_no = ?"


@dataclass(frozen=True, slots=True)
class Offer:
    """A price that holds today here, for some buyers or from a quantity on (rules/price_choice.py)."""

    price: Money
    customer: UUID | None = None
    level: str | None = None
    from_qty: Quantity = NONE
    branch: bool | None = None  # this one's own; null: everywhere
    valid_from: int = 0
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """What a line can sell: one unit of a product at today's prices. `price`: of the list. `cost`: of the
    base unit. `stock`: level less own unsent, base unit.
    """

    product: ProductId
    sku: str
    barcode: str | None
    name: str
    kind: ProductKind
    tax_class: TaxClass
    unit: str
    factor: Quantity
    decimals: int
    price: Money | None
    category: CategoryId | None
    stock: Quantity | None
    cost: Money | None = None
    offers: tuple[Offer, ...] = ()
    needs: Needs = NO_NEEDS

    def chosen(self, qty: Quantity, buyer: Buyer) -> ChosenPrice | None:
        """The price for so many of it in a cart; null where there is none."""
        listed = (Offer(self.price),) if self.price is not None else ()
        try:
            return choose_price((*listed, *self.offers), day=_TODAY, branch=None, qty=qty, buyer=buyer)
        except Refusal:
            return None

    @property
    def item(self) -> Item:
        return Item(
            product=self.product,
            sku=self.sku,
            name=self.name,
            kind=self.kind,
            tax_class=self.tax_class,
            unit=self.unit,
            factor=self.factor,
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """What of the branch's settings the catalogue is read by; `body`: all of them, as JSON."""

    body: str
    zone: Zone = Zone.WIB
    day_starts_at_hour: int = 0
    store_codes: tuple[StoreLayout, ...] = ()


_NOWHERE: Final = _Place("")


def _place(body: str) -> _Place:
    told = json.loads(body)
    layouts = [
        StoreLayout(one["pattern"], StoreValue(one["value"]), one["decimals"])
        for one in told.get("store_codes", ())
    ]
    return _Place(body, Zone(told["zone"]), int(told.get("day_starts_at_hour", 0)), tuple(layouts))


class Catalogue:
    """Reads through `rows`: a reader on the GUI thread, a unit inside a transaction."""

    def __init__(self, rows: Rows, *, now: Now) -> None:
        self._rows = rows
        self._now = now
        self._place: _Place | None = None

    def by_code(self, code: str, *, day: date | None = None) -> CatalogueItem | None:
        """The unit whose barcode or SKU is `code`, byte for byte; a barcode goes before a SKU."""
        at = (day or self.day()).toordinal()
        found = self._rows.execute(_BY_CODE, (at, at, code)).fetchone()
        return None if found is None else self._item(found, at)

    def of_product(self, product: ProductId, *, day: date | None = None) -> tuple[CatalogueItem, ...]:
        """Every unit of a product, the base unit first."""
        at = (day or self.day()).toordinal()
        found = self._rows.execute(_BY_PRODUCT, (at, at, product.bytes)).fetchall()
        return tuple([self._item(row, at) for row in found])

    def search(self, text: str, limit: int = SHOWN) -> tuple[CatalogueItem, ...]:
        """Products whose words begin as typed, or whose code does; codes first, then names that begin so."""
        at = self.day().toordinal()
        numbers = list(dict.fromkeys([*self._codes_like(text, limit), *self._names_like(text, limit)]))
        read = self._rows.execute
        found = (read(_BY_NUMBER, (at, at, *number)).fetchone() for number in numbers[:limit])
        return tuple(self._item(row, at) for row in found if row is not None)

    def numbered(self, numbers: Iterable[int]) -> tuple[CatalogueItem, ...]:
        """The base units of products by their number in this index, in the order asked for."""
        at = self.day().toordinal()
        found = (self._rows.execute(_BY_NUMBER, (at, at, number, 0)).fetchone() for number in numbers)
        return tuple(self._item(row, at) for row in found if row is not None)

    def member(self, code: str) -> CustomerId | None:
        """Whose code or card it is."""
        found = self._rows.execute(
            "SELECT customer FROM customer WHERE active = 1 AND (code = ? OR card = ?) LIMIT 1", (code, code)
        ).fetchone()
        return None if found is None else CustomerId(UUID(bytes=found[0]))

    def count(self) -> int:
        return int(self._rows.execute("SELECT count(*) FROM product WHERE active = 1").fetchone()[0])

    def price_of(self, item: CatalogueItem, day: date) -> Money | None:
        """Price of the item's unit on another day."""
        units = self.of_product(item.product, day=day)
        return next((unit.price for unit in units if unit.unit == item.unit), None)

    def day(self) -> date:
        """Today's business date at this branch, as the engine counts it (a test holds them equal)."""
        place = self._read_place()
        day = business_date(self._now(), place.zone, day_starts_at_hour=place.day_starts_at_hour)
        return not_before_shift(self._rows, day)

    def store_codes(self) -> tuple[StoreLayout, ...]:
        """How labels of weighed goods are read in this branch."""
        return self._read_place().store_codes

    def levels(self) -> dict[str, str]:
        """Price levels of the shop's own that are in use, by code."""
        found = self._rows.execute(
            "SELECT body FROM replica WHERE entity = ? AND body IS NOT NULL ORDER BY key", (PRICE_LEVEL,)
        )
        told = [json.loads(body) for (body,) in found]
        return {row["code"]: row["name"] for row in told if row.get("active", True)}

    def _item(self, row: Row, at: int) -> CatalogueItem:
        rows = self._rows.execute(_OFFERS, row[14:16]).fetchall()
        found = held(map(_offer, rows), day=at, branch=True) if rows else ()
        return _item(row, tuple(map(_today, found)))

    def _read_place(self) -> "_Place":
        """What the branch says, read without the wire types: they take longer than a till's first window.
        It may change with a pull or an enrolment; only then is it parsed anew.
        """
        till = self._rows.execute("SELECT branch FROM till").fetchone()
        if till is None:
            return _NOWHERE
        found = self._rows.execute(
            "SELECT body FROM replica WHERE entity = ? AND key = ? AND body IS NOT NULL",
            (BRANCH, str(UUID(bytes=till[0]))),
        ).fetchone()
        if found is None:
            return _NOWHERE
        if self._place is None or self._place.body != found[0]:
            self._place = _place(found[0])
        return self._place

    def _codes_like(self, text: str, limit: int) -> Iterable[tuple[int, int]]:
        start = text.strip()
        if not start:
            return ()
        return self._rows.execute(
            "SELECT c.product_no, c.unit_no FROM product_code c JOIN product p ON p.product_no = c.product_no"
            " WHERE c.code >= ? AND c.code < ? AND p.active = 1 LIMIT ?",
            (start, start + _LAST, limit),
        )

    def _names_like(self, text: str, limit: int) -> Iterable[tuple[int, int]]:
        words = _WORD.findall(text)
        if not words:
            return ()
        wanted = " ".join(f'"{word}"*' for word in words)
        found = self._rows.execute(
            "SELECT p.product_no, p.name FROM product_search f JOIN product p ON p.product_no = f.rowid"
            " WHERE f.product_search MATCH ? AND p.active = 1 LIMIT ?",
            (wanted, limit * _CANDIDATES),
        ).fetchall()
        start = text.strip().casefold()
        found.sort(key=lambda row: (not row[1].casefold().startswith(start), row[1]))
        return [(number, 0) for number, _name in found]


def _offer(row: Row) -> Offer:
    return Offer(
        price=row[0],
        customer=None if row[1] is None else UUID(bytes=row[1]),
        level=row[2],
        from_qty=row[3],
        branch=True if row[4] else None,
        valid_from=row[5],
        valid_to=row[6],
    )


def _today(offer: Offer) -> Offer:
    """As it holds today, whatever day is asked for later."""
    return replace(offer, branch=None, valid_from=0, valid_to=None)


def _needs(min_age: int, prescription: int, tracking: str | None) -> Needs:
    return Needs(min_age, bool(prescription), None if tracking is None else Tracking(tracking))


def _item(row: Row, offers: tuple[Offer, ...]) -> CatalogueItem:
    codes, level, own = row[2], row[11], row[12]
    return CatalogueItem(
        product=ProductId(UUID(bytes=row[0])),
        sku=row[1],
        barcode=codes.split("\n", 1)[0] or None,
        name=row[3],
        kind=ProductKind(row[4]),
        tax_class=TaxClass(row[5]),
        unit=row[6],
        factor=row[7],
        decimals=row[8],
        price=row[9],
        category=None if row[10] is None else CategoryId(UUID(bytes=row[10])),
        stock=None if level is None else Quantity(level + (own or 0)),
        cost=row[13],
        offers=offers,
        needs=NO_NEEDS if not any(row[16:19]) else _needs(*row[16:19]),
    )
