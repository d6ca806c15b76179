"""Drawers: what each must hold by its documents, what the ledger holds, how cash documents are booked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, case, func, or_, select, union_all

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.ledger.tables import journal_line, posting
from backoffice_server.features.sales.tables import cash_movement, sale, sale_payment, shift, shift_closing
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, finding
from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine
from shared_models.rules.posting import cash_moved_entry, shift_closed_entry, shift_opened_entry
from shared_models.values.codes import CashDirection, CashReason, TenderMethod
from shared_models.values.money import Money

Key = tuple[Any, Any]
"""Branch and register, or branch and closing."""
Entry = dict[str, int]
OPENED: Final = DocumentKind.SHIFT_OPENED.value
CLOSED: Final = DocumentKind.SHIFT_CLOSED.value
MOVED: Final = DocumentKind.CASH_MOVED.value


@dataclass(slots=True)
class _Cash:
    """Cash by the documents. `counted_in`: what each closing of a shift must take out of the drawer."""

    drawers: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    counted_in: dict[Key, int] = field(default_factory=lambda: defaultdict(int))


def drawers_agree(unit: Unit) -> Iterable[Finding]:
    """I10: a drawer holds its opening float, cash sales less refunds and change, cash in less cash out.

    That is what the ledger's lines of its register hold. A closing takes all of it out: over or short to its
    account, the count to the safe. Cash that came after it (flagged, see I18) lies in the drawer again, until
    a second closing takes that out too.
    """
    shifts = unit.connection.execute(select(shift)).all()
    closings = unit.connection.execute(select(shift_closing)).all()
    cash = _cash(unit, closings)
    booked = _entries(unit)
    yield finding("I10", "drawer account = cash by its documents", len(shifts), _drawers_off(unit, cash))
    yield finding("I10", "shift cash = its receipts and cash movements", len(shifts), _shifts_off(unit))
    moves = unit.connection.execute(select(cash_movement)).all()
    yield finding("I10", "shift counts = its closings", len(shifts), _counts_off(shifts, closings, cash))
    told = {**_opened(shifts), **_closed(closings, cash), **_moved(moves)}
    offenders = _differing(told, booked)
    yield finding("I10", "floats, cash moved and closings are booked as told", len(told), offenders)


def _cash(unit: Unit, closings: Iterable[Any]) -> _Cash:
    """Sums of all cash documents, in the drawer still or counted at the next closing of their shift."""
    # A shift without one is open.
    closed_at: dict[Key, list[tuple[int, Any]]] = defaultdict(list)
    for row in sorted(closings, key=lambda one: one.posting_no):
        closed_at[row.branch_id, row.shift_id].append((row.posting_no, row.closing_id))
    cash = _Cash()
    # In one pass: joined to its closing, which has no index for that, it would take the square of the time.
    for branch, register, shift_id, number, amount in unit.connection.execute(
        union_all(_paid(), _moves(), _floats())
    ):
        closing = next((one for no, one in closed_at.get((branch, shift_id), ()) if number < no), None)
        if closing is not None:
            cash.counted_in[branch, closing] += amount
        else:
            cash.drawers[branch, register] += amount
    return cash


def _paid() -> Any:
    on = and_(sale_payment.c.branch_id == sale.c.branch_id, sale_payment.c.posting_no == sale.c.posting_no)
    cash = sale_payment.c.method == TenderMethod.CASH.value
    columns = (sale.c.branch_id, sale.c.register_id, sale.c.shift_id, sale.c.posting_no)
    return select(*columns, sale_payment.c.amount).join(sale_payment, on).where(cash)


def _moves() -> Any:
    own = cash_movement.c
    return select(own.branch_id, own.register_id, own.shift_id, own.posting_no, own.amount)


def _floats() -> Any:
    on = and_(posting.c.branch_id == shift.c.branch_id, posting.c.document_id == shift.c.shift_id)
    columns = (shift.c.branch_id, shift.c.register_id, shift.c.shift_id, posting.c.posting_no)
    opened = posting.c.document_kind == OPENED
    return select(*columns, shift.c.opening_float.label("amount")).join(posting, on).where(opened)


def _drawers_off(unit: Unit, cash: _Cash) -> Iterator[str]:
    lines = journal_line.c
    held = (
        select(lines.branch_id, lines.register_id, func.sum(lines.amount).label("held"))
        .where(lines.account == Account.TILL_CASH.value)
        .group_by(lines.branch_id, lines.register_id)
    )
    booked = {(row.branch_id, row.register_id): int(row.held) for row in unit.connection.execute(held)}
    for key in cash.drawers.keys() | booked.keys():
        expected, ledger = cash.drawers.get(key, 0), booked.get(key, 0)
        if expected != ledger:
            yield f"register {key[1]}: expected {expected}, ledger {ledger}"


def _entries(unit: Unit) -> dict[tuple[Any, str, Any], Entry]:
    """Journal lines of openings, closings and cash moved, by branch, kind and document."""
    lines = journal_line.c
    document = (posting.c.branch_id, posting.c.document_kind, posting.c.document_id)
    query = (
        select(*document, lines.account, lines.amount)
        .outerjoin(
            journal_line,
            and_(lines.branch_id == posting.c.branch_id, lines.posting_no == posting.c.posting_no),
        )
        .where(posting.c.document_kind.in_([OPENED, CLOSED, MOVED]))
    )
    found: dict[tuple[Any, str, Any], Entry] = {}
    for branch, kind, document, account, amount in unit.connection.execute(query):
        entry = found.setdefault((branch, kind, document), {})
        if account is not None:
            entry[account] = entry.get(account, 0) + amount
    return found


def _opened(shifts: Iterable[Any]) -> dict[tuple[Any, str, Any], Entry]:
    """Number 0: the opening never came."""
    return {
        (row.branch_id, OPENED, row.shift_id): _entry(shift_opened_entry(row.opening_float))
        for row in shifts
        if row.number
    }


def _closed(closings: Iterable[Any], cash: _Cash) -> dict[tuple[Any, str, Any], Entry]:
    return {
        (row.branch_id, CLOSED, row.closing_id): _entry(
            shift_closed_entry(
                expected=Money(cash.counted_in.get((row.branch_id, row.closing_id), 0)), counted=row.counted
            )
        )
        for row in closings
    }


def _counts_off(shifts: Iterable[Any], closings: Iterable[Any], cash: _Cash) -> Iterator[str]:
    """Shifts that say another count, or other cash taken out of the drawer, than their closings do."""
    sums: dict[Key, list[int]] = {}
    for row in closings:
        if row.expected != cash.counted_in.get((row.branch_id, row.closing_id), 0):
            yield f"closing {row.closing_id}"
        own = sums.setdefault((row.branch_id, row.shift_id), [0, 0])
        own[0] += row.expected
        own[1] += row.counted
    for row in shifts:
        settled, counted = sums.get((row.branch_id, row.shift_id), (0, None))
        if (row.settled, row.counted, row.closed_at is None) != (settled, counted, counted is None):
            yield f"shift {row.shift_id}"


def _moved(moves: Iterable[Any]) -> dict[tuple[Any, str, Any], Entry]:
    return {
        (row.branch_id, MOVED, row.cash_id): _entry(
            cash_moved_entry(
                CashDirection.IN if row.amount > 0 else CashDirection.OUT,
                CashReason(row.reason),
                Money(abs(row.amount)),
            )
        )
        for row in moves
        if row.amount
    }


def _entry(lines: Iterable[JournalLine]) -> Entry:
    return {line.account.value: line.amount for line in lines}


def _differing(
    told: dict[tuple[Any, str, Any], Entry], booked: dict[tuple[Any, str, Any], Entry]
) -> Iterator[str]:
    for key in told.keys() | {key for key, entry in booked.items() if entry}:
        if told.get(key) != booked.get(key):
            yield f"{key[1]} {key[2]}: told {told.get(key)}, booked {booked.get(key)}"


def _shifts_off(unit: Unit) -> Iterator[str]:
    """Shifts whose cash figures are not the sums of their receipts and cash movements."""
    cash = case((sale_payment.c.method == TenderMethod.CASH.value, sale_payment.c.amount), else_=0)
    paid = (
        select(
            sale.c.branch_id,
            sale.c.shift_id,
            func.sum(case((sale.c.kind == "sale", cash), else_=0)).label("cash_sales"),
            func.sum(case((sale.c.kind == "return", -cash), else_=0)).label("cash_refunds"),
        )
        .join(
            sale_payment,
            and_(
                sale_payment.c.branch_id == sale.c.branch_id,
                sale_payment.c.posting_no == sale.c.posting_no,
            ),
        )
        .group_by(sale.c.branch_id, sale.c.shift_id)
        .subquery()
    )
    own = cash_movement.c
    moved = (
        select(
            own.branch_id,
            own.shift_id,
            func.sum(case((own.amount > 0, own.amount), else_=0)).label("cash_in"),
            func.sum(case((own.amount < 0, -own.amount), else_=0)).label("cash_out"),
        )
        .group_by(own.branch_id, own.shift_id)
        .subquery()
    )
    query = (
        select(shift.c.shift_id)
        .outerjoin(paid, and_(paid.c.branch_id == shift.c.branch_id, paid.c.shift_id == shift.c.shift_id))
        .outerjoin(moved, and_(moved.c.branch_id == shift.c.branch_id, moved.c.shift_id == shift.c.shift_id))
        .where(
            or_(
                func.coalesce(paid.c.cash_sales, 0) != shift.c.cash_sales,
                func.coalesce(paid.c.cash_refunds, 0) != shift.c.cash_refunds,
                func.coalesce(moved.c.cash_in, 0) != shift.c.cash_in,
                func.coalesce(moved.c.cash_out, 0) != shift.c.cash_out,
            )
        )
    )
    for row in unit.connection.execute(query):
        yield f"shift {row.shift_id}"
