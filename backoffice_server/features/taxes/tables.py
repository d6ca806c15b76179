"""Tax rules: one row per rate, tax class and first day."""

from sqlalchemy import CheckConstraint, Column, Integer, Table

from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Flag

tax_rule = Table(
    "tax_rule",
    metadata,
    Column("code", Code, primary_key=True),
    Column("tax_class", Code, primary_key=True),
    Column("valid_from", Day, primary_key=True, autoincrement=False),
    Column("rate_bp", Integer, nullable=False),  # statutory rate in 1/100 %
    Column("base_num", Integer, nullable=False),  # … on base_num/base_den of the price
    Column("base_den", Integer, nullable=False),
    Column("inclusive", Flag, nullable=False),
    Column("rounding", Code, nullable=False),
    CheckConstraint("base_den >= 1 AND base_num BETWEEN 0 AND base_den", name="base_is_a_part"),
    CheckConstraint("rounding IN ('half_up', 'down')", name="rounding_known"),
)
