"""Reads ESC/POS as a printer does: bytes in, lines of paper, codes, cuts and drawer pulses out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

CODE_PAGES: Final = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    14: "cp737",
    15: "iso8859-7",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    21: "cp874",
    33: "cp775",
    34: "cp855",
    37: "cp864",
}
ALIGNS: Final = {0: "left", 1: "centre", 2: "right", 48: "left", 49: "centre", 50: "right"}
DLE, ESC, FS, GS, LF, CR, HT = 0x10, 0x1B, 0x1C, 0x1D, 0x0A, 0x0D, 0x09


@dataclass(frozen=True)
class Style:
    bold: bool = False
    width: int = 1
    height: int = 1
    align: str = "left"


@dataclass(frozen=True)
class Line:
    """A printed line. `wrapped`: it was too long and the printer broke it."""

    text: str
    style: Style = Style()
    wrapped: bool = False


@dataclass(frozen=True)
class Code:
    """A barcode or QR code with its data."""

    kind: str
    data: bytes


@dataclass(frozen=True)
class Picture:
    """Dots, width and height; 0 where the stream does not say."""

    width: int
    height: int


@dataclass(frozen=True)
class CutMark:
    part: bool


@dataclass(frozen=True)
class Pulse:
    """The drawer: `pin` 2 or 5. `at_once`: the real-time command, which works without paper, too."""

    pin: int
    on_ms: int
    at_once: bool = False


@dataclass(frozen=True)
class Asked:
    """The host wants to know: `DLE EOT n` is `now`, `GS r n` is answered in turn."""

    n: int
    now: bool


Mark = Line | Code | Picture | CutMark | Pulse | Asked


class IncompleteError(Exception):
    """The command's other bytes have not come yet."""


class UnknownCommandError(Exception):
    """A command this reader does not know: better to fail than to print its bytes."""


@dataclass
class EscposReader:
    """`feed` bytes in any portions; `marks` is what came out so far."""

    columns: int = 48
    marks: list[Mark] = field(default_factory=list)
    heard: Callable[[Mark], None] | None = None

    def __post_init__(self) -> None:
        self._data = b""
        self._at = 0
        self._page = CODE_PAGES[0]
        self._style = Style()
        self._line = ""
        self._used = 0
        self._qr = b""

    def feed(self, data: bytes) -> None:
        self._data += data
        while self._data:
            self._at = 0
            try:
                self._command()
            except IncompleteError:
                return
            self._data = self._data[self._at :]

    @property
    def pending(self) -> bytes:
        """What came and is not yet a whole command."""
        return self._data

    # the stream

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise IncompleteError
        self._at += count
        return self._data[self._at - count : self._at]

    def _number(self, size: int = 2) -> int:
        return int.from_bytes(self._bytes(size), "little")

    def _until_nul(self) -> bytes:
        found = b""
        while byte := self._byte():
            found += bytes([byte])
        return found

    # commands

    def _command(self) -> None:
        first = self._byte()
        if first == LF:
            self._end_line()
        elif first in (ESC, GS, FS, DLE):
            {ESC: self._esc, GS: self._gs, FS: self._fs, DLE: self._dle}[first]()
        elif first == HT:
            self._print(" " * (8 - len(self._line) % 8))
        elif first >= 0x20:
            self._print(bytes([first]).decode(self._page, "replace"))
        elif first not in (CR, 0x00, 0x0C, 0x18):
            raise UnknownCommandError(hex(first))

    def _esc(self) -> None:
        name = chr(self._byte())
        if name in ESC_DO:
            ESC_DO[name](self)
        elif name in ESC_SKIP:
            self._bytes(ESC_SKIP[name])
        else:
            raise UnknownCommandError(f"ESC {name}")

    def _gs(self) -> None:
        name = chr(self._byte())
        if name in GS_DO:
            GS_DO[name](self)
        elif name in GS_SKIP:
            self._bytes(GS_SKIP[name])
        else:
            raise UnknownCommandError(f"GS {name}")

    def _fs(self) -> None:
        name = chr(self._byte())
        if name == "(":
            self._byte()
            self._bytes(self._number())
        elif name in FS_SKIP:
            self._bytes(FS_SKIP[name])
        else:
            raise UnknownCommandError(f"FS {name}")

    def _dle(self) -> None:
        name = self._byte()
        if name == 0x04:
            self._put(Asked(self._byte(), now=True))
        elif name == 0x14 and self._byte() == 1:
            pin, steps = self._bytes(2)
            self._put(Pulse(pin=_pin(pin), on_ms=steps * 100, at_once=True))
        else:
            raise UnknownCommandError(f"DLE {name}")

    # text

    def _print(self, text: str) -> None:
        for mark in text:
            if self._used + self._style.width > self.columns:
                self._end_line(wrapped=True)
            self._line += mark
            self._used += self._style.width

    def _end_line(self, *, wrapped: bool = False) -> None:
        self._put(Line(self._line, self._style, wrapped))
        self._line, self._used = "", 0

    def _put(self, mark: Mark) -> None:
        self.marks.append(mark)
        if self.heard:
            self.heard(mark)

    def _flush(self) -> None:
        if self._line:
            self._end_line()

    def _set(self, **changes: object) -> None:
        self._style = replace(self._style, **changes)  # type: ignore[arg-type]  # fields by name

    # ESC

    def _reset(self) -> None:
        self._line, self._used, self._style, self._page = "", 0, Style(), CODE_PAGES[0]

    def _mode(self) -> None:
        bits = self._byte()
        self._set(bold=bool(bits & 8), height=1 + bool(bits & 16), width=1 + bool(bits & 32))

    def _feed(self) -> None:
        count = self._byte()
        self._flush()
        for _ in range(count):
            self._put(Line(""))

    def _align(self) -> None:
        self._set(align=ALIGNS[self._byte()])

    def _code_page(self) -> None:
        self._page = CODE_PAGES.get(self._byte(), "ascii")

    def _pulse(self) -> None:
        pin, on, _off = self._bytes(3)
        self._put(Pulse(pin=_pin(pin), on_ms=on * 2))

    def _column_picture(self) -> None:
        mode, width = self._byte(), self._number()
        height = 24 if mode >= 32 else 8
        self._bytes(width * height // 8)
        self._put(Picture(width, height))

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
        self._put(Code(f"barcode {kind}", data))

    def _block(self) -> None:
        function = chr(self._byte())
        data = self._bytes(self._number())
        if function == "k" and data[:1] == b"1":
            self._qr_code(data)
        elif function == "k" and data[1] == 81:
            self._put(Code("2d", b""))
        elif function == "L" and data[1] in (2, 50):
            self._put(Picture(0, 0))

    def _qr_code(self, data: bytes) -> None:
        if data[1] == 80:
            self._qr = data[3:]
        elif data[1] == 81:
            self._put(Code("qr", self._qr))

    def _long_block(self) -> None:
        self._byte()
        self._bytes(self._number(4))

    def _raster(self) -> None:
        self._bytes(2)
        width, height = self._number(), self._number()
        self._bytes(width * height)
        self._put(Picture(width * 8, height))

    def _ask_in_turn(self) -> None:
        self._put(Asked(self._byte(), now=False))

    def _stored_picture(self) -> None:
        width, height = self._bytes(2)
        self._bytes(width * height * 8)


def _pin(code: int) -> int:
    return 5 if code in (1, 49) else 2


Do = Callable[[EscposReader], None]
ESC_DO: Final[dict[str, Do]] = {
    "@": EscposReader._reset,
    "!": EscposReader._mode,
    "E": lambda own: own._set(bold=bool(own._byte() & 1)),
    "a": EscposReader._align,
    "d": EscposReader._feed,
    "t": EscposReader._code_page,
    "p": EscposReader._pulse,
    "*": EscposReader._column_picture,
    "2": lambda _own: None,
    "D": lambda own: _drop(own._until_nul()),
    "J": lambda own: _drop(own._byte()),
}
ESC_SKIP: Final = dict.fromkeys("-GM{VRrU3=%e? ", 1) | dict.fromkeys("$\\c", 2)
GS_DO: Final[dict[str, Do]] = {
    "!": EscposReader._size,
    "V": EscposReader._cut,
    "k": EscposReader._barcode,
    "(": EscposReader._block,
    "8": EscposReader._long_block,
    "v": EscposReader._raster,
    "r": EscposReader._ask_in_turn,
    "*": EscposReader._stored_picture,
    "/": lambda own: own._put(Picture(own._byte() * 0, 0)),
}
GS_SKIP: Final = dict.fromkeys("BHfhwbaTI", 1) | dict.fromkeys("LWP", 2)
FS_SKIP: Final = dict.fromkeys(".&", 0) | dict.fromkeys("!C", 1) | dict.fromkeys("Sp", 2)


def _drop(_what: object) -> None:
    pass


def text_of(marks: list[Mark]) -> str:
    """The lines alone, as a person reads them."""
    return "".join(f"{mark.text.rstrip()}\n" for mark in marks if isinstance(mark, Line))
