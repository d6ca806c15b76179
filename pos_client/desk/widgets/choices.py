"""Choosing one of some: a field with a list, a toolbar button with a menu, tabs, a tick."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QListView, QMenu, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.words import Words, said

Option = tuple[str, Words]
_LEFT = Qt.AlignmentFlag.AlignLeft


class Choice(QComboBox):
    """A field that offers a list. Keys are stored, words shown. `chosen` names what a person picked."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[Option] = (), *, compact: bool = False, soft: bool = False) -> None:
        super().__init__()
        self._plain: Colour = "border" if soft else "border_strong"
        self._options: list[Option] = []
        self._fault = False
        self.setView(QListView())
        self.setFixedHeight(METRIC.field_compact if compact else METRIC.field)
        self.setMinimumContentsLength(1)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_options(options)
        self.activated.connect(lambda: self.chosen.emit(self.key()))
        look().language_changed.connect(self._reword)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer other things; what was chosen stays chosen where it is still offered."""
        here = self.key()
        self._options = list(options)
        self.blockSignals(True)
        self.clear()
        for key, words in self._options:
            self.addItem(said(words), key)
        self.blockSignals(False)
        if options:
            self.set_key(here if here in dict(options) else options[0][0])

    def key(self) -> str:
        """Key of what is chosen, "" when nothing is offered."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        self.setCurrentIndex(max(0, self.findData(key)))

    def set_fault(self, *, fault: bool) -> None:
        self._fault = fault
        self.update()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a form must not change what it says.
        event.ignore()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # F4 is a key of the screens here; Space and Alt+Down open the list.
        if event.key() == Qt.Key.Key_F4:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            strong = self.hasFocus() or self._fault
            edge: Colour = "accent" if self.hasFocus() else "danger" if self._fault else self._plain
            if not self.isEnabled():
                edge = "border"
            paint.frame(painter, self.rect(), edge=edge, width=BORDER.focus if strong else BORDER.hair)
            ink: Colour = "ink" if self.isEnabled() else "ink_disabled"
            painter.setFont(font())
            room = self.rect().adjusted(SPACE.m, 0, -(SPACE.m + METRIC.icon + SPACE.xs), 0)
            words = metrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
            paint.text(painter, room, words, ink, _LEFT)
            at = QPoint(self.width() - SPACE.m - METRIC.icon, (self.height() - METRIC.icon) // 2)
            paint.icon(painter, at, "chevron-down", "ink_muted")

    def _reword(self) -> None:
        for at, (_key, words) in enumerate(self._options):
            self.setItemText(at, said(words))


class ChoiceButton(Button):
    """A toolbar button that shows what is chosen and opens the rest: a branch, a state, a period."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[Option], *, icon: str | None = None, key: str = "") -> None:
        super().__init__("", icon=icon, size="compact", menu=True)
        self._options = list(options)
        self._key = key or (options[0][0] if options else "")
        self.clicked.connect(self._open)
        self.say(self._title)

    def key(self) -> str:
        return self._key

    def set_key(self, key: str) -> None:
        self._key = key
        self.say(self._title)

    def set_options(self, options: Sequence[Option]) -> None:
        self._options = list(options)
        if self._key not in dict(options) and options:
            self._key = options[0][0]
        self.say(self._title)

    def menu_shown(self) -> QMenu:
        """The menu as it opens."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(self.width())
        for key, words in self._options:
            action = QAction(said(words), menu)
            if key == self._key:
                action.setIcon(look().icon("check", "accent"))
            action.triggered.connect(partial(self._choose, key))
            menu.addAction(action)
        return menu

    def _title(self) -> str:
        return said(dict(self._options).get(self._key, ""))

    def _open(self) -> None:
        self.menu_shown().popup(self.mapToGlobal(QPoint(0, self.height() + SPACE.xs)))

    def _choose(self, key: str, _checked: object = None) -> None:
        self.set_key(key)
        self.chosen.emit(key)


class Tabs(QWidget):
    """Words in a row, the chosen one in accent with a line under it. Left and Right move."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._options = list(options)
        self._at = 0
        self.setFixedHeight(METRIC.panel_head)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look().language_changed.connect(self.update)

    def key(self) -> str:
        return self._options[self._at][0]

    def set_key(self, key: str) -> None:
        self._at = [known for known, _words in self._options].index(key)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        rects = self._rects()
        return QSize(rects[-1].right() + 1 if rects else 0, self.height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._choose((self._at + step) % len(self._options))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at, rect in enumerate(self._rects()):
            if rect.contains(event.position().toPoint()):
                self._choose(at)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, paint.under(self.rect()))
            for at, (rect, option) in enumerate(zip(self._rects(), self._options, strict=True)):
                here = at == self._at
                painter.setFont(font("text", "strong" if here else "medium"))
                ink: Colour = "accent" if here else "ink_muted"
                paint.text(painter, rect, said(option[1]), ink, Qt.AlignmentFlag.AlignHCenter)
                if here:
                    line = QRect(rect.left(), self.height() - METRIC.tab_line, rect.width(), METRIC.tab_line)
                    paint.rule(painter, line, "accent")
                if here and self.hasFocus():
                    paint.frame(painter, rect, fill=None, edge="accent", width=BORDER.focus)

    def _rects(self) -> list[QRect]:
        rects, left = [], 0
        for _key, words in self._options:
            width = metrics("text", "strong").horizontalAdvance(said(words)) + 2 * SPACE.m
            rects.append(QRect(left, 0, width, self.height()))
            left += width
        return rects

    def _choose(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.update()
            self.chosen.emit(self.key())


class Tick(QCheckBox):
    """A box to tick."""

    def __init__(self, words: Words) -> None:
        super().__init__(said(words))
        self._words = words
        self.setMinimumHeight(METRIC.touch_min)
        look().language_changed.connect(self._reword)

    @override
    def sizeHint(self) -> QSize:
        words = metrics().horizontalAdvance(self.text())
        return QSize(METRIC.check + SPACE.s + words + SPACE.xs, METRIC.touch_min)

    def say(self, words: Words) -> None:
        """Other words beside the box."""
        self._words = words
        self._reword()
        self.updateGeometry()

    def _reword(self) -> None:
        self.setText(said(self._words))

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            size = METRIC.check
            box = QRect(0, (self.height() - size) // 2, size, size)
            on = self.isChecked()
            edge: Colour = "accent" if on or self.hasFocus() else "border_strong"
            width = BORDER.focus if self.hasFocus() else BORDER.hair
            paint.frame(
                painter, box, fill="accent" if on else "surface", edge=edge, width=width, radius=SPACE.xs
            )
            if on:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(look().colour("on_accent"), METRIC.icon_stroke))
                corner = box.topLeft()
                ticks = [
                    QPoint(size * x // 18, size * y // 18) + corner for x, y in ((4, 9), (8, 13), (14, 5))
                ]
                painter.drawPolyline(ticks)
            painter.setFont(font())
            ink: Colour = "ink" if self.isEnabled() else "ink_disabled"
            paint.text(painter, self.rect().adjusted(size + SPACE.s, 0, 0, 0), self.text(), ink, _LEFT)
