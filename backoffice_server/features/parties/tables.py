"""Customers, and what holds for all of them."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table

from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Flag, Id, Money, Words

# `phone_key`: rules/customers.phone_key, to find who is known already. `published` false: added by a till's
# event, which never writes the company's feed; a job tells the other tills. `placeholder`: only a sale named
# it, so nobody has said who it is; no till hears of it.
customer = Table(
    "customer",
    metadata,
    Column("customer_id", Id, primary_key=True),
    Column("code", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("phone", Words, nullable=True),
    Column("card", Code, nullable=True),
    Column("email", Words, nullable=True),
    Column("address", Words, nullable=True),
    Column("npwp", Words, nullable=True),
    Column("birthday", Day, nullable=True),
    Column("note", Words, nullable=True),
    Column("price_level", Code, nullable=True),
    Column("credit_limit", Money, nullable=False, server_default="0"),
    Column("credit_term", Code, nullable=False, server_default="30 days"),
    Column("active", Flag, nullable=False, server_default="1"),
    Column("phone_key", Words, nullable=False, server_default=""),
    Column("published", Flag, nullable=False, server_default="1"),
    Column("placeholder", Flag, nullable=False, server_default="0"),
    Index("uq_customer_code", "code", unique=True),
    Index("ix_customer_card", "card"),
    Index("ix_customer_phone_key", "phone_key"),
)

# One row, or none before anybody set it. `terms`: JSON of wire.customers.CustomerTerms.
customer_terms = Table(
    "customer_terms",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("terms", Words, nullable=False),
    CheckConstraint("one = 1", name="one_row"),
)
