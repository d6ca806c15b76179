"""A document as rows of so many columns: the one place where lines are broken, for paper and screen."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pos_client.devices.characters import printable
from pos_client.devices.documents import (
    Align,
    Barcode,
    Cut,
    Document,
    Drawer,
    Feed,
    Image,
    Item,
    Pair,
    QrCode,
    Ready,
    Rule,
    Size,
    Text,
)

COLUMNS_58_MM: Final = 32
COLUMNS_80_MM: Final = 48
DOTS_PER_COLUMN: Final = 12  # Font A
BARCODE_MODULE_DOTS: Final = 2
_CODE128_FRAME_MODULES: Final = 11 * 2 + 13 + 20  # start, check and stop symbols, and the quiet zones
_CODE128_MODULES: Final = 11


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line, already padded: at most `columns` wide (half of it when large)."""

    text: str
    bold: bool = False
    size: Size = Size.NORMAL
    align: Align = Align.LEFT


Laid = Row | Feed | Barcode | QrCode | Image | Ready | Cut | Drawer


def lay_out(document: Document, columns: int) -> Iterator[Laid]:
    """The document in rows of `columns` columns, codes as the paper can hold them."""
    for item in document.items:
        yield from _laid(item, columns)


def _laid(item: Item, columns: int) -> Iterator[Laid]:
    match item:
        case Text():
            yield from _text_rows(item, columns)
        case Pair():
            yield from _pair_rows(item, columns)
        case Rule():
            yield Row(printable(item.mark)[:1] * columns)
        case Barcode():
            yield item if _fits(item.code, columns) else QrCode(item.code)
        case Image():
            yield Image(item.bitmap.narrowed(columns * DOTS_PER_COLUMN), item.align)
        case Feed() | QrCode() | Ready() | Cut() | Drawer():
            yield item


def _text_rows(item: Text, columns: int) -> Iterator[Row]:
    width = _width(item.size, columns)
    for line in _wrapped(item.text, width, item.indent) or [""]:
        yield Row(_placed(line, item.align, width).rstrip(), item.bold, item.size, item.align)


def _pair_rows(item: Pair, columns: int) -> Iterator[Row]:
    width = _width(item.size, columns)
    lines = _wrapped(item.left, width, item.indent)
    right = printable(item.right)
    if lines and len(lines[-1]) + 1 + len(right) <= width:
        lines[-1] += right.rjust(width - len(lines[-1]))
    else:
        lines += [line.rjust(width) for line in _wrapped(right, width, 0)]
    for line in lines:
        yield Row(line.rstrip(), item.bold, item.size)


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    margin = " " * min(indent, width // 2)
    lines = textwrap.wrap(
        printable(text),
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
    )
    return [line.rstrip() for line in lines]


def _placed(line: str, align: Align, width: int) -> str:
    match align:
        case Align.LEFT:
            return line
        case Align.CENTRE:
            return " " * ((width - len(line)) // 2) + line
        case Align.RIGHT:
            return line.rjust(width)


def _width(size: Size, columns: int) -> int:
    return columns // 2 if size is Size.LARGE else columns


def _fits(code: str, columns: int) -> bool:
    dots = BARCODE_MODULE_DOTS * (_CODE128_FRAME_MODULES + _CODE128_MODULES * len(code))
    return bool(code) and code.isascii() and code.isprintable() and dots <= columns * DOTS_PER_COLUMN
