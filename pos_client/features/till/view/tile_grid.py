"""Goods as tiles: picture or letters, two lines of name, the price, and how many of it are in the cart."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, RADIUS, SPACE, TIMES, Colour
from pos_client.desk.till.pictures import Pictures
from pos_client.desk.widgets.finger import FingerScroll
from pos_client.desk.widgets.words import kept_together
from pos_client.features.till.shelving import Place, Shelving, Tile
from pos_client.texts import _

TINT: Final[tuple[Colour, ...]] = ("tint_1", "tint_2", "tint_3", "tint_4", "tint_5", "tint_6")
NAME_LINES: Final = 2
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_CENTER: Final = Qt.AlignmentFlag.AlignHCenter


class TileGrid(QAbstractScrollArea):
    """Paints the tiles in sight and asks for no others. A touch is `tapped`, a long one `held`."""

    tapped = Signal(int)
    held = Signal(int)
    scrolled = Signal()

    def __init__(self, shelving: Shelving, pictures: Pictures) -> None:
        super().__init__()
        self._shelving = shelving
        self._pictures = pictures
        self._down = -1
        self.setViewport(QWidget())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.finger = FingerScroll(self)
        self.finger.began.connect(self._let_go)
        self._long = QTimer(self, singleShot=True, interval=TIMES.hold)
        self._long.timeout.connect(self._hold)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)
        shelving.touched.connect(self.viewport().update)
        pictures.came.connect(self._stretch)
        look().language_changed.connect(self.viewport().update)
        look().theme_changed.connect(self.viewport().update)

    def show_anew(self, *, top: bool) -> None:
        """Other tiles; `top`: of another place, so begin at its first."""
        self._down = -1
        if top:
            self.verticalScrollBar().setValue(0)
        self._stretch()

    def page(self, way: int) -> None:
        """A whole page on or back, by rows that are seen whole."""
        rows = max(1, self.viewport().height() // self.row_height())
        bar = self.verticalScrollBar()
        row = bar.value() // self.row_height() + way * rows
        bar.setValue(max(0, row) * self.row_height())

    def pages(self) -> tuple[int, int]:
        """The page in sight and how many there are, counted from 1."""
        rows = max(1, self.viewport().height() // self.row_height())
        bar = self.verticalScrollBar()
        count = -(-self._rows() // rows)
        here = count if bar.value() >= bar.maximum() else bar.value() // self.row_height() // rows + 1
        return min(here, count), count

    def columns(self) -> int:
        return max(1, (self.viewport().width() + SPACE.s) // (METRIC.tile_width + SPACE.s))

    def row_height(self) -> int:
        """With the gap below it. Rows share out the height, so that none is cut in two while at rest."""
        least = self._band() + NAME_LINES * metrics().height() + METRIC.icon + 3 * SPACE.s + SPACE.s
        rows = max(1, (self.viewport().height() + SPACE.s) // least)
        return max(least, (self.viewport().height() + SPACE.s) // rows)

    def tile_rect(self, at: int) -> QRect:
        """Where a tile is painted, in the viewport."""
        row, column = divmod(at, self.columns())
        wide = (self.viewport().width() + SPACE.s) // self.columns()
        top = row * self.row_height() - self.verticalScrollBar().value()
        return QRect(column * wide, top, wide - SPACE.s, self.row_height() - SPACE.s)

    def at(self, where: QPoint) -> int:
        """The tile under a point, -1 where there is none."""
        wide = (self.viewport().width() + SPACE.s) // self.columns()
        row = (where.y() + self.verticalScrollBar().value()) // self.row_height()
        at = row * self.columns() + min(where.x() // wide, self.columns() - 1)
        inside = 0 <= at < self._shelving.tiles() and self.tile_rect(at).contains(where)
        return at if inside else -1

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.tile_width * 3, self._band() + METRIC.tile_width)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._down = self.at(event.position().toPoint())
            self._long.start()
            self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        down, self._down = self._down, -1
        self._long.stop()
        self.viewport().update()
        if down >= 0 and self.at(event.position().toPoint()) == down:
            self.tapped.emit(down)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick touches are two pieces.
        self.mousePressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.at(event.pos())
        if at >= 0:
            self.held.emit(at)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            count = self._shelving.tiles()
            if not count:
                self._paint_empty(painter)
                return
            first = event.rect().top() + self.verticalScrollBar().value()
            start = first // self.row_height() * self.columns()
            for at in range(max(0, start), count):
                rect = self.tile_rect(at)
                if rect.top() > event.rect().bottom():
                    return
                tile = self._shelving.tile(at)
                if tile is not None:
                    self._paint_tile(painter, rect, tile, down=at == self._down)

    # inside -----------------------------------------------------------------------------------------------

    def _rows(self) -> int:
        return -(-self._shelving.tiles() // self.columns())

    def _band(self) -> int:
        return METRIC.tile_picture if self._pictures.any else METRIC.tile_letters

    def _stretch(self) -> None:
        bar = self.verticalScrollBar()
        whole = self._rows() * self.row_height() - SPACE.s
        bar.setSingleStep(self.row_height())
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, whole - self.viewport().height()))
        self.viewport().update()
        self.scrolled.emit()

    def _let_go(self) -> None:
        self._down = -1
        self._long.stop()
        self.viewport().update()

    def _hold(self) -> None:
        down, self._down = self._down, -1
        self.viewport().update()
        if down >= 0:
            self.held.emit(down)

    def _paint_empty(self, painter: QPainter) -> None:
        favourites = self._shelving.here is Place.FAVOURITES
        title = _("No favourites yet") if favourites else _("Nothing here yet")
        words = _("Hold a tile to pin it here. What sells most comes by itself.") if favourites else ""
        box = QRect(
            0, self.viewport().height() // 3 - METRIC.row_till, self.viewport().width(), METRIC.row_till
        )
        painter.setFont(font("title", "medium"))
        paint.text(painter, box, title, "ink", _CENTER)
        painter.setFont(font())
        paint.text(painter, box.translated(0, METRIC.icon_large + SPACE.xs), words, "ink_muted", _CENTER)

    def _paint_tile(self, painter: QPainter, rect: QRect, tile: Tile, *, down: bool) -> None:
        edge: Colour = "accent" if down else "border"
        paint.frame(painter, rect, fill="accent_soft" if down else "surface", edge=edge)
        inner = rect.adjusted(SPACE.s, SPACE.s, -SPACE.s, -SPACE.s)
        price = metrics("text", "strong").height()
        words = NAME_LINES * metrics().height()
        band = QRect(
            inner.left(), inner.top(), inner.width(), inner.height() - words - price - SPACE.s - SPACE.xs
        )
        self._paint_band(painter, band, tile)
        name = QRect(inner.left(), band.bottom() + 1 + SPACE.s, inner.width(), words)
        painter.setFont(font())
        painter.setPen(look().colour("ink"))
        _two_lines(painter, name, tile.name)
        foot = QRect(inner.left(), inner.bottom() + 1 - price, inner.width(), price)
        painter.setFont(font("text", "strong"))
        paint.text(painter, foot, tile.note, "ink", _LEFT)
        if tile.pinned:
            at = QPoint(foot.right() + 1 - METRIC.icon, foot.top() + (price - METRIC.icon) // 2)
            paint.icon(painter, at, "star", "ink_muted")
        if tile.badge:
            _paint_badge(painter, band, tile.badge)

    def _paint_band(self, painter: QPainter, band: QRect, tile: Tile) -> None:
        picture = self._pictures.of(tile.picture, band.size()) if tile.picture else None
        if picture is None:
            paint.frame(painter, band, fill=TINT[tile.tint], edge=None)
            painter.setFont(font("figure", "strong"))
            paint.text(painter, band, tile.letters, "ink_muted", _CENTER)
            return
        paint.frame(painter, band, fill="picture", edge=None)
        size = picture.size().scaled(band.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(band.center())
        painter.drawPixmap(place, picture)


def _two_lines(painter: QPainter, box: QRect, name: str) -> None:
    """A name wraps at words; what is longer than two lines ends in dots."""
    measure = painter.fontMetrics()
    flags = int(Qt.TextFlag.TextWordWrap)
    shown = name = kept_together(name)
    while shown and measure.boundingRect(box, flags, shown).height() > box.height():
        shown = shown[: -2 if shown.endswith("…") else -1].rstrip() + "…"
    option = QTextOption(_LEFT)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    painter.drawText(box.toRectF(), shown, option)


def _paint_badge(painter: QPainter, band: QRect, words: str) -> None:
    """How many are in the cart already, over the corner of the picture."""
    painter.setFont(font("text", "strong"))
    tall = METRIC.icon_large + SPACE.xs
    wide = max(tall, metrics("text", "strong").horizontalAdvance(words) + 2 * SPACE.s)
    box = QRect(band.right() + 1 - wide - SPACE.xs, band.top() + SPACE.xs, wide, tall)
    paint.frame(painter, box, fill="accent", edge=None, radius=RADIUS)
    paint.text(painter, box, words, "on_accent", _CENTER)
