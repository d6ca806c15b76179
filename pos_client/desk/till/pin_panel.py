"""A panel that asks who somebody is: a PIN, and Enter."""

from typing import Final

from PySide6.QtWidgets import QLineEdit

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.number_pad import PinPad
from pos_client.desk.widgets.words import Label, Words
from pos_client.texts import _

PIN_MAX: Final = 12


class PinPanel(TillPanel):
    """A PIN and Enter. A wrong one is said in place and can be typed again."""

    def __init__(self, title: Words, words: Words, *, verb: Words) -> None:
        super().__init__(title)
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(PIN_MAX)
        self.pin.setAccessibleName(_("PIN"))
        self.done = Button(verb, kind="primary", size="tall", hint="Enter", focus=False)
        self.done.clicked.connect(self.accept)
        self.add(Label(words, ink="ink_muted", wrap=True))
        self.set_foot(self.done)
        self.setFocusProxy(self.pin)

    def add_pin(self) -> None:
        """The field and its pad, below what was added before."""
        self._pin_title = Label(lambda: _("PIN"), weight="medium")
        self.add(column(self._pin_title, self.pin, gap="s"))
        self.pad = PinPad(self.pin)
        self.add(self.pad)

    def hide_pin(self) -> None:
        """It was right: what follows needs the room."""
        self.pin.clear()
        for part in (self._pin_title, self.pin, self.pad, self.done):
            part.hide()
        self.leave_no_foot()

    def again(self, why: str) -> None:
        self.done.setEnabled(True)
        self.pin.clear()
        self.refuse(why)
