"""Adding and changing customers."""

from collections.abc import Sequence

from backoffice_server.features.parties import queries
from backoffice_server.features.parties.tables import customer
from backoffice_server.kernel.codes import free_variation
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.replica import CustomerRow
from shared_models.wire.sync import Entity


def save_customer(unit: Unit, *, row: CustomerRow) -> CustomerRow:
    """Add or change a customer; the id is made by the asker, so sent twice is saved once."""
    unit.lock_company()
    if queries.owner_of_code(unit, row.code) not in {None, row.id}:
        raise invalid([Fault("code", ErrorCode.CONFLICT)])
    unit.upsert(customer, [(row.id, row.code, row.name, row.phone)])
    unit.change(Entity.CUSTOMER, str(row.id), row, None)
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
        save_customer(unit, row=row.model_copy(update={"code": code}))
