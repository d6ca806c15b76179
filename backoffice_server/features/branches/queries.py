"""Reads of the company and its branches."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from backoffice_server.features.branches.tables import branch, company
from backoffice_server.kernel.unit import Unit
from shared_models.rules.store_codes import StoreLayout
from shared_models.values.codes import BelowCost, ErrorCode, RoundingMode
from shared_models.values.ids import BranchId, CompanyId
from shared_models.values.moments import Zone, local
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow, CompanyRow


@dataclass(frozen=True, slots=True)
class Identity:
    """Which company and which life of its database this is."""

    company: CompanyId
    epoch: UUID
    name: str
    is_pkp: bool
    books_from: date


_LAYOUTS: Final = TypeAdapter(tuple[StoreLayout, ...])
_IDENTITY: Final = select(
    company.c.company_id, company.c.epoch, company.c.name, company.c.is_pkp, company.c.books_from
)


def identity(unit: Unit) -> Identity:
    """The company. Refuses when the database holds none yet."""
    row = unit.connection.execute(_IDENTITY).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="company")
    return Identity(CompanyId(row.company_id), row.epoch, row.name, row.is_pkp, row.books_from)


def has_company(unit: Unit) -> bool:
    return unit.connection.execute(select(company.c.company_id)).first() is not None


def company_row(unit: Unit) -> CompanyRow:
    """The company as tills know it."""
    row = unit.connection.execute(select(company)).one()
    return CompanyRow(
        id=row.company_id,
        name=row.name,
        currency=row.currency,
        currency_digits=row.currency_digits,
        is_pkp=row.is_pkp,
        npwp=row.npwp,
    )


def branches(unit: Unit) -> list[BranchRow]:
    """All branches by code."""
    return [_row(found) for found in unit.connection.execute(select(branch).order_by(branch.c.code))]


def branch_row(unit: Unit, branch_id: UUID) -> BranchRow:
    """One branch, or a refusal."""
    found = unit.connection.execute(select(branch).where(branch.c.branch_id == branch_id)).one_or_none()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="branch")
    return _row(found)


def branch_by_code(unit: Unit, code: str) -> BranchRow:
    """One branch by its code, or a refusal."""
    found = unit.connection.execute(select(branch).where(branch.c.code == code)).one_or_none()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="branch", branch_code=code)
    return _row(found)


def today(unit: Unit, branch_id: BranchId | None = None) -> date:
    """The calendar day now in a branch, or in the company's first."""
    query = select(branch.c.zone).order_by(branch.c.code).limit(1)
    if branch_id is not None:
        query = query.where(branch.c.branch_id == branch_id)
    zone = unit.connection.execute(query).scalar()
    return local(unit.now(), Zone(zone or Zone.WIB)).date()


def _row(found: Any) -> BranchRow:
    return BranchRow(
        id=found.branch_id,
        code=found.code,
        name=found.name,
        address=found.address,
        phone=found.phone,
        zone=Zone(found.zone),
        day_starts_at_hour=found.day_starts_at_hour,
        rounding_step=found.rounding_step,
        rounding_mode=RoundingMode(found.rounding_mode),
        receipt_header=tuple(json.loads(found.receipt_header)),
        receipt_footer=tuple(json.loads(found.receipt_footer)),
        line_discount_limit_bp=found.line_discount_limit_bp,
        blind_close=found.blind_close,
        store_codes=_LAYOUTS.validate_json(found.store_codes),
        qris=found.qris,
        shift_per_cashier=found.shift_per_cashier,
        free_voids=found.free_voids,
        free_copies=found.free_copies,
        stock_blocks=found.stock_blocks,
        lock_after_min=found.lock_after_min,
        expired_by_approval=found.expired_by_approval,
        near_expiry_days=found.near_expiry_days,
        below_cost=BelowCost(found.below_cost),
        print_salesperson=found.print_salesperson,
        print_remarks=found.print_remarks,
    )
