"""A receipt as an A4 page: every line of the document, codes as pictures, in a PDF that a reader opens."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from pos_client.desk.widgets.a4 import page_html, print_page, save_pdf
from pos_client.devices.documents import Document, Pair, Text
from tests.factories.slips import KINDS, letterhead

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_print_out_fits_a_page(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    save_pdf(KINDS[kind](letterhead(), 48), file, title=kind)
    assert file.read_bytes().startswith(b"%PDF-")
    assert b"%%EOF" in file.read_bytes()[-32:]


def test_the_page_says_what_the_slip_says() -> None:
    pictures: dict[str, QImage] = {}
    document = KINDS["sale-proof"](letterhead(), 48)
    html = page_html(document, pictures)
    for item in document.items:
        for words in (item.text,) if isinstance(item, Text) else ():
            assert words in html
        for words in (item.left, item.right) if isinstance(item, Pair) else ():
            assert words in html
    assert len(pictures) == 3  # logo, barcode, QR code


def test_words_of_a_shop_are_no_commands() -> None:
    assert "&lt;b&gt;Toko &amp; Anak&lt;/b&gt;" in page_html(Document((Text("<b>Toko & Anak</b>"),)))


def test_a_printer_this_computer_does_not_have_takes_nothing() -> None:
    assert not print_page(Document((Text("x"),)), "nobody's printer", title="x")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        save_pdf(Document((Text("x"),)), tmp_path / "nowhere" / "a.pdf", title="x")
