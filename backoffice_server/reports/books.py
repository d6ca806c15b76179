"""Trial balance and journal, by posting date. Amounts of the opening and closing columns: debit positive."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.ledger.tables import account, account_day, journal_line, posting
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import columns as c
from backoffice_server.reports.columns import table_of, whole_sum
from backoffice_server.reports.scope import Scope
from backoffice_server.texts import N_
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.reports import ColumnKind, ReportName, ReportTable

JOURNAL_LINES_MAX: Final = 250_000
OPENING: Final = c.Column("opening", N_("Opening"), ColumnKind.MONEY, summed=True)
CLOSING: Final = c.Column("closing", N_("Closing"), ColumnKind.MONEY, summed=True)
POSTED: Final = c.Column("posting_no", N_("Posting"), ColumnKind.INTEGER)
DOCUMENT: Final = c.Column("document_kind", N_("Document"), ColumnKind.CODE)
DOCUMENT_NO: Final = c.Column("document_no", N_("Number"), ColumnKind.CODE)


def trial_balance(unit: Unit, scope: Scope) -> ReportTable:
    """Every account that ever moved: opening, debits, credits and closing. The balances sum to 0."""
    day = account_day.c
    before = day.day < scope.date_from
    signed = day.debit - day.credit
    sums = (
        select(
            day.account,
            whole_sum(case((before, signed), else_=0)).label("opening"),
            whole_sum(case((before, 0), else_=day.debit)).label("debit"),
            whole_sum(case((before, 0), else_=day.credit)).label("credit"),
            whole_sum(signed).label("closing"),
        )
        .where(day.branch_id.in_(scope.branch_ids), day.day <= scope.date_to)
        .group_by(day.account)
        .subquery()
    )
    query = (
        select(
            sums.c.account,
            account.c.name_id,
            account.c.name_en,
            sums.c.opening,
            sums.c.debit,
            sums.c.credit,
            sums.c.closing,
        )
        .outerjoin_from(sums, account, account.c.account == sums.c.account)
        .order_by(sums.c.account)
    )
    rows = (tuple(row) for row in unit.connection.execute(query))
    columns = (c.ACCOUNT, c.NAME_ID, c.NAME_EN, OPENING, c.DEBIT, c.CREDIT, CLOSING)
    return table_of(unit, ReportName.TRIAL_BALANCE, scope, columns, rows)


def journal(unit: Unit, scope: Scope) -> ReportTable:
    """Every line of every entry. Refuses what is too long to be one table."""
    found = unit.connection.execute(_journal_lines(scope).limit(JOURNAL_LINES_MAX + 1)).all()
    if len(found) > JOURNAL_LINES_MAX:
        raise Refusal(ErrorCode.TOO_LARGE, lines_max=JOURNAL_LINES_MAX)
    rows = (
        (code, day.isoformat(), number, kind, document, code_, name_id, name_en, max(own, 0), max(-own, 0))
        for code, day, number, kind, document, code_, name_id, name_en, own in found
    )
    columns = (
        *(c.BRANCH, c.DATE, POSTED, DOCUMENT, DOCUMENT_NO),
        *(c.ACCOUNT, c.NAME_ID, c.NAME_EN, c.DEBIT, c.CREDIT),
    )
    return table_of(unit, ReportName.JOURNAL, scope, columns, rows)


def _journal_lines(scope: Scope) -> Select[Any]:
    return (
        select(
            branch.c.code,
            posting.c.posting_date,
            posting.c.posting_no,
            posting.c.document_kind,
            posting.c.document_no,
            journal_line.c.account,
            account.c.name_id,
            account.c.name_en,
            journal_line.c.amount,
        )
        .select_from(posting)
        .join(branch, branch.c.branch_id == posting.c.branch_id)
        .join(journal_line, _line_of_posting())
        .outerjoin(account, account.c.account == journal_line.c.account)
        .where(
            posting.c.branch_id.in_(scope.branch_ids),
            posting.c.posting_date.between(scope.date_from, scope.date_to),
        )
        .order_by(posting.c.posting_date, branch.c.code, posting.c.posting_no, journal_line.c.line)
    )


def _line_of_posting() -> ColumnElement[bool]:
    return and_(
        journal_line.c.branch_id == posting.c.branch_id, journal_line.c.posting_no == posting.c.posting_no
    )
