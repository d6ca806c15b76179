"""Changing ways to pay."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from backoffice_server.features.payments import queries
from backoffice_server.features.payments.tables import payment_method
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.payments import ADDABLE
from shared_models.wire.replica import PaymentMethodRow
from shared_models.wire.sync import Entity

_STEP: Final = 10
"""Between two places in the order."""


def save_method(unit: Unit, *, code: str, row: PaymentMethodRow) -> PaymentMethodRow:
    """Add or change a way to pay; tills offer it from their next pull on. What kind it is, stays."""
    unit.lock_company()
    known = {one.code: one for one in queries.methods(unit)}
    if faults := _faults(code, row, known):
        raise invalid(faults)
    _write(unit, [row])
    return row


def order_methods(unit: Unit, codes: Sequence[str]) -> tuple[PaymentMethodRow, ...]:
    """Offer the ways to pay in this order. Refuses CONFLICT unless it names each of them once."""
    unit.lock_company()
    known = {one.code: one for one in queries.methods(unit)}
    if sorted(codes) != sorted(known):
        raise Refusal(ErrorCode.CONFLICT, what="payment_method")
    placed = {code: (place + 1) * _STEP for place, code in enumerate(codes)}
    _write(
        unit,
        [
            one.model_copy(update={"position": placed[code]})
            for code, one in known.items()
            if one.position != placed[code]
        ],
    )
    return queries.methods(unit)


def _write(unit: Unit, rows: Iterable[PaymentMethodRow]) -> None:
    stored = []
    for row in rows:
        branches = json.dumps([str(one) for one in row.branches])
        words = (row.code, row.name, row.name_en, row.method.value, row.asks_reference, row.active)
        stored.append((*words, row.position, branches, row.offline_cap, row.opens_drawer))
        unit.change(Entity.PAYMENT_METHOD, row.code, row, None)
    if stored:
        unit.upsert(payment_method, stored)


def _faults(code: str, row: PaymentMethodRow, known: dict[str, PaymentMethodRow]) -> list[Fault]:
    before = known.get(code)
    faults = []
    if row.code != code or not code.replace("_", "").isalnum():
        faults.append(Fault("code", ErrorCode.INVALID))
    faults += _same_names(row, [one for one in known.values() if one.code != code])
    if before is not None and before.method is not row.method:
        faults.append(Fault("method", ErrorCode.CONFLICT))
    if before is None and row.method not in ADDABLE:
        faults.append(Fault("method", ErrorCode.INVALID))
    if row.method is TenderMethod.CASH and not (row.active and not row.branches):
        # Change is given in cash, and a till without a network has little else.
        faults.append(Fault("active", ErrorCode.INVALID))
    return faults


def _same_names(row: PaymentMethodRow, others: Sequence[PaymentMethodRow]) -> list[Fault]:
    """A cashier tells two ways apart by their names alone."""
    names = {one.name.casefold().strip() for one in others}
    english = {one.name_en.casefold().strip() for one in others}
    taken = (("name", row.name, names), ("name_en", row.name_en, english))
    return [
        Fault(field, ErrorCode.CONFLICT) for field, name, known in taken if name.casefold().strip() in known
    ]
