"""The cart beside the tiles: two lines of words a row, for fingers. What it says is what the table says."""

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, TextSize
from pos_client.desk.widgets.finger import FingerScroll
from pos_client.features.till.shown import ShownCart
from pos_client.features.till.state import Refused
from pos_client.features.till.view.cart_table import CartTable, Columns, told_of
from pos_client.texts import _
from shared_models.rules.cart import CartLine

_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_LEFT: Final = Qt.AlignmentFlag.AlignLeft


class CartList(CartTable):
    """A `CartTable` for a narrow column: no headings, a row is a name over quantity and price."""

    ROW = METRIC.row_touch
    LOUD = METRIC.key_figures

    def __init__(self, cart: ShownCart) -> None:
        super().__init__(cart)
        self.setViewportMargins(0, 0, 0, 0)
        self.hide_head()
        self.finger = FingerScroll(self)
        self.say_when_empty(lambda: (_("The cart is empty"), _("Touch a tile, or scan.")))

    @override
    def _paint_line(self, painter: QPainter, rect: QRect, where: Columns, place: int) -> None:
        line = self._cart.lines[place]
        chosen = place == self._current
        if chosen:
            painter.fillRect(rect, look().colour("accent_soft"))
            paint.marker(painter, rect)
        else:
            paint.rule(painter, paint.under(rect))
        size: TextSize = "title" if chosen else "text"
        weight: Weight = "strong" if chosen else "normal"
        inner = rect.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        total = texts.amount(line.gross - line.off)
        painter.setFont(font(size, "strong"))
        paint.text(painter, inner, total, "ink", _RIGHT)
        room = inner.adjusted(0, 0, -metrics(size, "strong").horizontalAdvance(total) - SPACE.m, 0)
        painter.setFont(font(size, weight))
        name = painter.fontMetrics().elidedText(line.item.name, Qt.TextElideMode.ElideRight, room.width())
        paint.text(painter, room.adjusted(0, 0, 0, -room.height() // 2), name, "ink", _LEFT)
        self._paint_under(painter, room.adjusted(0, room.height() // 2, 0, 0), line)

    @override
    def _paint_loud(self, painter: QPainter, rect: QRect, refused: Refused) -> None:
        """All of what is wrong, on as many lines as it takes."""
        painter.fillRect(rect, look().colour("danger_soft"))
        painter.fillRect(
            QRect(rect.left(), rect.top(), BORDER.marker, rect.height()), look().colour("danger")
        )
        inner = rect.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        title = metrics("text", "strong").height()
        painter.setFont(font("text", "strong"))
        painter.setPen(look().colour("danger"))
        said = painter.fontMetrics().elidedText(refused.title(), Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(inner, int(_LEFT | Qt.AlignmentFlag.AlignTop), said)
        painter.setFont(font())
        painter.setPen(look().colour("ink"))
        wrapped = int(_LEFT | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(inner.adjusted(0, title, 0, 0), wrapped, refused.advice())
        paint.rule(painter, paint.under(rect))

    def _paint_under(self, painter: QPainter, box: QRect, line: CartLine) -> None:
        words = _(
            "{qty} {unit} × {price}",
            qty=texts.quantity(line.qty),
            unit=line.item.unit,
            price=texts.amount(line.price),
        )
        words = "  ".join(filter(None, (words, told_of(line))))
        painter.setFont(font())
        paint.text(painter, box, words, "ink_muted", _LEFT)
        left = painter.fontMetrics().horizontalAdvance(words + " ")
        if line.off:
            off = texts.amount(-line.off)
            paint.text(painter, box.adjusted(left, 0, 0, 0), off, "danger", _LEFT)
            left += painter.fontMetrics().horizontalAdvance(off + " ")
        if line.promotions:
            why = " + ".join(one.name for one in line.promotions)
            rest = box.adjusted(left, 0, 0, 0)
            shown = painter.fontMetrics().elidedText(why, Qt.TextElideMode.ElideRight, rest.width())
            paint.text(painter, rest, shown, "ok", _LEFT)
