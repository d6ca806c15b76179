"""Paying by QRIS: the code with the amount, and the number the customer's receipt of it shows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.tokens import BORDER, SPACE
from pos_client.desk.till.scan_filter import REFERENCE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.qr import QrCode
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import PayState
from pos_client.texts import _

QR_SIDE = 280


class QrisPanel(Surface):
    """Signals carry what the cashier did; the presenter says what became of it."""

    received = Signal(str, bool)
    in_cash = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(edge="border_strong")
        self.due = Label(size="figure", weight="strong", right=True)
        self._parts = Label(ink="ink_muted")
        self.rest = Label(size="figure", weight="strong", right=True)
        self.code = QrCode(QR_SIDE)
        self._merchant = Label(size="title", weight="strong")
        self._nmid = Label(ink="ink_muted")
        self._told = Label(
            lambda: _("See the money in the shop's own app: a picture on a phone proves nothing."),
            ink="ink_muted",
            wrap=True,
        )
        self.reference = TextEdit(lambda: _("12 digits of the payment"))
        self.reference.setProperty(REFERENCE, True)
        self.reference.setAccessibleName(_("Reference number (RRN)"))
        self._problem = StatusText("danger", "")
        self._problem.hide()
        self.cash = Button(lambda: _("In cash"), size="tall", hint="F9", focus=False)
        self.no_receipt = Button(lambda: _("No receipt"), size="tall", hint="F4", focus=False)
        self.done = Button(lambda: _("Money is in"), kind="primary", size="tall", hint="Enter", focus=False)
        self.cash.clicked.connect(self.in_cash)
        self.no_receipt.clicked.connect(lambda: self._receive(with_receipt=False))
        self.done.clicked.connect(lambda: self._receive(with_receipt=True))
        self._lay_out()
        for key, act in (("F9", self.in_cash.emit), ("F4", lambda: self._receive(with_receipt=False))):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.setFocusProxy(self.reference)

    def draw(self, state: PayState) -> None:
        assert state.qris is not None
        self.due.say(texts.rupiah(state.due))
        taken = state.taken
        self._parts.say(_("Received so far {amount}", amount=texts.amount(taken)) if taken else "")
        self._parts.setVisible(bool(taken))
        self.rest.say(texts.rupiah(state.qris.amount))
        self.code.say(state.qris.payload)
        self._merchant.say(state.qris.merchant)
        self._nmid.say(f"NMID {state.qris.nmid}" if state.qris.nmid else "")
        self._problem.setVisible(bool(state.problem))
        self._problem.say("danger", state.problem)
        for button in (self.cash, self.no_receipt, self.done):
            button.setEnabled(not state.busy)

    def _lay_out(self) -> None:
        head = row(Label(lambda: _("Pay by QRIS"), size="title", weight="strong"), None, self.due)
        head.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        rest = row(Label(lambda: _("Rest by QRIS"), weight="medium"), None, self.rest)
        shop = column(self._merchant, self._nmid, None, self._told, gap="s")
        shown = row(self.code, shop, gap="l")
        shown.setStretch(1, 1)
        label = Label(lambda: _("Reference number (RRN)"), weight="medium")
        body = column(self._parts, rest, shown, label, self.reference, self._problem, gap="m")
        body.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        actions = row(self.cash, self.no_receipt, self.done)
        actions.setStretch(2, 1)
        actions.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        outer = column(head, Divider(), body, None, Divider(), actions, gap="none")
        outer.setContentsMargins(BORDER.hair, BORDER.hair, BORDER.hair, BORDER.hair)
        self.setLayout(outer)

    def _receive(self, *, with_receipt: bool) -> None:
        self.received.emit(self.reference.text(), with_receipt)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._receive(with_receipt=True)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
