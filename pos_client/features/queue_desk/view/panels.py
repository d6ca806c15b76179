"""Beside the board: one service of the queue, and the address of the public display."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Tick
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import SidePanel
from pos_client.desk.widgets.qr import QrCode
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.queue import QueueServiceRow

NAME_MAX = 60


class ServicePanel(SidePanel):
    """What a service is called, its letter, and whether numbers are given out for it."""

    wanted = Signal(object)

    def __init__(self, service: QueueServiceRow, *, fresh: bool) -> None:
        super().__init__(lambda: _("New service") if fresh else _("Queue service"))
        self._service = service
        self.code, self.name_id, self.name_en = TextEdit(), TextEdit(), TextEdit()
        self.code.setMaxLength(1)
        self.code.setText(service.code)
        for field, name in ((self.name_id, service.name_id), (self.name_en, service.name_en)):
            field.setMaxLength(NAME_MAX)
            field.setText("" if fresh else name)
        self.active = Tick(lambda: _("Numbers are given out for it"))
        self.active.setChecked(service.active)
        self.form = Form()
        self.form.add("name_id", lambda: _("Name in Indonesian"), self.name_id)
        self.form.add("name_en", lambda: _("Name in English"), self.name_en)
        self.form.add("code", lambda: _("Letter of its numbers"), self.code)
        self.form.add("active", "", self.active)
        self.save = Button(lambda: _("Save"), kind="primary")
        self.cancel = Button(lambda: _("Cancel"))
        self.add(self.form)
        self.set_foot(None, self.cancel, self.save)
        self.cancel.clicked.connect(self.closed)
        self.save.clicked.connect(self._save)
        for field in (self.code, self.name_id, self.name_en):
            field.returnPressed.connect(self._save)

    def start(self) -> None:
        self.name_id.setFocus()

    def show_refusal(self, refusal: Refusal) -> None:
        faults = [(key.removeprefix("body."), words) for key, words in fault_texts(refusal.facts)]
        self.form.show_faults(faults or [("", problem_text(refusal.code, refusal.facts))])

    def _save(self) -> None:
        named = self.name_id.text().strip()
        code = self.code.text().strip().upper()
        faults = [("name_id", problem_text(ErrorCode.FIELD_REQUIRED))] if not named else []
        if not ("A" <= code <= "Z" and code.isascii()):
            faults.append(("code", _("One letter from A to Z.")))
        self.form.show_faults(faults)
        if not faults:
            other = self.name_en.text().strip() or named
            changes = {"code": code, "name_id": named, "name_en": other, "active": self.active.isChecked()}
            self.wanted.emit(self._service.model_copy(update=changes))


class DisplayPanel(SidePanel):
    """The address anybody's browser opens, as text and as a code for a phone's camera."""

    renewed = Signal()

    def __init__(self, address: str) -> None:
        super().__init__(lambda: _("Public display"))
        self.address = QLineEdit(address)
        self.address.setReadOnly(True)
        self.address.setCursorPosition(0)
        self.address.setAccessibleName(_("Address of the public display"))
        self.copy = Button(lambda: _("Copy"), icon="copy")
        self.open = Button(lambda: _("Open it here"), icon="monitor")
        self.renew = Button(lambda: _("New address"), icon="refresh-cw")
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(address))
        self.open.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
        self.renew.clicked.connect(self.renewed)
        self.picture = QrCode(METRIC.side_panel // 2)
        self.picture.say(address)
        self.add(
            Label(
                lambda: _("Open this address in the browser of a television or any other screen."), wrap=True
            )
        )
        self.add(column(self.address, row(self.copy, self.open, None), gap="s"))
        self.add(row(self.picture, None))
        self.add(
            Note(
                "info",
                lambda: _(
                    "It needs no login and shows numbers and counters only."
                    " A new address makes this one useless."
                ),
            )
        )
        self.set_foot(None, self.renew)
