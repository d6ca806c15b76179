"""The cart, painted row by row: the chosen line large, codes nobody knows as loud rows below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour, TextSize
from pos_client.features.till.keys import KEYS, Do
from pos_client.features.till.shown import ShownCart
from pos_client.features.till.state import Refused
from pos_client.texts import DASH, _
from shared_models.rules.cart import CartLine
from shared_models.rules.cart_prices import key_of
from shared_models.values.codes import PriceSource

_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_CENTER: Final = Qt.AlignmentFlag.AlignHCenter
# The figures a column is made for. A narrow table starts with smaller ones: what is left goes to the names.
_USUAL: Final = {"qty": "88,888", "price": "8.888.888", "off": "8.888.888", "total": "88.888.888"}
_NARROW: Final = {"qty": "88", "price": "88.888", "off": "", "total": "888.888"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand, in px from the left: right edges of figures, left edges of words."""

    number: int
    name: int
    qty: int
    unit: int
    price: int
    off: int
    total: int

    name_width: int


def widest(lines: Sequence[CartLine]) -> dict[str, str]:
    """The longest figure of each column."""
    if not lines:
        return dict.fromkeys(_USUAL, "")
    # With every scan anew: whole numbers are compared, only the largest are worded.
    off = max([line.off for line in lines])
    dearest = max(lines, key=_worth)
    return {
        "qty": max([texts.quantity(qty) for qty in {line.qty for line in lines}], key=len),
        "price": texts.amount(max([line.price for line in lines])),
        "off": texts.amount(-off) if off else "",
        "total": texts.amount(dearest.gross),
    }


def _worth(line: CartLine) -> int:
    return line.qty * line.price


def columns(width: int, figures: Mapping[str, str]) -> Columns:
    """Columns for a table of `width` px that holds these `figures`, in the language in use."""
    made_for = _USUAL if width >= METRIC.empty_state else _NARROW
    room = {key: max((made_for[key], figures.get(key, "")), key=len) for key in made_for}
    strong = metrics("title", "strong")
    total = width - SPACE.l
    off = total - _room(strong.horizontalAdvance(room["total"]), _("Total"))
    price = off - _room(strong.horizontalAdvance(room["off"]), _("Disc."))
    unit = price - _room(strong.horizontalAdvance(room["price"]), _("Price")) - _unit_room(width)
    qty = unit - (SPACE.l if width >= METRIC.empty_state else SPACE.s)
    left = qty - _room(strong.horizontalAdvance(room["qty"]), _("Qty"))
    return Columns(
        number=SPACE.xl + SPACE.l,
        name=METRIC.key,
        qty=qty,
        unit=unit,
        price=price,
        off=off,
        total=total,
        name_width=left - METRIC.key,
    )


def _unit_room(width: int) -> int:
    return METRIC.key if width >= METRIC.empty_state else metrics().horizontalAdvance(_("Unit"))


def _room(widest: int, heading: str) -> int:
    return max(widest, metrics().horizontalAdvance(heading)) + SPACE.m


class CartTable(QAbstractScrollArea):
    """Shows a `ShownCart`; whoever changes it says which row changed. Never takes the focus."""

    ROW = METRIC.row_till
    LOUD = METRIC.row_till_last
    picked = Signal(int)

    def __init__(self, cart: ShownCart) -> None:
        super().__init__()
        self._cart = cart
        self._current = -1
        self._figures = widest(cart.lines)
        self._refused: tuple[Refused, ...] = ()
        self._empty: Callable[[], tuple[str, str]] = first_words
        # Asked for a viewport of Qt's own making, PySide would load every widget class there is: 10 ms.
        self.setViewport(QWidget())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(0, METRIC.table_head, 0, 0)
        self._head = _Head(self)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(self.ROW)
        look().language_changed.connect(self._redraw)
        look().theme_changed.connect(self._redraw)

    def say_when_empty(self, words: Callable[[], tuple[str, str]]) -> None:
        """A title and a sentence for a cart with nothing in it: what to do first."""
        self._empty = words
        self.viewport().update()

    def hide_head(self) -> None:
        """Without headings, where a row says by itself what is what."""
        self._head.hide()

    def empty_words(self) -> tuple[str, str]:
        return self._empty()

    @property
    def cart(self) -> ShownCart:
        return self._cart

    def show_cart(self, cart: ShownCart) -> None:
        self._cart = cart
        self.refresh(len(cart.lines) - 1)

    def refresh(self, current: int) -> None:
        """Lines came, went or changed; `current` is the chosen one."""
        self._current = current
        figures = widest(self._cart.lines)
        if figures != self._figures:
            self._figures = figures
            self._head.update()
        self._stretch()
        self._keep_in_sight()
        self.viewport().update()

    def refuse(self, refused: tuple[Refused, ...]) -> None:
        """The codes that were refused, oldest first, as loud rows below the lines."""
        self._refused = refused
        self._stretch()
        bar = self.verticalScrollBar()
        if refused:
            bar.setValue(bar.maximum())
        self.viewport().update()

    def columns(self) -> Columns:
        """Where the columns stand with what is in the cart now."""
        return columns(self.viewport().width(), self._figures)

    def row_rect(self, place: int) -> QRect:
        """Where line `place` is painted, in the viewport."""
        top = place * self.ROW - self.verticalScrollBar().value()
        if 0 <= self._current < place:
            top += METRIC.row_till_last - self.ROW
        tall = METRIC.row_till_last if place == self._current else self.ROW
        return QRect(0, top, self.viewport().width(), tall)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.column_min, METRIC.table_head + METRIC.row_till_last)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._head.setGeometry(0, 0, self.width(), METRIC.table_head)
        self._stretch()
        self._keep_in_sight()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for place in range(len(self._cart.lines)):
            if self.row_rect(place).contains(at):
                self.picked.emit(place)
                return

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), look().colour("surface"))
            if not self._cart.lines and not self._refused:
                self._paint_empty(painter)
                return
            where = self.columns()
            first = max(0, self.verticalScrollBar().value() // self.ROW - 1)
            for place in range(first, len(self._cart.lines)):
                rect = self.row_rect(place)
                if rect.top() > event.rect().bottom():
                    return
                if rect.bottom() >= event.rect().top():
                    self._paint_line(painter, rect, where, place)
            for number, refused in enumerate(self._refused):
                self._paint_loud(painter, self._loud_rect(number), refused)

    def _paint_loud(self, painter: QPainter, rect: QRect, refused: Refused) -> None:
        _paint_refused(painter, rect, refused)

    def _redraw(self) -> None:
        self._head.update()
        self.viewport().update()

    def _loud_rect(self, number: int) -> QRect:
        top = self.row_rect(len(self._cart.lines)).top() + number * self.LOUD
        return QRect(0, top, self.viewport().width(), self.LOUD)

    def _stretch(self) -> None:
        bottom = self._loud_rect(len(self._refused)).top() + self.verticalScrollBar().value()
        room = self.viewport().height()
        self.verticalScrollBar().setPageStep(room)
        self.verticalScrollBar().setRange(0, max(0, bottom - room))

    def _keep_in_sight(self) -> None:
        bar = self.verticalScrollBar()
        if not bar.maximum() or self._current < 0:
            return
        rect = self.row_rect(self._current)
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() + 1 - self.viewport().height())

    def _paint_empty(self, painter: QPainter) -> None:
        """A third down: the eye looks for it there."""
        title, words = self._empty()
        box = QRect(
            0, self.viewport().height() // 3 - METRIC.row_till, self.viewport().width(), METRIC.row_till
        )
        painter.setFont(font("title", "medium"))
        paint.text(painter, box, title, "ink", _CENTER)
        painter.setFont(font())
        paint.text(painter, box.translated(0, METRIC.icon_large + SPACE.xs), words, "ink_muted", _CENTER)

    def _paint_line(self, painter: QPainter, rect: QRect, where: Columns, place: int) -> None:
        line = self._cart.lines[place]
        chosen = place == self._current
        size: TextSize = "title" if chosen else "text"
        if chosen:
            painter.fillRect(rect, look().colour("accent_soft"))
            paint.marker(painter, rect)
        else:
            paint.rule(painter, paint.under(rect))
        pen = _Pen(painter, rect)
        painter.setFont(font(size, "strong" if chosen else "normal"))
        pen.right(where.number, str(place + 1), "ink" if chosen else "ink_muted")
        taken = self._paint_name(pen, painter, where, line) + SPACE.m
        pen.right(where.qty, texts.quantity(line.qty), "ink")
        pen.right(where.price, texts.amount(line.price), "ink")
        pen.right(where.total, texts.amount(line.gross - line.off), "ink")
        if line.off:
            pen.right(where.off, texts.amount(-line.off), "danger")
        painter.setFont(font())
        if line.promotions and where.name_width - taken > METRIC.key:
            why = " + ".join(one.name for one in line.promotions)
            pen.left(where.name + taken, _cut(painter, why, where.name_width - taken), "ok")
        pen.left(where.unit, line.item.unit, "ink_muted")
        if not line.off:
            pen.right(where.off, DASH, "ink_muted")

    def _paint_name(self, pen: "_Pen", painter: QPainter, where: Columns, line: CartLine) -> int:
        """The name, and behind it in words why the line has its price, as far as there is room; px taken."""
        low = key_of(line) in self._cart.losses
        words = reason(line, low=low)
        wide = painter.fontMetrics().horizontalAdvance
        room = where.name_width - (wide(f"  {words}") if words else 0)
        if not words or room < where.name_width // 3:
            name = _cut(painter, line.item.name, where.name_width)
            pen.left(where.name, name, "warn" if low else "ink")
            return wide(name)
        name = _cut(painter, line.item.name, room)
        pen.left(where.name, name, "ink")
        taken = wide(f"{name}  ")
        pen.left(where.name + taken, words, "warn" if low else "ink_muted")
        return taken + wide(words)


def reason(line: CartLine, *, low: bool = False) -> str:
    """Why a line has another price than the list's, what the customer asked for, that it sells below cost."""
    why = {
        PriceSource.TIER: _("quantity price"),
        PriceSource.LEVEL: _("level price"),
        PriceSource.AGREED: _("price agreed"),
        PriceSource.CUSTOMER: _("own price"),
        PriceSource.OVERRIDE: _("agreed price"),
    }.get(line.price_source, "")
    told = told_of(line)
    return ", ".join(filter(None, (_("below cost") if low else "", why, told, line.remark)))


def told_of(line: CartLine) -> str:
    """Which piece it is, or what lot and until when it is good."""
    told = line.particulars
    if told is None:
        return ""
    if told.serial:
        return _("no {serial}", serial=told.serial)
    if told.lot is None:
        return ""
    if told.expires_on is None:
        return _("lot {lot}", lot=told.lot)
    return _("lot {lot}, until {day}", lot=told.lot, day=texts.day(told.expires_on))


class _Pen:
    """Words at a place of one row."""

    def __init__(self, painter: QPainter, rect: QRect) -> None:
        self._painter = painter
        self._rect = rect

    def right(self, edge: int, words: str, ink: Colour) -> None:
        box = QRect(0, self._rect.top(), edge, self._rect.height())
        paint.text(self._painter, box, words, ink, _RIGHT)

    def left(self, edge: int, words: str, ink: Colour) -> None:
        box = QRect(edge, self._rect.top(), self._rect.width() - edge, self._rect.height())
        paint.text(self._painter, box, words, ink, _LEFT)


class _Head(QWidget):
    """The headings, above what scrolls."""

    def __init__(self, table: CartTable) -> None:
        super().__init__(table)
        self._table = table

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font())
            where = self._table.columns()
            pen = _Pen(painter, self.rect())
            pen.right(where.number, "#", "ink_muted")
            pen.left(where.name, _("Item"), "ink_muted")
            pen.right(where.qty, _("Qty"), "ink_muted")
            pen.left(where.unit, _("Unit"), "ink_muted")
            pen.right(where.price, _("Price"), "ink_muted")
            pen.right(where.off, _("Disc."), "ink_muted")
            pen.right(where.total, _("Total"), "ink_muted")
            paint.rule(painter, paint.under(self.rect()))


def first_words() -> tuple[str, str]:
    """Title and sentence of a cart that is ready for its first item."""
    return _("Scan the first item"), _("or type its name or code. {key} shows every key.", key=KEYS[Do.HELP])


def _cut(painter: QPainter, name: str, width: int) -> str:
    return painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, width)


def _paint_refused(painter: QPainter, rect: QRect, refused: Refused) -> None:
    painter.fillRect(rect, look().colour("danger_soft"))
    painter.fillRect(QRect(rect.left(), rect.top(), BORDER.marker, rect.height()), look().colour("danger"))
    icon = METRIC.icon_large
    at = QPoint(METRIC.key - SPACE.l - icon, rect.top() + (rect.height() - icon) // 2)
    paint.icon(painter, at, "circle-alert", "danger", icon)
    half = rect.height() // 2
    upper = QRect(METRIC.key, rect.top() + SPACE.s, rect.width() - METRIC.key - SPACE.l, half - SPACE.xs)
    painter.setFont(font("title", "strong"))
    paint.text(painter, upper, _cut(painter, refused.title(), upper.width()), "danger", _LEFT)
    painter.setFont(font())
    lower = upper.translated(0, half - SPACE.s)
    paint.text(painter, lower, _cut(painter, refused.advice(), lower.width()), "ink", _LEFT)
    paint.rule(painter, paint.under(rect))
