"""A document in the printer's own language (ESC/POS), written by python-escpos."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pos_client.devices.address import Cutter, PrinterSettings
from pos_client.devices.bitmap import Bitmap
from pos_client.devices.documents import (
    Align,
    Barcode,
    Cut,
    Document,
    Drawer,
    Feed,
    Image,
    QrCode,
    Ready,
    Size,
)
from pos_client.devices.layout import BARCODE_MODULE_DOTS, Laid, Row, lay_out

if TYPE_CHECKING:
    from escpos.printer import Dummy

LINES_TO_TEAR: Final = 4
BARCODE_DOTS_HIGH: Final = 64
BAND_ROWS: Final = 128
"""A picture goes out in strips: cheap printers lose what does not fit their memory."""
CANCEL_CHINESE: Final = b"\x1c."
PULSE_STEP_MS: Final = 2  # of ESC p
PULSE_NOW_STEP_MS: Final = 100  # of DLE DC4
_ALIGN_NAMES: Final = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_PIN_CODE: Final = {2: 0, 5: 1}
_WIDTH_HEIGHT: Final = {Size.NORMAL: (1, 1), Size.TALL: (1, 2), Size.LARGE: (2, 2)}


def document_bytes(document: Document, settings: PrinterSettings) -> bytes:
    """What is sent for `document`. Only a pulse goes out for a document without paper: nothing is fed."""
    writer = _Writer(settings)
    if document.on_paper:
        writer.wake_up()
    for laid in lay_out(document, settings.columns):
        writer.put(laid)
    return writer.sent()


def drawer_now_bytes(settings: PrinterSettings) -> bytes:
    """DLE DC4: a pulse at once, also from a printer that is out of paper or open (100 ms and more)."""
    steps = min(max(1, -(-settings.pulse_on_ms // PULSE_NOW_STEP_MS)), 8)
    return bytes([0x10, 0x14, 1, _PIN_CODE[settings.drawer_pin], steps])


@lru_cache(maxsize=8)
def raster_bytes(bitmap: Bitmap) -> bytes:
    """GS v 0, strip by strip. Kept: the shop's logo stands on every receipt."""
    return b"".join(
        b"\x1dv0\x00" + band.row_bytes.to_bytes(2, "little") + band.height.to_bytes(2, "little") + band.dots
        for band in bitmap.bands(BAND_ROWS)
    )


class _Writer:
    """Writes what was laid out and keeps what the printer is set to, so that only changes are sent."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._out = _printer(settings.pages)
        self._bold = False
        self._size = Size.NORMAL

    def wake_up(self) -> None:
        self._out.hw("INIT")
        if self._settings.leaves_chinese_mode:
            self._out._raw(CANCEL_CHINESE)  # noqa: SLF001 - python-escpos has no name for this command

    def put(self, laid: Laid) -> None:
        match laid:
            case Row():
                self._row(laid)
            case Feed(lines=lines):
                self._out.print_and_feed(lines)
            case Cut():
                self._cut()
            case Drawer():
                self._drawer()
            case _:
                self._drawn(laid)

    def _drawn(self, laid: Barcode | QrCode | Image | Ready) -> None:
        match laid:
            case Barcode(code=code):
                self._barcode(code)
            case QrCode():
                self._qr_code(laid)
            case Image():
                self._image(laid)
            case Ready(data=data):
                self._out._raw(data)  # noqa: SLF001 - python-escpos' name for it

    def sent(self) -> bytes:
        return bytes(self._out.output)

    def _row(self, row: Row) -> None:
        if row.bold != self._bold:
            self._out.set(bold=row.bold)
            self._bold = row.bold
        if row.size is not self._size:
            width, height = _WIDTH_HEIGHT[row.size]
            self._out.set(custom_size=True, width=width, height=height)
            self._size = row.size
        self._out.text(_within(row.text, self._settings.pages) + "\n")

    def _barcode(self, code: str) -> None:
        self._out.set(align="center")
        # Not `barcode()`: that one prints a line about itself on the program's own output.
        self._out._hw_barcode(  # noqa: SLF001 - see above
            "{B" + code,
            "CODE128",
            height=BARCODE_DOTS_HIGH,
            width=BARCODE_MODULE_DOTS,
            align_ct=False,
            function_type="B",
            check=False,
        )
        self._out.set(align="left")

    def _qr_code(self, code: QrCode) -> None:
        self._out.set(align="center")
        self._out.qr(code.text, native=True, size=code.module, ec=1)
        self._out.set(align="left")

    def _image(self, image: Image) -> None:
        self._out.set(align=_ALIGN_NAMES[image.align])
        self._out._raw(raster_bytes(image.bitmap))  # noqa: SLF001 - `image()` there wants a Pillow picture
        self._out.set(align="left")

    def _drawer(self) -> None:
        own = self._settings
        pulse = (own.pulse_on_ms // PULSE_STEP_MS, own.pulse_off_ms // PULSE_STEP_MS)
        self._out.cashdraw([27, 112, _PIN_CODE[own.drawer_pin], *pulse])

    def _cut(self) -> None:
        match self._settings.cutter:
            case Cutter.NONE:
                self._out.print_and_feed(LINES_TO_TEAR)
            case Cutter.AUTO:
                self._out.cut(feed=False)
            case Cutter.FULL | Cutter.PART:
                self._out.cut(mode=self._settings.cutter.name)


def _printer(pages: Sequence[str]) -> "Dummy":
    # Late: it takes 0.3 s, and the window must not wait for the printer's library.
    from escpos.capabilities import get_profile  # noqa: PLC0415 - see above
    from escpos.magicencode import Encoder  # noqa: PLC0415 - see above
    from escpos.printer import Dummy  # noqa: PLC0415 - see above

    slots: dict[str, Any] = get_profile("default").get_code_pages()
    own = {page: slots[page] for page in pages or ("CP437",)}
    return Dummy(profile="default", magic_encode_args={"encoder": Encoder(own)})


def _within(text: str, pages: Sequence[str]) -> str:
    """`text` in characters of `pages`, one for one: the columns stand."""
    if text.isascii():
        return text
    return "".join(mark if _has(mark, pages) else _plain(mark) for mark in text)


def _has(mark: str, pages: Sequence[str]) -> bool:
    return mark.isascii() or any(mark.encode(page, "ignore") for page in pages)


def _plain(mark: str) -> str:
    first = unicodedata.normalize("NFKD", mark)[0]
    return first if first.isascii() and first.isprintable() else "?"
