"""The drawer difference: settles what the books still hold in the drawer of a shift that is closed."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, true, update

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.branches.tables import company
from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.reviews.resolving import Corrected, Open
from backoffice_server.features.sales.tables import shift, shift_closing
from backoffice_server.kernel.unit import Unit
from shared_models.rules.posting import shift_closed_entry
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, RegisterId, StaffId
from shared_models.values.moments import Zone, business_date
from shared_models.values.money import Money
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.reviews import SettleDrawer

SERIES: Final = "KAS"


def settle_drawer(unit: Unit, flag: Open, action: SettleDrawer, note: str, by: StaffId) -> Corrected:
    """Book what came into the drawer after its closing, and how much of it was found, as one more closing.

    Sent twice it is booked once. Refuses a shift that is open still (CONFLICT: its own closing will settle
    it) and a document that would book nothing (INVALID).
    """
    del note, by  # kept with the flag
    branch, shift_id = flag.branch, UUID(flag.subject)
    known = _known(unit, branch, action.id)
    if known is not None:
        return _again(unit, known, shift_id, action)
    row = _shift(unit, branch, shift_id)
    left, found = Money(left_in_drawer(row)), Money(action.found)
    if not left and not found:
        raise invalid([Fault("action.found", ErrorCode.INVALID)])
    no = ledger.take_numbers(unit, branch, 1)
    number = ledger.next_document_number(unit, branch, code=row.branch_code, series=SERIES)
    today = business_date(unit.now(), Zone(row.zone), day_starts_at_hour=row.day_starts_at_hour)
    day = ledger.posting_day(today, books_from=row.books_from, today=today)
    entry = shift_closed_entry(expected=left, counted=found)
    kind, drawer = DocumentKind.SHIFT_CLOSED, RegisterId(row.register_id)
    ledger.post(unit, branch, [JournalDocument(no, kind, action.id, number, today, day, entry, drawer)])
    unit.insert(shift_closing, [(branch, action.id, no, shift_id, left, found, unit.now())])
    place = (shift.c.branch_id == branch, shift.c.shift_id == shift_id)
    values = {"settled": row.settled + left, "counted": (row.counted or 0) + found}
    unit.connection.execute(update(shift).where(*place).values(**values))
    return Corrected(action.id, number)


def left_in_drawer(row: Any) -> int:
    """Cash of a shift that no closing has taken out of the drawer."""
    expected = row.opening_float + row.cash_sales - row.cash_refunds + row.cash_in - row.cash_out
    return int(expected - row.settled)


def _known(unit: Unit, branch: BranchId, document: UUID) -> Row[Any] | None:
    query = select(shift_closing).where(
        shift_closing.c.branch_id == branch, shift_closing.c.closing_id == document
    )
    return unit.connection.execute(query).one_or_none()


def _again(unit: Unit, known: Row[Any], shift_id: UUID, action: SettleDrawer) -> Corrected:
    if (known.shift_id, known.counted) != (shift_id, action.found):
        raise Refusal(ErrorCode.CONFLICT, document=str(action.id))
    query = select(posting.c.document_no).where(
        posting.c.branch_id == known.branch_id, posting.c.posting_no == known.posting_no
    )
    return Corrected(action.id, str(unit.connection.execute(query).scalar_one()))


def _shift(unit: Unit, branch: BranchId, shift_id: UUID) -> Row[Any]:
    columns = (branch_table.c.zone, branch_table.c.day_starts_at_hour, company.c.books_from)
    query = (
        select(shift, *columns, branch_table.c.code.label("branch_code"))
        .join_from(shift, branch_table, branch_table.c.branch_id == shift.c.branch_id)
        .join(company, true())
        .where(shift.c.branch_id == branch, shift.c.shift_id == shift_id)
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="shift")
    if row.closed_at is None:
        raise Refusal(ErrorCode.CONFLICT, shift=str(shift_id))
    return row
