"""Products in the admin tab: list, document and saving."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared_models.values.codes import ProductKind, TaxClass, Tracking
from shared_models.values.quantity import Quantity
from shared_models.wire.base import ApiModel, Code, Count, Int, Milli, Name, Positive, Text
from shared_models.wire.replica import NeedsRow


class ProductLine(ApiModel):
    """A row of the product list (base unit). `stock` in thousandths over the branches asked for."""

    id: UUID
    sku: Code
    barcode: Text | None
    name: Name
    category: Text | None
    unit: Code
    kind: ProductKind
    tax_class: TaxClass
    cost: Positive | None
    price: Positive | None
    stock: Int
    active: bool
    tracking: Tracking | None = None


class PriceListLine(ApiModel):
    """What a product's base unit costs at a price level; null: it has no price of its own there.

    `next_price` from `next_from` on, 0: from that day on there is none. `tiers`: how many prices it has there
    from a quantity on.
    """

    id: UUID
    sku: Code
    name: Name
    category: Text | None
    unit: Code
    cost: Positive | None
    price: Positive | None
    next_price: Positive | None = None
    next_from: date | None = None
    tiers: Count = 0


class SaveBranchPrice(ApiModel):
    """A unit's price in one branch alone, from a day on (today when null)."""

    branch: UUID
    price: Positive
    price_from: date | None = None


class SaveOffer(ApiModel):
    """A price for a level or one customer, or for everybody from a quantity on (thousandths of the unit)."""

    customer: UUID | None = None
    level: Code | None = None
    from_qty: Milli = Field(default=Quantity(0), ge=0)
    price: Positive


class SaveUnit(ApiModel):
    """A unit of a product.

    `price` becomes valid on `price_from` (today when null), older prices stay as history. `branch_prices`
    come on top; none takes nothing away. `offers`: all there are from `price_from` on; null leaves them as
    they are.
    """

    unit: Code
    factor: Milli = Field(gt=0)
    decimals: Count = 0
    barcodes: tuple[Code, ...] = ()
    price: Positive | None
    price_from: date | None = None
    branch_prices: tuple[SaveBranchPrice, ...] = ()
    offers: tuple[SaveOffer, ...] | None = None


class SaveProduct(ApiModel):
    """Create or change a product.

    The first unit is the base unit (factor 1000). `version` guards a change. `needs` null: as they
    are.
    """

    sku: Code
    name: Name
    kind: ProductKind = ProductKind.GOODS
    category: UUID | None = None
    tax_class: TaxClass = TaxClass.TAXABLE
    cost: Positive | None = None
    active: bool = True
    units: tuple[SaveUnit, ...] = Field(min_length=1)
    version: Count = 0
    needs: NeedsRow | None = None


class PriceLine(ApiModel):
    """A price of a unit, in one branch (its code) or everywhere (null), from a day on or to a last one.

    For whom it is and from what quantity on as in SaveOffer; 0: from that day on there is none.
    """

    unit: Code
    branch: Code | None
    price: Positive
    valid_from: date
    valid_to: date | None
    customer: UUID | None = None
    level: Code | None = None
    from_qty: Milli = Quantity(0)


class ProductDocument(ApiModel):
    """A product as it is edited; `version` must come back with the change.

    `prices`: what holds, what is planned and what held before, per unit the youngest first.
    """

    id: UUID
    version: Count
    product: SaveProduct
    category_name: Text | None
    prices: tuple[PriceLine, ...] = ()


class Category(ApiModel):
    """A category."""

    id: UUID
    code: Code
    name: Name


class SaveCategory(ApiModel):
    """Create a category."""

    code: Code
    name: Name
