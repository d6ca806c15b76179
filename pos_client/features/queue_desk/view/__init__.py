"""The screen of the queue."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.queue_desk.presenter import QueueDesk
from pos_client.features.queue_desk.view.desk_view import QueueDeskView
from pos_client.texts import N_, _

KEY = "queue"


def _help() -> Help:
    return Help(
        (
            _("Who waits in this branch, who is called where, and how long people waited."),
            _("Numbers are given out at the tills (Ctrl+Q). A desk calls them from here, by its own name."),
            _(
                "The public display shows numbers and counters in any browser, without a login:"
                " whoever has its address sees them. A new address makes the old one useless."
            ),
        ),
        (
            ("F9", _("Call the next one")),
            ("Enter", _("Call the chosen number")),
        ),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return QueueDeskView(QueueDesk(office), shell)

    words = (lambda: _("Public display"), lambda: _("Services of the queue"))
    return (Screen(KEY, N_("Queue"), "users", "sales", build, help=_help, words=words),)
