"""Reads ESC/POS as a printer does: bytes in, a page out (`escpos_page`). Nothing that comes raises.

Commands after Epson's ESC/POS reference. Page mode, macros and NV memory are told as unknown.
"""
# ruff: noqa: SLF001 - the tables of commands are the reader's own, they only stand after what they name

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pos_client.devices.bitmap import Bitmap, of_columns
from pos_client.devices.escpos_page import (
    FONT_DOTS,
    SPACING,
    Asked,
    Code,
    CutMark,
    Line,
    Mark,
    PageChange,
    PaperFeed,
    Picture,
    Pulse,
    Run,
    Style,
    Unknown,
)

CODE_PAGES: Final = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859-7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 21: "cp874", 33: "cp775", 34: "cp855", 37: "cp864",
}  # fmt: skip
ALIGNS: Final = {0: "left", 1: "centre", 2: "right", 48: "left", 49: "centre", 50: "right"}
BARCODES: Final = ("upc_a", "upc_e", "ean13", "ean8", "code39", "itf", "codabar", "code93", "code128")
BLOCKS: Final = {
    48: "pdf417",
    49: "qr",
    50: "maxicode",
    51: "databar",
    52: "composite",
    53: "aztec",
    54: "datamatrix",
}
LEVELS: Final = {48: "L", 49: "M", 50: "Q", 51: "H"}
CHAR_DOTS: Final = FONT_DOTS["A"][0]
BLOCK_MAX: Final = 4 << 20
"""No printer takes a longer picture; a longer length is noise."""
TEXT_MAX: Final = 256
DLE, ESC, FS, GS, LF, CR, HT = 0x10, 0x1B, 0x1C, 0x1D, 0x0A, 0x0D, 0x09
_SILENT: Final = frozenset({CR, 0x00, 0x0C, 0x18})


class IncompleteError(Exception):
    """The command's other bytes have not come yet."""


class NotACommandError(Exception):
    """What was taken so far is no command known here."""


class EscposReader:
    """`feed` bytes in any portions; `marks` is what came out so far. `columns` of font A: 32 or 48."""

    def __init__(self, columns: int = 48, *, heard: Callable[[Mark], None] | None = None) -> None:
        self.columns = columns
        self.marks: list[Mark] = []
        self.heard = heard
        self._data = bytearray()
        self._at = 0
        self._stored: Picture | None = None
        self._downloaded: Bitmap | None = None
        self._to_start()

    def _to_start(self) -> None:
        self._page = CODE_PAGES[0]
        self._style = Style()
        self._spacing = SPACING
        self._parts: list[Run | Picture] = []
        self._x = 0
        self._tabs = tuple(range(8 * CHAR_DOTS, 32 * 8 * CHAR_DOTS, 8 * CHAR_DOTS))
        self._code = Code("", b"")
        self._block_code = dict[int, Code]()

    def feed(self, data: bytes) -> None:
        """Take these bytes; a command whose end has not come waits for it."""
        self._data += data
        done = 0
        while done < len(self._data):
            self._at = done
            try:
                self._command()
            except IncompleteError:
                break
            except NotACommandError:
                self._put(Unknown(bytes(self._data[done : self._at])))
            done = self._at
        del self._data[:done]

    def finish(self) -> None:
        """Nothing more will come: the open line is printed, half a command is told as unknown."""
        self._flush()
        if self._data:
            self._put(Unknown(bytes(self._data)))
            self._data.clear()

    @property
    def pending(self) -> bytes:
        """What came and is not yet a whole command."""
        return bytes(self._data)

    # the stream

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, count: int) -> bytes:
        if count > BLOCK_MAX:
            raise NotACommandError
        if self._at + count > len(self._data):
            raise IncompleteError
        self._at += count
        return bytes(self._data[self._at - count : self._at])

    def _number(self, size: int = 2) -> int:
        return int.from_bytes(self._bytes(size), "little")

    def _until_nul(self) -> bytes:
        end = self._data.find(0, self._at, self._at + TEXT_MAX)
        if end < 0:
            if len(self._data) - self._at >= TEXT_MAX:
                raise NotACommandError
            raise IncompleteError
        return self._bytes(end + 1 - self._at)[:-1]

    # commands

    def _command(self) -> None:
        first = self._byte()
        if first >= 0x20:
            self._print(bytes([first]).decode(self._page, "replace"))
        elif first == LF:
            self._end_line()
        elif first == HT:
            self._x = next((tab for tab in self._tabs if tab > self._x), self._x)
        elif first in _PREFIXES:
            _PREFIXES[first](self)
        elif first not in _SILENT:
            raise NotACommandError

    def _named(self, do: "dict[str, Do]", skip: dict[str, int]) -> None:
        name = chr(self._byte())
        if name in do:
            do[name](self)
        elif name in skip:
            self._bytes(skip[name])
        else:
            raise NotACommandError

    def _dle(self) -> None:
        name = self._byte()
        if name == 0x04:
            self._put(Asked(self._byte(), now=True))
        elif name == 0x14 and self._byte() == 1:
            pin, steps = self._bytes(2)
            self._put(Pulse(_pin(pin), on_ms=steps * 100, at_once=True, off_ms=steps * 100))
        else:
            raise NotACommandError

    # text

    def _print(self, mark: str) -> None:
        wide = self._style.cell[0]
        if self._x and self._x + wide > self.columns * CHAR_DOTS:
            self._end_line(wrapped=True)
        last = self._parts[-1] if self._parts else None
        if isinstance(last, Run) and last.style == self._style and last.x + wide * len(last.text) == self._x:
            self._parts[-1] = replace(last, text=last.text + mark)
        else:
            self._parts.append(Run(mark, self._style, self._x))
        self._x += wide

    def _end_line(self, *, wrapped: bool = False) -> None:
        self._put(Line(tuple(self._parts), self._style.align, wrapped, self._spacing))
        self._parts, self._x = [], 0

    def _put(self, mark: Mark) -> None:
        self.marks.append(mark)
        if self.heard:
            self.heard(mark)

    def _flush(self) -> None:
        if self._parts:
            self._end_line()

    def _set(self, **changes: object) -> None:
        self._style = replace(self._style, **changes)  # type: ignore[arg-type]  # fields by name

    # ESC

    def _mode(self) -> None:
        bits = self._byte()
        self._set(
            bold=bool(bits & 8),
            height=1 + bool(bits & 16),
            width=1 + bool(bits & 32),
            underline=int(bool(bits & 128)),
            font="AB"[bits & 1],
        )

    def _feed(self) -> None:
        count = self._byte()
        self._flush()
        for _ in range(count):
            self._put(Line(spacing=self._spacing))

    def _feed_dots(self) -> None:
        dots = self._byte()
        if self._parts:
            self._put(Line(tuple(self._parts), self._style.align, spacing=dots))
            self._parts, self._x = [], 0
        else:
            self._put(PaperFeed(dots))

    def _align(self) -> None:
        self._set(align=ALIGNS.get(self._byte(), self._style.align))

    def _code_page(self) -> None:
        number = self._byte()
        self._put(PageChange(number, CODE_PAGES.get(number)))
        self._page = CODE_PAGES.get(number, self._page)

    def _pulse(self) -> None:
        pin, on, off = self._bytes(3)
        self._put(Pulse(_pin(pin), on_ms=on * 2, off_ms=off * 2))

    def _column_picture(self) -> None:
        mode, width = self._byte(), self._number()
        tall = 3 if mode in (32, 33) else 1
        data = self._bytes(width * tall)
        if mode not in (0, 1, 32, 33):
            raise NotACommandError
        across = 2 if mode in (0, 32) else 1
        if width:
            dots = of_columns(data, width=width, column_bytes=tall)
            self._parts.append(Picture(dots, across=across, down=3 // tall, x=self._x))
            self._x += width * across

    def _move(self, *, from_here: bool = False) -> None:
        dots = int.from_bytes(self._bytes(2), "little", signed=from_here)
        place = dots + (self._x if from_here else 0)
        self._x = max(0, min(place, self.columns * CHAR_DOTS))

    def _set_tabs(self) -> None:
        self._tabs = tuple(column * CHAR_DOTS for column in self._until_nul())

    def _underline(self) -> None:
        self._set(underline=min(self._byte() % 48, 2))

    # GS

    def _size(self) -> None:
        bits = self._byte()
        self._set(width=1 + (bits >> 4 & 7), height=1 + (bits & 7))

    def _cut(self) -> None:
        mode = self._byte()
        if mode >= 65:
            self._byte()
        self._flush()
        self._put(CutMark(part=mode in (1, 49, 66)))

    def _barcode(self) -> None:
        kind = self._byte()
        data = self._bytes(self._byte()) if kind >= 65 else self._until_nul()
        place = kind - 65 if kind >= 65 else kind
        if place >= len(BARCODES):
            raise NotACommandError
        self._flush()
        self._put(replace(self._code, kind=BARCODES[place], data=data, align=self._style.align))

    def _code_look(self, field: str) -> None:
        self._code = replace(self._code, **{field: self._byte()})  # type: ignore[arg-type]  # fields by name

    def _block(self) -> None:
        function = chr(self._byte())
        self._block_data(function, self._bytes(self._number()))

    def _long_block(self) -> None:
        function = chr(self._byte())
        self._block_data(function, self._bytes(self._number(4)))

    def _block_data(self, function: str, data: bytes) -> None:
        if len(data) < 2 or function not in "kL":
            raise NotACommandError
        if function == "k":
            self._code_block(data[0], data[1], data[2:])
        else:
            self._picture_block(data[1], data[2:])

    def _code_block(self, kind: int, function: int, data: bytes) -> None:
        if kind not in BLOCKS:
            raise NotACommandError
        code = self._block_code.get(kind, Code(BLOCKS[kind], b""))
        if function == 80:
            code = replace(code, data=data[1:])
        elif function == 67 and data:
            code = replace(code, module=data[0])
        elif function == 69 and data:
            code = replace(code, level=LEVELS.get(data[0], "L"))
        elif function == 81:
            self._flush()
            self._put(replace(code, align=self._style.align))
        self._block_code[kind] = code

    def _picture_block(self, function: int, data: bytes) -> None:
        if function in (2, 50) and self._stored:
            self._flush()
            self._put(replace(self._stored, align=self._style.align))
        elif function == 112 and len(data) > 8:
            self._store_picture(data)
        else:
            raise NotACommandError

    def _store_picture(self, data: bytes) -> None:
        width, height = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        dots = data[8:]
        if not width or len(dots) != -(-width // 8) * height:
            raise NotACommandError
        self._stored = Picture(Bitmap(width, height, dots), across=_times(data[1]), down=_times(data[2]))

    def _raster(self) -> None:
        _zero, mode = self._bytes(2)
        width, height = self._number(), self._number()
        dots = self._bytes(width * height)
        self._flush()
        if width and height:
            bitmap = Bitmap(width * 8, height, dots)
            across, down = 1 + (mode & 1), 1 + (mode >> 1 & 1)
            self._put(Picture(bitmap, self._style.align, across, down))

    def _ask_in_turn(self) -> None:
        self._put(Asked(self._byte(), now=False))

    def _download_picture(self) -> None:
        width, height = self._bytes(2)
        data = self._bytes(width * height * 8)
        if not data:
            raise NotACommandError
        self._downloaded = of_columns(data, width=width * 8, column_bytes=height)

    def _print_downloaded(self) -> None:
        mode = self._byte()
        if self._downloaded is None:
            raise NotACommandError
        self._flush()
        self._put(Picture(self._downloaded, self._style.align, 1 + (mode & 1), 1 + (mode >> 1 & 1)))

    def _parted(self) -> None:
        """FS ( and its like: a length says what belongs to it, nobody here knows what it means."""
        self._byte()
        self._bytes(self._number())
        raise NotACommandError


def _pin(code: int) -> int:
    return 5 if code in (1, 49) else 2


def _times(code: int) -> int:
    return 2 if code == 2 else 1


def _spacing(reader: EscposReader, dots: int) -> None:
    reader._spacing = dots


Do = Callable[[EscposReader], None]
ESC_DO: Final[dict[str, Do]] = {
    "@": lambda own: own._to_start(),
    "!": EscposReader._mode,
    "E": lambda own: own._set(bold=bool(own._byte() & 1)),
    "G": lambda own: own._set(bold=bool(own._byte() & 1)),
    "M": lambda own: own._set(font="B" if own._byte() in (1, 49) else "A"),
    "-": EscposReader._underline,
    "a": EscposReader._align,
    "d": EscposReader._feed,
    "J": EscposReader._feed_dots,
    "t": EscposReader._code_page,
    "p": EscposReader._pulse,
    "*": EscposReader._column_picture,
    "$": EscposReader._move,
    "\\": lambda own: own._move(from_here=True),
    "D": EscposReader._set_tabs,
    "2": lambda own: _spacing(own, SPACING),
    "3": lambda own: _spacing(own, own._byte()),
    "i": lambda own: own._put(CutMark(part=False)),
    "m": lambda own: own._put(CutMark(part=True)),
}
ESC_SKIP: Final = dict.fromkeys("{VRrU=%eK ?", 1) | {"c": 2}
GS_DO: Final[dict[str, Do]] = {
    "!": EscposReader._size,
    "B": lambda own: own._set(reverse=bool(own._byte() & 1)),
    "V": EscposReader._cut,
    "k": EscposReader._barcode,
    "h": lambda own: own._code_look("height"),
    "w": lambda own: own._code_look("module"),
    "H": lambda own: own._code_look("words"),
    "(": EscposReader._block,
    "8": EscposReader._long_block,
    "v": EscposReader._raster,
    "r": EscposReader._ask_in_turn,
    "*": EscposReader._download_picture,
    "/": EscposReader._print_downloaded,
}
GS_SKIP: Final = dict.fromkeys("fbaTI", 1) | dict.fromkeys("LWP", 2)
FS_DO: Final[dict[str, Do]] = {"(": EscposReader._parted}
FS_SKIP: Final = dict.fromkeys(".&", 0) | dict.fromkeys("!CW-", 1) | dict.fromkeys("S", 2)
_PREFIXES: Final[dict[int, Do]] = {
    ESC: lambda own: own._named(ESC_DO, ESC_SKIP),
    GS: lambda own: own._named(GS_DO, GS_SKIP),
    FS: lambda own: own._named(FS_DO, FS_SKIP),
    DLE: EscposReader._dle,
}


def read_page(data: bytes, *, columns: int = 48) -> list[Mark]:
    """The page of a whole stream."""
    reader = EscposReader(columns)
    reader.feed(data)
    reader.finish()
    return reader.marks
