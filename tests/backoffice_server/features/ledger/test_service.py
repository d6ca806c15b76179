"""The door to the books: dense numbers, balanced entries, totals per account and day, and only open days."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.ledger.chart import chart, posting_accounts
from backoffice_server.features.ledger.service import (
    DocumentKind,
    JournalDocument,
    next_document_number,
    post,
    posting_day,
    take_numbers,
)
from backoffice_server.features.ledger.tables import account_day, journal_line, posting
from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine
from shared_models.values.money import Money
from tests.factories.warung import BRANCH, K1, OTHER_BRANCH, Warung

DAY = date(2026, 11, 20)


def entry(no: int, amount: int, *, day: date = DAY, off: int = 0) -> JournalDocument:
    lines = (
        JournalLine(Account.TILL_CASH, Money(amount)),
        JournalLine(Account.MAIN_CASH, Money(off - amount)),
    )
    return JournalDocument(no, DocumentKind.CASH_MOVED, UUID(int=no), f"C{no}", day, day, lines, K1)


def test_entries_and_their_totals(warung: Warung) -> None:
    with warung.database.write() as unit:
        assert take_numbers(unit, BRANCH, 2) == 1
        post(unit, BRANCH, [entry(1, 700), entry(2, -200)])
    with warung.database.write() as unit:
        assert take_numbers(unit, BRANCH, 1) == 3
        post(unit, BRANCH, [entry(3, 50)])
        assert take_numbers(unit, OTHER_BRANCH, 1) == 1
    till = account_day.c.account == Account.TILL_CASH.value
    assert warung.rows(select(account_day.c.debit, account_day.c.credit).where(till)) == [(750, 200)]
    assert len(warung.rows(select(posting))) == 3
    registers = warung.rows(select(journal_line.c.account, journal_line.c.register_id).distinct())
    assert set(registers) == {("1101", K1), ("1102", None)}


def test_an_entry_that_does_not_balance_is_never_written(warung: Warung) -> None:
    with pytest.raises(AssertionError), warung.database.write() as unit:
        post(unit, BRANCH, [entry(1, 700, off=1)])
    assert warung.rows(select(posting)) == []


def test_the_chart_that_ships(warung: Warung) -> None:
    with warung.database.read() as unit:
        accounts = posting_accounts(unit)
    assert {account.value for account in Account} <= accounts
    assert "1000" not in accounts
    assert len(chart()) == len({row[0] for row in chart()}) > 80


def test_document_numbers_are_dense_per_branch_and_series(warung: Warung) -> None:
    with warung.database.write() as unit:
        numbers = [next_document_number(unit, BRANCH, code="BDG1", series="ADJ") for _ in range(3)]
        other = next_document_number(unit, BRANCH, code="BDG1", series="OPN")
    assert [*numbers, other] == ["BDG1-ADJ-000001", "BDG1-ADJ-000002", "BDG1-ADJ-000003", "BDG1-OPN-000001"]


@pytest.mark.parametrize(
    ("bdate", "books_from", "posted"),
    [
        (DAY, date(2026, 1, 1), DAY),
        (date(2026, 11, 21), date(2026, 1, 1), date(2026, 11, 21)),
        (date(2026, 11, 22), date(2026, 1, 1), DAY),
        (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 1)),
        (date(2011, 1, 1), None, date(2011, 1, 1)),
    ],
)
def test_a_document_enters_the_books_on_an_open_day(
    bdate: date, books_from: date | None, posted: date
) -> None:
    assert posting_day(bdate, books_from=books_from, today=DAY) == posted
