"""A print-out as lines of text: what the paper will show, for the screen and for tests."""

from pos_client.devices.documents import Align, Barcode, Document, Feed, QrCode, Size
from pos_client.devices.layout import Row, lay_out


def render_text(document: Document, columns: int) -> list[str]:
    """The document on paper of `columns` columns, one text per printed line. Codes are shown as
    `[code]`, and a QR code that holds more than the paper is wide as `[QR]`: a text cut short misleads.
    """
    lines: list[str] = []
    for laid in lay_out(document, columns):
        match laid:
            case Row(size=Size.LARGE):
                lines.append(_across(laid.text.strip(), laid.align, columns))
            case Row(text=text):
                lines.append(text)
            case Feed(lines=count):
                lines += [""] * count
            case Barcode(code=code) | QrCode(text=code):
                shown = f"[{code}]"
                lines.append(_across(shown if len(shown) <= columns else "[QR]", Align.CENTRE, columns))
            case _:
                pass
    return lines


def _across(text: str, align: Align, columns: int) -> str:
    sides = {Align.LEFT: text.ljust, Align.CENTRE: text.center, Align.RIGHT: text.rjust}
    return sides[align](columns).rstrip()
