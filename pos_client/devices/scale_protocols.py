"""How scales talk: Toledo/Mettler 8213 and 8217, CAS (continuous and asked), DIGI, and any line by a pattern.

From the makers' manuals: Mettler Toledo PS2/Diva host interface, CAS PD-II type 6 and its 22 byte format,
DIGI DI-600 and DC-788 RS-232 protocol.
"""

import re
from functools import reduce
from operator import xor
from typing import Final

from pos_client.devices.scale_reading import GARBLED, Heard, Reading, Step, Weighed, weighed
from pos_client.devices.serial_port import LineSplitter

ENQ: Final = b"\x05"
ACK: Final = b"\x06"
NAK: Final = b"\x15"
DC1: Final = b"\x11"
LONGEST: Final = 128


class _Talks:
    """A scale that talks by itself and obeys nothing; a base for those that do a part of it."""

    confirm = 2

    def __init__(self, ends: bytes = b"\r\n") -> None:
        self._lines = LineSplitter(ends=ends, longest=LONGEST)

    def reset(self) -> None:
        self._lines.forget()

    def ask(self) -> bytes:
        return b""

    def take(self, data: bytes) -> Step:
        heard = [self._heard(line) for line in self._lines.feed(data)]
        return Step(tuple(said for said in heard if said is not None))

    def zero(self) -> bytes:
        return b""

    def tare(self) -> bytes:
        return b""

    def _heard(self, line: bytes) -> Heard | None:
        raise AssertionError(line)


class Toledo(_Talks):
    """`W` is answered `STX 00.755 CR` (kg: three decimals, lb: two), or `STX ? status CR`."""

    confirm = 1
    _WEIGHT: Final = re.compile(rb"(\d{2,3})\.(\d{2,3})(N?)")

    def __init__(self) -> None:
        super().__init__(ends=b"\r")

    def ask(self) -> bytes:
        return b"W"

    def zero(self) -> bytes:
        return b"Z"

    def tare(self) -> bytes:
        return b"T\r"

    def _heard(self, line: bytes) -> Heard | None:
        # The eighth bit is parity, where a line was set up with eight.
        said = bytes(byte & 0x7F for byte in line).rpartition(b"\x02")
        if not said[1]:
            return GARBLED
        found = self._WEIGHT.fullmatch(said[2])
        if found:
            unit = "kg" if len(found[2]) == 3 else "lb"
            figure = f"{found[1].decode()}.{found[2].decode()}"
            return weighed(figure, unit, Weighed.STABLE, net=bool(found[3]))
        if len(said[2]) == 2 and said[2][:1] == b"?" and said[2][1] & 0x40:
            return self._status(said[2][1])
        return GARBLED

    def _status(self, status: int) -> Heard | None:
        marks = ((0x02, Weighed.OVERLOAD), (0x04, Weighed.NEGATIVE), (0x01, Weighed.UNSTABLE))
        state = next((state for bit, state in marks if status & bit), None)
        # No mark: it has done what it was told (zero, tare) and says the weight when asked next.
        return Reading(state, net=bool(status & 0x20)) if state else None


class CasContinuous(_Talks):
    """`ST,GS,+  0.755kg`: stable, unstable or overload; gross or net; perhaps an id and a lamp byte."""

    _LINE: Final = re.compile(
        r"(ST|US|UL),(GS|NT)(?:,[^+\-. ][^,])?,\s*([+-]?)\s*(\d[\d.]*)[ ,]*([A-Za-z]{1,2})\s*", re.IGNORECASE
    )
    _STATES: Final = {"ST": Weighed.STABLE, "US": Weighed.UNSTABLE, "UL": Weighed.NEGATIVE}

    def _heard(self, line: bytes) -> Heard | None:
        text = line.decode("latin-1")
        if re.match(r"OL,(GS|NT),", text, re.IGNORECASE):
            return Reading(Weighed.OVERLOAD)
        found = self._LINE.fullmatch(text)
        if not found:
            return GARBLED
        state = self._STATES[found[1].upper()]
        return weighed(found[4], found[5], state, minus=found[3] == "-", net=found[2].upper() == "NT")


class CasAsked:
    """`ENQ` `ACK` `DC1`, then `SOH STX S/U sign 00.755 kg BCC ETX EOT`; BCC is the xor of what it covers."""

    confirm = 1
    _BLOCK: Final = re.compile(
        rb"\x01\x02([SU])([ \-F])([ \d.F]{6})(kg|lb|KG|LB|Kg|Lb)(.)\x03\x04", re.DOTALL
    )

    def __init__(self) -> None:
        self._half = b""

    def reset(self) -> None:
        self._half = b""

    def ask(self) -> bytes:
        self._half = b""
        return ENQ

    def take(self, data: bytes) -> Step:
        self._half = (self._half + data)[-LONGEST:]
        found = self._BLOCK.search(self._half)
        if found:
            self._half = self._half[found.end() :]
            return Step((self._read(found),))
        if self._half.endswith(b"\x03\x04"):
            self._half = b""
            return Step((GARBLED,))
        if self._half.endswith(ACK) and b"\x01" not in self._half:
            self._half = b""
            return Step(send=DC1)
        if self._half.endswith(NAK) and b"\x01" not in self._half:
            self._half = b""
            return Step((Reading(Weighed.UNSTABLE),))  # it has no weight to give yet
        return Step()

    def zero(self) -> bytes:
        return b""

    def tare(self) -> bytes:
        return b""

    def _read(self, found: re.Match[bytes]) -> Heard:
        if reduce(xor, found[0][2:12]) != found[5][0]:
            return GARBLED
        if found[2] == b"F":
            return Reading(Weighed.OVERLOAD)
        state = Weighed.STABLE if found[1] == b"S" else Weighed.UNSTABLE
        figure = found[3].decode().strip()
        return weighed(figure, found[4].decode(), state, minus=found[2] == b"-")


class Digi(_Talks):
    """`state CR 0 net weight CR 4 tare CR LF`, by itself or after ENQ; header codes must be switched on.

    The state is NUL or SOH (DI-600), or two flag bytes (DC-788). Without one nobody knows whether it rests.
    """

    _NET: Final = re.compile(rb"0([-0 ]?) *(\d{1,6}[.,]\d{1,3}) *")

    def __init__(self) -> None:
        super().__init__(ends=b"\n")

    def ask(self) -> bytes:
        return ENQ

    def _heard(self, line: bytes) -> Heard | None:
        first, *blocks = line.split(b"\r")
        net = next((block for block in blocks if block[:1] == b"0"), b"")
        if net[:3] == b"0OV":
            return Reading(Weighed.OVERLOAD)
        found = self._NET.fullmatch(net)
        flags = self._flags(first)
        if found is None or flags is None:
            return GARBLED
        state, unit = flags
        tared = any(re.search(rb"[1-9]", block[1:]) for block in blocks if block[:1] == b"4")
        return weighed(found[2].decode(), unit, state, minus=found[1] == b"-", net=tared)

    def _flags(self, first: bytes) -> tuple[Weighed, str] | None:
        if first in {b"\x00", b"\x01"}:
            return (Weighed.UNSTABLE if first == b"\x01" else Weighed.STABLE), "kg"
        if len(first) < 2 or first[-1] & 0xC0 != 0x40 or first[-2] & 0xC0 != 0x40:
            return None
        unit = "lb" if first[-2] & 0x10 else "kg"
        marks = ((0x08, Weighed.OVERLOAD), (0x10, Weighed.NEGATIVE), (0x02, Weighed.UNSTABLE))
        return next((state for bit, state in marks if first[-1] & bit), Weighed.STABLE), unit


_PARTS: Final = {
    "{weight}": r"(?P<minus>[+-]?) *(?P<weight>\d{1,7}(?:[.,]\d{1,5})?)",
    "{unit}": "(?P<unit>[A-Za-z]{1,3})",
    "{state}": r"(?P<state>[^\s,;0-9.+-]*)",
    "{*}": ".*?",
}


class Patterned(_Talks):
    """A line by a pattern: text as it stands, `{weight}`, `{unit}`, `{state}`, and `{*}` for anything.

    A space stands for any number of them. `stable`: what `{state}` says of a scale at rest. Without `{unit}`
    it is kilograms; without `{state}` three equal lines are rest.
    """

    def __init__(self, pattern: str, stable: str, question: bytes = b"") -> None:
        super().__init__()
        self._line = re.compile(pattern_regex(pattern))
        self._stable = stable
        self._question = question
        self._fresh = True
        self.confirm = 2 if "{state}" in pattern else 3

    def reset(self) -> None:
        super().reset()
        # The line was opened in the middle of a figure: the end of 10.755 reads well, and wrongly.
        self._fresh = not self._question

    def ask(self) -> bytes:
        return self._question

    def _heard(self, line: bytes) -> Heard | None:
        if self._fresh:
            self._fresh = False
            return None
        found = self._line.fullmatch(line.decode("latin-1"))
        if found is None:
            return GARBLED
        parts = found.groupdict()
        rests = parts.get("state", self._stable) == self._stable
        state = Weighed.STABLE if rests else Weighed.UNSTABLE
        return weighed(parts["weight"], parts.get("unit", "kg"), state, minus=parts["minus"] == "-")


def pattern_regex(pattern: str) -> str:
    """The regular expression of a pattern. Raises ValueError for a missing `{weight}` or a wrong part."""
    parts = [part for part in re.split(r"(\{[^}]*\}| +)", pattern) if part]
    named = [part for part in parts if part.startswith("{") and part != "{*}"]
    if "{weight}" not in named or len(set(named)) < len(named) or not set(named) <= set(_PARTS):
        raise ValueError(pattern)
    inner = (_PARTS.get(part) or (r"\s*" if part.isspace() else re.escape(part)) for part in parts)
    return rf"\s*{''.join(inner)}\s*"
