"""How old the customer is, what prescription was shown, which piece it is: one panel each."""

from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.scan_filter import REFERENCE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.number_pad import PinPad
from pos_client.desk.widgets.words import Label
from pos_client.texts import _

TEXT_MAX: Final = 64
NAME_MAX: Final = 200
CENTURY: Final = 100


class AgePanel(TillPanel):
    """Enter alone: the customer looks older. A date and Enter: by his papers. Esc: not sold."""

    confirmed = Signal(object)

    def __init__(self, name: str, at_least: int, today: date) -> None:
        super().__init__(lambda: _("From {years} years", years=at_least))
        self._today = today
        self.born = DayEdit()
        self.born.setAccessibleName(_("Born on"))
        self.born.setPlaceholderText(_("DDMMYY"))
        self.pad = PinPad(self.born)
        self.add(Label(name, size="title", weight="medium", wrap=True))
        self.add(Label(lambda: _("Sold only from {years} years on.", years=at_least), wrap=True))
        self.add(column(Label(lambda: _("Born on, from the card"), weight="medium"), self.born, gap="s"))
        self.add(self.pad)
        self.refusing = Button(lambda: _("Not sold"), size="tall", hint="Esc", focus=False)
        self.refusing.clicked.connect(self.left)
        self.confirm = Button(
            lambda: _("Looks older"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.confirm.clicked.connect(self.accept)
        self.born.textChanged.connect(self._word)
        self.set_foot(self.refusing, self.confirm)
        self.setFocusProxy(self.born)

    @override
    def accept(self) -> None:
        if not self.born.text().strip():
            self.confirmed.emit(None)
            return
        born = self.born.value()
        if born is None:
            self.refuse(_("This is no day: DDMMYY"))
            return
        # Two digits of a year may be those of the last century.
        late = born > self._today
        self.confirmed.emit(born.replace(year=born.year - CENTURY) if late else born)

    def _word(self) -> None:
        self.confirm.say(_("Old enough") if self.born.text().strip() else _("Looks older"))


class PrescriptionPanel(TillPanel):
    """Number, Enter, who wrote it, Enter. Esc: not sold."""

    confirmed = Signal(str, str)

    def __init__(self, name: str) -> None:
        super().__init__(lambda: _("Prescription"))
        self.number = _field(_("Number"), TEXT_MAX)
        self.prescriber = _field(_("Written by"), NAME_MAX)
        self.add(Label(name, size="title", weight="medium", wrap=True))
        self.add(Label(lambda: _("Sold only on a prescription."), wrap=True))
        self.add(column(Label(lambda: _("Number"), weight="medium"), self.number, gap="s"))
        self.add(column(Label(lambda: _("Written by"), weight="medium"), self.prescriber, gap="s"))
        self.refusing = Button(lambda: _("Not sold"), size="tall", hint="Esc", focus=False)
        self.refusing.clicked.connect(self.left)
        self.confirm = Button(
            lambda: _("Prescription shown"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.confirm.clicked.connect(self.accept)
        self.set_foot(self.refusing, self.confirm)
        self.setFocusProxy(self.number)

    @override
    def accept(self) -> None:
        number, prescriber = self.number.text().strip(), self.prescriber.text().strip()
        if number and prescriber:
            self.confirmed.emit(number, prescriber)
            return
        missing = self.prescriber if number else self.number
        if missing.hasFocus():
            self.refuse(_("Both are needed: they are kept with the sale."))
        missing.setFocus(Qt.FocusReason.TabFocusReason)


class SerialPanel(TillPanel):
    """A scan goes into it wherever the focus is. Esc: not sold."""

    confirmed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__(lambda: _("Serial number"))
        self.serial = TextEdit(lambda: _("Scan or type it"))
        self.serial.setMaxLength(TEXT_MAX)
        self.serial.setProperty(REFERENCE, True)
        self.serial.setAccessibleName(_("Serial number"))
        self.add(Label(name, size="title", weight="medium", wrap=True))
        self.add(Label(lambda: _("Each piece is sold by its own number."), ink="ink_muted", wrap=True))
        self.add(self.serial)
        self.refusing = Button(lambda: _("Not sold"), size="tall", hint="Esc", focus=False)
        self.refusing.clicked.connect(self.left)
        self.confirm = Button(
            lambda: _("Into the cart"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.confirm.clicked.connect(self.accept)
        self.set_foot(self.refusing, self.confirm)
        self.setFocusProxy(self.serial)

    @override
    def accept(self) -> None:
        number = self.serial.text().strip()
        if number:
            self.confirmed.emit(number)
        else:
            self.refuse(_("Scan the serial number of the piece."))


def _field(name: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(longest)
    field.setAccessibleName(name)
    return field
