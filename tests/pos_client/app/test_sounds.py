"""Sounds are told apart by how often they beep."""

from pytestqt.qtbot import QtBot

from pos_client.app.sounds import PATTERNS, Sounds
from pos_client.features.till.state import Sound


def test_every_sound_has_a_pattern_of_its_own(qtbot: QtBot) -> None:
    assert set(PATTERNS) == set(Sound)
    assert len(set(PATTERNS.values())) == len(Sound)
    beeps: list[int] = []
    sounds = Sounds(lambda: beeps.append(1))
    sounds.play(Sound.UNKNOWN)
    assert len(beeps) == 1
    qtbot.waitUntil(lambda: len(beeps) == 4)


def test_switched_off_it_is_silent(qtbot: QtBot) -> None:
    beeps: list[int] = []
    sounds = Sounds(lambda: beeps.append(1))
    sounds.on = False
    sounds.play(Sound.ADDED)
    assert beeps == []
