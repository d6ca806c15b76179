"""The receivables screen."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.receivables.presenter import Owed, Payment
from pos_client.features.receivables.view.list_view import ReceivablesView
from pos_client.texts import N_, _

KEY = "receivables"


def _help() -> Help:
    return Help(
        (
            _("Who bought on account and has not paid yet, the oldest due date first."),
            _("A payment settles the oldest purchases first; it is booked in the branch that is owed."),
        ),
        (("Enter", _("Receive a payment")),),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return ReceivablesView(Owed(office), Payment(office), shell)

    return (Screen(KEY, N_("Receivables"), "wallet", "customers", build, help=_help),)
