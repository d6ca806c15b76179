"""Products, units, barcodes and prices. Posted documents hold copies of names and codes."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, false

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Flag, Id, Instant, Money, Number, Quantity, Words

category = Table(
    "category",
    metadata,
    Column("category_id", Id, primary_key=True),
    Column("code", Code, nullable=False),
    Column("name", Words, nullable=False),
    Index("uq_category_code", "code", unique=True),
)

# `name_key`: the name in lower case, sorted byte by byte (the same order on both engines).
# `search_key`: what a search looks through. `cost`: catalogue cost per base unit. `version` guards changes.
# `min_age`, `prescription`, `tracking`: what it asks for when it is sold (rules/particulars.Needs).
# `placeholder`: made for an id that only a till's event knew; hidden until somebody fills it in.
product = Table(
    "product",
    metadata,
    Column("product_id", Id, primary_key=True),
    Column("sku", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("name_key", Code, nullable=False),
    Column("search_key", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("category_id", Id, ForeignKey("category.category_id"), nullable=True),
    Column("tax_class", Code, nullable=False),
    Column("cost", Money, nullable=True),
    Column("active", Flag, nullable=False),
    Column("placeholder", Flag, nullable=False),
    Column("version", Number, nullable=False),
    Column("min_age", Integer, nullable=False, server_default="0"),
    Column("prescription", Flag, nullable=False, server_default=false()),
    Column("tracking", Code, nullable=True),
    CheckConstraint("kind IN ('goods', 'service')", name="kind_known"),
    CheckConstraint(
        "tax_class IN ('taxable', 'exempt', 'not_collected', 'non_taxable')", name="tax_class_known"
    ),
    CheckConstraint("cost IS NULL OR cost >= 0", name="cost_not_negative"),
    Index("uq_product_sku", "sku", unique=True),
    Index("ix_product_name_key", "name_key", "product_id"),
    Index("ix_product_category_id", "category_id"),
)

# The unit at position 0 is the base unit: factor 1000. A unit stays once it is there: receipts name it.
product_unit = Table(
    "product_unit",
    metadata,
    Column("product_id", Id, ForeignKey("product.product_id"), nullable=False),
    Column("unit", Code, nullable=False),
    Column("position", Integer, nullable=False),
    Column("factor", Quantity, nullable=False),
    Column("decimals", Integer, nullable=False),
    PrimaryKeyConstraint("product_id", "unit"),
    CheckConstraint("factor > 0", name="factor_positive"),
    CheckConstraint("position > 0 OR factor = 1000", name="base_unit_is_one"),
    CheckConstraint("decimals BETWEEN 0 AND 3", name="decimals_sane"),
    sqlite_with_rowid=False,
)

barcode = Table(
    "barcode",
    metadata,
    Column("barcode", Code, primary_key=True),
    Column("product_id", Id, ForeignKey("product.product_id"), nullable=False),
    Column("unit", Code, nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_barcode_product_id", "product_id"),
    sqlite_with_rowid=False,
)

# Append-only; which row holds on a day: shared_models/rules/pricing.py.
# `introduced`: number of the company feed that carried the price to the tills. `branch_id` null: everywhere.
# For whom and from what quantity (thousandths of the unit) on: shared_models/rules/price_choice.py.
price = append_only(
    Table(
        "price",
        metadata,
        Column("price_id", Id, primary_key=True),
        Column("product_id", Id, ForeignKey("product.product_id"), nullable=False),
        Column("unit", Code, nullable=False),
        Column("branch_id", Id, nullable=True),
        Column("price", Money, nullable=False),
        Column("valid_from", Day, nullable=False),
        Column("valid_to", Day, nullable=True),
        Column("introduced", Number, nullable=False),
        Column("made_at", Instant, nullable=False),
        Column("made_by", Id, nullable=True),
        Column("customer_id", Id, nullable=True),
        Column("level", Code, nullable=True),
        Column("from_qty", Quantity, nullable=False, server_default="0"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity_in_order"),
        Index("ix_price_product_id", "product_id", "unit", "valid_from"),
    )
)

# Levels of the shop's own; those of rules/price_choice.py are always there and have no row.
price_level = Table(
    "price_level",
    metadata,
    Column("code", Code, primary_key=True),
    Column("name", Words, nullable=False),
    Column("active", Flag, nullable=False),
    sqlite_with_rowid=False,
)

# Derived from `price`: what a base unit costs everywhere from `valid_from` until before `valid_until`
# (null: no end known). Only the list of products reads it, to sort by it; where it has no row, or none for
# the day asked for, the price is looked up. No days at all: a branch has a price of its own.
list_price = Table(
    "list_price",
    metadata,
    Column("product_id", Id, ForeignKey("product.product_id"), primary_key=True),
    Column("price", Money, nullable=True),
    Column("valid_from", Day, nullable=False),
    Column("valid_until", Day, nullable=True),
    sqlite_with_rowid=False,
)
