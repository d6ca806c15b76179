"""Pictures of black and white dots, as receipt and label printers take them. Greys become dots here."""

import re
from dataclasses import dataclass
from typing import Final

MIDDLE: Final = 128
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Dots, row by row from the top; `dots` holds eight in a byte, the left one first, 1 is black.

    Each row begins a new byte, so `len(dots) == row_bytes * height`.
    """

    width: int
    height: int
    dots: bytes

    @property
    def row_bytes(self) -> int:
        return -(-self.width // 8)

    def pbm(self) -> bytes:
        """As a file of the portable bitmap format (P4): how a shop's logo is kept."""
        return b"P4\n%d %d\n" % (self.width, self.height) + self.dots

    def __post_init__(self) -> None:
        assert len(self.dots) == self.row_bytes * self.height, (self.width, self.height, len(self.dots))

    def black(self, x: int, y: int) -> bool:
        return bool(self.dots[y * self.row_bytes + x // 8] & 0x80 >> x % 8)

    def narrowed(self, width: int) -> "Bitmap":
        """Cut off at the right what the paper does not hold."""
        if width >= self.width:
            return self
        keep, own = -(-width // 8), self.row_bytes
        rows = (self.dots[start : start + keep] for start in range(0, len(self.dots), own))
        return Bitmap(width, self.height, b"".join(_masked(row, width) for row in rows))

    def bands(self, height: int) -> "list[Bitmap]":
        """The picture in strips of at most `height` rows, top to bottom: printers' memory is small."""
        size = self.row_bytes * height
        parts = [self.dots[start : start + size] for start in range(0, len(self.dots), size)]
        return [Bitmap(self.width, len(part) // self.row_bytes, part) for part in parts]


def from_pbm(data: bytes) -> Bitmap | None:
    """The picture that `Bitmap.pbm` wrote; None for anything else."""
    head = re.match(rb"P4\n([1-9][0-9]{0,4}) ([1-9][0-9]{0,4})\n", data)
    if head is None:
        return None
    width, height = int(head[1]), int(head[2])
    dots = data[head.end() :]
    return Bitmap(width, height, dots) if len(dots) == -(-width // 8) * height else None


def of_columns(data: bytes, *, width: int, column_bytes: int) -> Bitmap:
    """Dots that came column by column, each from the top (ESC *, GS *)."""
    row = -(-width // 8)
    dots = bytearray(row * column_bytes * 8)
    for x in range(width):
        mark = 0x80 >> x % 8
        for place, byte in enumerate(data[x * column_bytes : (x + 1) * column_bytes]):
            for bit in range(8):
                if byte & 0x80 >> bit:
                    dots[(place * 8 + bit) * row + x // 8] |= mark
    return Bitmap(width, column_bytes * 8, bytes(dots))


def sharp(greys: bytes, *, width: int) -> Bitmap:
    """Greys (one byte a dot, 0 is black) by a threshold: for text and bars, which must keep their edges."""
    rows = _rows(greys, width)
    return Bitmap(width, len(rows), b"".join(_packed([grey < MIDDLE for grey in row]) for row in rows))


def dithered(greys: bytes, *, width: int) -> Bitmap:
    """Greys (one byte a dot, 0 is black) as dots that look alike from a distance (Floyd-Steinberg, 1976).

    The error of each dot goes 7/16 right, 3/16, 5/16, 1/16 below; integers, so every machine draws the same.
    """
    rows = _rows(greys, width)
    carried = [0] * (width + 2)
    out = []
    for row in rows:
        blacks, carried = _dither_row(row, carried)
        out.append(_packed(blacks))
    return Bitmap(width, len(rows), b"".join(out))


def _dither_row(row: bytes, carried: list[int]) -> tuple[list[bool], list[int]]:
    """One row; `carried` is sixteenths of grey, one place to the right of the dots."""
    below = [0] * len(carried)
    blacks, right = [], 0
    for x, grey in enumerate(row):
        wanted = grey * 16 + carried[x + 1] + right
        black = wanted < MIDDLE * 16
        error = wanted // 16 - (0 if black else _WHITE)
        right = error * 7
        below[x] += error * 3
        below[x + 1] += error * 5
        below[x + 2] += error
        blacks.append(black)
    return blacks, below


def _rows(greys: bytes, width: int) -> list[bytes]:
    assert width > 0
    assert len(greys) % width == 0
    return [greys[start : start + width] for start in range(0, len(greys), width)]


def _packed(blacks: list[bool]) -> bytes:
    wide = -(-len(blacks) // 8) * 8
    number = int("".join("01"[black] for black in blacks).ljust(wide, "0"), 2)
    return number.to_bytes(wide // 8, "big")


def _masked(row: bytes, width: int) -> bytes:
    spare = -width % 8
    return row[:-1] + bytes([row[-1] & 0xFF << spare & 0xFF]) if spare else row
