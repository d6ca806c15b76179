"""A4 pages: which printers this computer has, and where a page goes."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtPrintSupport import QPrinterInfo

from pos_client.desk.widgets.a4 import print_page, save_pdf
from pos_client.devices.documents import Document
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


def page_printers() -> Sequence[tuple[str, str]]:
    """Printers that the system knows, by the name it gives them."""
    return [(name, name) for name in QPrinterInfo.availablePrinterNames()]


def put_on_page(document: Document, *, title: str, printer: str, file: str) -> None:
    """Print it, or write it to a PDF file where no printer is named. Takes a while; any thread.

    Refuses PRINTER_OFFLINE; raises OSError where the file cannot be written.
    """
    if printer:
        if not print_page(document, printer, title=title):
            raise Refusal(ErrorCode.PRINTER_OFFLINE, printer=printer)
    else:
        save_pdf(document, Path(file), title=title)
