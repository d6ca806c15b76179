"""On the smallest screen, in both languages, everything has the room it asks for."""

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication, QLabel

from pos_client import texts
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.panel import TillPanel
from tests.factories.cut import cut_words
from tests.factories.seller import KOPI, Seller

SMALLEST = QSize(METRIC.window_min_width, METRIC.window_min_height)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_squeezed(sari: Seller, language: texts.Language) -> None:
    shell = sari.window.shell
    look().use_language(language)
    shell.resize(SMALLEST)
    for name in sari.everywhere():
        QApplication.processEvents()
        assert shell.size() == SMALLEST, name
        area = shell.panel or sari.page
        asked, given = area.minimumSizeHint(), area.size()
        assert asked.width() <= given.width(), name
        assert asked.height() <= given.height(), name
        assert (name, cut_words(area)) == (name, [])


def test_a_panel_grows_with_what_it_says(sari: Seller) -> None:
    """A refusal of several lines must not press its neighbours together."""
    shell = sari.window.shell
    shell.resize(SMALLEST)
    sari.press("F5")
    panel = shell.panel
    assert isinstance(panel, TillPanel)
    before = panel.height()
    panel.refuse("Somebody else has the drawer in hand, and says so at great length. " * 4)
    sari.until(lambda: panel.height() > before)
    assert cut_words(shell) == []
    around = panel.parentWidget()
    assert around is not None
    assert abs(panel.geometry().center().y() - around.rect().center().y()) <= 1
    panel.refuse("")
    sari.until(lambda: panel.height() == before)


def test_every_note_of_the_change_is_on_the_screen(sari: Seller) -> None:
    shell = sari.window.shell
    sari.enter(f"3*{KOPI}")
    sari.press("Return")
    sari.enter("243000")  # 187.500: eight kinds of notes and coins
    paid = sari.window.side.paying.paid
    assert paid is not None
    for size in (SMALLEST, QSize(1920, 1080), SMALLEST):
        shell.resize(size)
        QApplication.processEvents()
        assert shell.size() == size
        view = sari.view.change
        notes = [label for label in view.findChildren(QLabel) if "×" in label.text()]
        assert len(notes) == len(paid.notes)
        right = max(note.mapTo(view, QPoint(note.width(), 0)).x() for note in notes)
        assert right <= view.width()
