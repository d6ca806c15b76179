"""What the promotion screens ask of the back office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pos_client.features.promotions.shown import GOODS_UNKNOWN
from pos_client.features.promotions.state import Draft, goods_named, request_of
from pos_client.remote.api import Api, Sheet
from shared_models.rules.cart import CartLine
from shared_models.rules.receipt import Item
from shared_models.values.codes import ErrorCode, PriceSource
from shared_models.values.ids import CategoryId, ProductId
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.catalog import Category, ProductLine
from shared_models.wire.promotions import PromotionLine, PromotionRow, scopes_of

FOUND_MAX = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """A promotion (null: a new one), codes of the goods it names, and what stands beside it."""

    row: PromotionRow | None
    codes: Mapping[UUID, str] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    standing: tuple[PromotionRow, ...] = ()


def list_promotions(api: Api) -> tuple[PromotionLine, ...]:
    return api.promotions()


def open_promotion(api: Api, promotion: UUID | None) -> Opened:
    row = None if promotion is None else api.promotion(promotion)
    named = () if row is None else [one for _, scope in scopes_of(row.promotion) for one in scope.products]
    codes = {one: api.product(one).product.sku for one in dict.fromkeys(named)}
    return Opened(row, codes, api.categories(), api.active_promotions())


def save_promotion(api: Api, promotion: UUID, draft: Draft, *, version: int, today: date) -> Opened:
    """Refuses goods that nobody knows, like the back office refuses its faults."""
    known, faults = _known(api, goods_named(draft))
    if faults:
        raise invalid(faults)
    api.save_promotion(promotion, request_of(draft, known, version=version, today=today))
    return open_promotion(api, promotion)


def cart_line(api: Api, code: str) -> CartLine | None:
    """One of the goods with this code at today's price; null when nothing is sold under it."""
    found = _found(api, code)
    if found is None or not found.price:
        return None
    sold = api.product(found.id).product
    item = Item(
        product=ProductId(found.id),
        sku=sold.sku,
        name=sold.name,
        kind=sold.kind,
        tax_class=sold.tax_class,
        unit=sold.units[0].unit,
        factor=ONE,
    )
    return CartLine(
        line=1,
        item=item,
        qty=ONE,
        price=found.price,
        price_source=PriceSource.LIST,
        list_price=found.price,
        category=None if sold.category is None else CategoryId(sold.category),
    )


def _known(api: Api, named: Iterable[tuple[str, str]]) -> tuple[dict[str, UUID], list[Fault]]:
    known: dict[str, UUID] = {}
    missing: dict[str, list[str]] = {}
    for field_, code in named:
        found = None if code in known else _found(api, code)
        if found is not None:
            known[code] = found.id
        elif code not in known:
            missing.setdefault(field_, []).append(code)
    faults = [
        Fault(one, ErrorCode.INVALID, (("reason", GOODS_UNKNOWN), ("goods", ", ".join(codes))))
        for one, codes in missing.items()
    ]
    return known, faults


def _found(api: Api, code: str) -> ProductLine | None:
    page = api.products(Sheet(limit=FOUND_MAX), search=code)
    return next((line for line in page.rows if code in {line.sku, line.barcode}), None)
