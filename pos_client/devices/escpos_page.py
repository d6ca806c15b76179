"""What a printer made of a stream of bytes: the page, top to bottom, and what happened beside the paper."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pos_client.devices.bitmap import Bitmap

FONT_DOTS: Final = {"A": (12, 24), "B": (9, 17)}
"""A character of each font, wide and high, at 203 dots per inch."""
SPACING: Final = 30


@dataclass(frozen=True, slots=True)
class Style:
    """How characters look. `width` and `height` are times the font's own, 1 to 8."""

    bold: bool = False
    width: int = 1
    height: int = 1
    align: str = "left"
    underline: int = 0
    font: str = "A"
    reverse: bool = False

    @property
    def cell(self) -> tuple[int, int]:
        """Dots of one character."""
        wide, high = FONT_DOTS[self.font]
        return wide * self.width, high * self.height


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style; the first begins `x` dots from the left end of its line."""

    text: str
    style: Style = Style()
    x: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots, drawn `across` times as wide and `down` times as high; `x` when it stands in a line."""

    bitmap: Bitmap
    align: str = "left"
    across: int = 1
    down: int = 1
    x: int = 0

    @property
    def width(self) -> int:
        return self.bitmap.width * self.across

    @property
    def height(self) -> int:
        return self.bitmap.height * self.down


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `wrapped`: too long, so the printer broke it. `spacing`: the least feed, in dots."""

    parts: tuple[Run | Picture, ...] = ()
    align: str = "left"
    wrapped: bool = False
    spacing: int = SPACING

    @property
    def runs(self) -> tuple[Run, ...]:
        return tuple(part for part in self.parts if isinstance(part, Run))

    @property
    def text(self) -> str:
        """As a person reads it; where the print head jumped stand as many spaces."""
        found, reached = "", 0
        for run in self.runs:
            found += " " * (max(0, run.x - reached) // FONT_DOTS["A"][0]) + run.text
            reached = run.x + run.style.cell[0] * len(run.text)
        return found

    @property
    def style(self) -> Style:
        """Of its first characters."""
        return self.runs[0].style if self.runs else Style(align=self.align)

    @property
    def high(self) -> int:
        """Dots of its tallest part."""
        return max((p.style.cell[1] if isinstance(p, Run) else p.height for p in self.parts), default=0)


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode or QR code. `module`: dots of its smallest bar; `words` stand 1 above, 2 below, 3 both."""

    kind: str
    data: bytes
    align: str = "left"
    module: int = 3
    height: int = 162
    words: int = 0
    level: str = "L"

    @property
    def text(self) -> str:
        """What a scanner reads."""
        if self.kind == "code128":
            return _code128_text(self.data)
        return self.data.decode("utf-8", "replace")


def _code128_text(data: bytes) -> str:
    """Without the marks of its code sets (`{B`); in set C each byte stands for two digits."""
    text, code_set, marked = "", "B", False
    for byte in data:
        if marked and byte in b"ABC":
            code_set = chr(byte)
        elif marked and byte == ord("{"):
            text += "{"
        elif not marked and byte != ord("{"):
            text += f"{byte:02}" if code_set == "C" else chr(byte)
        marked = not marked and byte == ord("{")
    return text


@dataclass(frozen=True, slots=True)
class PaperFeed:
    """Paper moves so many dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class CutMark:
    """The cutter; `part` leaves a bridge."""

    part: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """The drawer: `pin` 2 or 5. `at_once`: the real-time command, which works without paper, too."""

    pin: int
    on_ms: int
    at_once: bool = False
    off_ms: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PageChange:
    """Another code page was chosen; None when the number is nobody's, the old one stays then."""

    number: int
    page: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The host wants to know: `DLE EOT n` is `now`, `GS r n` is answered in turn."""

    n: int
    now: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes that are no command known here: told, never guessed at and never printed."""

    data: bytes


Mark = Line | Code | Picture | PaperFeed | CutMark | Pulse | PageChange | Asked | Unknown


def text_of(marks: Iterable[Mark]) -> str:
    """The lines alone, as a person reads them."""
    return "".join(f"{mark.text.rstrip()}\n" for mark in marks if isinstance(mark, Line))
