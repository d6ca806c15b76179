"""From the trial balance to an account, its entries, their documents: every figure can be followed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.factories.office import Premises, Till, Window


@pytest.fixture
def sold(premises: Premises, till: Till) -> Till:
    premises.sell(till, ("GULA-1KG", 2_000))
    till.push()
    return till


def rows(table: Any) -> list[dict[str, Any]]:
    return [dict(table.model.row(at)) for at in range(table.model.rowCount())]


def test_balances_stand_on_their_side_and_agree(office: Window, sold: Till) -> None:
    page = office.open("ledger")
    by_account = {row["account"]: row for row in rows(page.table)}
    assert by_account["1101"]["closing_debit"] == 535_000
    assert by_account["4101"]["closing_credit"] == 31_532
    assert by_account["4101"]["closing_debit"] == ""
    assert page.agrees.text() == "Debit equals credit"
    totals = page.table.totals._totals
    assert totals["closing_debit"] == totals["closing_credit"]


def test_an_account_opens_its_entries_and_an_entry_its_receipt(office: Window, sold: Till) -> None:
    page = office.open("ledger")
    at = next(at for at, row in enumerate(rows(page.table)) if row["account"] == "1101")
    page.table.view.select_row(at)
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    account = office.page("account")
    assert [row["balance"] for row in rows(account.table)] == [500_000, 535_000]
    assert [own.value for own in account.figures.figures()] == ["Rp0", "+Rp535.000", "Rp535.000"]
    account.table.view.select_row(1)
    office.press(account.table.view, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.here == "receipt"
    assert office.page("receipt").head.title.text() == "BDG1-K1A-000001"


def test_what_is_no_receipt_opens_as_its_entry(office: Window, sold: Till) -> None:
    account = office.open("account", account="1101")
    account.table.view.select_row(0)
    office.press(account.table.view, Qt.Key.Key_Return)
    office.settle()
    entry = office.page("entry")
    assert entry.kind.text().startswith("Shift opened")
    assert not entry.document.isVisible()
    shown = rows(entry.table)
    assert sum(row["debit"] or 0 for row in shown) == sum(row["credit"] or 0 for row in shown) == 500_000


def test_books_without_entries_say_what_writes_the_first(office: Window) -> None:
    page = office.open("ledger")
    assert page.table.model.total == 0
    assert not page.agrees.isVisible()


def test_an_account_that_is_not_there_is_refused_in_words(office: Window) -> None:
    account = office.open("account", account="9999")
    assert account.table.model.total == 0
    assert "no longer exists" in account.table._trouble.text()


def test_ctrl_k_finds_an_account_by_name(office: Window, sold: Till) -> None:
    office.open("home")
    panel = office.search()
    panel.field.setText("1141")
    office.until(lambda: any(title.startswith("1141 ") for title in panel.titles()))
    office.press(panel.field, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.here == "account"
