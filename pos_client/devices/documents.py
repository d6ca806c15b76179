"""What a receipt printer can be asked to print. No widths here: the same document fits 58 and 80 mm paper."""

from dataclasses import dataclass
from enum import StrEnum

from pos_client.devices.bitmap import Bitmap


class Align(StrEnum):
    """Where a text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Size(StrEnum):
    """Normal, twice as high, or twice as high and wide (half as many columns)."""

    NORMAL = "normal"
    TALL = "tall"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; wraps at words, a longer word anywhere. `indent` in columns."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: Size = Size.NORMAL
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Words at the left, a figure at the right. The figure is never cut: the words give way to it."""

    left: str
    right: str
    bold: bool = False
    size: Size = Size.NORMAL
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""

    mark: str = "-"


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code to be scanned again: Code 128 where the paper is wide enough for it, else a QR code."""

    code: str


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code. `module`: dots of its smallest square."""

    text: str
    module: int = 6


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of dots (a logo, a label), cut off at the right where the paper ends."""

    bitmap: Bitmap
    align: Align = Align.CENTRE


@dataclass(frozen=True, slots=True)
class Ready:
    """Something that stands in the printer's own language already: a label in ZPL."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a slip: paper moves past the cutter (or the tear bar) and is cut where there is one."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """Open the cash drawer. Prints and feeds nothing."""


Item = Text | Pair | Rule | Feed | Barcode | QrCode | Image | Ready | Cut | Drawer


@dataclass(frozen=True, slots=True)
class Document:
    """One print-out, top to bottom."""

    items: tuple[Item, ...]

    @property
    def opens_drawer(self) -> bool:
        return any(isinstance(item, Drawer) for item in self.items)

    @property
    def on_paper(self) -> bool:
        """Something is printed; a document without paper only opens the drawer."""
        return any(not isinstance(item, Drawer) for item in self.items)

    def without_drawer(self) -> "Document":
        """The same print-out; the drawer stays shut (a copy, or nobody waits at it any more)."""
        return Document(tuple(item for item in self.items if not isinstance(item, Drawer)))
