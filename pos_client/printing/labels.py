"""Shelf and product labels: what stands where, at 203 dpi, and the same as ZPL II for label printers.

Texts are broken here, never by the printer: ZPL's own text block prints what is too long over its last line.
"""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pos_client import texts
from pos_client.devices.documents import Document, Ready
from pos_client.printing.codes import QUIET_MODULES, bars
from pos_client.store.label_prices import Priced
from shared_models.rules.barcodes import check_digit_ok, make_ean13
from shared_models.values.money import Money
from shared_models.values.quantity import ONE

DOTS_PER_MM: Final = 8
COPIES_MAX: Final = 999
TRIAL_BODY: Final = "200012345678"
_RETAIL: Final = {13: "ean13", 12: "upc_a", 8: "ean8"}
_WIDEST_MODULE: Final = 2
# A character of the printer's scalable font is about 11/20 as wide as it is high.
_WIDE, _HIGH = 11, 20


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says. `unit_price` is worded already (`Rp25.000/kg`); `barcode` may be empty."""

    name: str
    price: Money
    barcode: str
    on: date
    unit_price: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes: upper left corner, height of a character, lines at most. In dots."""

    y: int
    high: int
    lines: int = 1


@dataclass(frozen=True, slots=True)
class LabelSize:
    """A template; a place that is None is left out. `bars_at`: top of the barcode, and how high it is."""

    width_mm: int
    height_mm: int
    margin: int
    name: Place
    price: Place
    bars_at: tuple[int, int]
    unit_price: Place | None = None
    on: Place | None = None

    @property
    def width(self) -> int:
        return self.width_mm * DOTS_PER_MM

    @property
    def height(self) -> int:
        return self.height_mm * DOTS_PER_MM


SHELF: Final = LabelSize(
    width_mm=40, height_mm=30, margin=8, name=Place(8, 24, 2), price=Place(62, 56),
    unit_price=Place(122, 20), on=Place(214, 18), bars_at=(146, 44),
)  # fmt: skip
WIDE_SHELF: Final = LabelSize(
    width_mm=50, height_mm=30, margin=8, name=Place(8, 26, 2), price=Place(66, 64),
    unit_price=Place(134, 22), on=Place(214, 18), bars_at=(160, 32),
)  # fmt: skip
# What a roll of 58 mm can be printed on, so that a receipt printer makes shelf labels too.
ROLL: Final = LabelSize(
    width_mm=48, height_mm=32, margin=8, name=Place(8, 28, 2), price=Place(72, 64),
    unit_price=Place(140, 22), on=Place(232, 18), bars_at=(168, 42),
)  # fmt: skip
PRODUCT: Final = LabelSize(
    width_mm=33, height_mm=15, margin=6, name=Place(6, 18), price=Place(26, 28), bars_at=(58, 36)
)
LABEL_SIZES: Final = {"40x30": SHELF, "50x30": WIDE_SHELF, "roll58": ROLL, "33x15": PRODUCT}


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text as it is placed."""

    x: int
    y: int
    high: int
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode as it is placed; its number stands below it."""

    x: int
    y: int
    module: int
    high: int
    kind: str
    text: str


def trial_label(shop: str, on: date) -> Label:
    """Shows whether a label printer is set up right: edges, sizes, a code to scan."""
    return Label(name=shop, price=Money(98_400), barcode=make_ean13(TRIAL_BODY), on=on)


@dataclass(frozen=True, slots=True)
class Batch:
    """Labels of one size as they go to the printer, each with its number of copies."""

    size: str
    labels: tuple[tuple[Label, int], ...]

    def to_text(self) -> str:
        """For a print job: JSON. A label says what was true when it was asked for."""
        rows = [
            [one.name, one.price, one.barcode, one.on.toordinal(), one.unit_price, copies]
            for one, copies in self.labels
        ]
        return json.dumps({"size": self.size, "labels": rows}, ensure_ascii=False, separators=(",", ":"))


def read_batch(text: str) -> Batch:
    """What `Batch.to_text` wrote. ValueError for anything else."""
    told = json.loads(text)
    labels = [
        (Label(name, Money(price), barcode, date.fromordinal(on), unit_price), int(copies))
        for name, price, barcode, on, unit_price, copies in told["labels"]
    ]
    if told["size"] not in LABEL_SIZES:
        raise ValueError(told["size"])
    return Batch(told["size"], tuple(labels))


def label_of(priced: Priced, on: date) -> Label:
    """The label of goods at the price of a day, with the price of one base unit where that is another."""
    other = priced.factor != ONE
    per = f"{texts.rupiah(priced.per_base_unit())}/{priced.base_unit}" if other else f"/{priced.unit}"
    return Label(priced.name, priced.price, priced.barcode, on, per)


def zpl_batch(batch: Batch) -> Document:
    """For a printer that speaks ZPL: it makes the copies itself."""
    size = LABEL_SIZES[batch.size]
    return Document(tuple(Ready(zpl(label, size, copies=copies).encode()) for label, copies in batch.labels))


def placed(label: Label, size: LabelSize) -> Iterator[Words | Bars]:
    """Everything on a label; what does not fit is shortened, a code that cannot be scanned is left out."""
    fields = (
        (size.name, label.name),
        (size.price, texts.rupiah(label.price)),
        (size.unit_price, label.unit_price),
        (size.on, texts.day(label.on)),
    )
    for place, text in fields:
        if place is not None and text:
            yield from _words(place, text, size)
    if found := _bars(label.barcode, size):
        yield found


def zpl(label: Label, size: LabelSize, *, copies: int = 1) -> str:
    """The label in ZPL II, as UTF-8 (^CI28). No text of a shop can become a command."""
    assert 1 <= copies <= COPIES_MAX
    body = "\n".join(map(_zpl_field, placed(label, size)))
    return f"^XA^CI28^LH0,0^PW{size.width}^LL{size.height}\n{body}\n^PQ{copies}^XZ\n"


def zpl_escaped(text: str) -> str:
    """For a field after `^FH`: every byte that is a command's, a control's or not ASCII becomes `_XX`."""
    plain = (chr(byte) if _is_plain(byte) else f"_{byte:02X}" for byte in text.encode())
    return "".join(plain)


def _is_plain(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte not in b"^~_\\"


def _words(place: Place, text: str, size: LabelSize) -> Iterator[Words]:
    room = (size.width - 2 * size.margin) * _HIGH // (place.high * _WIDE)
    lines = textwrap.wrap(
        " ".join(text.split()), room, max_lines=place.lines, placeholder="...", break_on_hyphens=False
    )
    for number, line in enumerate(lines):
        yield Words(size.margin, place.y + number * (place.high + 2), place.high, line)


def _bars(code: str, size: LabelSize) -> Bars | None:
    kind = _RETAIL.get(len(code), "code128") if check_digit_ok(code) else "code128"
    modules = bars(kind, code) if code and code.isascii() and code.isprintable() else None
    if modules is None:
        return None
    quiet = 2 * QUIET_MODULES
    fitting = (size.width // (len(modules) + quiet), _WIDEST_MODULE)
    module = min(fitting)
    if not module:
        return None
    top, high = size.bars_at
    return Bars((size.width - len(modules) * module) // 2, top, module, high, kind, code)


def _zpl_field(part: Words | Bars) -> str:
    if isinstance(part, Words):
        return f"^FO{part.x},{part.y}^A0N,{part.high},{part.high}^FH^FD{zpl_escaped(part.text)}^FS"
    command = {
        "ean13": f"^BEN,{part.high},Y,N",
        "ean8": f"^B8N,{part.high},Y,N",
        "upc_a": f"^BUN,{part.high},Y,N,Y",
        "code128": f"^BCN,{part.high},Y,N,N,A",
    }[part.kind]
    return f"^FO{part.x},{part.y}^BY{part.module}{command}^FH^FD{_zpl_code(part)}^FS"


def _zpl_code(part: Bars) -> str:
    """EAN and UPC without their check digit, which the printer adds; `>` begins a command within Code 128."""
    if part.kind != "code128":
        return part.text[:-1]
    return zpl_escaped(part.text.replace(">", ">0"))
