"""Articles found while typing: the typed part marked, the code below, stock and price at the right."""

from typing import Final, Protocol

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, Colour
from pos_client.features.till.keys import Do, key_of
from pos_client.texts import DASH, _
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity

_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_HINTS: Final = METRIC.row_till


class Found(Protocol):
    """An article of the catalogue, as much of it as a row shows."""

    @property
    def name(self) -> str: ...
    @property
    def sku(self) -> str: ...
    @property
    def barcode(self) -> str | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def price(self) -> Money | None: ...
    @property
    def stock(self) -> Quantity | None: ...


class SearchList(QWidget):
    """Floats over the cart; as tall as its rows, at most as tall as its place."""

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self._found: tuple[Found, ...] = ()
        self._words: tuple[str, ...] = ()
        self._current = 0
        self._top = 0
        look().language_changed.connect(self.update)
        look().theme_changed.connect(self.update)

    def show_found(self, found: tuple[Found, ...], typed: str, current: int) -> None:
        self._found = found
        self._words = tuple(word.casefold() for word in typed.split())
        self._current = current
        fits = self._fits()
        self._top = max(min(self._top, current), current - fits + 1, 0)
        self.resize(self.width(), self.height_in(self._host.height()))
        self.update()

    def height_in(self, room: int) -> int:
        """Its height where `room` px are free."""
        wanted = METRIC.table_head + max(1, len(self._found)) * METRIC.row_till_last + _HINTS
        return min(wanted, room)

    def found(self) -> tuple[Found, ...]:
        return self._found

    @property
    def current(self) -> int:
        return self._current

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.search_panel, METRIC.table_head + METRIC.row_till_last + _HINTS)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = (event.position().toPoint().y() - METRIC.table_head) // METRIC.row_till_last + self._top
        if self._top <= row < len(self._found):
            self.picked.emit(row)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), edge="border_strong")
            self._paint_head(painter)
            if not self._found:
                self._paint_nothing(painter)
            for place in range(self._fits()):
                row = place + self._top
                if row < len(self._found):
                    self._paint_row(
                        painter, self._row_rect(place), self._found[row], chosen=row == self._current
                    )
            self._paint_hints(painter)

    def page(self) -> int:
        """Rows that are seen at once."""
        return self._fits()

    def _fits(self) -> int:
        room = self._host.height() - METRIC.table_head - _HINTS
        return max(1, min(len(self._found), room // METRIC.row_till_last))

    def _row_rect(self, place: int) -> QRect:
        top = METRIC.table_head + place * METRIC.row_till_last
        return QRect(1, top, self.width() - 2, METRIC.row_till_last)

    def _edges(self) -> tuple[int, int, int]:
        """Left of names, right of stock, right of prices."""
        name = SPACE.l + METRIC.number_key + SPACE.l
        price = self.width() - SPACE.l
        return name, price - METRIC.side_menu * 2 // 3, price

    def _paint_head(self, painter: QPainter) -> None:
        name, stock, price = self._edges()
        painter.setFont(font())
        head = QRect(0, 0, self.width(), METRIC.table_head)
        paint.text(painter, head.adjusted(name, 0, 0, 0), _("Item"), "ink_muted", _LEFT)
        paint.text(painter, QRect(0, 0, stock, head.height()), _("In stock"), "ink_muted", _RIGHT)
        paint.text(painter, QRect(0, 0, price, head.height()), _("Price"), "ink_muted", _RIGHT)
        paint.rule(painter, paint.under(head.adjusted(1, 0, -1, 0)))

    def _paint_nothing(self, painter: QPainter) -> None:
        painter.setFont(font())
        box = self._row_rect(0).adjusted(SPACE.l, 0, -SPACE.l, 0)
        paint.text(painter, box, _("Nothing has this name or code"), "ink_muted", _LEFT)

    def _paint_row(self, painter: QPainter, rect: QRect, item: Found, *, chosen: bool) -> None:
        if chosen:
            painter.fillRect(rect, look().colour("accent_soft"))
            paint.marker(painter, rect)
        paint.rule(painter, paint.under(rect))
        name, stock, price = self._edges()
        self._paint_letters(painter, rect, item.name)
        upper = QRect(name, rect.top() + SPACE.s, stock - name - METRIC.key, rect.height() // 2 - SPACE.xs)
        self._paint_name(painter, upper, item.name)
        painter.setFont(font())
        lower = upper.translated(0, upper.height() - SPACE.xxs)
        paint.text(painter, lower, item.barcode or item.sku, "ink_muted", _LEFT)
        _paint_stock(painter, QRect(0, rect.top(), stock, rect.height()), item)
        painter.setFont(font("title", "strong"))
        words = texts.amount(item.price) if item.price else _("no price")
        ink: Colour = "ink" if item.price else "danger"
        paint.text(painter, QRect(0, rect.top(), price, rect.height()), words, ink, _RIGHT)

    def _paint_letters(self, painter: QPainter, rect: QRect, name: str) -> None:
        side = METRIC.number_key
        box = QRect(SPACE.l, rect.top() + (rect.height() - side) // 2, side, side)
        paint.frame(painter, box, fill="picture", edge=None)
        painter.setFont(font("text", "strong"))
        letters = "".join(word[0].upper() for word in name.split() if word[0].isalpha())[:2]
        paint.text(painter, box, letters, "paper_ink", Qt.AlignmentFlag.AlignHCenter)

    def _paint_name(self, painter: QPainter, box: QRect, name: str) -> None:
        face = font("title", "medium")
        painter.setFont(face)
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, box.width())
        x = box.left()
        for part, marked in marked_parts(shown, self._words):
            strong = font("title", "strong") if marked else face
            painter.setFont(strong)
            ink: Colour = "accent" if marked else "ink"
            paint.text(painter, QRect(x, box.top(), box.width(), box.height()), part, ink, _LEFT)
            x += painter.fontMetrics().horizontalAdvance(part)

    def _paint_hints(self, painter: QPainter) -> None:
        box = QRect(SPACE.l, self.height() - _HINTS, self.width() - 2 * SPACE.l, _HINTS)
        x = box.left()
        for key, words in _hints():
            x = _paint_hint(painter, QRect(x, box.top(), box.width(), box.height()), key, words) + SPACE.xl
        close = _("close")
        wide = metrics("text", "strong").horizontalAdvance("Esc ") + metrics().horizontalAdvance(close)
        at = QRect(box.right() - wide, box.top(), wide + SPACE.s, box.height())
        _paint_hint(painter, at, "Esc", close)


def _hints() -> list[tuple[str, str]]:
    return [
        ("↑ ↓", _("choose")),
        ("Enter", _("add")),
        ("3*", _("in front for a quantity")),
        (key_of(Do.PRICE_CHECK), _("check price")),
    ]


def _paint_hint(painter: QPainter, box: QRect, key: str, words: str) -> int:
    painter.setFont(font("text", "strong"))
    paint.text(painter, box, key, "ink", _LEFT)
    x = box.left() + metrics("text", "strong").horizontalAdvance(key) + SPACE.xs
    painter.setFont(font())
    paint.text(painter, QRect(x, box.top(), box.width(), box.height()), words, "ink_muted", _LEFT)
    return x + metrics().horizontalAdvance(words)


def _paint_stock(painter: QPainter, box: QRect, item: Found) -> None:
    painter.setFont(font())
    if item.stock is None:
        paint.text(painter, box, DASH, "ink_muted", _RIGHT)
        return
    unit = f" {item.unit}"
    paint.text(painter, box, unit, "ink_muted", _RIGHT)
    left = box.adjusted(0, 0, -metrics().horizontalAdvance(unit), 0)
    low = item.stock <= 0
    ink: Colour = "ink" if not low else ("danger" if item.stock < 0 else "warn")
    painter.setFont(font("text", "strong" if low else "normal"))
    paint.text(painter, left, texts.quantity(item.stock), ink, _RIGHT)


def marked_parts(name: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """`name` in pieces; those that begin a word as typed are marked: `Teh S|ekarsari`."""
    marks = [False] * len(name)
    folded = name.casefold()
    if len(folded) != len(name):
        return [(name, False)]
    for typed in words:
        for start in range(len(name)):
            begins = start == 0 or not folded[start - 1].isalnum()
            if begins and folded.startswith(typed, start):
                marks[start : start + len(typed)] = [True] * len(typed)
                break
    for at, letter in enumerate(name[:-1]):
        # A space between two marked words belongs to the mark: it reads as one.
        if letter == " " and at and marks[at - 1] and marks[at + 1]:
            marks[at] = True
    return _grouped(name, marks)


def _grouped(name: str, marks: list[bool]) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    for letter, mark in zip(name, marks, strict=True):
        if parts and parts[-1][1] == mark:
            parts[-1] = (parts[-1][0] + letter, mark)
        else:
            parts.append((letter, mark))
    return parts
