"""The tills screen."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.tills.presenter import EventLog, Tills
from pos_client.features.tills.view.log_view import LogView
from pos_client.features.tills.view.tills_view import EVENTS, TillsView
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


def _log_help() -> Help:
    return Help(
        (
            _("Every event a till has sent, as it wrote it. Nothing here is ever changed."),
            _("What was set aside arrived damaged or cannot be true; it keeps nothing else from arriving."),
        ),
        (("Enter", _("Open")), ("Alt+←", _("Back"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return TillsView(Tills(office), shell)

    def log(shell: Shell) -> QWidget:
        return LogView(EventLog(office), shell)

    return (
        Screen(KEY, N_("Tills"), "scan-barcode", "settings", build, help=_help),
        Screen(EVENTS, N_("Event log"), "history", "settings", log, listed=False, help=_log_help),
    )
