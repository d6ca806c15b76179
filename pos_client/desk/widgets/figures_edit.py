"""Fields for amounts and quantities: digits only, grouped while typed, whole numbers of the smallest unit."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE, TextSize
from pos_client.desk.widgets.notations import AMOUNT_DIGITS, Amount, Notation, Thousandths, bare
from pos_client.texts import DECIMAL, GROUP


class FigureEdit(QLineEdit):
    """A number field. `value()` is None while empty; `edited` is a person's doing, not the program's."""

    value_changed = Signal(object)
    edited = Signal()
    entered = Signal()

    def __init__(
        self, notation: Notation, *, prefix: str = "", suffix: str = "", size: TextSize = "text"
    ) -> None:
        super().__init__()
        self._notation = notation
        self._size: TextSize = size
        self._prefix = prefix
        self._suffix = suffix
        self._told: int | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        large = size in {"giant", "change"}
        weight: Weight = "normal" if size == "text" else "strong"
        self.setFont(font(size, weight))
        if large:
            self.setFixedHeight(METRIC.pay_touch)
            self.setProperty("large", "true")
        self._beside: TextSize = "figure" if large else "text"
        self._leave_room()
        self.returnPressed.connect(self.entered)
        # Cutting, undoing and the context menu's paste go past the keys; what they leave is put right here.
        self.textEdited.connect(self._tidy)

    # value

    def value(self) -> int | None:
        """The figure in its smallest unit, None when nothing is typed."""
        return self._notation.read(bare(self.text()))

    def set_value(self, value: int | None) -> None:
        self._write(self._notation.shown(value) if value is not None else "", cursor_from_end=0)
        if self.hasFocus():
            self.selectAll()

    def set_suffix(self, suffix: str) -> None:
        """A unit, muted after the figure."""
        self._suffix = suffix
        self._leave_room()
        self.update()

    # what a number pad presses

    def press_digits(self, digits: str) -> None:
        """As if typed: replaces what is selected."""
        self._put(digits)

    def press_backspace(self) -> None:
        if not self.hasSelectedText() and self._at_group():
            self.cursorBackward(False)
        self.backspace()
        self._regroup()

    def press_clear(self) -> None:
        self._write("", cursor_from_end=0)
        self.edited.emit()

    # typing

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            self.press_backspace()
            return
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            if not self.hasSelectedText() and self.text()[self.cursorPosition() :][:1] == GROUP:
                self.cursorForward(False)
            self.del_()
            self._regroup()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return
        text = event.text()
        if text and text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._type(text)
            return
        super().keyPressEvent(event)

    @override
    def insert(self, text: str) -> None:
        raw = self._notation.pasted(text)
        if raw is None:
            QApplication.beep()
            return
        self._put(raw)

    @override
    def paste(self) -> None:
        self.insert(QApplication.clipboard().text())

    def _type(self, text: str) -> None:
        if text.isdigit() and text.isascii():
            self._put(text)
        elif text in {DECIMAL, GROUP}:
            self._put(DECIMAL)

    def _put(self, raw: str) -> None:
        start, end = self._selection()
        before, after = bare(self.text()[:start]), bare(self.text()[end:])
        grouped = self._notation.grouped(before + raw + after)
        if grouped is None:
            QApplication.beep()
            return
        self._write(grouped, cursor_from_end=len(after))
        self.edited.emit()

    def _regroup(self) -> None:
        cursor = self.cursorPosition()
        after = bare(self.text()[cursor:])
        grouped = self._notation.grouped(bare(self.text()))
        self._write(grouped or "", cursor_from_end=len(after))
        self.edited.emit()

    def _tidy(self, text: str) -> None:
        kept = text if self._notation.grouped(bare(text)) is not None else ""
        self.setText(kept)
        self._regroup()

    def _write(self, text: str, *, cursor_from_end: int) -> None:
        self.setText(text)
        position = len(text)
        left = cursor_from_end
        while left and position:
            position -= 1
            left -= text[position] != GROUP
        self.setCursorPosition(position)
        if self.value() != self._told:
            self._told = self.value()
            self.value_changed.emit(self._told)

    def _selection(self) -> tuple[int, int]:
        if self.hasSelectedText():
            return self.selectionStart(), self.selectionEnd()
        return self.cursorPosition(), self.cursorPosition()

    def _at_group(self) -> bool:
        return self.text()[: self.cursorPosition()].endswith(GROUP)

    # focus and drawing

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            # The press that brought the focus sets the cursor afterwards.
            QTimer.singleShot(0, self, self.selectAll)
        else:
            self.selectAll()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.selectAll()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setFont(font(self._beside))
            room = self.rect().adjusted(SPACE.m, 0, -SPACE.m, 0)
            if self._prefix:
                paint.text(painter, room, self._prefix, "ink_muted", Qt.AlignmentFlag.AlignLeft)
            if self._suffix:
                right = QRect(
                    room.right() - self._width(self._suffix), 0, self._width(self._suffix), self.height()
                )
                paint.text(painter, right, self._suffix, "ink_muted", Qt.AlignmentFlag.AlignRight)

    def _leave_room(self) -> None:
        gap = SPACE.s
        left = self._width(self._prefix) + gap if self._prefix else 0
        right = self._width(self._suffix) + gap if self._suffix else 0
        self.setTextMargins(left, 0, right, 0)

    def _width(self, words: str) -> int:
        return metrics(self._beside).horizontalAdvance(words) + 1


class MoneyEdit(FigureEdit):
    """Rupiah, or any whole count. `value()` is an integer of the smallest money unit."""

    def __init__(
        self, *, prefix: str = "", suffix: str = "", size: TextSize = "text", digits: int = AMOUNT_DIGITS
    ) -> None:
        super().__init__(Amount(digits), prefix=prefix, suffix=suffix, size=size)


class QuantityEdit(FigureEdit):
    """A quantity; `value()` is in thousandths. `fractions` off for what is sold by the piece."""

    def __init__(self, *, suffix: str = "", size: TextSize = "text", fractions: bool = True) -> None:
        self._thousandths = Thousandths(fractions)
        super().__init__(self._thousandths, suffix=suffix, size=size)

    def allow_fractions(self, *, allowed: bool) -> None:
        self._thousandths.fractions = allowed
