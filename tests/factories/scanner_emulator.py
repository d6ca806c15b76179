"""A scanner on a real line. `scan` is what its trigger does."""

from pathlib import Path

from tests.factories.line_emulator import LineEmulator


class LineScanner(LineEmulator):
    """`prefix` and `end` are put around each code, as it was set up to."""

    def __init__(self, folder: Path | None, *, prefix: bytes = b"", end: bytes = b"\r\n") -> None:
        super().__init__(folder)
        self._prefix = prefix
        self._end = end

    def scan(self, code: str) -> None:
        self.say(self._prefix + code.encode() + self._end)
