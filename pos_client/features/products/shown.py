"""What the columns of a product file, and the fields of a product, are called."""

from typing import Final

from pos_client.desk.price_levels import level_names
from pos_client.texts import N_, _

FIELDS: Final = {
    "new category": N_("new category"),
    "sku": N_("Code"),
    "name": N_("Name"),
    "category": N_("Category"),
    "unit": N_("Unit"),
    "factor": N_("Holds"),
    "price": N_("Price"),
    "cost": N_("Cost"),
    "branch": N_("Own price in"),
    "branch_price": N_("Price there"),
    "barcode": N_("Barcode"),
    "barcodes": N_("Barcodes"),
    "tax": N_("PPN"),
    "tax_class": N_("PPN"),
    "kind": N_("Kind"),
    "active": N_("On sale"),
    "offers": N_("Prices by quantity, level or customer"),
    "tiers": N_("Prices by quantity"),
    "customers": N_("Prices of customers"),
}
LEVEL: Final = "level:"
"""A file's column of prices of a level: `level:`, the place of the unit, `:` and the level's code."""


def field_text(field: str) -> str:
    """A field's name. Columns of a larger unit end in its number: `price2`."""
    if field.startswith(LEVEL):
        code = field.rpartition(":")[2]
        return _("{level} prices", level=level_names({}).get(code, code))
    name = field.rstrip("234")
    if name not in FIELDS:
        return field
    return _("{field}, larger unit", field=_(FIELDS[name])) if name != field else _(FIELDS[name])
