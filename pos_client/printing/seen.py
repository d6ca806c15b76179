"""A print-out as the printer would make it: its very bytes, read back."""

from dataclasses import dataclass
from typing import Final

from pos_client.devices.address import PrinterSettings, read_address
from pos_client.devices.chosen import receipt_settings
from pos_client.devices.documents import Document
from pos_client.devices.escpos_bytes import document_bytes
from pos_client.devices.escpos_page import Mark, text_of
from pos_client.devices.escpos_reader import EscposReader
from pos_client.store import Rows

WIDTHS_MM: Final = {32: 58, 48: 80}
NO_PRINTER: Final = "none://"


@dataclass(frozen=True, slots=True)
class Seen:
    """`marks` is the page, `mm` its paper, `lines` the same as text."""

    marks: tuple[Mark, ...]
    mm: int
    lines: tuple[str, ...]


def seen_on(document: Document, settings: PrinterSettings) -> Seen:
    """What the printer of these settings makes of a document."""
    return seen_bytes(document_bytes(document, settings), columns=settings.columns)


def seen_bytes(data: bytes, *, columns: int) -> Seen:
    """What a printer makes of bytes from anywhere; nothing in them can raise."""
    reader = EscposReader(columns=columns)
    reader.feed(data)
    reader.finish()
    marks = tuple(reader.marks)
    return Seen(marks, WIDTHS_MM[columns], tuple(text_of(marks).splitlines()))


def seen_at_till(rows: Rows, document: Document) -> Seen:
    """On this till's receipt printer, or on narrow paper where there is none."""
    return seen_on(document, receipt_settings(rows) or read_address(NO_PRINTER))
