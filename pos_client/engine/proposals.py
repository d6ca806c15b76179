"""An article that nobody knows is sold all the same: named and priced here, looked at later."""

from dataclasses import dataclass
from typing import Final

from pos_client.engine.carts import PRICE_MAX
from pos_client.engine.shift_rows import open_shift_id
from pos_client.engine.staff import approval
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.catalogue_tables import CatalogueTables
from pos_client.store.journal import Draft, append
from shared_models.values.codes import ErrorCode, Permission, ProductKind, TaxClass
from shared_models.values.ids import ProductId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Refusal
from shared_models.wire.proposals import ProductProposed
from shared_models.wire.replica import PriceRow, ProductRow, UnitRow

UNIT: Final = "pcs"
CODELESS: Final = "NEW-"
_TAIL: Final = 8


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What is known of it. `code`: as it was scanned or typed, "" where it has none."""

    code: str
    name: str
    price: Money


def propose(
    unit: StoreUnit, article: NewArticle, *, actor: StaffId, approver: StaffId | None = None
) -> CatalogueItem:
    """Take it into this till's own price list until the back office knows it, and tell the back office.

    Refuses FIELD_REQUIRED, PRICE_NOT_POSITIVE, CONFLICT for a code that is known by now, APPROVAL_NEEDED.
    """
    name = article.name.strip()
    if not name:
        raise Refusal(ErrorCode.FIELD_REQUIRED, what="name")
    if not 0 < article.price <= PRICE_MAX:
        raise Refusal(ErrorCode.PRICE_NOT_POSITIVE, price=article.price, largest=PRICE_MAX)
    catalogue = Catalogue(unit, now=unit.now)
    if article.code and catalogue.by_code(article.code, day=today(unit)) is not None:
        raise Refusal(ErrorCode.CONFLICT, what="code")
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.PRICE_OVERRIDE)
    product = ProductId(unit.new_id())
    told = ProductProposed(
        product=product,
        sku=article.code or f"{CODELESS}{product.hex[-_TAIL:].upper()}",
        code=article.code or None,
        name=name,
        kind=ProductKind.GOODS,
        tax_class=TaxClass.TAXABLE,
        unit=UNIT,
        price=article.price,
    )
    shift, day = open_shift_id(unit), today(unit)
    append(unit, Draft("product.proposed", told, bdate=day, shift=shift, actor=actor, approver=allower))
    # Version 0: whatever the back office says of it takes its place.
    CatalogueTables(unit, branch=this_till(unit).branch).put_product(0, _row(unit, told))
    return catalogue.of_product(product, day=day)[0]


def _row(unit: StoreUnit, told: ProductProposed) -> ProductRow:
    price = PriceRow(id=unit.new_id(), branch=None, price=told.price, valid_from=today(unit))
    codes = (told.code,) if told.code is not None else ()
    return ProductRow(
        id=told.product,
        sku=told.sku,
        name=told.name,
        kind=told.kind,
        category=None,
        tax_class=told.tax_class,
        active=True,
        units=(UnitRow(unit=told.unit, factor=ONE, barcodes=codes, prices=(price,)),),
    )
