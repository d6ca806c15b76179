"""Customers."""

from sqlalchemy import Column, Index, Table

from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Id, Words

customer = Table(
    "customer",
    metadata,
    Column("customer_id", Id, primary_key=True),
    Column("code", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("phone", Words, nullable=True),
    Index("uq_customer_code", "code", unique=True),
)
