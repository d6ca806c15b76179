"""The panel at the till: a PIN, then what is noted."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import ENTER
from pos_client.desk.till.pin_panel import PinPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.features.attendance.actions import PersonNow
from pos_client.features.attendance.presenter import Attendance
from pos_client.texts import N_, _
from shared_models.values.codes import AttendanceKind

NOTE_WORDS: Final = {
    AttendanceKind.IN: N_("Come in"),
    AttendanceKind.OUT: N_("Go home"),
    AttendanceKind.BREAK_START: N_("Begin a break"),
    AttendanceKind.BREAK_END: N_("Back from the break"),
}
LAST_WORDS: Final = {
    AttendanceKind.IN: N_("{name}, here since {moment}"),
    AttendanceKind.OUT: N_("{name}, went home {moment}"),
    AttendanceKind.BREAK_START: N_("{name}, on a break since {moment}"),
    AttendanceKind.BREAK_END: N_("{name}, back since {moment}"),
}


class AttendancePanel(PinPanel):
    """First the PIN; then Enter notes what is likeliest, a figure any of what may follow."""

    def __init__(self, attendance: Attendance) -> None:
        super().__init__(
            lambda: _("Attendance"),
            lambda: _("Everybody notes their own day. Who works here need not be signed in."),
            verb=lambda: _("Go on"),
        )
        self._attendance = attendance
        self.who = Label(size="title", weight="strong", wrap=True)
        self.who.hide()
        self.choices: list[Button] = []
        self._box = column(gap="s")
        self.add(self.who)
        self.add(self._box)
        self.add_pin()
        attendance.known.connect(self._show)
        attendance.refused.connect(self.again)
        attendance.noted.connect(self._noted)

    @override
    def accept(self) -> None:
        if self.choices:
            self.choices[0].click()
        elif self.pin.text():
            self.done.setEnabled(False)
            self._attendance.ask(self.pin.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - Qt.Key.Key_1
        if self.choices and 0 <= place < len(self.choices):
            self.choices[place].click()
        elif self.choices and event.key() in ENTER:
            self.accept()
        else:
            super().keyPressEvent(event)

    def _show(self, person: PersonNow) -> None:
        self.hide_pin()
        self.refuse("")
        self.who.say(_said(person))
        self.who.show()
        for number, kind in enumerate(person.following):
            button = Button(
                partial(_words, kind),
                kind="secondary" if number else "primary",
                size="tall",
                hint=f"{number + 1}",
                focus=False,
            )
            button.clicked.connect(partial(self._choose, kind))
            self.choices.append(button)
            self._box.addWidget(button)
        self.setFocusProxy(None)  # type: ignore[arg-type] # its stub forgets that there may be none
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, kind: AttendanceKind, _checked: object = None) -> None:
        for button in self.choices:
            button.setEnabled(False)
        self._attendance.note(kind)

    def _noted(self, _person: object, _kind: object) -> None:
        self.left.emit()


def noted_words(person: PersonNow, kind: AttendanceKind) -> str:
    """What is said once it is on the disk."""
    return f"{person.name}: {_words(kind)}"


def _words(kind: AttendanceKind) -> str:
    return _(NOTE_WORDS[kind])


def _said(person: PersonNow) -> str:
    if person.last is None or person.at is None:
        return person.name
    return _(LAST_WORDS[person.last], name=person.name, moment=texts.moment(person.at))
