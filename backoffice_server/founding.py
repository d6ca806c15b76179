"""Founding a shop: the company with its chart of accounts, its first branch and till place, its owner."""

from dataclasses import dataclass, field
from datetime import date

from backoffice_server.features.branches import service as branches
from backoffice_server.features.ledger.chart import install_chart
from backoffice_server.features.staff import service as staff
from backoffice_server.features.taxes import service as taxes
from backoffice_server.features.tills import service as tills
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId, CompanyId
from shared_models.wire.replica import BranchRow, RegisterRow
from shared_models.wire.staff import SaveStaff, StaffMember


@dataclass(frozen=True, slots=True)
class NewShop:
    """What a shop begins with. `registers`: (branch code, register code, name)."""

    name: str
    is_pkp: bool
    books_from: date
    branches: tuple[BranchRow, ...]
    registers: tuple[tuple[str, str, str], ...]
    staff: tuple[SaveStaff, ...]
    npwp: str | None = None


@dataclass(frozen=True, slots=True)
class FoundedShop:
    """What was made."""

    company: CompanyId
    branches: dict[str, BranchId]
    registers: tuple[RegisterRow, ...]
    staff: tuple[StaffMember, ...] = field(default=())


def found_shop(unit: Unit, *, shop: NewShop) -> FoundedShop:
    """Make it all in one unit. Refuses a database that holds a company."""
    company = branches.found_company(
        unit, name=shop.name, is_pkp=shop.is_pkp, npwp=shop.npwp, books_from=shop.books_from
    )
    install_chart(unit)
    places = {row.code: branches.open_branch(unit, row=row) for row in shop.branches}
    if shop.is_pkp:
        taxes.seed_ppn(unit)
    registers = tuple(
        tills.open_register(unit, branch=places[branch], code=code, name=name)
        for branch, code, name in shop.registers
    )
    people = tuple(staff.save_staff(unit, staff_id=None, request=person) for person in shop.staff)
    return FoundedShop(company, places, registers, people)
