"""Adding and changing customers, and the terms that hold for all of them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import update

from backoffice_server.features.parties import queries
from backoffice_server.features.parties.tables import customer, customer_terms
from backoffice_server.kernel.codes import free_variation
from backoffice_server.kernel.unit import Unit
from shared_models.rules.credit import term_of
from shared_models.rules.customers import phone_key
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.customers import CustomerTerms
from shared_models.wire.replica import CustomerRow
from shared_models.wire.sync import Entity

PUBLISHED_AT_ONCE = 500
TERMS_KEY = "all"


def save_customer(unit: Unit, *, row: CustomerRow) -> CustomerRow:
    """Add or change a customer; the id is made by the asker, so sent twice is saved once.

    Refuses a code or card number that is another's, and a term of payment nobody can read (INVALID).
    """
    unit.lock_company()
    if faults := list(_faults(unit, row)):
        raise invalid(faults)
    _write(unit, row)
    return row


def bring_customers(unit: Unit, *, rows: Sequence[CustomerRow]) -> None:
    """Add those customers that are not known, with their ids; whose code is taken gets a free one."""
    unit.lock_company()
    known = queries.codes(unit)
    taken = set(known.values())
    for row in rows:
        if row.id in known:
            continue
        code = free_variation(row.code, taken)
        taken.add(code)
        _write(unit, row.model_copy(update={"code": code}))


def write_customers(unit: Unit, *, rows: Sequence[CustomerRow]) -> None:
    """Add or change customers whose codes and terms were looked at; under the company's lock."""
    unit.upsert(customer, [values_of(row) for row in rows])
    for row in rows:
        unit.change(Entity.CUSTOMER, str(row.id), row, None)


def publish_added(unit: Unit) -> int:
    """Tell all tills of customers that one of them added; how many. A job: posting writes no company feed."""
    rows = queries.unpublished(unit, PUBLISHED_AT_ONCE)
    if not rows:
        return 0
    unit.lock_company()
    # Read again under the lock: a clerk may have saved one of them meanwhile.
    rows = queries.unpublished(unit, PUBLISHED_AT_ONCE)
    for row in rows:
        unit.change(Entity.CUSTOMER, str(row.id), row, None)
    told = update(customer).where(customer.c.customer_id.in_([row.id for row in rows])).values(published=True)
    unit.connection.execute(told)
    return len(rows)


def save_terms(unit: Unit, *, terms: CustomerTerms) -> CustomerTerms:
    """Set how points are given and what a till may give on account alone.

    Refuses points that are worth as much as is spent for them (INVALID): they would buy everything.
    """
    points = terms.points
    if points is not None and points.spend and points.value >= points.spend:
        raise invalid([Fault("points.value", ErrorCode.INVALID)])
    unit.lock_company()
    unit.upsert(customer_terms, [(1, terms.model_dump_json())])
    unit.change(Entity.CUSTOMER_TERMS, TERMS_KEY, terms, None)
    return terms


def values_of(row: CustomerRow, *, published: bool = True, placeholder: bool = False) -> tuple[object, ...]:
    """A customer as a row of its table."""
    fields = [getattr(row, name) for name in queries.FIELDS]
    return (*fields, phone_key(row.phone), published, placeholder)


def _write(unit: Unit, row: CustomerRow) -> None:
    write_customers(unit, rows=[row])


def _faults(unit: Unit, row: CustomerRow) -> Iterator[Fault]:
    if queries.owners_of_codes(unit, [row.code]) - {row.id}:
        yield Fault("code", ErrorCode.CONFLICT)
    if row.card is not None and queries.owners_of_codes(unit, [row.card]) - {row.id}:
        yield Fault("card", ErrorCode.CONFLICT)
    try:
        term_of(row.credit_term)
    except ValueError:
        yield Fault("credit_term", ErrorCode.INVALID)
