"""Every shared widget draws in both themes and languages. Set DESK_GALLERY to a folder to look at them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_client import texts
from pos_client.desk.charts.plot import Plot
from pos_client.desk.shell import Question, Shell
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SIZES, THEMES, TOKENS, ThemeName
from pos_client.desk.widgets.buttons import Painted
from pos_client.desk.widgets.figures_edit import MoneyEdit
from tests.pos_client.desk import gallery

KEEP = os.environ.get("DESK_GALLERY", "")


@pytest.fixture
def shell(qtbot: QtBot) -> Iterator[Shell]:
    window = gallery.open_gallery()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()


def drawn(qtbot: QtBot, window: Shell, name: str) -> QImage:
    charts = [chart for chart in window.findChildren(Plot) if chart.isVisible()]
    qtbot.waitUntil(lambda: all(chart._items for chart in charts))
    QApplication.processEvents()
    image = window.grab().toImage()
    if KEEP:
        image.save(str(Path(KEEP) / f"{name}-{look().theme}-{texts.language()}.png"))
    return image


def filled(window: QWidget) -> list[Painted]:
    found = [button for button in window.findChildren(Painted) if button.isVisible()]
    return [button for button in found if button.kind == "primary" and button._filled()]


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_draws(qtbot: QtBot, shell: Shell, theme: ThemeName, language: texts.Language) -> None:
    look().use_theme(theme)
    look().use_language(language)
    ground = TOKENS.palettes[theme]["window"].lower()
    for key in gallery.PAGES:
        shell.open(key)
        image = drawn(qtbot, shell, key)
        colours = {
            image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, 768, 7)
        }
        assert ground in colours, key
        assert len(colours) > 12, key
        assert len(filled(shell)) <= 1, key


@pytest.mark.parametrize("theme", THEMES)
def test_every_panel_draws(qtbot: QtBot, shell: Shell, theme: ThemeName) -> None:
    look().use_theme(theme)
    look().use_language("id")
    shell.open("home")
    shell.show_help()
    drawn(qtbot, shell, "panel-help")
    shell.open("home")
    shell.open_search()
    drawn(qtbot, shell, "panel-search")
    shell.open("till")
    shell.toast("ok", "12 barang disimpan")
    shell.toast("danger", "Server tidak terjangkau")
    veil = shell.open_panel(gallery.pay_panel(), width=METRIC.pay_panel)
    qtbot.waitUntil(lambda: veil._slide.state() == veil._slide.State.Stopped)
    field = QApplication.focusWidget()
    assert isinstance(field, MoneyEdit)
    assert field.selectedText() == "98.400"
    drawn(qtbot, shell, "panel-pay")
    assert len(filled(shell)) == 1
    shell.ask(Question("Kosongkan keranjang?", "7 baris, Rp98.400.", "Kosongkan", "Tidak"), lambda: None)
    drawn(qtbot, shell, "panel-ask")
    assert len(filled(shell)) == 1


class _Windows(QObject):
    """Notes every window that appears."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_part_opens_as_a_window_of_its_own(qtbot: QtBot, qapp: QApplication) -> None:
    windows = _Windows()
    qapp.installEventFilter(windows)
    window = gallery.open_gallery()
    qtbot.addWidget(window)
    window.show()
    for key in gallery.PAGES:
        window.open(key)
        drawn(qtbot, window, key)
    window.open_panel(gallery.pay_panel())
    qapp.removeEventFilter(windows)
    assert set(windows.seen) == {"Shell"}


def test_no_text_is_smaller_than_the_smallest_size(shell: Shell) -> None:
    for key in gallery.PAGES:
        shell.open(key)
    # Qt's own helpers inside a field (its clear button's tool tip, …) show no text.
    small = [
        widget
        for widget in shell.findChildren(QWidget)
        if widget.isVisible() and 0 < widget.font().pixelSize() < SIZES.text
    ]
    assert small == []
