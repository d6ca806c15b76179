"""Bars from zero: sales by day, by cashier, by method. A click names the bar."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from pos_client import texts
from pos_client.desk.charts.plot import Plot
from pos_client.desk.charts.scale import scale_for
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE

BAR_WIDTH = 0.64


class BarChart(Plot):
    """Bars are (key, label, value); values rupiah, or counts with `money` off."""

    chosen = Signal(str)
    unit_changed = Signal(str)

    def __init__(self, *, money: bool = True) -> None:
        super().__init__()
        self._money = money
        self._bars: Sequence[tuple[str, str, int]] = ()

    def show_bars(self, bars: Sequence[tuple[str, str, int]]) -> None:
        self._bars = tuple(bars)
        self._again()

    @override
    def tip(self, at: QPointF) -> str:
        number = round(at.x())
        if not 0 <= number < len(self._bars):
            return ""
        _key, label, value = self._bars[number]
        return f"{label}: {texts.rupiah(value) if self._money else texts.amount(value)}"

    @override
    def _pressed(self, at: QPointF) -> None:
        number = round(at.x())
        if 0 <= number < len(self._bars):
            self.chosen.emit(self._bars[number][0])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # How many labels fit depends on the width.
        self._again()

    def _label_every(self) -> int:
        widest = max((metrics().horizontalAdvance(label) for _key, label, _value in self._bars), default=0)
        fitting = max(1, (self.width() - METRIC.chart_axis) // (widest + SPACE.m))
        return max(1, -(-len(self._bars) // fitting))

    @override
    def _draw(self) -> None:
        values = [value for _key, _label, value in self._bars]
        scale = scale_for(max(values, default=0), money=self._money)
        self._frame((-0.5, max(0.5, len(values) - 0.5)), (0, scale.top))
        every = self._label_every()
        bottom = [(at, bar[1]) for at, bar in enumerate(self._bars) if at % every == 0]
        self._axes([(tick, scale.label(tick)) for tick in scale.ticks], bottom)
        self._grid(scale.ticks)
        if values:
            colours = [look().colour("danger" if value < 0 else "series_now") for value in values]
            bars = self._pg.BarGraphItem(
                x=list(range(len(values))),
                height=values,
                width=BAR_WIDTH,
                brushes=colours,
                pen=self._pg.mkPen(None),
            )
            self._add(bars)
        self.unit_changed.emit(scale.unit)
