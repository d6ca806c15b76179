"""The product list: searched, sorted, in pages; made for 100,000 products."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from backoffice_server.features.catalog.tables import barcode, category, price, product, product_unit
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.catalog import ProductLine
from shared_models.wire.paging import Page

StockLevels = Callable[[Unit, Sequence[UUID], UUID | None], Mapping[UUID, int]]
"""Stock (thousandths of the base unit) of products, in one branch or in all; handed in by the app."""


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


def product_page(unit: Unit, asked: Asked, *, today: date, stock: StockLevels) -> Page[ProductLine]:
    """One page, with the number of all that match."""
    base = product_unit.alias("base")
    where = _matching(asked)
    present = _present_price(base, asked.branch, today)
    query: Select[Any] = (
        select(product, base.c.unit, category.c.name.label("category_name"), present, _first_barcode(base))
        .join(base, and_(base.c.product_id == product.c.product_id, base.c.position == 0))
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .where(where)
    )
    order = (_sort_column(asked.sort, present), product.c.product_id)
    rows, following = paging.page(
        unit, query, order=order, after=asked.after, limit=asked.limit, descending=asked.descending
    )
    total = unit.connection.execute(select(func.count()).select_from(product).where(where)).scalar_one()
    levels = stock(unit, [row.product_id for row in rows], asked.branch)
    lines = tuple(_line(row, levels.get(row.product_id, 0)) for row in rows)
    return Page[ProductLine](rows=lines, next=following, total=total)


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


def _by_barcode(words: list[str]) -> ColumnElement[bool]:
    """A code is one word; its beginning is enough."""
    if len(words) > 1 or not words[0].isdecimal():
        return false()
    begins = and_(barcode.c.barcode >= words[0], barcode.c.barcode < words[0] + ":")  # ':' follows '9'
    return product.c.product_id.in_(select(barcode.c.product_id).where(begins))


def _present_price(base: Any, branch: UUID | None, today: date) -> ColumnElement[Any]:
    places: ColumnElement[bool] = price.c.branch_id.is_(None)
    if branch is not None:
        places = or_(places, price.c.branch_id == branch)
    youngest = (
        select(price.c.price)
        .where(
            price.c.product_id == product.c.product_id,
            price.c.unit == base.c.unit,
            places,
            price.c.valid_from <= today,
            or_(price.c.valid_to.is_(None), price.c.valid_to >= today),
        )
        .order_by(price.c.valid_from.desc(), price.c.introduced.desc())
        .limit(1)
    )
    return youngest.correlate(product, base).scalar_subquery().label("price")


def _first_barcode(base: Any) -> ColumnElement[Any]:
    first = (
        select(barcode.c.barcode)
        .where(barcode.c.product_id == product.c.product_id, barcode.c.unit == base.c.unit)
        .order_by(barcode.c.position)
        .limit(1)
    )
    return first.correlate(product, base).scalar_subquery().label("barcode")


def _sort_column(sort: str, present: ColumnElement[Any]) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        "name": product.c.name_key,
        "sku": product.c.sku,
        "category": func.coalesce(category.c.name, ""),
        "cost": func.coalesce(product.c.cost, -1),
        "price": func.coalesce(present, -1),
    }
    if sort not in columns:
        raise invalid([Fault("sort", ErrorCode.INVALID)])
    return columns[sort]


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
    )
