"""The screens of the books and their search."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Answer, Hit, Shell
from pos_client.desk.table.columns import Row
from pos_client.features.ledger.presenter import AccountPresenter, EntryPresenter, TrialBalance
from pos_client.features.ledger.shown import account_name
from pos_client.features.ledger.view.account_view import AccountView
from pos_client.features.ledger.view.balance_view import BalanceView
from pos_client.features.ledger.view.entry_view import EntryView
from pos_client.texts import N_, _

KEY = "ledger"
ACCOUNT = "account"
ENTRY = "entry"


def _balance_help() -> Help:
    return Help(
        (
            _("Every account that ever moved: what it held before, what came and went, what it holds now."),
            _("Enter opens an account, its entries open their documents, a sale its receipt."),
        ),
        (("Enter", _("Open account")),),
    )


def _account_help() -> Help:
    return Help(
        (_("The entries of one account, oldest first, with the balance after each."),),
        (("Enter", _("Open the document")), ("Alt+←", _("Back"))),
    )


def _entry_help() -> Help:
    return Help(
        (_("One journal entry. Nothing booked is ever changed: a correction is an entry of its own."),)
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def balance(shell: Shell) -> QWidget:
        return BalanceView(TrialBalance(office), shell)

    def account(shell: Shell) -> QWidget:
        return AccountView(AccountPresenter(office), shell)

    def entry(shell: Shell) -> QWidget:
        return EntryView(EntryPresenter(office), shell)

    return (
        Screen(KEY, N_("Trial balance"), "scale", "accounting", balance, help=_balance_help),
        Screen(ACCOUNT, N_("Account"), "book-open", "accounting", account, listed=False, help=_account_help),
        Screen(ENTRY, N_("Journal entry"), "file-text", "accounting", entry, listed=False, help=_entry_help),
    )


def register_search(shell: Shell, office: Office) -> None:
    """Accounts by code and name for Ctrl+K."""
    balance = TrialBalance(office)

    def find(words: str, answer: Answer) -> None:
        def tell(rows: Sequence[Row]) -> None:
            answer([_hit(shell, row) for row in rows])

        balance.find(words, tell)

    shell.search.register(lambda: _("Accounts"), find)


def _hit(shell: Shell, row: Row) -> Hit:
    code = str(row["account"])
    closing = row.get("closing")
    note = texts.rupiah(closing) if isinstance(closing, int) else ""
    name = account_name(str(row.get("name_id") or ""), str(row.get("name_en") or ""))
    return Hit(f"{code} {name}", note, "book-open", partial(shell.open, ACCOUNT, account=code))
