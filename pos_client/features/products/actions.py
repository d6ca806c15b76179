"""What the product screens ask of the back office."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from pos_client.remote.api import Api, Sheet
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.catalog import Category, ProductDocument, ProductLine, SaveProduct
from shared_models.wire.importing import ImportPreview
from shared_models.wire.paging import Page
from shared_models.wire.replica import PriceLevelRow

NAMED_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class ProductWish:
    """Which products the list shows. `active` None: all."""

    search: str = ""
    category: UUID | None = None
    active: bool | None = True
    branch: UUID | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


def list_products(api: Api, sheet: Sheet, wish: ProductWish) -> Page[ProductLine]:
    return api.products(
        sheet,
        search=wish.search,
        category=wish.category,
        active=wish.active,
        branch=wish.branch,
        limits=wish.limits,
    )


def list_categories(api: Api) -> tuple[Category, ...]:
    return api.categories()


def price_levels(api: Api) -> tuple[PriceLevelRow, ...]:
    """The levels that the shop added."""
    return api.price_levels()


def own_levels(api: Api) -> dict[str, str]:
    """Names of the price levels that the shop added, by code."""
    return {level.code: level.name for level in api.price_levels() if level.active}


def fetch_product(api: Api, product: UUID) -> ProductDocument:
    return api.product(product)


def names_in(api: Api, document: ProductDocument) -> dict[UUID, str]:
    """Names of the customers that have a price of their own."""
    offers = (offer for unit in document.product.units for offer in unit.offers or ())
    held = (price.customer for price in document.prices)
    ids = sorted({one for one in (*(offer.customer for offer in offers), *held) if one is not None})
    return {
        row.id: row.name
        for first in range(0, len(ids), NAMED_AT_ONCE)
        for row in api.customers_named(ids[first : first + NAMED_AT_ONCE])
    }


def product_of_sku(api: Api, sku: str) -> ProductDocument:
    """The product with exactly this code; codes compare as bytes."""
    page = api.products(Sheet(limit=50), search=sku)
    found = next((line for line in page.rows if line.sku == sku), None)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="product")
    return api.product(found.id)


def save_product(api: Api, *, product: UUID | None, request: SaveProduct) -> ProductDocument:
    return api.new_product(request) if product is None else api.save_product(product, request)


def import_file(api: Api, *, name: str, content: bytes, dry_run: bool) -> ImportPreview:
    """What an import of the file would do (`dry_run`), or did."""
    return api.import_products(name=name, content=content, dry_run=dry_run)
