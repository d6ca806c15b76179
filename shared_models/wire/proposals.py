"""What a till asks the back office to take into the catalogue."""

from uuid import UUID

from pydantic import Field

from shared_models.values.codes import ProductKind, TaxClass
from shared_models.wire.base import Code, Name, Positive, WireModel


class ProductProposed(WireModel):
    """An article that nobody knew, sold under the name and price it was given at the till.

    `code`: as it was scanned, null where it had none; `price` per `unit`, its base unit.
    """

    product: UUID
    sku: Code
    code: Code | None
    name: Name
    kind: ProductKind
    tax_class: TaxClass
    unit: Code
    price: Positive = Field(gt=0)
