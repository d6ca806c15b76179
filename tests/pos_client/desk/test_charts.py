"""Charts: honest scales from zero, words for what is under the pointer, clicks that filter."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_client import texts
from pos_client.desk.charts import AbcChart, AbcCut, BarChart, HourlyChart, Matrix
from pos_client.desk.charts.plot import Plot
from pos_client.desk.charts.scale import GRID_LINES, scale_for
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.layouts import column

WINDOWS: list[QWidget] = []


@pytest.fixture(autouse=True)
def _windows() -> Iterator[None]:
    yield
    WINDOWS.clear()


def shown(qtbot: QtBot, chart: QWidget) -> QWidget:
    window = QWidget()
    WINDOWS.append(window)
    qtbot.addWidget(window)
    window.setLayout(column(chart))
    window.resize(700, 300)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    if isinstance(chart, Plot):
        qtbot.waitUntil(lambda: bool(chart._items))
    return window


@given(st.integers(min_value=0, max_value=2**50))
def test_a_scale_holds_its_values_with_three_lines_from_zero(most: int) -> None:
    scale = scale_for(most)
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] == scale.top >= most
    assert 2 <= len(scale.ticks) <= GRID_LINES + 1


@pytest.mark.parametrize(
    ("most", "unit", "labels"),
    [
        (5_900_000, "million rupiah", ["0", "2", "4", "6"]),
        (1_300_000, "million rupiah", ["0", "0,5", "1", "1,5"]),
        (98_400, "thousand rupiah", ["0", "50", "100"]),
        (700, "thousand rupiah", ["0", "0,5", "1"]),
        (0, "rupiah", ["0", "1"]),
        (9_000_000_000, "billion rupiah", ["0", "5", "10"]),
    ],
)
def test_figures_of_a_scale_are_short(most: int, unit: str, labels: list[str]) -> None:
    scale = scale_for(most)
    assert (scale.unit, [scale.label(tick) for tick in scale.ticks]) == (unit, labels)


def test_counts_have_no_unit() -> None:
    scale = scale_for(1_104, money=False)
    assert (scale.unit, scale.label(500)) == ("", "500")


def test_hours_now_and_then(qtbot: QtBot) -> None:
    chart = HourlyChart("Today", "Last Saturday")
    units: list[str] = []
    chart.unit_changed.connect(units.append)
    chart.show_hours({9: 3_200_000, 14: 100_000}, {9: 3_000_000, 22: 5_900_000}, (14, 5))
    shown(qtbot, chart)
    assert units == ["million rupiah"]
    assert chart.span() == (7, 22)
    assert chart.tip(QPointF(9.2, 0)) == ("09.00 to 09.59\nToday: Rp3.200.000\nLast Saturday: Rp3.000.000")
    assert chart.tip(QPointF(3, 0)) == ""
    assert chart._until_now() == [(9, 3_200_000)]
    chart.show_hours({9: 500}, {}, None)
    assert units[-1] == "rupiah"
    assert chart.legend().findChildren(QWidget)


def test_a_chart_follows_theme_and_language(qtbot: QtBot) -> None:
    chart = BarChart()
    chart.show_bars([("a", "01/11", 3_000_000), ("b", "02/11", 1_000_000)])
    window = shown(qtbot, chart)
    units: list[str] = []
    chart.unit_changed.connect(units.append)
    light = window.grab().toImage()
    look().use_theme("dark")
    assert window.grab().toImage() != light
    look().use_language("id")
    assert units[-1] == "juta rupiah"


def test_bars_name_what_was_clicked(qtbot: QtBot) -> None:
    chart = BarChart(money=False)
    chart.show_bars([(f"day{n}", f"{n:02}/11", n) for n in range(60)])
    shown(qtbot, chart)
    assert chart.tip(QPointF(3.2, 1)) == "03/11: 3"
    assert chart.tip(QPointF(99, 1)) == ""
    spot = chart._view.mapFromScene(chart._view.getViewBox().mapViewToScene(QPointF(30, 5)))
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart._view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert chosen.args == ["day30"]
    assert 1 < chart._label_every() < 10


@pytest.mark.parametrize("classes", [(28, 15, 270), (1, 1, 900), (3, 0, 2), (0, 0, 0), (1_104, 962, 1_518)])
def test_the_counts_under_the_abc_curve_never_touch(qtbot: QtBot, classes: tuple[int, int, int]) -> None:
    chart = AbcChart()
    whole = sum(classes)
    cuts = [AbcCut(letter, count) for letter, count in zip("ABC", classes, strict=True)]
    chart.show_curve([10_000] * whole, cuts, [8_000, 9_500])
    shown(qtbot, chart).resize(420, 220)
    per_px = max(1, whole) / (chart.width() - METRIC.chart_axis - SPACE.m)
    halves = [(at / per_px, metrics().horizontalAdvance(words) / 2) for at, words in chart._counts()]
    ends = [(at - half, at + half) for at, half in halves]
    assert all(left >= 0 for left, _right in ends)
    assert all(right < left for (_, right), (left, _) in pairwise(ends))
    if classes[-1] > classes[0]:
        assert chart._counts()[-1][1] == texts.amount(classes[-1])


def test_the_abc_curve_is_cut_where_the_classes_end(qtbot: QtBot) -> None:
    chart = AbcChart()
    chart.show_curve(
        [min(10_000, n * 40) for n in range(1, 501)],
        [AbcCut("A", 200), AbcCut("B", 40), AbcCut("C", 260)],
        [8_000, 9_500],
    )
    shown(qtbot, chart)
    assert [words for _at, words in chart._counts()] == ["200 products", "40", "260"]
    assert chart.tip(QPointF(200, 0)) == "The first 200 products bring 80,0 %"
    assert chart.tip(QPointF(-1, 0)) == ""
    heard: list[str] = []
    chart.chosen.connect(heard.append)
    for place in (10, 210, 400, 900):
        chart._pressed(QPointF(place, 0))
    assert heard == ["A", "B", "C"]
    chart.show_curve([], [], [])
    assert chart._counts() == []


def matrix() -> Matrix:
    speeds = [("F", "Fast"), ("S", "Slow"), ("N", "Still")]
    made = Matrix(speeds, [(letter, letter) for letter in "ABC"])
    made.show_counts({("F", "A"): 612, ("N", "C"): 713})
    return made


def test_a_matrix_cell_filters_and_clears(qtbot: QtBot) -> None:
    chart = matrix()
    shown(qtbot, chart)
    heard: list[tuple[str, str]] = []
    chart.chosen.connect(lambda row, place: heard.append((row, place)))
    spot = chart.cell_rect("N", "C").center()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert chart.picked() == ("N", "C")
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert chart.picked() is None
    assert heard == [("N", "C"), ("", "")]


def test_a_matrix_is_reached_by_keyboard(qtbot: QtBot) -> None:
    chart = matrix()
    shown(qtbot, chart)
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(chart, key)
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == ["N", "A"]
