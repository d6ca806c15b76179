"""The screen of salespeople."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.salespeople.presenter import Salespeople
from pos_client.features.salespeople.view.people_view import SalespeopleView
from pos_client.texts import N_, _

KEY = "salespeople"


def _help() -> Help:
    return Help(
        (
            _("What each salesperson sold: the lines that name them at the till (Shift+F7)."),
            _("A return counts against whoever sold the goods. The sums are those of all sales."),
        )
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return SalespeopleView(Salespeople(office), shell)

    words = (lambda: _("Commission"),)
    return (Screen(KEY, N_("Salespeople"), "users", "sales", build, help=_help, words=words),)
