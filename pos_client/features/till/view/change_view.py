"""The change, large enough to read at arm's length, until the next scan. Nothing to close."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SIZES, SPACE
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.states import Icon
from pos_client.desk.widgets.words import Label
from pos_client.features.till.keys import Do, key_of
from pos_client.features.till.state import PaidState, Printed
from pos_client.texts import _


class ChangeFigure(QWidget):
    """The figure itself."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setFixedHeight(metrics("change", "strong").height())

    def say(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def text(self) -> str:
        return self._text

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            face = font("change", "strong")
            wide = metrics("change", "strong").horizontalAdvance(self._text)
            if wide > self.width():
                face.setPixelSize(SIZES.change * self.width() // wide)
            painter.setFont(face)
            paint.text(painter, self.rect(), self._text, "ink", Qt.AlignmentFlag.AlignLeft)


class HandOut(QWidget):
    """`1 × 50.000` on a soft well."""

    def __init__(self, count: int, piece: int) -> None:
        super().__init__()
        self._label = Label(f"{texts.amount(count)} × {texts.amount(piece)}", size="title", weight="medium")
        line = row(self._label, gap="none")
        line.setContentsMargins(SPACE.m, 0, SPACE.m, 0)
        self.setLayout(line)
        self.setFixedHeight(METRIC.row_till)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill="hover", edge=None)


class ChangeView(QWidget):
    """Stands where the cart stood."""

    def __init__(self) -> None:
        super().__init__()
        self._receipt = Label(ink="ink_muted")
        head = row(
            Icon("circle-check", "ok", METRIC.icon_large),
            Label(lambda: _("Paid"), size="title", weight="strong", ink="ok"),
            self._receipt,
            None,
        )
        head.setContentsMargins(SPACE.xl, 0, SPACE.xl, 0)
        top = holding(head)
        top.setFixedHeight(METRIC.key)
        self._word = Label(size="figure", weight="medium", ink="ink_muted")
        self.figure = ChangeFigure()
        self._notes = column(gap="s")
        self._paid: PaidState | None = None
        body = column(self._word, self.figure, self._notes, gap="l")
        body.setContentsMargins(SPACE.xxl, SPACE.xxl + SPACE.xl, SPACE.xxl, SPACE.xl)
        foot = row(
            Icon("scan-barcode", "ink_muted"),
            Label(lambda: _("Scan the next item to begin."), ink="ink_muted"),
            None,
            Label(lambda: _("{key} prints again", key=key_of(Do.RECEIPTS)), ink="ink_muted"),
        )
        foot.setContentsMargins(SPACE.xl, 0, SPACE.xl, 0)
        bottom = holding(foot)
        bottom.setFixedHeight(METRIC.key)
        self.setLayout(column(top, Divider(), body, None, Divider(), bottom, gap="none"))

    def draw(self, paid: PaidState) -> None:
        self._receipt.say(receipt_words(paid))
        exact = _("Exact, no change")
        if paid.others and not paid.cash:
            exact = _("Paid without cash, no change")
        elif paid.qris and not paid.cash:
            exact = _("Paid by QRIS, no change")
        self._word.say(_("Change") if paid.change else exact)
        self.figure.say(texts.rupiah(paid.change))
        self._paid = paid
        self._lay_out_notes()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out_notes()

    def _lay_out_notes(self) -> None:
        """Notes to hand out, as many beside each other as there is room for."""
        clear(self._notes)
        line, room = row(None, gap="s"), 0
        for piece, count in self._paid.notes if self._paid is not None else ():
            note = HandOut(count, piece)
            wide = note.sizeHint().width() + SPACE.s
            if wide > room:
                line = row(None, gap="s")
                self._notes.addLayout(line)
                room = self.width() - 2 * SPACE.xxl
            line.insertWidget(line.count() - 1, note)
            room -= wide

    def show_printed(self, paid: PaidState) -> None:
        self._receipt.say(receipt_words(paid))


def receipt_words(paid: PaidState) -> str:
    """What is true of the receipt, in words."""
    match paid.printed:
        case Printed.DONE:
            return _("receipt {number} saved and printed", number=paid.receipt_no)
        case Printed.WAITING:
            return _("receipt {number} saved, being printed", number=paid.receipt_no)
        case Printed.FAILED:
            return _("receipt {number} saved, not printed", number=paid.receipt_no)
        case Printed.NOT_WANTED | Printed.NO_PRINTER:
            return _("receipt {number} saved", number=paid.receipt_no)
