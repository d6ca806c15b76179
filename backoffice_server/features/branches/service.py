"""Founding the company, opening branches and changing their settings."""

import json
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, update

from backoffice_server.features.branches import queries
from backoffice_server.features.branches.tables import branch, company
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, RoundingMode
from shared_models.values.ids import BranchId, CompanyId
from shared_models.values.moments import Zone
from shared_models.values.money import RUPIAH
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.replica import BranchRow
from shared_models.wire.sync import Entity


def found_company(
    unit: Unit,
    *,
    name: str,
    is_pkp: bool,
    npwp: str | None = None,
    books_from: date,
    company_id: CompanyId | None = None,
) -> CompanyId:
    """Make the one company of this database. `company_id`: a stand-alone till's own, when it is adopted."""
    if queries.has_company(unit):
        raise Refusal(ErrorCode.CONFLICT, what="company")
    made = company_id or CompanyId(unit.new_id())
    values = {
        "company_id": made,
        "name": name,
        "currency": RUPIAH.code,
        "currency_digits": RUPIAH.digits,
        "is_pkp": is_pkp,
        "npwp": npwp,
        "epoch": unit.new_id(),
        "books_from": books_from,
        "created_at": unit.now(),
    }
    unit.connection.execute(insert(company).values(values))
    unit.change(Entity.COMPANY, str(made), queries.company_row(unit), None)
    return made


def new_branch(
    unit: Unit,
    *,
    code: str,
    name: str,
    address: str = "",
    phone: str | None = None,
    zone: Zone = Zone.WIB,
    branch_id: BranchId | None = None,
) -> BranchRow:
    """A branch with the usual settings: cash rounded to 100 rupiah in the customer's favour."""
    return BranchRow(
        id=branch_id or unit.new_id(),
        code=code,
        name=name,
        address=address,
        phone=phone,
        zone=zone,
        rounding_step=100,
        rounding_mode=RoundingMode.DOWN,
        receipt_header=(name, *(line for line in (address, phone) if line)),
        line_discount_limit_bp=500,
    )


def open_branch(unit: Unit, *, row: BranchRow) -> BranchId:
    """Add a branch; its first posting will be number 1."""
    unit.lock_company()
    _refuse_taken_code(unit, row)
    unit.connection.execute(insert(branch).values(branch_id=row.id, next_posting_no=1, **_values(row)))
    unit.change(Entity.BRANCH, str(row.id), row, None)
    return BranchId(row.id)


def save_branch(unit: Unit, *, branch_id: UUID, row: BranchRow) -> BranchRow:
    """Change the settings of a branch; its tills sell by them from their next pull on."""
    queries.branch_row(unit, branch_id)
    if row.id != branch_id:
        raise invalid([Fault(field="id", code=ErrorCode.INVALID)])
    unit.lock_branch(BranchId(branch_id))
    unit.lock_company()
    _refuse_taken_code(unit, row)
    unit.connection.execute(update(branch).where(branch.c.branch_id == branch_id).values(_values(row)))
    unit.change(Entity.BRANCH, str(branch_id), row, None)
    return row


def _refuse_taken_code(unit: Unit, row: BranchRow) -> None:
    others = select(branch.c.branch_id).where(branch.c.code == row.code, branch.c.branch_id != row.id)
    if unit.connection.execute(others).first() is not None:
        raise invalid([Fault(field="code", code=ErrorCode.CONFLICT)])


def _values(row: BranchRow) -> dict[str, object]:
    return {
        "code": row.code,
        "name": row.name,
        "address": row.address,
        "phone": row.phone,
        "zone": row.zone.value,
        "day_starts_at_hour": row.day_starts_at_hour,
        "rounding_step": row.rounding_step,
        "rounding_mode": row.rounding_mode.value,
        "receipt_header": json.dumps(row.receipt_header),
        "receipt_footer": json.dumps(row.receipt_footer),
        "line_discount_limit_bp": row.line_discount_limit_bp,
        "blind_close": row.blind_close,
    }
