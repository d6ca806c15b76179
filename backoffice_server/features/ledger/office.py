"""The day on which the back office books a document of its own."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, true

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.branches.tables import company
from backoffice_server.features.ledger.service import posting_day
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.moments import Zone, business_date
from shared_models.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """A branch's code, and its business date now, or the first day its books are open."""

    code: str
    today: date


def office_day(unit: Unit, branch: BranchId) -> OfficeDay:
    """Refuses a branch that is not there (NOT_FOUND)."""
    columns = (branch_table.c.code, branch_table.c.zone, branch_table.c.day_starts_at_hour)
    query = select(*columns, company.c.books_from).join_from(branch_table, company, true())
    row = unit.connection.execute(query.where(branch_table.c.branch_id == branch)).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, branch=str(branch))
    today = business_date(unit.now(), Zone(row.zone), day_starts_at_hour=row.day_starts_at_hour)
    return OfficeDay(row.code, posting_day(today, books_from=row.books_from, today=today))
