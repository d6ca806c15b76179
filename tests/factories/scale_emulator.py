"""Scales on a real line, one per way of talking. `pan` is what stands on them."""

from dataclasses import dataclass
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Final

from pos_client.devices.scale_dialog06 import correction
from tests.factories.line_emulator import LineEmulator


@dataclass
class Pan:
    """What stands on the scale and how it rests."""

    grams: int = 0
    moving: bool = False
    overloaded: bool = False
    pounds: bool = False
    net: bool = False

    def figure(self, width: int) -> str:
        """Kilograms with three decimals."""
        grams = abs(self.grams)
        return f"{grams // 1000}.{grams % 1000:03d}".rjust(width, "0")


class ScaleEmulator(LineEmulator):
    """`with CasScale(tmp_path) as scale:`; a scale with `folder=None` stands behind a TCP converter."""

    def __init__(self, folder: Path | None, pan: Pan | None = None) -> None:
        super().__init__(folder)
        self.pan = pan or Pan()
        self.zeroed = 0

    @property
    def weighed(self) -> bytes:
        """One weight as this scale says it."""
        raise AssertionError

    def speak(self, times: int = 1) -> None:
        """It says its weight by itself."""
        self.say(self.weighed * times)


class ToledoScale(ScaleEmulator):
    @property
    def weighed(self) -> bytes:
        pan = self.pan
        status = 0x40 | pan.moving | pan.overloaded << 1 | (pan.grams < 0) << 2 | pan.net << 5
        if status & 0x07:
            return b"\x02?" + bytes([status]) + b"\r"
        if pan.pounds:
            return b"\x0201.66\r"
        return f"\x02{pan.figure(6)}{'N' * pan.net}\r".encode()

    def answer(self, data: bytes) -> bytes:
        said = b""
        for order in data.replace(b"T\r", b"T"):
            if order == ord("W"):
                said += self.weighed
            elif order == ord("Z"):
                self.pan.grams, self.zeroed = 0, self.zeroed + 1
                said += b"\x02?\x50\r"
            elif order == ord("T"):
                self.pan.grams, self.pan.net = 0, True
                said += b"\x02?\x60\r"
        return said


class CasScale(ScaleEmulator):
    """Talks by itself: `speak`."""

    @property
    def weighed(self) -> bytes:
        pan = self.pan
        state = "OL" if pan.overloaded else "US" if pan.moving else "ST"
        sign, unit = "-" if pan.grams < 0 else "+", "lb" if pan.pounds else "kg"
        return f"{state},{'NT' if pan.net else 'GS'},{sign}{pan.figure(1):>7}{unit}\r\n".encode()


class CasAskedScale(ScaleEmulator):
    spoilt: bytes = b""
    """Replaces the check byte once."""

    @property
    def weighed(self) -> bytes:
        pan = self.pan
        sign = "F" if pan.overloaded else "-" if pan.grams < 0 else " "
        figure = "FFFFFF" if pan.overloaded else pan.figure(6)
        block = f"{'U' if pan.moving else 'S'}{sign}{figure}{'lb' if pan.pounds else 'kg'}".encode()
        check, self.spoilt = self.spoilt or bytes([reduce(xor, block)]), b""
        return b"\x01\x02" + block + check + b"\x03\x04"

    def answer(self, data: bytes) -> bytes:
        return b"".join({0x05: b"\x06", 0x11: self.weighed}.get(order, b"") for order in data)


class DigiScale(ScaleEmulator):
    """With the flags of a DC-788; `simple`: with the one byte of a DI-600."""

    simple: bool = False

    @property
    def weighed(self) -> bytes:
        pan = self.pan
        flags = bytes([0x40 | pan.pounds << 4 | pan.net << 1, 0x40 | pan.overloaded << 3 | pan.moving << 1])
        first = bytes([pan.moving]) if self.simple else flags
        sign = "-" if pan.grams < 0 else "0"
        tare = "000,100" if pan.net else "000,000"
        return first + f"\r0{sign}{pan.figure(6).replace('.', ',')}\r40{tare}\r\n".encode()

    def answer(self, data: bytes) -> bytes:
        return self.weighed * data.count(b"\x05")


_ENQ: Final = b"\x04\x05"


class DialogScale(ScaleEmulator):
    """Checkout Dialog 06. With a `key` it asks for the proof before it weighs; it gives each weight once."""

    def __init__(self, folder: Path | None, pan: Pan | None = None, *, key: int = 0) -> None:
        super().__init__(folder, pan)
        self.key = key
        self.number = 0x4B
        self.proven: bool | None = None if key else True
        self.proofs: list[bytes] = []
        self.once = False
        self._price = "000000"
        self._given: int | None = None
        self._half = b""

    def answer(self, data: bytes) -> bytes:
        self._half = (self._half + data)[max((self._half + data).find(b"\x04"), 0) :]
        said = b""
        while self._half.startswith(b"\x04"):
            if self._half.startswith(_ENQ):
                self._half = self._half[2:]
                said += self._result()
            elif b"\x03" in self._half:
                record, _, self._half = self._half.partition(b"\x03")
                said += self._record(record[2:4], record[4:].strip(b"\x1b"))
            else:
                break
        return said

    def _record(self, number: bytes, field: bytes) -> bytes:
        if number == b"08":
            return self._why()
        if number == b"10":
            self.proofs.append(field)
            self.proven = self._holds(field)
            return b"\x06"
        if not self.proven:
            return b"\x0211\x1b2%02X\x03" % self.number
        self._price = field.decode()
        return b"\x06"

    def _holds(self, field: bytes) -> bool:
        """Turns both words back and divides: the remainder must be what was sent."""
        left, right = self.number >> 4, self.number & 15
        checksum, rest = int(field[:4], 16), int(field[4:], 16)
        checksum = (checksum >> left | checksum << (16 - left)) & 0xFFFF
        rest = (rest << right | rest >> (16 - right)) & 0xFFFF
        return correction(checksum, self.key) == rest

    def _result(self) -> bytes:
        if self.proofs and self._given is None and not self.once:
            self.once = True
            return b"\x0211\x1b%d\x03" % bool(self.proven)
        if self._state() != "00":
            return b"\x15"
        self._given = self.pan.grams
        price = int(self._price) * self.pan.grams // 1000
        unit = "1" if self.pan.pounds else "3"
        return f"\x0202\x1b{unit}\x1b{self.pan.grams:05d}\x1b{self._price}\x1b{price:06d}\x03".encode()

    def _state(self) -> str:
        pan = self.pan
        marks = ((pan.overloaded, "32"), (pan.grams < 0, "31"), (pan.moving, "20"), (not pan.grams, "30"))
        moved = self._given != pan.grams
        return next((code for mark, code in marks if mark), "00" if moved else "21")

    def _why(self) -> bytes:
        return f"\x0209\x1b{self._state()}\x03".encode()
