"""Reads of customers."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from backoffice_server.features.parties.tables import customer
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.wire.paging import Page
from shared_models.wire.replica import CustomerRow


def customer_page(unit: Unit, *, search: str, after: str | None, limit: int) -> Page[CustomerRow]:
    """Customers by code; `search` looks into code, name and phone."""
    wanted = or_(
        *(column.icontains(search, autoescape=True) for column in (customer.c.code, customer.c.name)),
        customer.c.phone.contains(search, autoescape=True),
    )
    order = (customer.c.code, customer.c.customer_id)
    rows, following = paging.page(unit, select(customer).where(wanted), order=order, after=after, limit=limit)
    total = unit.connection.execute(select(func.count()).select_from(customer).where(wanted)).scalar_one()
    return Page[CustomerRow](rows=tuple(map(_row, rows)), next=following, total=total)


def owner_of_code(unit: Unit, code: str) -> UUID | None:
    """Whose code it is."""
    return unit.connection.execute(select(customer.c.customer_id).where(customer.c.code == code)).scalar()


def codes(unit: Unit) -> dict[UUID, str]:
    """Every customer's code."""
    rows = unit.connection.execute(select(customer.c.customer_id, customer.c.code))
    return {row.customer_id: row.code for row in rows}


def by_code(unit: Unit) -> dict[str, UUID]:
    """Every customer by code."""
    return {code: owner for owner, code in codes(unit).items()}


def _row(found: Any) -> CustomerRow:
    return CustomerRow(id=found.customer_id, code=found.code, name=found.name, phone=found.phone)
