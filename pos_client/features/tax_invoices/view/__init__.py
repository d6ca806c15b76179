"""The tax invoice screen."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.tax_invoices.presenter import TaxInvoices
from pos_client.features.tax_invoices.view.list_view import TaxInvoicesView
from pos_client.texts import N_, _

KEY = "tax-invoices"


def _help() -> Help:
    return Help(
        (
            _("Buyers who asked at a till for a tax invoice on their own number."),
            _("Save the open ones as a file, import it into Coretax, then enter the number each was given."),
        ),
        (("Enter", _("Enter the number")),),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return TaxInvoicesView(TaxInvoices(office), shell)

    return (Screen(KEY, N_("Tax invoices"), "file-text", "sales", build, help=_help),)
