"""The token file keeps its promises, and nothing outside the theme holds a colour or a size."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_client.desk import theme
from pos_client.desk.theme import icons
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SIZES, THEMES, TOKENS, ThemeName, contrast, contrast_pairs

CLIENT = Path(theme.__file__).parents[2]
SIZE_SETTERS = {
    "setFixedWidth", "setFixedHeight", "setFixedSize", "setMinimumWidth", "setMinimumHeight",
    "setMaximumWidth", "setMaximumHeight", "setPixelSize", "setPointSize", "setSpacing",
    "setContentsMargins", "setIconSize",
}  # fmt: skip
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_has_the_contrast_it_needs(name: ThemeName) -> None:
    palette = TOKENS.palettes[name]
    for pair in contrast_pairs()[name]:
        ratio = contrast(palette[pair.text], palette[pair.on])
        assert ratio >= pair.needs, pair
        assert ratio == pytest.approx(pair.ratio, abs=0.011), pair


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_text_is_never_below_eleven_points() -> None:
    assert SIZES.text * 72 / 96 >= 11
    assert METRIC.touch_min >= 44


def test_themes_switch_at_run_time(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    look().use_theme("light")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(
        TOKENS.palettes["light"]["window"]
    )
    with qtbot.waitSignal(look().theme_changed):
        look().use_theme("dark")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(
        TOKENS.palettes["dark"]["window"]
    )
    assert look().hex("accent") == TOKENS.palettes["dark"]["accent"]
    look().use_theme("light")


def test_digits_are_equally_wide_in_text_and_loose_in_the_total(qtbot: QtBot) -> None:
    assert metrics("text").horizontalAdvance("111111") == metrics("text").horizontalAdvance("888888")
    assert font("giant").featureValue(QFont.Tag("tnum")) == 0
    assert font("title", "strong").weight() == QFont.Weight.DemiBold


def test_a_slip_stays_in_columns_where_its_font_is_not_installed(qtbot: QtBot) -> None:
    elsewhere = font(mono=True)
    elsewhere.setFamilies(["A font nobody has", "monospace"])
    measures = QFontMetrics(elsewhere)
    assert measures.horizontalAdvance("iiii") == measures.horizontalAdvance("MMMM")


def test_every_painter_is_put_away_even_when_painting_fails() -> None:
    """An exception that leaves a painter open ends the whole process."""
    loose = []
    for file in sorted(CLIENT.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        held = {id(item.context_expr) for node in nodes if isinstance(node, ast.With) for item in node.items}
        calls = (node for node in nodes if isinstance(node, ast.Call))
        opened = (call for call in calls if getattr(call.func, "id", "") == "QPainter")
        loose += [f"{file.name}:{call.lineno}" for call in opened if id(call) not in held]
    assert loose == []


@pytest.mark.parametrize("file", sorted(icons.FOLDER.glob("*.svg")), ids=lambda file: file.stem)
def test_every_outline_can_be_recoloured(qtbot: QtBot, file: Path) -> None:
    drawn = icons.pixmap(file.stem, "#1E56C5", METRIC.icon, 2.0)
    image = drawn.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    inked = [pixel for pixel in pixels if pixel.alpha() > 200]
    assert inked
    assert all(abs(pixel.red() - 0x1E) < 3 and abs(pixel.blue() - 0xC5) < 3 for pixel in inked)


def test_an_unknown_icon_is_logged_and_draws_nothing(qtbot: QtBot, expect_log: Callable[[str], None]) -> None:
    expect_log("no outline no-such-outline")
    assert not icons.pixmap("no-such-outline", "#000000").isNull()


def _icon_arguments(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that name an outline."""
    place = {"Icon": 0, "Start": 0, "Screen": 2, "Group": 2, "pixmap": 0, "show_icon": 0, "set_icon": 0}
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name == "icon":
        # `paint.icon(painter, at, name, …)` and `look().icon(name, …)`.
        place["icon"] = 2 if getattr(getattr(call.func, "value", None), "id", "") == "paint" else 0
    found = [call.args[place[name]]] if name in place and len(call.args) > place[name] else []
    return found + [keyword.value for keyword in call.keywords if keyword.arg == "icon"]


def test_every_icon_that_is_named_is_there_and_every_one_there_is_named() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in CLIENT.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    parts = [part for call in calls for given in _icon_arguments(call) for part in ast.walk(given)]
    named = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    there = {file.stem for file in icons.FOLDER.glob("*.svg")}
    assert {name for name in named if not name.isupper() and name} <= there
    nodes = [node for tree in trees for node in ast.walk(tree)]
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert there <= words


def _literals(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.search(node.value):
            found.append(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in SIZE_SETTERS:
            sizes = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            found += [ast.unparse(node) for size in sizes if size]
    return found


def test_no_colour_and_no_size_outside_the_theme() -> None:
    sources = [file for part in ("desk", "features") for file in sorted((CLIENT / part).rglob("*.py"))]
    found = {
        file.name: literals
        for file in sources
        if file.parent.name != "theme" and (literals := _literals(ast.parse(file.read_text("utf-8"))))
    }
    assert found == {}
