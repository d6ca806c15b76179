"""Sounds a cashier tells apart without looking: short files through the platform's own player.

Where there is none, the same is said in patterns of the machine's beep.
"""

import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer

from pos_client.features.till.state import Sound

log = logging.getLogger(__name__)

FOLDER: Final = Path(__file__).with_name("wav")
# When each beep of a pattern begins, in ms.
PATTERNS: Final = {
    Sound.ADDED: (0,),
    Sound.PAID: (0, 90),
    Sound.REFUSED: (0, 200),
    Sound.UNKNOWN: (0, 120, 240, 360),
}
# What plays a file and ends, by what it is called; the first that is installed.
COMMANDS: Final = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
# Longer than any of ours: a player that hangs is given up.
PATIENCE_S: Final = 3


def file_of(sound: Sound) -> Path:
    return FOLDER / f"{sound.value}.wav"


class Player(Protocol):
    """Plays one file without keeping anybody waiting; False where it cannot."""

    def play(self, file: Path) -> bool: ...


class NoPlayer:
    """A machine without a loudspeaker, or a screen in memory."""

    def play(self, file: Path) -> bool:  # noqa: ARG002 - the port's own shape
        return False


class LanePlayer:
    """Plays on a thread of its own: starting a program takes longer than painting a line. While one sounds,
    only the newest of what comes waits: an old sound says nothing any more.
    """

    def __init__(self, sound: Callable[[Path], None]) -> None:
        self._sound = sound
        self._queue: SimpleQueue[Path] = SimpleQueue()
        self._thread: Thread | None = None
        self._works = True

    def play(self, file: Path) -> bool:
        if self._works:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="sounds", daemon=True)
                self._thread.start()
            self._queue.put(file)
        return self._works

    def _run(self) -> None:
        while self._works:
            file = self._queue.get()
            try:
                while True:
                    file = self._queue.get_nowait()
            except Empty:
                pass
            try:
                self._sound(file)
            except (OSError, RuntimeError) as fault:
                # No sound card, a player that was taken away: from now on it beeps.
                log.info("sounds cannot be played: %s", fault)
                self._works = False


def platform_player(*, silent: bool) -> Player:
    """What this machine plays files with. `silent`: its screen is in memory, nobody would hear."""
    if silent:
        return NoPlayer()
    if sys.platform == "win32":
        return LanePlayer(_play_on_windows)
    for command, *options in COMMANDS:
        program = shutil.which(command)
        if program is not None:
            return LanePlayer(program_player(program, *options))
    return NoPlayer()


def program_player(program: str, *options: str) -> Callable[[Path], None]:
    """Plays a file with a program that ends when it has."""

    def sound(file: Path) -> None:
        import subprocess  # noqa: PLC0415 - behind the first paint

        try:
            ended = subprocess.run(  # noqa: S603 - a program found on this machine, and a file of our own
                [program, *options, str(file)], check=False, capture_output=True, timeout=PATIENCE_S
            )
        except subprocess.TimeoutExpired as fault:
            raise RuntimeError(program) from fault
        if ended.returncode:
            raise RuntimeError(ended.stderr.decode(errors="replace").strip() or program)

    return sound


def _play_on_windows(file: Path) -> None:
    import winsound  # noqa: PLC0415 - on Windows only

    play = getattr(winsound, "PlaySound")  # noqa: B009 - elsewhere its stub names nothing
    play(str(file), getattr(winsound, "SND_FILENAME"))  # noqa: B009 - same


class Sounds(QObject):
    """`beep` makes one where `player` cannot; switched off it makes none."""

    def __init__(self, beep: Callable[[], None], player: Player | None = None) -> None:
        super().__init__()
        self._beep = beep
        self._player: Player = player or NoPlayer()
        self.on = True

    def play(self, sound: Sound) -> None:
        if not self.on or self._player.play(file_of(sound)):
            return
        for at_ms in PATTERNS[sound]:
            if at_ms:
                QTimer.singleShot(at_ms, self, self._beep)
            else:
                self._beep()
