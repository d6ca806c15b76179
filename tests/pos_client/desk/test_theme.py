"""The token file keeps its promises, and nothing outside the theme holds a colour or a size."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_client.desk import theme
from pos_client.desk.theme import icons
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SIZES, THEMES, TOKENS, ThemeName, contrast

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
    for pair in TOKENS.contrast[name]:
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


@pytest.mark.parametrize("file", sorted(icons.FOLDER.glob("*.svg")), ids=lambda file: file.stem)
def test_every_outline_can_be_recoloured(qtbot: QtBot, file: Path) -> None:
    drawn = icons.pixmap(file.stem, "#1E56C5", METRIC.icon, 2.0)
    image = drawn.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    inked = [pixel for pixel in pixels if pixel.alpha() > 200]
    assert inked
    assert all(abs(pixel.red() - 0x1E) < 3 and abs(pixel.blue() - 0xC5) < 3 for pixel in inked)


def test_an_unknown_icon_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(icons.UnknownIcon):
        icons.pixmap("no-such-outline", "#000000")


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
