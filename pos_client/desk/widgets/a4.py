"""A print-out as an A4 page: the same document a receipt printer gets, set in lines that fill the page.

Qt's own text layout breaks pages; nothing here touches a widget, so it may run on any thread.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from pos_client.desk.theme.fonts import font
from pos_client.desk.widgets.paper import bitmap_image, code_dots
from pos_client.devices.documents import (
    Align,
    Barcode,
    Document,
    Feed,
    Image,
    Item,
    Pair,
    QrCode,
    Rule,
    Size,
    Text,
)
from pos_client.devices.escpos_page import Code

EDGE_MM: Final = 18
POINTS: Final = 10
_SIZES: Final = {Size.NORMAL: POINTS, Size.TALL: POINTS + 3, Size.LARGE: POINTS + 6}
_ALIGN: Final = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
BAR_DOTS: Final = 48
RESOLUTION: Final = 300


def save_pdf(document: Document, file: Path, *, title: str) -> None:
    """Raises OSError where the file cannot be written."""
    file.write_bytes(b"")
    writer = QPdfWriter(str(file))
    writer.setTitle(title)
    writer.setResolution(RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_edges(), QPageLayout.Unit.Millimeter)
    _laid_out(document).print_(writer)


def print_page(document: Document, printer_name: str, *, title: str) -> bool:
    """Whether a printer of this computer took it."""
    if printer_name not in QPrinterInfo.availablePrinterNames():
        return False
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(printer_name)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(_edges(), QPageLayout.Unit.Millimeter)
    _laid_out(document).print_(printer)
    return True


def page_html(document: Document, pictures: dict[str, QImage] | None = None) -> str:
    """The page as Qt's rich text; codes and logos go into `pictures` by their name in it."""
    kept: dict[str, QImage] = {} if pictures is None else pictures
    return "\n".join(part for item in document.items for part in _item(item, kept))


def _laid_out(document: Document) -> QTextDocument:
    pictures: dict[str, QImage] = {}
    html = page_html(document, pictures)
    page = QTextDocument()
    page.setDefaultFont(font())
    for name, image in pictures.items():
        page.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
    page.setHtml(html)
    return page


def _edges() -> QMarginsF:
    return QMarginsF(EDGE_MM, EDGE_MM, EDGE_MM, EDGE_MM)


def _item(item: Item, pictures: dict[str, QImage]) -> Iterator[str]:
    match item:
        case Text(text=text, align=align, bold=bold, size=size, indent=indent):
            words = _words(text, bold=bold, size=size)
            yield f'<p align="{_ALIGN[align]}" style="margin:0 0 0 {indent * 6}px">{words}</p>'
        case Pair(left=left, right=right, bold=bold, size=size, indent=indent):
            yield (
                '<table width="100%" cellspacing="0" cellpadding="0"><tr>'
                f'<td style="padding-left:{indent * 6}px">{_words(left, bold=bold, size=size)}</td>'
                f'<td align="right">{_words(right, bold=bold, size=size)}</td></tr></table>'
            )
        case Rule():
            yield "<hr>"
        case Feed(lines=count):
            yield "<br>" * count
        case QrCode() | Barcode() | Image():
            yield from _picture(item, pictures)
        case _:
            pass


def _picture(item: QrCode | Barcode | Image, pictures: dict[str, QImage]) -> Iterator[str]:
    if isinstance(item, Image):
        dots = item.bitmap
    else:
        code = (
            Code("qr", item.text.encode(), module=item.module)
            if isinstance(item, QrCode)
            else Code("code128", b"{B" + item.code.encode(), module=2, height=BAR_DOTS)
        )
        found = code_dots(code)
        if found is None:
            return
        dots = found
    name = f"picture:{len(pictures)}"
    pictures[name] = bitmap_image(dots)
    wide = dots.width * 2 // 3
    yield f'<p align="center"><img src="{name}" width="{wide}"></p>'
    if isinstance(item, Barcode):
        yield f'<p align="center">{_words(item.code, bold=False, size=Size.NORMAL)}</p>'


def _words(text: str, *, bold: bool, size: Size) -> str:
    shown = escape(text)
    weight = 600 if bold else 400
    return f'<span style="font-size:{_SIZES[size]}pt; font-weight:{weight}">{shown}</span>'
