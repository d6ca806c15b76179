"""Reads of customers."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.parties.tables import customer, customer_terms
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CustomerTerms
from shared_models.wire.replica import CustomerRow

FIELDS = tuple(CustomerRow.model_fields)


def customer_row(unit: Unit, customer_id: UUID) -> CustomerRow:
    """One customer, or a refusal."""
    query = select(customer).where(customer.c.customer_id == customer_id)
    found = unit.connection.execute(query).one_or_none()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="customer")
    return row_of(found)


def customers(unit: Unit, ids: Collection[UUID]) -> dict[UUID, Any]:
    """Rows of those that exist."""
    if not ids:
        return {}
    query = select(customer).where(customer.c.customer_id.in_(ids))
    return {row.customer_id: row for row in unit.connection.execute(query)}


def rows(unit: Unit, ids: Collection[UUID]) -> tuple[CustomerRow, ...]:
    """Those that exist, by name."""
    found = [row_of(row) for row in customers(unit, ids).values()]
    return tuple(sorted(found, key=lambda row: (row.name, row.code)))


def owners_of_codes(unit: Unit, codes: Iterable[str]) -> set[UUID]:
    """Whose code or card number one of them is."""
    wanted = list(codes)
    query = select(customer.c.customer_id).where(customer.c.code.in_(wanted) | customer.c.card.in_(wanted))
    return set(unit.connection.execute(query).scalars())


def codes(unit: Unit) -> dict[UUID, str]:
    """Every customer's code."""
    rows = unit.connection.execute(select(customer.c.customer_id, customer.c.code))
    return {row.customer_id: row.code for row in rows}


def by_code(unit: Unit) -> dict[str, UUID]:
    """Every customer by code."""
    return {code: owner for owner, code in codes(unit).items()}


def everybody(unit: Unit) -> list[CustomerRow]:
    """Every customer, also those that only a sale named."""
    return [row_of(row) for row in unit.connection.execute(select(customer).order_by(customer.c.customer_id))]


def of_phones(unit: Unit, keys: Collection[str]) -> dict[str, list[Any]]:
    """Customers by the key of their phone number (rules/customers)."""
    found: dict[str, list[Any]] = {}
    if keys:
        query = select(customer).where(customer.c.phone_key.in_(keys)).order_by(customer.c.customer_id)
        for row in unit.connection.execute(query):
            found.setdefault(row.phone_key, []).append(row)
    return found


def unpublished(unit: Unit, limit: int) -> list[CustomerRow]:
    """Customers a till added that the other tills do not know yet."""
    query = select(customer).where(~customer.c.published, ~customer.c.placeholder)
    return [
        row_of(row) for row in unit.connection.execute(query.order_by(customer.c.customer_id).limit(limit))
    ]


def terms(unit: Unit) -> CustomerTerms:
    """What holds for all customers; a shop that never said gives no points and no credit offline."""
    found = unit.connection.execute(select(customer_terms.c.terms)).scalar()
    return CustomerTerms() if found is None else CustomerTerms.model_validate_json(found)


def row_of(found: Any) -> CustomerRow:
    """A row of the table as it travels."""
    own = found._mapping  # noqa: SLF001 - public there
    return CustomerRow(id=found.customer_id, **{name: own[name] for name in FIELDS if name != "id"})
