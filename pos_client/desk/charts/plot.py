"""What all pyqtgraph charts share: no frame, grid lines, no mouse tricks, redrawn on a theme switch."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget
from typing_extensions import override

from pos_client.desk.theme.fonts import Weight, font
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour, TextSize

Tick = tuple[float, str]


class Plot(QWidget):
    """Base of the charts. Heirs draw in `_draw`, when the chart is first shown and when anything changed."""

    def __init__(self) -> None:
        super().__init__()
        self._pg: Any = None
        self._view: Any = None
        self._items: list[Any] = []
        self.setMinimumHeight(METRIC.chart_min_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        look().theme_changed.connect(self._again)
        look().language_changed.connect(self._again)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The page is painted first; the import would keep it waiting.
        QTimer.singleShot(0, self, self._first)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._view is not None:
            at = self._view.getViewBox().mapSceneToView(self._view.mapToScene(event.position().toPoint()))
            if event.type() == QEvent.Type.MouseMove:
                QToolTip.showText(event.globalPosition().toPoint(), self.tip(at), self)
            elif event.type() == QEvent.Type.MouseButtonPress:
                self._pressed(at)
        return super().eventFilter(watched, event)

    def tip(self, at: QPointF) -> str:
        """What is said of the place under the pointer, in the chart's own coordinates."""
        del at
        return ""

    def _pressed(self, at: QPointF) -> None:
        """A click in the chart."""

    def _draw(self) -> None:
        """Put the items in."""

    def _again(self) -> None:
        if self._view is not None:
            self._clear()
            self._draw()

    def _first(self) -> None:
        if self._view is None:
            self._make()
            self._draw()

    def _make(self) -> None:
        import pyqtgraph  # noqa: PLC0415 - 0.7 s with numpy: paid when a chart is first seen

        self._pg = pyqtgraph
        self._view = pyqtgraph.PlotWidget(self, antialias=True)
        self._view.setMenuEnabled(False)
        self._view.setMouseEnabled(x=False, y=False)
        self._view.hideButtons()
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.viewport().setMouseTracking(True)
        self._view.viewport().installEventFilter(self)
        self._view.getViewBox().setDefaultPadding(0)
        self._view.getViewBox().setBorder(None)
        # Half of the last label reaches beyond the end of the axis.
        self._view.getPlotItem().setContentsMargins(0, 0, SPACE.m, 0)
        self._box.addWidget(self._view)

    def _clear(self) -> None:
        for item in self._items:
            self._view.removeItem(item)
        self._items = []

    def _add(self, item: Any) -> Any:
        self._items.append(item)
        self._view.addItem(item, ignoreBounds=True)
        return item

    def _pen(self, colour: Colour, width: float = BORDER.hair, *, dashed: bool = False) -> QPen:
        pen = self._pg.mkPen(look().colour(colour), width=width)
        pen.setCosmetic(True)
        if dashed:
            pen.setDashPattern([METRIC.dash, METRIC.dash])
        made: QPen = pen
        return made

    def _frame(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Range of both axes, with room at the top for half a line's width."""
        self._view.setBackground(look().colour("surface"))
        self._view.setRange(xRange=x, yRange=(y[0], y[1] * 1.03), padding=0)

    def _axes(self, left: Sequence[Tick], bottom: Sequence[Tick]) -> None:
        for side, ticks in (("left", left), ("bottom", bottom)):
            axis = self._view.getAxis(side)
            # Ticks of no length are still dots: they take the colour of the ground.
            axis.setPen(look().colour("surface"))
            axis.setTickPen(look().colour("surface"))
            axis.setTextPen(look().colour("ink_muted"))
            axis.setStyle(tickFont=font(), tickLength=0, tickTextOffset=SPACE.s, hideOverlappingLabels=False)
            axis.setTicks([list(ticks)])
        self._view.getAxis("left").setWidth(METRIC.chart_axis)
        self._view.getAxis("bottom").setHeight(METRIC.chart_foot)

    def _grid(self, values: Sequence[float]) -> None:
        for value in values:
            self._add(self._pg.InfiniteLine(pos=value, angle=0, pen=self._pen("border")))

    def _upright(self, at: float, colour: Colour, *, dashed: bool) -> None:
        self._add(self._pg.InfiniteLine(pos=at, angle=90, pen=self._pen(colour, dashed=dashed)))

    def _line(self, points: Sequence[tuple[float, float]], pen: QPen) -> Any:
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        return self._add(self._pg.PlotDataItem(xs, ys, pen=pen, antialias=True))

    def _text(
        self,
        words: str,
        at: tuple[float, float],
        *,
        ink: Colour = "ink",
        size: TextSize = "text",
        weight: Weight = "normal",
        anchor: tuple[float, float] = (0.5, 0.5),
    ) -> None:
        item = self._pg.TextItem(words, color=look().colour(ink), anchor=anchor)
        item.setFont(font(size, weight))
        item.setPos(*at)
        self._add(item)
