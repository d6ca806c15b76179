"""The armed line: codes, names and quantities go in here, from keys and from the scanner."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.number_pad import OWN_KEYS
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.texts import _

# A code and a quantity fit many times over; what is longer comes from a jammed key.
LONGEST = 200


class InputLine(QWidget):
    """Frame, icon, field and hint. `field` is what has the focus."""

    entered = Signal(str)
    typed = Signal(str)
    stepped = Signal(int)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(METRIC.input_line)
        self._hint = Label(lambda: _("3*code = three times"), ink="ink_muted")
        self.field = _Field()
        self.field.setProperty(OWN_KEYS, True)
        self.field.setAccessibleName(_("Scan, or type a code or a name"))
        self.field.textEdited.connect(self.typed)
        self.field.entered.connect(lambda: self.entered.emit(self.field.text()))
        self.field.stepped.connect(self.stepped)
        self.field.escaped.connect(self.escaped)
        self.field.turned.connect(self.update)
        self.field.textChanged.connect(self.update)
        layout = row(self.field, self._hint, gap="m")
        left = SPACE.l + METRIC.icon_large + SPACE.s + SPACE.xxs
        layout.setContentsMargins(left, 0, SPACE.l, 0)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        look().language_changed.connect(self._reword)

    def text(self) -> str:
        return self.field.text()

    def clear(self) -> None:
        self.field.clear()

    def put(self, text: str) -> None:
        self.field.setText(text)

    def press(self, mark: str) -> None:
        """A key of the keyboard on the screen."""
        self.field.insert(mark)
        self.typed.emit(self.text())

    def press_backspace(self) -> None:
        self.field.backspace()
        self.typed.emit(self.text())

    def show_hint(self, words: Words) -> None:
        """What stands at the right: the grammar, or how many articles match."""
        self._hint.say(words)

    def hint(self) -> str:
        return self._hint.text()

    def _reword(self) -> None:
        self.field.setAccessibleName(_("Scan, or type a code or a name"))
        self.field.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            armed = self.field.hasFocus()
            paint.frame(
                painter,
                self.rect(),
                edge="accent" if armed else "border_strong",
                width=BORDER.focus if armed else BORDER.hair,
            )
            size = METRIC.icon_large
            at = QPoint(SPACE.l, (self.height() - size) // 2)
            searching = self.field.text().strip() and not _is_code(self.field.text())
            paint.icon(painter, at, "search" if searching else "scan-barcode", "ink_muted", size)


class _Field(QLineEdit):
    """Keeps its own caret: a thick one, in the accent, so that it is seen to be armed."""

    entered = Signal()
    stepped = Signal(int)
    escaped = Signal()
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bare", True)
        self.setFrame(False)
        self.setMaxLength(LONGEST)
        self.setFont(font("figure"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._placeholder: Words = lambda: _("Scan, type a code or a name")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Delete if not self.text():
                event.ignore()  # the till's key table takes it: remove the line
                return
            case _:
                super().keyPressEvent(event)
                return
        event.accept()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.turned.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.turned.emit()

    @override
    def event(self, event: QEvent) -> bool:
        # Tab would leave the armed line for nothing: there is no other field on this screen.
        if isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        x = 0
        if self.text():
            super().paintEvent(event)
            caret = self.cursorRect()
            x = caret.left() + caret.width() // 2
        with QPainter(self) as painter:
            if not self.text():
                self._paint_placeholder(painter)
            if self.hasFocus():
                tall = metrics("figure").ascent() + SPACE.xs
                top = (self.height() - tall) // 2
                painter.fillRect(QRect(x, top, BORDER.focus, tall), look().colour("accent"))

    def _paint_placeholder(self, painter: QPainter) -> None:
        painter.setFont(font("title"))
        left = SPACE.m + BORDER.focus if self.hasFocus() else 0
        room = QRect(left, 0, self.width() - left, self.height())
        paint.text(painter, room, said(self._placeholder), "ink_muted", Qt.AlignmentFlag.AlignLeft)


def _is_code(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)
