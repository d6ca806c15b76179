"""The one door to the books: entries of many documents at once, numbered in the order of their branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select, update

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.ledger.tables import account_day, journal_line, number_series, posting
from backoffice_server.kernel.unit import Unit
from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine
from shared_models.values.ids import BranchId, RegisterId


class DocumentKind(StrEnum):
    """What is posted."""

    SALE = "sale"
    RETURN = "return"
    SHIFT_OPENED = "shift_opened"
    SHIFT_CLOSED = "shift_closed"
    CASH_MOVED = "cash_moved"
    STOCK_ADJUSTMENT = "stock_adjustment"
    POINTS_CORRECTED = "points_corrected"
    RECEIVABLE_PAID = "receivable_paid"
    STORED_ISSUED = "stored_issued"
    STORED_TAKEN_OFF = "stored_taken_off"


@dataclass(frozen=True, slots=True)
class JournalDocument:
    """A document with its entry. `register_id`: whose drawer the lines of till cash belong to."""

    posting_no: int
    kind: DocumentKind
    document: UUID
    number: str
    bdate: date
    posting_date: date
    lines: Sequence[JournalLine]
    register_id: RegisterId | None = None


# Put together once: that costs more than the writing.
_ADVANCE: Final = (
    update(branch_table)
    .where(branch_table.c.branch_id == bindparam("branch"))
    .values(next_posting_no=branch_table.c.next_posting_no + bindparam("count"))
    .returning(branch_table.c.next_posting_no)
)


def take_numbers(unit: Unit, branch: BranchId, count: int) -> int:
    """The first of the branch's next `count` posting numbers. Call under the branch lock."""
    return int(unit.connection.execute(_ADVANCE, {"branch": branch, "count": count}).scalar_one()) - count


def next_document_number(unit: Unit, branch: BranchId, *, code: str, series: str) -> str:
    """The next number of a back-office series, dense per branch: `BDG1-ADJ-000001`. Under the branch lock."""
    query = select(number_series.c.last_no).where(
        number_series.c.branch_id == branch, number_series.c.series == series
    )
    number = (unit.connection.execute(query).scalar() or 0) + 1
    unit.upsert(number_series, [(branch, series, number)])
    return f"{code}-{series}-{number:06}"


def posting_day(bdate: date, *, books_from: date | None, today: date) -> date:
    """The day a document enters the books: its business date when plausible, else the nearest open day.

    `books_from` null: past receipts are being imported, however old.
    """
    if books_from is not None and bdate < books_from:
        return books_from
    return bdate if bdate <= today + timedelta(days=1) else today


def post(unit: Unit, branch: BranchId, documents: Sequence[JournalDocument]) -> None:
    """Book the documents: postings, journal lines and totals per account and day. Under the branch lock."""
    postings, lines = [], []
    days: dict[tuple[str, date], list[int]] = {}
    now = unit.now()
    for document in documents:
        no, day = document.posting_no, document.posting_date
        postings.append(
            (branch, no, document.kind, document.document, document.number, document.bdate, day, now)
        )
        total = 0
        for place, line in enumerate(document.lines, 1):
            amount = line.amount
            total += amount
            drawer = document.register_id if line.account is Account.TILL_CASH else None
            lines.append((branch, no, place, line.account, amount, drawer))
            sums = days.setdefault((line.account, day), [0, 0])
            sums[amount < 0] += abs(amount)
        assert total == 0, document
    unit.insert(posting, postings)
    unit.insert(journal_line, lines)
    unit.add(account_day, [(branch, name, day, *sums) for (name, day), sums in sorted(days.items())])
