"""The tills screen."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.tills.presenter import Tills
from pos_client.features.tills.view.tills_view import TillsView
from pos_client.texts import N_, _

KEY = "tills"


def _help() -> Help:
    return Help(
        (
            _("A till is a place at the counter. A device joins it with a one-time code."),
            _("A locked device goes on selling, but what it sends is only put aside until somebody looks."),
            _("A shift is confirmed when the server has booked every receipt the till issued."),
        ),
        (("Enter", _("Open")), ("Ctrl+N", _("New till"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return TillsView(Tills(office), shell)

    return (Screen(KEY, N_("Tills"), "scan-barcode", "settings", build, help=_help),)
