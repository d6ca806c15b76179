"""Changing ways to pay."""

import json
from typing import Final

from backoffice_server.features.payments import queries
from backoffice_server.features.payments.tables import payment_method
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.replica import PaymentMethodRow
from shared_models.wire.sync import Entity

# A till knows these from its own program: one of each, under its own code.
_SINGLE: Final = {TenderMethod.CASH: "cash", TenderMethod.QRIS: "qris"}


def save_method(unit: Unit, *, code: str, row: PaymentMethodRow) -> PaymentMethodRow:
    """Add or change a way to pay; tills offer it from their next pull on. What kind it is, stays."""
    unit.lock_company()
    known = {one.code: one for one in queries.methods(unit)}
    if faults := _faults(code, row, known.get(code)):
        raise invalid(faults)
    branches = json.dumps([str(one) for one in row.branches])
    values = (row.code, row.name, row.name_en, row.method.value, row.asks_reference, row.active)
    unit.upsert(payment_method, [(*values, row.position, branches, row.offline_cap)])
    unit.change(Entity.PAYMENT_METHOD, row.code, row, None)
    return row


def _faults(code: str, row: PaymentMethodRow, before: PaymentMethodRow | None) -> list[Fault]:
    faults = []
    if row.code != code or not code.replace("_", "").isalnum():
        faults.append(Fault("code", ErrorCode.INVALID))
    if before is not None and before.method is not row.method:
        faults.append(Fault("method", ErrorCode.CONFLICT))
    if before is None and row.method in _SINGLE:
        faults.append(Fault("method", ErrorCode.INVALID))
    if row.method is TenderMethod.CASH and not (row.active and not row.branches):
        # Change is given in cash, and a till without a network has little else.
        faults.append(Fault("active", ErrorCode.INVALID))
    return faults
