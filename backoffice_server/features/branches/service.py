"""Founding the company, opening branches and changing their settings."""

import json
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, update

from backoffice_server.features.branches import queries
from backoffice_server.features.branches.tables import branch, company
from backoffice_server.kernel.unit import Unit
from shared_models.rules.qris import parse
from shared_models.rules.store_codes import DEFAULT_LAYOUTS, problems_among
from shared_models.values.codes import ErrorCode, RoundingMode
from shared_models.values.ids import BranchId, CompanyId
from shared_models.values.moments import Zone
from shared_models.values.money import RUPIAH
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.replica import BranchRow, CompanyRow
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
        store_codes=DEFAULT_LAYOUTS,
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
    if faults := [*_layout_faults(row), *_qris_faults(row)]:
        raise invalid(faults)
    unit.lock_branch(BranchId(branch_id))
    unit.lock_company()
    _refuse_taken_code(unit, row)
    unit.connection.execute(update(branch).where(branch.c.branch_id == branch_id).values(_values(row)))
    unit.change(Entity.BRANCH, str(branch_id), row, None)
    return row


def _layout_faults(row: BranchRow) -> list[Fault]:
    return [
        Fault(
            f"store_codes.{place}",
            ErrorCode.STORE_CODE_LAYOUT,
            (("why", problem.fault.value), *problem.facts),
        )
        for place, problem in problems_among(row.store_codes)
        if problem.blocks
    ]


def _qris_faults(row: BranchRow) -> list[Fault]:
    """A code that cannot be given an amount is never shown to a customer."""
    if row.qris is None:
        return []
    found = parse(row.qris).problems
    return [
        Fault("qris", ErrorCode.QRIS_INVALID, (("why", problem.fault.value), *problem.facts))
        for problem in found
        if problem.blocks
    ]


def take_over_company(unit: Unit, *, row: CompanyRow, first_day: date) -> None:
    """Write the company as a till began it on its own: its name and how it is taxed.

    The books open no later than `first_day`; the tax number stays where the till knows none. A new epoch:
    what a cursor stood for was another company's.
    """
    before = unit.connection.execute(select(company)).one()
    values = {
        "name": row.name,
        "is_pkp": row.is_pkp,
        "npwp": row.npwp or before.npwp,
        "epoch": unit.new_id(),
        "books_from": min(before.books_from, first_day),
    }
    unit.connection.execute(update(company).values(values))
    unit.change(Entity.COMPANY, str(row.id), queries.company_row(unit), None)


def take_over_branch(unit: Unit, *, row: BranchRow) -> None:
    """Write the branch as a till began it on its own. Another one that has its code gets the code it had."""
    before = queries.branch_row(unit, row.id)
    for other in queries.branches(unit):
        if other.code == row.code and other.id != row.id:
            _write_code(unit, row.id, unit.new_id().hex)
            _write_code(unit, other.id, before.code)
            unit.change(Entity.BRANCH, str(other.id), queries.branch_row(unit, other.id), None)
    unit.connection.execute(update(branch).where(branch.c.branch_id == row.id).values(_values(row)))
    unit.change(Entity.BRANCH, str(row.id), row, None)


def _write_code(unit: Unit, branch_id: UUID, code: str) -> None:
    unit.connection.execute(update(branch).where(branch.c.branch_id == branch_id).values(code=code))


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
        "store_codes": json.dumps([asdict(layout) for layout in row.store_codes]),
        "qris": row.qris,
        "shift_per_cashier": row.shift_per_cashier,
        "free_voids": row.free_voids,
        "free_copies": row.free_copies,
        "stock_blocks": row.stock_blocks,
        "lock_after_min": row.lock_after_min,
        "expired_by_approval": row.expired_by_approval,
        "near_expiry_days": row.near_expiry_days,
        "below_cost": row.below_cost.value,
        "print_salesperson": row.print_salesperson,
        "print_remarks": row.print_remarks,
    }
