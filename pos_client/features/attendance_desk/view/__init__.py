"""The attendance screen."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.attendance_desk.presenter import DayEditor, WorkDays
from pos_client.features.attendance_desk.view.days_view import WorkDaysView
from pos_client.texts import N_, _

KEY = "attendance"


def _help() -> Help:
    return Help(
        (
            _("Who was at work, from when to when, as they noted it at a till with their PIN (Ctrl+H)."),
            _("Hours are counted when coming and going are known; breaks are not worked."),
            _("A clerk adds what was forgotten. What was noted stays readable beside it."),
        ),
        (("Enter", _("Open the day")), ("Ctrl+S", _("Save"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return WorkDaysView(WorkDays(office), DayEditor(office), shell)

    words = (lambda: _("Hours"), lambda: _("Breaks"))
    return (Screen(KEY, N_("Attendance"), "clock", "people", build, help=_help, words=words),)
