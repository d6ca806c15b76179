"""The ABC curve: how much of the revenue the best sellers bring, and where the classes are cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from pos_client import texts
from pos_client.desk.charts.plot import Plot, Tick
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE
from pos_client.texts import _, ngettext

WHOLE_BP = 10_000
POINTS_MOST = 400
_EVEN = 5_000


@dataclass(frozen=True, slots=True)
class AbcCut:
    """A class: its letter and how many products it holds, best sellers first."""

    letter: str
    products: int


class AbcChart(Plot):
    """`chosen` names the class that was clicked."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shares: Sequence[int] = ()
        self._cuts: Sequence[AbcCut] = ()
        self._limits: Sequence[int] = ()

    def show_curve(self, shares: Sequence[int], cuts: Sequence[AbcCut], limits: Sequence[int]) -> None:
        """`shares`: cumulative basis points per product, best first; `limits`: cut-offs in basis points."""
        self._shares, self._cuts, self._limits = tuple(shares), tuple(cuts), tuple(limits)
        self._again()

    @override
    def tip(self, at: QPointF) -> str:
        count = round(at.x())
        if not 0 < count <= len(self._shares):
            return ""
        products = ngettext("{n} product", "{n} products", count)
        share = texts.percent(self._shares[count - 1])
        return _("The first {products} bring {share}", products=products, share=share)

    @override
    def _pressed(self, at: QPointF) -> None:
        end = 0
        for cut in self._cuts:
            end += cut.products
            if 0 <= at.x() <= end:
                self.chosen.emit(cut.letter)
                return

    @override
    def _draw(self) -> None:
        count = max(1, len(self._shares))
        self._frame((0, count), (0, WHOLE_BP))
        values = sorted({0, _EVEN, WHOLE_BP, *(limit for limit in self._limits if limit < WHOLE_BP)})
        shown = [value for value in values if not _crowded(value, values)]
        self._axes([(value, texts.amount(value // 100)) for value in shown], self._counts())
        self._grid(shown)
        step = max(1, count // POINTS_MOST)
        points = [(rank + 1, self._shares[rank]) for rank in range(0, len(self._shares), step)]
        if self._shares:
            points.append((count, self._shares[-1]))
        self._line([(0, 0), *points], self._pen("series_now", BORDER.focus))
        self._letters()

    def _letters(self) -> None:
        start = 0
        for number, cut in enumerate(self._cuts):
            end = start + cut.products
            if number + 1 < len(self._cuts):
                self._upright(end, "series_then", dashed=True)
            if cut.products:
                at = ((start + end) / 2, WHOLE_BP * 0.14)
                self._text(cut.letter, at, size="title", weight="strong")
            start = end

    def _counts(self) -> list[Tick]:
        """How many products each class holds, under it; moved or left out where two would touch."""
        ticks: list[Tick] = []
        start, free = 0, 0.0
        per_px = max(1, len(self._shares)) / max(1, self.width() - METRIC.chart_axis - SPACE.m)
        for number, cut in enumerate(self._cuts):
            middle = start + cut.products / 2
            first = ngettext("{n} product", "{n} products", cut.products)
            words = first if number == 0 else texts.amount(cut.products)
            half = (metrics().horizontalAdvance(words) / 2 + SPACE.xs) * per_px
            start += cut.products
            at = max(middle, free + half, half)
            if cut.products and (at - middle <= half or number == 0):
                ticks.append((at, words))
                free = at + half
        return ticks

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._again()


def _crowded(value: int, values: Sequence[int]) -> bool:
    """Too near to the whole to be labelled beside it."""
    return value != WHOLE_BP and WHOLE_BP in values and WHOLE_BP - value < WHOLE_BP // 10
