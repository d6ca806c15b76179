"""The screen of the shop's people."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.staff.presenter import People
from pos_client.features.staff.view.staff_view import StaffView
from pos_client.texts import N_, _

KEY = "staff"


def _help() -> Help:
    return Help(
        (
            _("Everybody who works in the shop. The role says what they may do, here and at the till."),
            _("Tills learn of a change with their next contact. Whoever is blocked cannot sign in any more."),
            _("A PIN or password that is left empty stays as it is."),
        ),
        (("Ctrl+N", _("New person")), ("Ctrl+S", _("Save")), ("Enter", _("Open"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return StaffView(People(office), shell)

    words = (lambda: _("PIN"), lambda: _("Role"), lambda: _("Password"))
    return (Screen(KEY, N_("Staff"), "users", "people", build, help=_help, words=words),)
