"""A customer's pole display on a real line: two lines of twenty, in the language it was built for."""

from pathlib import Path
from typing import Final

from tests.factories.line_emulator import LineEmulator

COLUMNS: Final = 20
_PAGES: Final = {0: "CP437", 2: "CP850", 19: "CP858"}


class PoleEmulator(LineEmulator):
    """`lines`: what a customer reads now. `clears`: how often it went dark."""

    def __init__(self, folder: Path | None, kind: str) -> None:
        super().__init__(folder)
        self._kind = kind
        self._half = b""
        self.clears = 0
        self._page = "CP437"
        self._cells = [" "] * (2 * COLUMNS)
        self._at = 0

    @property
    def lines(self) -> list[str]:
        text = "".join(self._cells)
        return [text[:COLUMNS], text[COLUMNS:]]

    def answer(self, data: bytes) -> bytes:
        self._half += data
        while self._half and (used := self._command()):
            self._half = self._half[used:]
        return b""

    def _command(self) -> int:
        """Carries out the first command; how long it was, 0 while it is not all there."""
        said = self._half
        if said[0] == 0x0C:
            self._clear()
            return 1
        if said[0] == 0x1B and len(said) > 1:
            return self._escape(said)
        if said[0] == 0x1F and len(said) > 1:
            return self._unit(said)
        if said[0] >= 0x20:
            self._cells[self._at % len(self._cells)] = said[:1].decode(self._page)
            self._at += 1
            return 1
        return 0

    def _escape(self, said: bytes) -> int:
        if said[1:2] == b"@":
            self._clear()
            return 2
        if self._kind == "epson" and said[1:2] == b"t" and len(said) > 2:
            self._page = _PAGES[said[2]]
            return 3
        if self._kind == "cd5220" and said[1:2] == b"_" and len(said) > 2:
            return 3
        end = said.find(b"\r")
        if self._kind == "cd5220" and said[1:3] in {b"QA", b"QB"} and end > 0:
            text = said[3:end].decode(self._page)
            assert len(text) == COLUMNS, text
            start = COLUMNS * (said[2:3] == b"B")
            self._cells[start : start + COLUMNS] = list(text)
            return end + 1
        return 0

    def _unit(self, said: bytes) -> int:
        assert self._kind == "epson", said
        if said[1] == 0x01:
            return 2
        if said[1:2] == b"C" and len(said) > 2:
            return 3
        if said[1:2] == b"$" and len(said) > 3:
            self._at = said[2] - 1 + COLUMNS * (said[3] - 1)
            return 4
        return 0

    def _clear(self) -> None:
        self.clears += 1
        self._cells, self._at = [" "] * (2 * COLUMNS), 0
