"""The screens of restores."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.incidents.presenter import Restores
from pos_client.features.incidents.view.list_view import RestoresView
from pos_client.features.incidents.view.restore_view import RestoreView
from pos_client.texts import N_, _

KEY = "incidents"
INCIDENT = "incident"


def _list_help() -> Help:
    return Help(
        (
            _("Each time a backup was brought back: what the back office had lost, and what came back."),
            _("Tills notice by themselves. What was done in the back office itself does not come back."),
        ),
        (("Enter", _("Open")),),
    )


def _one_help() -> Help:
    return Help(
        (
            _("Every receipt that came back, and of each till the records that are missing still."),
            _("A till opens its event log, a receipt what was booked from it."),
        ),
        (("Enter", _("Open")), ("Alt+←", _("Back"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build_list(shell: Shell) -> QWidget:
        return RestoresView(Restores(office), shell)

    def build_one(shell: Shell) -> QWidget:
        return RestoreView(Restores(office), shell)

    return (
        Screen(KEY, N_("Restores"), "history", "settings", build_list, help=_list_help),
        Screen(INCIDENT, N_("Restore"), "history", "settings", build_one, listed=False, help=_one_help),
    )
