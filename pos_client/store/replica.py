"""The till's copy of what it must know to sell alone: small rows as they came, kept under (entity, key)."""

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from pos_client.store.store import Rows, StoreUnit
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import BranchId
from shared_models.wire.base import ApiModel
from shared_models.wire.customers import CustomerTerms
from shared_models.wire.promotions import PromotionRow
from shared_models.wire.queue import QueueServiceRow, TicketRow
from shared_models.wire.replica import (
    BranchRow,
    CategoryRow,
    CompanyRow,
    LotRow,
    PaymentMethodRow,
    RegisterRow,
    SerialRow,
    StaffRow,
    StoredValueRow,
    TaxRuleRow,
)
from shared_models.wire.sync import ChangeRow, Entity

log = logging.getLogger(__name__)
Kept = TypeVar("Kept", bound=ApiModel)
CatalogueEntity = frozenset({Entity.PRODUCT, Entity.STOCK})


def put_row(
    unit: StoreUnit, change: ChangeRow, *, table: str = "replica", counted: str | None = None
) -> None:
    """Keep the newest version of a row as it came, with what only a later build of the till reads; an older
    or repeated one changes nothing. A tombstone stays as one.

    `counted`: of a balance, what it counts of this till's own receipts (told.py).
    """
    body = None if change.row is None else _json(change.row)
    unit.execute(_PUT[table], (str(change.entity), change.key, change.version, body, counted))


def keep(unit: StoreUnit, entity: Entity, key: str, row: ApiModel) -> None:
    """A row this till makes itself (stand-alone)."""
    unit.execute(_PUT["replica"], (entity.value, key, 0, row.model_dump_json(), None))
    unit.memory.clear()


def company_row(rows: Rows) -> CompanyRow | None:
    return next(_all(rows, Entity.COMPANY, CompanyRow), None)


def branch_row(rows: Rows, branch: BranchId) -> BranchRow | None:
    return _one(rows, Entity.BRANCH, branch, BranchRow)


def register_row(rows: Rows, register_id: UUID) -> RegisterRow | None:
    return _one(rows, Entity.REGISTER, register_id, RegisterRow)


def staff_row(rows: Rows, staff: UUID) -> StaffRow | None:
    return _one(rows, Entity.STAFF, staff, StaffRow)


def staff_rows(rows: Rows) -> tuple[StaffRow, ...]:
    return tuple(_all(rows, Entity.STAFF, StaffRow))


def queue_service_rows(rows: Rows) -> tuple[QueueServiceRow, ...]:
    return tuple(_all(rows, Entity.QUEUE_SERVICE, QueueServiceRow))


def ticket_rows(rows: Rows, day: date) -> tuple[TicketRow, ...]:
    """Queue tickets of a business day, as the back office has them."""
    found = rows.execute(
        "SELECT body FROM replica WHERE entity = ? AND body IS NOT NULL"
        " AND json_extract(body, '$.bdate') = ?",
        (Entity.TICKET.value, day.isoformat()),
    )
    return tuple(TicketRow.model_validate_json(body, extra="ignore") for (body,) in found.fetchall())


def customer_terms(rows: Rows) -> CustomerTerms | None:
    return next(_all(rows, Entity.CUSTOMER_TERMS, CustomerTerms), None)


def category_names(rows: Rows) -> dict[UUID, str]:
    return {row.id: row.name for row in _all(rows, Entity.CATEGORY, CategoryRow)}


def promotion_rows(rows: Rows) -> Iterator[PromotionRow]:
    """Every promotion this build can read: one of a newer back office is none to this till."""
    found = rows.execute(
        "SELECT key, body FROM replica WHERE entity = ? AND body IS NOT NULL ORDER BY key",
        (Entity.PROMOTION.value,),
    )
    for key, body in found.fetchall():
        try:
            yield PromotionRow.model_validate_json(body, extra="ignore")
        except ValidationError:
            log.warning("promotion %s is of a newer back office: left out", key)


def payment_methods(rows: Rows) -> tuple[PaymentMethodRow, ...]:
    """Every way to pay in the shop's order, what it switched off included."""
    from shared_models.wire.payments import all_methods  # noqa: PLC0415 - not needed to start

    return all_methods(_all(rows, Entity.PAYMENT_METHOD, PaymentMethodRow))


def offered_methods(rows: Rows, branch: UUID) -> tuple[PaymentMethodRow, ...]:
    """What a branch takes."""
    from shared_models.wire.payments import methods_in  # noqa: PLC0415 - as above

    return methods_in(payment_methods(rows), branch)


def stored_value(rows: Rows, method: TenderMethod, number: str) -> tuple[StoredValueRow | None, str | None]:
    """A voucher, card or store credit as the back office told of it last, and what of this till's own
    receipts that counts (told.py).
    """
    key = f"{method.value}:{number}"
    found = rows.execute(
        "SELECT counted FROM replica WHERE entity = ? AND key = ?", (Entity.STORED_VALUE.value, key)
    ).fetchone()
    known = _one(rows, Entity.STORED_VALUE, key, StoredValueRow)
    return known, None if found is None else found[0]


def lot_rows(rows: Rows, product: UUID) -> list[LotRow]:
    """The lots of a product, as the back office told of them last: one range of keys."""
    found = rows.execute(
        "SELECT body FROM replica WHERE entity = ? AND key >= ? AND key < ? AND body IS NOT NULL",
        (Entity.LOT.value, f"{product}:", f"{product};"),
    )
    return [LotRow.model_validate_json(body, extra="ignore") for (body,) in found.fetchall()]


def serial_row(rows: Rows, product: UUID, serial: str) -> SerialRow | None:
    """A piece as the back office told of it last."""
    return _one(rows, Entity.SERIAL, f"{product}:{serial}", SerialRow)


def tax_rules(unit: StoreUnit) -> tuple[TaxRule, ...]:
    """Every tax rule; none for a shop that is not PKP. Kept in memory between transactions."""
    rules: tuple[TaxRule, ...] | None = unit.memory.get(TaxRule)
    if rules is None:
        rules = read_tax_rules(unit)
        unit.memory[TaxRule] = rules
    return rules


def read_tax_rules(rows: Rows) -> tuple[TaxRule, ...]:
    company = company_row(rows)
    if company is None or not company.is_pkp:
        return ()
    return tuple(_tax_rule(row) for row in _all(rows, Entity.TAX_RULE, TaxRuleRow))


def _tax_rule(row: TaxRuleRow) -> TaxRule:
    return TaxRule(
        code=row.code,
        tax_class=row.tax_class,
        rate_bp=row.rate_bp,
        base_num=row.base_num,
        base_den=row.base_den,
        inclusive=row.inclusive,
        rounding=row.rounding,
        valid_from=row.valid_from,
    )


def _one(rows: Rows, entity: Entity, key: UUID | str, kind: type[Kept]) -> Kept | None:
    found = rows.execute(
        "SELECT body FROM replica WHERE entity = ? AND key = ? AND body IS NOT NULL", (entity.value, str(key))
    ).fetchone()
    return None if found is None else kind.model_validate_json(found[0], extra="ignore")


def _all(rows: Rows, entity: Entity, kind: type[Kept]) -> Iterator[Kept]:
    found = rows.execute(
        "SELECT body FROM replica WHERE entity = ? AND body IS NOT NULL ORDER BY key", (entity.value,)
    )
    return (kind.model_validate_json(body, extra="ignore") for (body,) in found.fetchall())


def _json(row: dict[str, Any]) -> str:
    import json  # noqa: PLC0415 - only the sync thread needs it

    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _put_into(table: str) -> str:
    return (
        f"INSERT INTO {table} (entity, key, version, body, counted) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - our own names
        " ON CONFLICT (entity, key) DO UPDATE SET version = excluded.version, body = excluded.body,"
        " counted = excluded.counted WHERE excluded.version >= version"
    )


_PUT = {table: _put_into(table) for table in ("replica", "next_replica")}
