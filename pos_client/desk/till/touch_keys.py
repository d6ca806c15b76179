"""Keys for fingers below the till, for whatever is typed into: letters for words, digits for figures.

They press the keys of a keyboard, so a field, its panel and Enter behave as they always do.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

from pos_client.desk.screens import Face
from pos_client.desk.shell import Shell, Veil
from pos_client.desk.theme import paint
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import PadButton
from pos_client.desk.widgets.figures_edit import FigureEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.number_pad import OWN_KEYS
from pos_client.desk.widgets.touch_keyboard import TouchKeyboard
from pos_client.texts import DECIMAL, _

SIGNS: Final = (("-", "+"), (".", ","), ("@", "/"))
FIGURES: Final = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), ("0", "000", DECIMAL))
ENTER: Final = "\r"
_CODES: Final = {ENTER: Qt.Key.Key_Return, "\b": Qt.Key.Key_Backspace, "\t": Qt.Key.Key_Tab}
Field = QLineEdit | QPlainTextEdit


class TouchKeys(QWidget):
    """Shown while a field without keys of its own is filled in: in a panel at once, on a page if touched."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._on = False
        self._field: Field | None = None
        self._large = False
        self.letters = TouchKeyboard()
        self.keys: dict[str, PadButton] = {}
        self.figures: dict[str, PadButton] = {}
        self._pages = QStackedWidget()
        self._pages.addWidget(self._letters_page())
        self._pages.addWidget(self._figures_page())
        self.setLayout(column(self._pages, edge=("l", "xs")))
        self.setFixedHeight(self.letters.height() + 2 * SPACE.xs)
        self.hide()
        shell.dock(self)

    def use(self, *, on: bool) -> None:
        """Whether this till is one for fingers."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if on and not self._on:
            application.focusChanged.connect(self._focus_moved)
        elif self._on and not on:
            application.focusChanged.disconnect(self._focus_moved)
            self._let_go()
        self._on = on

    def press(self, mark: str) -> None:
        """What a keyboard would send for it."""
        field = QApplication.focusWidget()
        if field is None:
            return
        for sign in mark:
            code = _CODES.get(sign, Qt.Key(0))
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                text = "" if sign == "\t" else sign
                QApplication.sendEvent(field, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, text))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and watched is self._field:
            self._offer()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look().colour("window"))
            paint.rule(painter, paint.over(self.rect()))

    # inside

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self) or new is None or new is self._field:
            return
        self._let_go()
        if isinstance(new, Field) and self._shell.isAncestorOf(new) and not new.property(OWN_KEYS):
            self._field = new
            new.installEventFilter(self)
            if _in_panel(new):
                self._offer()

    def _let_go(self) -> None:
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = None
        self.hide()

    def _offer(self) -> None:
        if self._field is None or self._shell.face is Face.ADMIN or self._field.isReadOnly():
            return
        self._pages.setCurrentIndex(1 if isinstance(self._field, FigureEdit) else 0)
        self._write_large(large=False)
        self.show()

    def _letters_page(self) -> QWidget:
        self.letters.typed.connect(self._letter)
        self.letters.back.connect(partial(self.press, "\b"))
        self.letters.done.connect(self.hide)
        side = QGridLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(SPACE.xs)
        for line, signs in enumerate(SIGNS):
            for place, sign in enumerate(signs):
                self._add(self.keys, side, sign, PadButton(sign), (line, place), partial(self.press, sign))
        large = PadButton(lambda: _("Capitals"), icon="arrow-up")
        self._add(self.keys, side, "large", large, (3, 0), self._turn_case)
        enter = PadButton("Enter", size="text")
        self._add(self.keys, side, ENTER, enter, (3, 1), partial(self.press, ENTER))
        beside = holding(side)
        beside.setFixedWidth(2 * METRIC.key * 3 // 2)
        line_of_all = row(self.letters, beside, gap="m")
        line_of_all.setStretch(0, 1)
        return holding(line_of_all)

    def _figures_page(self) -> QWidget:
        grid = QGridLayout()
        grid.setSpacing(SPACE.xs)
        for line, marks in enumerate(FIGURES):
            for place, mark in enumerate(marks):
                where = (line, place)
                self._add(self.figures, grid, mark, PadButton(mark), where, partial(self.press, mark))
        back = PadButton(lambda: _("Delete a digit"), icon="delete")
        back.setAutoRepeat(True)
        beside: tuple[tuple[str, PadButton, Callable[[], None]], ...] = (
            ("back", back, partial(self.press, "\b")),
            ("next", PadButton(lambda: _("Next field"), size="text"), partial(self.press, "\t")),
            ("done", PadButton(lambda: _("Close"), icon="x"), self.hide),
            (ENTER, PadButton("Enter", size="text"), partial(self.press, ENTER)),
        )
        for line, (name, key, act) in enumerate(beside):
            self._add(self.figures, grid, name, key, (line, 3), act)
        pad = holding(grid)
        pad.setFixedWidth(METRIC.confirm_panel)
        return holding(row(None, pad, None))

    @staticmethod
    def _add(
        known: dict[str, PadButton],
        grid: QGridLayout,
        name: str,
        key: PadButton,
        where: tuple[int, int],
        act: Callable[[], None],
    ) -> None:
        known[name] = key
        key.clicked.connect(lambda _checked: act())
        grid.addWidget(key, *where)

    def _letter(self, mark: str) -> None:
        self.press(mark.upper() if self._large else mark)
        self._write_large(large=False)

    def _turn_case(self) -> None:
        self._write_large(large=not self._large)

    def _write_large(self, *, large: bool) -> None:
        """For the next letter: a code or a name in capitals is the exception."""
        if large != self._large:
            self._large = large
            self.letters.write_large(large=large)


def _in_panel(field: QWidget) -> bool:
    above = field.parentWidget()
    while above is not None and not isinstance(above, Veil):
        above = above.parentWidget()
    return above is not None
