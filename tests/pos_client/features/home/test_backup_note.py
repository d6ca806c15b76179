"""Home says that there is no backup to count on, in the words of what is wrong."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from pos_client.features.home.view import BACKUP_WORDS, BackupNote


@pytest.mark.parametrize("code", sorted(BACKUP_WORDS))
def test_each_warning_has_its_words(qtbot: QtBot, code: str) -> None:
    note = BackupNote()
    qtbot.addWidget(note)
    note.show_for(["insecure_lan", code])
    assert not note.isHidden()
    said = note._label.text()
    assert said
    note.show_for(["insecure_lan"])
    assert note.isHidden()
