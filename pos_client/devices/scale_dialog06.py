"""Checkout Dialog 06 (Mettler Toledo, Bizerba, Ohaus, CAS type 12): it is sent a price and computes.

Records begin with EOT STX and end with ETX, their fields with ESC. 01: unit price; 02: the result; 08 and
09: what is wrong; 10 and 11: the scale asks the till to prove its approval. What the proof is made with is
the maker's secret, given with an approval: the key of the settings. Source: Ohaus Aviator 7000 manual.
"""

import re
from typing import Final

from pos_client.devices.faults import DeviceFault, trouble
from pos_client.devices.scale_reading import GARBLED, Heard, Reading, Step, Weighed, weighed

DIGITS: Final = 6
LONGEST: Final = 128
ASK_RESULT: Final = b"\x04\x05"
ASK_WHY: Final = b"\x04\x0208\x03"
_ACK: Final = 0x06
_NAK: Final = 0x15
_RECORD: Final = re.compile(rb"\x02(\d\d)((?:\x1b[^\x03\x1b]*)*)\x03")
_CHECKSUM: Final = 0x5A3C
"""Any will do: the scale proves the key with it, not the program."""
_KILOGRAMS: Final = "3"
_UNITS: Final = {"0": "lb", "1": "lb", "2": "lb"}
_STATES: Final = {
    "20": Weighed.UNSTABLE,
    "22": Weighed.UNSTABLE,
    "30": Weighed.TOO_LIGHT,
    "31": Weighed.NEGATIVE,
    "32": Weighed.OVERLOAD,
}
_NOT_MOVED: Final = "21"
_NO_FAULT: Final = "00"


def correction(checksum: int, key: int) -> int:
    """The 16 bits that make `checksum` and them a multiple of the key, a polynomial of degree 16 over two."""
    rest = checksum << 16
    for bit in range(31, 15, -1):
        if rest >> bit & 1:
            rest ^= key << (bit - 16)
    return rest


def proof(key: int, number: int) -> bytes:
    """The answer to a request: checksum and correction, turned by the high and the low half of `number`."""
    left, right = number >> 4, number & 15
    turned = _turned(_CHECKSUM, left)
    return f"{turned:04X}{_turned(correction(_CHECKSUM, key), 16 - right):04X}".encode()


def _turned(word: int, left: int) -> int:
    return ((word << left | word >> (16 - left)) & 0xFFFF) if left % 16 else word


class Dialog06:
    """`key`: the generator polynomial with its leading bit (17 bits), 0 where no approval was given."""

    confirm = 1

    def __init__(self, key: int = 0) -> None:
        self._key = key
        self._price = 0
        self._half = b""
        self._last: Reading | None = None

    def reset(self) -> None:
        self._half, self._last = b"", None

    def price(self, per_kg: int) -> bool:
        """Weigh for this unit price from now on; False for one with too many digits."""
        if not 0 <= per_kg < 10**DIGITS:
            return False
        if per_kg != self._price:
            self._price, self._last = per_kg, None
        return True

    def ask(self) -> bytes:
        self._half = b""
        return b"\x04\x0201\x1b%06d\x1b\x03" % self._price

    def zero(self) -> bytes:
        return b""

    def tare(self) -> bytes:
        return b""

    def take(self, data: bytes) -> Step:
        heard: tuple[Heard, ...] = ()
        send = b""
        for byte in data:
            step = self._byte(byte & 0x7F)
            heard += step.heard
            send = step.send or send
        return Step(heard, send)

    def _byte(self, byte: int) -> Step:
        if not self._half and byte == _ACK:
            return Step(send=ASK_RESULT)
        if not self._half and byte == _NAK:
            return Step(send=ASK_WHY)
        if byte == 0x02:
            self._half = b""
        self._half = (self._half + bytes([byte]))[-LONGEST:]
        # Noise between two records belongs to none.
        if not self._half.startswith(b"\x02"):
            self._half = b""
        return self._record() if byte == 0x03 and self._half else Step()

    def _record(self) -> Step:
        found = _RECORD.fullmatch(self._half)
        self._half = b""
        if found is None:
            return Step((GARBLED,))
        fields = [field.decode("latin-1") for field in found[2].split(b"\x1b")[1:]]
        match found[1], fields:
            case b"02", [unit, grams, unit_price, price]:
                return self._result(unit, grams, unit_price, price)
            case b"09", [state]:
                return self._state(state)
            case b"11", [asked]:
                return self._proof(asked)
        return Step((GARBLED,))

    def _result(self, unit: str, grams: str, unit_price: str, price: str) -> Step:
        if unit != _KILOGRAMS:
            return Step((trouble(DeviceFault.SCALE_UNIT, unit=_UNITS.get(unit, "?")),))
        heard = weighed(grams, "g", Weighed.STABLE)
        # A figure for another price was asked for before the price was changed.
        if (
            not isinstance(heard, Reading)
            or not (unit_price + price).isdigit()
            or int(unit_price) != self._price
        ):
            return Step((GARBLED,))
        self._last = Reading(heard.state, heard.grams, unit_price=int(unit_price), price=int(price))
        return Step((self._last,))

    def _state(self, state: str) -> Step:
        if state == _NO_FAULT:
            return Step()
        if state == _NOT_MOVED:
            # The result was given and nothing has moved since: it still holds.
            again = trouble(DeviceFault.SCALE_AGAIN)
            return Step((self._last or again,))
        self._last = None
        known = _STATES.get(state)
        return Step((Reading(known) if known else trouble(DeviceFault.SCALE_REPORTS, number=state),))

    def _proof(self, asked: str) -> Step:
        if asked == "1":
            return Step()  # accepted: the next question is answered
        number = re.fullmatch(r"2([0-9A-Fa-f]{2})", asked)
        if number is None or not self._key:
            return Step((trouble(DeviceFault.SCALE_KEY),))
        return Step(send=b"\x04\x0210\x1b" + proof(self._key, int(number[1], 16)) + b"\x03")
