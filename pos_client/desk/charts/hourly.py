"""Sales per hour, now against then: solid accent for now, dashed grey for then, a mark at the clock."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.charts.plot import Plot
from pos_client.desk.charts.scale import scale_for
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, Colour
from pos_client.desk.widgets.layouts import holding, row
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.texts import _

DEFAULT_HOURS = (7, 21)


class HourlyChart(Plot):
    """Values are rupiah by hour of the day. `unit_changed` words the scale for the panel's heading."""

    unit_changed = Signal(str)

    def __init__(self, now: Words, then: Words) -> None:
        super().__init__()
        self._names = (now, then)
        self._now: Mapping[int, int] = {}
        self._then: Mapping[int, int] = {}
        self._clock: tuple[int, int] | None = None

    def show_hours(
        self, now: Mapping[int, int], then: Mapping[int, int], clock: tuple[int, int] | None = None
    ) -> None:
        """Both days by hour, and the time (hour, minute) that it is."""
        if (dict(now), dict(then), clock) != (dict(self._now), dict(self._then), self._clock):
            self._now, self._then, self._clock = dict(now), dict(then), clock
            self._again()

    def set_then(self, words: Words) -> None:
        """Another day is compared with."""
        self._names = (self._names[0], words)

    def legend(self) -> QWidget:
        """For the head of the panel around it."""
        now = (Stroke("series_now", dashed=False), Label(self._names[0]))
        then = (Stroke("series_then", dashed=True), Label(lambda: said(self._names[1]), ink="ink_muted"))
        whole = holding(row(row(*now, gap="xs"), row(*then, gap="xs"), gap="m"))
        whole.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return whole

    def span(self) -> tuple[int, int]:
        """First and last hour shown: the shop's usual day, wider where something was sold outside it."""
        hours = [hour for day in (self._now, self._then) for hour, value in day.items() if value]
        return min([DEFAULT_HOURS[0], *hours]), max([DEFAULT_HOURS[1], *hours])

    @override
    def tip(self, at: QPointF) -> str:
        hour = round(at.x())
        lines = [
            f"{said(name)}: {texts.rupiah(day[hour])}"
            for name, day in zip(self._names, (self._now, self._then), strict=True)
            if hour in day
        ]
        return "\n".join([_("{hour}.00 to {hour}.59", hour=f"{hour:02}"), *lines]) if lines else ""

    @override
    def _draw(self) -> None:
        scale = scale_for(max([*self._now.values(), *self._then.values()], default=0))
        first, last = self.span()
        self._frame((first, last), (0, scale.top))
        bottom = [(hour, f"{hour:02}") for hour in range(first, last + 1)]
        self._axes([(tick, scale.label(tick)) for tick in scale.ticks], bottom)
        self._grid(scale.ticks)
        self._line(_points(self._then), self._pen("series_then", METRIC.icon_stroke, dashed=True))
        now = self._until_now()
        self._line(now, self._pen("series_now", BORDER.focus + BORDER.hair / 2))
        if self._clock is not None and first <= self._clock[0] <= last:
            self._mark(now, scale.top)
        self.unit_changed.emit(scale.unit)

    def _until_now(self) -> list[tuple[float, float]]:
        # An hour that has just begun looks like a fall: the line ends with the last full one.
        clock = self._clock
        points = _points(self._now)
        return [point for point in points if clock is None or point[0] < clock[0]] or points

    def _mark(self, now: list[tuple[float, float]], top: int) -> None:
        assert self._clock is not None
        hour, minute = self._clock
        at = hour + minute / 60
        self._upright(at, "ink_muted", dashed=False)
        words = f"{hour:02}.{minute:02}"
        self._text(f" {words}", (at, top), anchor=(0, 0))
        if now:
            self._dot(now[-1], hollow=False)
        if hour in self._now and now[-1:] != [(hour, self._now[hour])]:
            # The hour under way, as far as it has come: a sale shows here at once. Thin: it is not whole yet.
            self._line([*now[-1:], (hour, self._now[hour])], self._pen("series_now", BORDER.hair))
            self._dot((hour, self._now[hour]), hollow=True)

    def _dot(self, at: tuple[float, float], *, hollow: bool) -> None:
        accent = look().colour("series_now")
        dot = self._pg.ScatterPlotItem(
            [at[0]],
            [at[1]],
            size=METRIC.marker_dot,
            pen=self._pg.mkPen(accent, width=BORDER.focus) if hollow else self._pg.mkPen(None),
            brush=look().colour("surface") if hollow else accent,
        )
        self._add(dot)


class Stroke(QWidget):
    """A piece of a line, for a legend."""

    def __init__(self, colour: Colour, *, dashed: bool) -> None:
        super().__init__()
        self._colour: Colour = colour
        self._dashed = dashed
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.icon, METRIC.icon)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            pen = QPen(look().colour(self._colour), BORDER.focus)
            if self._dashed:
                pen.setDashPattern([METRIC.dash / 2, METRIC.dash / 2])
            painter.setPen(pen)
            middle = self.height() // 2
            painter.drawLine(QPoint(0, middle), QPoint(self.width(), middle))


def _points(day: Mapping[int, int]) -> list[tuple[float, float]]:
    return [(hour, day[hour]) for hour in sorted(day)]
