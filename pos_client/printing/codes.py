"""Bars and squares of codes as dots, by reportlab's encoders: for labels and for the picture of a page."""

from collections.abc import Callable
from typing import Any, Final

from pos_client.devices.bitmap import Bitmap
from shared_models.rules.barcodes import check_digit_ok

QUIET_MODULES: Final = 10
QR_QUIET_MODULES: Final = 4
_WIDTHS: Final = {"b": "1", "B": "11", "s": "0", "S": "00", "i": "0"}


def bars(kind: str, text: str) -> str | None:
    """A barcode as modules, `1` is a bar; None for what its kind cannot hold. Without the quiet zones.

    Kinds as `escpos_reader` names them; a missing check digit of EAN and UPC is added, a wrong one refused.
    """
    encode = _ENCODERS.get(kind)
    if encode is None:
        return None
    try:
        return encode(text)
    except Exception:  # noqa: BLE001 - reportlab refuses unfit text by whatever breaks first
        return None


def squares(data: bytes, *, level: str = "M") -> tuple[str, ...] | None:
    """A QR code as rows of modules, `1` is dark; None when it does not fit. Without the quiet zone."""
    # Late: the till starts without it.
    from reportlab.graphics.barcode import qrencoder  # noqa: PLC0415 - see above

    code = qrencoder.QRCode(None, getattr(qrencoder.QRErrorCorrectLevel, level))
    # Latin-1 is one character a byte: the encoder takes text and counts what it holds.
    code.addData(qrencoder.QR8bitByte(data.decode("latin-1")))
    try:
        code.make()
    except Exception:  # noqa: BLE001 - it refuses what is too long by whatever breaks first
        return None
    size = code.getModuleCount()
    return tuple("".join("01"[bool(code.isDark(y, x))] for x in range(size)) for y in range(size))


def grown(rows: tuple[str, ...], *, across: int, down: int) -> Bitmap:
    """Rows of modules as dots, each module so many dots wide and high."""
    width = len(rows[0]) * across
    out = b""
    for row in rows:
        line = "".join(module * across for module in row).ljust(-(-width // 8) * 8, "0")
        out += int(line, 2).to_bytes(len(line) // 8, "big") * down
    return Bitmap(width, len(rows) * down, out)


def _linear(name: str, **options: object) -> Callable[[str], str]:
    def encode(text: str) -> str:
        from reportlab.graphics.barcode import code39, code93, code128, common  # noqa: PLC0415 - see squares

        makers: dict[str, Any] = {
            "code128": code128.Code128,
            "code39": code39.Standard39,
            "code93": code93.Standard93,
            "itf": common.I2of5,
            "codabar": common.Codabar,
        }
        made = makers[name](text, quiet=0, **options)
        made.validate()
        if not made.valid:
            raise ValueError(text)
        made.encode()
        made.decompose()
        return "".join(_module(mark, bars_only=name in _BY_WIDTH) for mark in made.decomposed)

    return encode


_BY_WIDTH: Final = frozenset({"code128", "code93"})


def _module(mark: str, *, bars_only: bool) -> str:
    """`A` to `D` are bars of one to four modules and small letters gaps; elsewhere capitals are wide."""
    if bars_only:
        return ("1" if mark.isupper() else "0") * (ord(mark.lower()) - ord("a") + 1)
    return _WIDTHS[mark]


def _retail(name: str, digits: int) -> Callable[[str], str]:
    def encode(text: str) -> str:
        from reportlab.graphics.barcode import eanbc  # noqa: PLC0415 - see squares

        whole = len(text) == digits and check_digit_ok(text)
        if not text.isdecimal() or not (whole or len(text) == digits - 1):
            raise ValueError(text)
        widget = getattr(eanbc, name)(
            value=text[: digits - 1], humanReadable=0, quiet=0, barWidth=1, x=0, barHeight=1
        )
        drawn = [rect for rect in widget.draw().contents if rect.fillColor is not None]
        modules = bytearray(b"0" * round(max(rect.x + rect.width for rect in drawn)))
        for rect in drawn:
            start, wide = round(rect.x), round(rect.width)
            modules[start : start + wide] = b"1" * wide
        return modules.decode()

    return encode


_ENCODERS: Final[dict[str, Callable[[str], str]]] = {
    "code128": _linear("code128"),
    "code93": _linear("code93"),
    "code39": _linear("code39", checksum=0),
    "itf": _linear("itf", checksum=0, bearers=0),
    "codabar": _linear("codabar"),
    "ean13": _retail("Ean13BarcodeWidget", 13),
    "ean8": _retail("Ean8BarcodeWidget", 8),
    "upc_a": _retail("UPCA", 12),
}
