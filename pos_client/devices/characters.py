"""Which characters receipt printers have. Texts are put into them first: one character is one column."""

import unicodedata
from typing import Final

PAGES: Final = ("CP437", "CP850", "CP858")
"""Code pages nearly every printer has, in the order they are tried."""

OFFERED: Final = (*PAGES, "CP1252")
"""Code pages a printer may be set to; each has its number in Epson's table."""

_SPELLED: Final = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{BULLET}": "*",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{SOFT HYPHEN}": "",
}


def _printable() -> frozenset[str]:
    upper = bytes(range(0x80, 0x100))
    marks = {chr(code) for code in range(0x20, 0x7F)}
    return frozenset(marks.union(*(upper.decode(page) for page in PAGES)) - set(_SPELLED))


PRINTABLE: Final = _printable()


def printable(text: str) -> str:
    """`text` in characters of `PAGES`: accents kept where they can be, signs spelled, anything else a `?`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(mark) for mark in unicodedata.normalize("NFC", text))


def _spelled(mark: str) -> str:
    if mark in PRINTABLE:
        return mark
    if mark in _SPELLED:
        return _SPELLED[mark]
    if mark.isspace():
        return " "
    if unicodedata.category(mark) in {"Cc", "Cf", "Mn"}:
        return ""
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", mark) if part.isascii() and part.isprintable()
    )
    return plain or "?"
