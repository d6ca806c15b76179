"""The sign-in screen: two fields in the middle of the window, and the way back to the till."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.problems import problem_text
from pos_client.desk.screens import Face, Help, Screen
from pos_client.desk.shell import Shell
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Surface
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, plane
from pos_client.features.signin.presenter import SigningIn
from pos_client.texts import N_, _

KEY = "signin"


class SignInView(QWidget):
    def __init__(self, signing_in: SigningIn, shell: Shell) -> None:
        super().__init__()
        self._signing_in = signing_in
        self._shell = shell
        self.username = TextEdit()
        self.password = TextEdit(secret=True)
        self.form = Form()
        self.form.add("username", lambda: _("User name"), self.username)
        self.form.add("password", lambda: _("Password"), self.password)
        self.note = Note("danger", "")
        self.note.hide()
        self.enter_button = Button(lambda: _("Sign in"), kind="primary", hint="Enter")
        self.till_button = Button(lambda: _("Back to the till"), kind="quiet", icon="scan-barcode")
        self.till_button.clicked.connect(self._to_the_till)
        self._build()
        self._wire()
        self._draw()

    def _build(self) -> None:
        plane(self, "window")
        head = column(
            Label(lambda: _("Back office"), size="figure", weight="strong"),
            Label(lambda: _("Figures, products and books of the shop."), ink="ink_muted", wrap=True),
            gap="xs",
        )
        self.enter_button.setMinimumWidth(METRIC.start_button)
        foot = row(self.till_button, None, self.enter_button)
        card = Surface()
        card.setLayout(column(head, self.note, self.form, foot, gap="l", edge=("xl", "xl")))
        card.setFixedWidth(METRIC.confirm_panel)
        self.setLayout(column(None, row(None, card, None), None, None))

    def _wire(self) -> None:
        self.enter_button.clicked.connect(self._try)
        self.username.returnPressed.connect(self._on_from_username)
        self.password.returnPressed.connect(self._try)
        self._signing_in.changed.connect(self._draw)

    def _on_from_username(self) -> None:
        if self.password.text():
            self._try()
        else:
            self.password.setFocus(Qt.FocusReason.TabFocusReason)

    def _try(self) -> None:
        self._signing_in.sign_in(self.username.text(), self.password.text())

    def _to_the_till(self) -> None:
        self._shell.show_face(Face.TILL)

    def _draw(self) -> None:
        state = self._signing_in.state
        self.enter_button.setEnabled(not state.busy)
        self.enter_button.say(lambda: _("Signing in") if state.busy else _("Sign in"))
        self.form.show_faults([(key, _("This is needed.")) for key in state.missing])
        refusal = state.refusal
        self.note.setVisible(refusal is not None)
        if refusal is None:
            return
        if state.offline:
            self.note.say("warn", self._offline_words, title=lambda: _("The back office does not answer"))
            return
        self.note.say("danger", lambda: problem_text(refusal.code, refusal.facts))
        self.password.selectAll()
        self.password.setFocus()

    def _offline_words(self) -> str:
        since = self._signing_in.office.offline_since
        clock = texts.clock(self._signing_in.office.local(since)) if since else ""
        return _("Not reached since {clock}. The till goes on selling without it.", clock=clock)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.password.clear()
        self._signing_in.start()
        (self.password if self.username.text() else self.username).setFocus()


def screen(office: Office) -> Screen:
    """The screen for app.py's list."""
    return Screen(
        KEY,
        N_("Sign in"),
        "log-in",
        "",
        lambda shell: SignInView(SigningIn(office), shell),
        face=Face.PLAIN,
        listed=False,
        help=lambda: Help(
            (_("Sign in with the user name and password of the back office, not with the PIN."),)
        ),
    )
