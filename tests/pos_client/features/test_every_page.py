"""On a screen of 1366 by 768, in both languages, no page of the office cuts a word off."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.desk.screens import Face
from pos_client.desk.theme.look import look
from tests.factories.cut import cut_words
from tests.factories.office import Window

USUAL = QSize(1366, 768)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_page_has_room_for_its_words(office: Window, language: texts.Language) -> None:
    look().use_language(language)
    shell = office.shell
    shell.resize(USUAL)
    pages = [screen.key for screen in shell._screens.values() if screen.face is Face.ADMIN and screen.listed]
    assert len(pages) > 15
    for key in pages:
        office.open(key)
        QApplication.processEvents()
        assert shell.size() == USUAL, key
        assert (key, cut_words(shell)) == (key, [])
