"""The product list: searched, sorted, in pages; made for 100,000 products."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, false, func, or_, select

from backoffice_server.features.catalog.tables import (
    barcode,
    category,
    list_price,
    price,
    product,
    product_unit,
)
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass, Tracking
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.catalog import ProductLine
from shared_models.wire.paging import Page

StockLevels = Callable[[Unit, Sequence[UUID], UUID | None], Mapping[UUID, int]]
"""Stock (thousandths of the base unit) of products, in one branch or in all; handed in by the app."""

StockLevel = Callable[[ColumnElement[UUID], UUID | None], ColumnElement[int]]
"""The same of the product of a row, as a column to narrow the list by."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Whole rupiah, and thousandths of the base unit; null: no limit."""

    price_least: int | None = None
    price_most: int | None = None
    stock_least: int | None = None
    stock_most: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list shall show. `branch` null: prices that hold everywhere, stock of all branches."""

    search: str = ""
    category: UUID | None = None
    active: bool | None = None
    sort: str = "name"
    descending: bool = False
    after: str | None = None
    limit: int = 100
    branch: UUID | None = None
    limits: Limits = Limits()


def product_page(
    unit: Unit, asked: Asked, *, today: date, stock: StockLevels, level: StockLevel
) -> Page[ProductLine]:
    """One page, with the number of all that match."""
    where = and_(_matching(asked), *_within(asked, today, level))
    # First which products, then what is shown of them: sorting 100,000 carries nothing but the key.
    keys, following = paging.page(
        unit,
        _sorted_by(asked).where(where),
        order=(_sort_column(asked, today), product.c.product_id),
        after=asked.after,
        limit=asked.limit,
        descending=asked.descending,
    )
    ids = [row.product_id for row in keys]
    total = unit.connection.execute(select(func.count()).select_from(product).where(where)).scalar_one()
    found = {row.product_id: row for row in unit.connection.execute(_details(ids, asked.branch, today))}
    levels = stock(unit, ids, asked.branch)
    lines = tuple(_line(found[product_id], levels.get(product_id, 0)) for product_id in ids)
    return Page[ProductLine](rows=lines, next=following, total=total)


def _details(ids: Sequence[UUID], branch: UUID | None, today: date) -> Select[Any]:
    base = product_unit.alias("base")
    price_now = _present_price(branch, today).label("price")
    return (
        select(product, base.c.unit, category.c.name.label("category_name"), price_now, _first_barcode(base))
        .join(base, and_(base.c.product_id == product.c.product_id, base.c.position == 0))
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .where(product.c.product_id.in_(ids))
    )


def _matching(asked: Asked) -> ColumnElement[bool]:
    # Placeholders wait among the inactive until somebody fills them in.
    parts: list[ColumnElement[bool]] = [
        product.c.placeholder.is_(False) if asked.active is not False else product.c.active.is_(False)
    ]
    if asked.active is not None:
        parts.append(product.c.active.is_(asked.active))
    if asked.category is not None:
        parts.append(product.c.category_id == asked.category)
    words = asked.search.lower().split()
    if words:
        named = and_(*(product.c.search_key.contains(word, autoescape=True) for word in words))
        parts.append(or_(named, _by_barcode(words)))
    return and_(*parts)


def _within(asked: Asked, today: date, level: StockLevel) -> Iterator[ColumnElement[bool]]:
    limits = asked.limits
    if (limits.price_least, limits.price_most) != (None, None):
        priced = select(product.c.product_id).outerjoin(
            list_price, list_price.c.product_id == product.c.product_id
        )
        bounds = _between(_price_of_day(asked.branch, today), limits.price_least, limits.price_most)
        yield product.c.product_id.in_(priced.where(*bounds).correlate(None))
    yield from _between(level(product.c.product_id, asked.branch), limits.stock_least, limits.stock_most)


def _between(
    column: ColumnElement[Any], least: int | None, most: int | None
) -> Iterator[ColumnElement[bool]]:
    if least is not None:
        yield column >= least
    if most is not None:
        yield column <= most


def _price_of_day(branch: UUID | None, today: date) -> ColumnElement[Any]:
    """The price of the base unit, kept or looked up; null where there is none. Needs `list_price` joined."""
    holds = and_(
        list_price.c.valid_from <= today,
        or_(list_price.c.valid_until.is_(None), list_price.c.valid_until > today),
    )
    return case((holds, list_price.c.price), else_=_present_price(branch, today))


def _by_barcode(words: list[str]) -> ColumnElement[bool]:
    """A code is one word; its beginning is enough."""
    if len(words) > 1 or not words[0].isdecimal():
        return false()
    begins = and_(barcode.c.barcode >= words[0], barcode.c.barcode < words[0] + ":")  # ':' follows '9'
    return product.c.product_id.in_(select(barcode.c.product_id).where(begins))


def _present_price(branch: UUID | None, today: date) -> ScalarSelect[Any]:
    """Price of the base unit on a day."""
    places: ColumnElement[bool] = price.c.branch_id.is_(None)
    if branch is not None:
        places = or_(places, price.c.branch_id == branch)
    base = select(product_unit.c.unit).where(
        product_unit.c.product_id == product.c.product_id, product_unit.c.position == 0
    )
    return (
        select(price.c.price)
        .where(
            price.c.product_id == product.c.product_id,
            price.c.unit == base.correlate(product).scalar_subquery(),
            places,
            price.c.customer_id.is_(None),
            price.c.level.is_(None),
            price.c.from_qty == 0,
            price.c.valid_from <= today,
            or_(price.c.valid_to.is_(None), price.c.valid_to >= today),
        )
        # As shared_models/rules/pricing.py ranks them: a branch's own price goes before that of everywhere.
        .order_by(price.c.valid_from.desc(), price.c.branch_id.is_(None), price.c.introduced.desc())
        .limit(1)
        .correlate(product)
        .scalar_subquery()
    )


def _first_barcode(base: Any) -> ColumnElement[Any]:
    first = (
        select(barcode.c.barcode)
        .where(barcode.c.product_id == product.c.product_id, barcode.c.unit == base.c.unit)
        .order_by(barcode.c.position)
        .limit(1)
    )
    return first.correlate(product, base).scalar_subquery().label("barcode")


def _sorted_by(asked: Asked) -> Select[Any]:
    """The products, joined with what their order needs and nothing else."""
    query = select(product.c.product_id)
    if asked.sort == "category":
        return query.outerjoin(category, category.c.category_id == product.c.category_id)
    if asked.sort == "price":
        return query.outerjoin(list_price, list_price.c.product_id == product.c.product_id)
    return query


def _sort_column(asked: Asked, today: date) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        "name": product.c.name_key,
        "sku": product.c.sku,
        "category": func.coalesce(category.c.name, ""),
        "cost": func.coalesce(product.c.cost, -1),
        "price": func.coalesce(_price_of_day(asked.branch, today), -1),
    }
    if asked.sort not in columns:
        raise invalid([Fault("sort", ErrorCode.INVALID)])
    return columns[asked.sort]


def _line(row: Any, level: int) -> ProductLine:
    return ProductLine(
        id=row.product_id,
        sku=row.sku,
        barcode=row.barcode,
        name=row.name,
        category=row.category_name,
        unit=row.unit,
        kind=ProductKind(row.kind),
        tax_class=TaxClass(row.tax_class),
        cost=row.cost,
        price=row.price,
        stock=level,
        active=row.active,
        tracking=None if row.tracking is None else Tracking(row.tracking),
    )
