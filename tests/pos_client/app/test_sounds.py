"""Sounds are told apart by ear: a file of their own each, or else by how often they beep."""

import sys
import wave
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from pos_client.app.sounds import (
    PATTERNS,
    LanePlayer,
    NoPlayer,
    Sounds,
    file_of,
    platform_player,
    program_player,
)
from pos_client.features.till.state import Sound

LONGEST_S = 0.6


class Heard:
    """A player that remembers."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def play(self, file: Path) -> bool:
        self.files.append(file.stem)
        return True


def test_every_sound_is_a_short_file_of_its_own() -> None:
    played = set()
    for sound in Sound:
        with wave.open(str(file_of(sound))) as file:
            assert 0 < file.getnframes() / file.getframerate() < LONGEST_S
            played.add(file.readframes(file.getnframes()))
    assert len(played) == len(Sound)


def test_a_file_is_played_and_nothing_beeps() -> None:
    heard, beeps = Heard(), list[int]()
    sounds = Sounds(lambda: beeps.append(1), heard)
    for sound in Sound:
        sounds.play(sound)
    assert heard.files == [sound.value for sound in Sound]
    assert beeps == []


def test_without_a_player_every_sound_has_a_pattern_of_its_own(qtbot: QtBot) -> None:
    assert set(PATTERNS) == set(Sound)
    assert len(set(PATTERNS.values())) == len(Sound)
    beeps: list[int] = []
    sounds = Sounds(lambda: beeps.append(1), NoPlayer())
    sounds.play(Sound.UNKNOWN)
    assert len(beeps) == 1
    qtbot.waitUntil(lambda: len(beeps) == 4)


def test_switched_off_it_is_silent() -> None:
    heard, beeps = Heard(), list[int]()
    sounds = Sounds(lambda: beeps.append(1), heard)
    sounds.on = False
    sounds.play(Sound.ADDED)
    assert (beeps, heard.files) == ([], [])


def test_while_one_sounds_only_the_newest_waits() -> None:
    began, go_on, done = Event(), Event(), Event()
    played: list[str] = []

    def sound(file: Path) -> None:
        played.append(file.stem)
        began.set()
        go_on.wait(10)
        if file.stem == "paid":
            done.set()

    player = LanePlayer(sound)
    assert player.play(file_of(Sound.ADDED))
    assert began.wait(10)
    for later in (Sound.ADDED, Sound.REFUSED, Sound.PAID):
        player.play(file_of(later))
    go_on.set()
    assert done.wait(10)
    assert played == ["added", "paid"]


def test_a_player_that_cannot_gives_way_to_the_beep(qtbot: QtBot) -> None:
    player = LanePlayer(program_player(sys.executable, "-c", "raise SystemExit('no sound card')"))
    beeps: list[int] = []
    sounds = Sounds(lambda: beeps.append(1), player)
    sounds.play(Sound.ADDED)
    qtbot.waitUntil(lambda: not player.play(file_of(Sound.ADDED)), timeout=20_000)
    sounds.play(Sound.ADDED)
    assert beeps == [1]


def test_the_platforms_own_player_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(platform_player(silent=True), NoPlayer)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert isinstance(platform_player(silent=False), NoPlayer)
    monkeypatch.setattr("shutil.which", lambda name: str(tmp_path / name) if name == "aplay" else None)
    assert isinstance(platform_player(silent=False), LanePlayer)
