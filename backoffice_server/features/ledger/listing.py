"""Reads of the books for people: one entry, and the entries of an account with a running balance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Select, and_, cast, func, select, tuple_, type_coerce

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.ledger.tables import account, account_day, journal_line, posting
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.ledger import AccountEntries, AccountLine, Entry, EntryLine
from shared_models.wire.paging import PAGE_ROWS_MAX

UNKNOWN_ACCOUNT: Final = "?"


@dataclass(frozen=True, slots=True)
class Period:
    """Posting dates from `first` to `last`, both counted; null: open."""

    first: date | None = None
    last: date | None = None


def entry(unit: Unit, *, branch_id: UUID, posting_no: int) -> Entry:
    """One journal entry with the document it comes from, or a refusal."""
    query = (
        select(posting, branch.c.code)
        .join(branch, branch.c.branch_id == posting.c.branch_id)
        .where(posting.c.branch_id == branch_id, posting.c.posting_no == posting_no)
    )
    head = unit.connection.execute(query).one_or_none()
    if head is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="entry")
    return Entry(
        branch=head.branch_id,
        branch_code=head.code,
        posting_no=head.posting_no,
        posting_date=head.posting_date,
        posted_at=head.at,
        document_kind=head.document_kind,
        document=head.document_id,
        document_no=head.document_no,
        lines=tuple(_entry_lines(unit, branch_id, posting_no)),
    )


def _entry_lines(unit: Unit, branch_id: UUID, posting_no: int) -> Iterator[EntryLine]:
    query = (
        select(journal_line.c.account, journal_line.c.amount, account.c.name_id, account.c.name_en)
        .outerjoin(account, account.c.account == journal_line.c.account)
        .where(journal_line.c.branch_id == branch_id, journal_line.c.posting_no == posting_no)
        .order_by(journal_line.c.line)
    )
    for row in unit.connection.execute(query):
        yield EntryLine(
            account=row.account,
            account_name_id=row.name_id or UNKNOWN_ACCOUNT,
            account_name_en=row.name_en or UNKNOWN_ACCOUNT,
            debit=max(row.amount, 0),
            credit=max(-row.amount, 0),
        )


def account_entries(
    unit: Unit, *, code: str, branches: Sequence[UUID], period: Period, after: str | None, limit: int
) -> AccountEntries:
    """Lines of one account, oldest first. `branches` empty: all. The cursor carries the balance so far."""
    names = unit.connection.execute(select(account).where(account.c.account == code)).one_or_none()
    if names is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="account")
    opening = _balance(unit, code, branches, until=period.first, inclusive=False)
    place, balance = _place(after) if after else (None, opening)
    limit = max(1, min(limit, PAGE_ROWS_MAX))
    query = _lines(code, branches, period)
    if place is not None:
        query = query.where(tuple_(*_order()) > tuple_(*place))
    found = unit.connection.execute(query.order_by(*_order()).limit(limit + 1)).all()
    rows = tuple(_with_balances(found[:limit], balance))
    return AccountEntries(
        account=code,
        name_id=names.name_id,
        name_en=names.name_en,
        opening=opening,
        closing=_balance(unit, code, branches, until=period.last, inclusive=True),
        rows=rows,
        next=_cursor(found[limit - 1], rows[-1].balance) if len(found) > limit else None,
    )


def _lines(code: str, branches: Sequence[UUID], period: Period) -> Select[Any]:
    query = (
        select(posting, branch.c.code, journal_line.c.line, journal_line.c.amount)
        .select_from(journal_line)
        .join(
            posting,
            and_(
                posting.c.branch_id == journal_line.c.branch_id,
                posting.c.posting_no == journal_line.c.posting_no,
            ),
        )
        .join(branch, branch.c.branch_id == posting.c.branch_id)
        .where(journal_line.c.account == code)
    )
    if branches:
        query = query.where(journal_line.c.branch_id.in_(branches))
    if period.first is not None:
        query = query.where(posting.c.posting_date >= period.first)
    if period.last is not None:
        query = query.where(posting.c.posting_date <= period.last)
    return query


def _order() -> tuple[Any, ...]:
    day = type_coerce(posting.c.posting_date, Integer)
    return day, branch.c.code, posting.c.posting_no, journal_line.c.line


def _balance(unit: Unit, code: str, branches: Sequence[UUID], *, until: date | None, inclusive: bool) -> int:
    """Balance at the end of `until` (or before it), debit positive; `until` null: of nothing, or of all."""
    if until is None and not inclusive:
        return 0
    total = cast(func.coalesce(func.sum(account_day.c.debit - account_day.c.credit), 0), BigInteger)
    query = select(total).where(account_day.c.account == code)
    if branches:
        query = query.where(account_day.c.branch_id.in_(branches))
    if until is not None:
        query = query.where(account_day.c.day <= until if inclusive else account_day.c.day < until)
    return int(unit.connection.execute(query).scalar_one())


def _with_balances(rows: Iterable[Any], balance: int) -> Iterator[AccountLine]:
    for row in rows:
        balance += row.amount
        yield AccountLine(
            branch=row.branch_id,
            branch_code=row.code,
            posting_no=row.posting_no,
            posting_date=row.posting_date,
            document_kind=row.document_kind,
            document=row.document_id,
            document_no=row.document_no,
            debit=max(row.amount, 0),
            credit=max(-row.amount, 0),
            balance=balance,
        )


def _cursor(row: Any, balance: int) -> str:
    return paging.encode([row.posting_date.toordinal(), row.code, row.posting_no, row.line, balance])


def _place(cursor: str) -> tuple[list[Any], int]:
    day, code, number, line, balance = paging.decode(cursor, 5)
    if not isinstance(code, str) or not all(
        isinstance(figure, int) for figure in (day, number, line, balance)
    ):
        raise invalid([Fault("after", ErrorCode.INVALID)])
    return [day, code, number, line], balance
