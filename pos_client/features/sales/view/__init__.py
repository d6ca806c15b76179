"""The sales screens and their search."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Answer, Hit, Shell
from pos_client.features.sales.presenter import ReceiptFinder, ReceiptPresenter, SalesPresenter
from pos_client.features.sales.view.list_view import SalesView
from pos_client.features.sales.view.receipt_view import ReceiptView
from pos_client.texts import N_, _
from shared_models.wire.documents import SaleLineRow

KEY = "sales"
RECEIPT = "receipt"


def _list_help() -> Help:
    return Help(
        (
            _("Every receipt and return the tills have sent, newest first."),
            _("Enter opens a receipt with its journal entry and its stock moves."),
        ),
        (("Enter", _("Open receipt")), ("↑", _("To the filters"))),
    )


def _receipt_help() -> Help:
    return Help(
        (
            _("A receipt as it was printed, and what was booked from it. Nothing here can be changed."),
            _("An account opens its entries, a product its stock card."),
        ),
        (("Enter", _("Open account")), ("Alt+←", _("Back"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build_list(shell: Shell) -> QWidget:
        return SalesView(SalesPresenter(office), shell)

    def build_receipt(shell: Shell) -> QWidget:
        return ReceiptView(ReceiptPresenter(office), shell)

    return (
        Screen(KEY, N_("Sales"), "receipt-text", "sales", build_list, help=_list_help),
        Screen(RECEIPT, N_("Receipt"), "receipt", "sales", build_receipt, listed=False, help=_receipt_help),
    )


def register_search(shell: Shell, office: Office) -> None:
    """Receipts by number for Ctrl+K."""
    finder = ReceiptFinder(office)

    def find(words: str, answer: Answer) -> None:
        def tell(rows: Sequence[SaleLineRow]) -> None:
            answer([_hit(shell, office, row) for row in rows])

        finder.find(words, tell)

    shell.search.register(lambda: _("Receipts"), find)


def _hit(shell: Shell, office: Office, row: SaleLineRow) -> Hit:
    note = f"{texts.moment(office.local(row.at, row.branch))}  {texts.rupiah(row.total)}"
    return Hit(row.receipt, note, "receipt", partial(shell.open, RECEIPT, branch=row.branch, sale=row.sale))
