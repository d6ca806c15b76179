"""How scales talk: bytes in, readings out. No line, no clock."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.scale_dialog06 import ASK_RESULT, ASK_WHY, Dialog06, correction
from pos_client.devices.scale_protocols import (
    CasAsked,
    CasContinuous,
    Digi,
    Patterned,
    Toledo,
    pattern_regex,
)
from pos_client.devices.scale_reading import (
    GARBLED,
    Heard,
    Reading,
    ScaleProtocol,
    Step,
    Weighed,
    grams_of,
)

POUNDS = trouble(DeviceFault.SCALE_UNIT, unit="lb")
OVER = Reading(Weighed.OVERLOAD)

MAKERS: dict[str, Callable[[], ScaleProtocol]] = {
    "toledo": Toledo,
    "cas": CasContinuous,
    "cas asked": CasAsked,
    "digi": Digi,
    "dialog 06": Dialog06,
    "pattern": lambda: Patterned("{state},{*},{weight}{unit}", "ST", b"?"),
}


def stable(grams: int, *, net: bool = False) -> Reading:
    return Reading(Weighed.STABLE, grams, net)


def heard(protocol: ScaleProtocol, *parts: bytes) -> list[Heard]:
    return [said for part in parts for said in protocol.take(part).heard]


@pytest.mark.parametrize(
    ("figure", "unit", "grams"),
    [
        ("0.755", "kg", 755),
        ("12,5", "KG", 12_500),
        ("755", "g", 755),
        ("755.5", "g", 756),
        ("0.0005", "kg", 1),
        ("0", "g", 0),
        ("1.66", "lb", POUNDS),
        ("9999999", "kg", GARBLED),
        ("1.2.3", "kg", GARBLED),
        ("", "kg", GARBLED),
    ],
)
def test_figures_become_whole_grams(figure: str, unit: str, grams: int | Trouble) -> None:
    assert grams_of(figure, unit) == grams


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (b"\x0200.755\r", stable(755)),
        (b"\x02012.345\r", stable(12_345)),
        (b"\x0201.200N\r", stable(1_200, net=True)),
        (b"\x0201.66\r", POUNDS),
        (b"\x02?A\r", Reading(Weighed.UNSTABLE)),
        (b"\x02?B\r", OVER),
        (b"\x02?D\r", Reading(Weighed.NEGATIVE)),
        (b"\x02?a\r", Reading(Weighed.UNSTABLE, net=True)),
        (b"\x02?\xc3\r", OVER),  # moving as well, parity bit set
        (b"noise\x0200.755\r", stable(755)),
        (b"00.755\r", GARBLED),
        (b"\x0200.7\x9c5\r", GARBLED),
    ],
)
def test_toledo(said: bytes, means: Heard) -> None:
    protocol = Toledo()
    assert protocol.ask() == b"W"
    assert heard(protocol, said) == [means]


def test_toledo_says_nothing_of_a_weight_when_it_was_zeroed() -> None:
    assert heard(Toledo(), b"\x02?\x50\r") == []


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (b"ST,GS,+  0.755kg\r\n", stable(755)),
        (b"ST,GS,+ 0.755kg\r\n", stable(755)),
        (b"ST,GS, 0.755 kg\r\n", stable(755)),
        (b"st,gs,  0.755KG\r\n", stable(755)),
        (b"ST,NT,1\xc6,   0.755 kg\r\n", stable(755, net=True)),
        (b"ST,GS,00000.755kg\r\n", stable(755)),
        (b"ST,GS,     755,g\r\n", stable(755)),
        (b"US,GS,+  0.755kg\r\n", Reading(Weighed.UNSTABLE, 755)),
        (b"ST,GS,-  0.020kg\r\n", Reading(Weighed.NEGATIVE, -20)),
        (b"ST,GS,-  0.000kg\r\n", stable(0)),
        (b"OL,GS,+ -----kg\r\n", OVER),
        (b"ST,GS,+  1.665lb\r\n", POUNDS),
        (b"ST,GS,+  0.755\r\n", GARBLED),
        (b"0.755kg\r\n", GARBLED),
        (b"T,GS,+  0.755kg\r\n", GARBLED),
        (b"ST,GS,+  0.7.5kg\r\n", GARBLED),
    ],
)
def test_cas_that_talks_by_itself(said: bytes, means: Heard) -> None:
    assert heard(CasContinuous(), said) == [means]


def test_cas_that_is_asked() -> None:
    protocol = CasAsked()
    assert protocol.ask() == b"\x05"
    assert protocol.take(b"\x06") == Step(send=b"\x11")
    block = b"S 00.755kg"
    check = 0
    for byte in block:
        check ^= byte
    whole = b"\x01\x02" + block + bytes([check]) + b"\x03\x04"
    assert heard(protocol, whole[:7], whole[7:]) == [stable(755)]
    assert heard(protocol, whole.replace(b"755", b"756")) == [GARBLED]
    assert heard(protocol, whole.replace(b"kg", b"k")) == [GARBLED]
    assert heard(protocol, b"\x15") == [Reading(Weighed.UNSTABLE)]


def test_a_check_byte_may_be_any_byte() -> None:
    # 'S' ^ ' ' ^ … over these is ETX, EOT or ACK for some weight; none may end the block early.
    for grams in range(0, 30_000, 7):
        block = f"S {grams // 1000:02d}.{grams % 1000:03d}kg".encode()
        check = 0
        for byte in block:
            check ^= byte
        assert heard(CasAsked(), b"\x01\x02" + block + bytes([check]) + b"\x03\x04") == [stable(grams)]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (b"\x00\r0001,230\r4000,000\r\n", stable(1_230)),
        (b"\x00\r0-01,230\r4000,450\r\n", Reading(Weighed.NEGATIVE, -1_230, net=True)),
        (b"\x01\r0001,230\r4000,000\r\n", Reading(Weighed.UNSTABLE, 1_230)),
        (b"\x42\x40\r0 3.456\r4 1.200\r\n", stable(3_456, net=True)),
        (b"\x40\x42\r0 3.456\r\n", Reading(Weighed.UNSTABLE, 3_456)),
        (b"\x50\x40\r0 3.456\r\n", POUNDS),
        (b"\x40\x48\r0 3.456\r\n", Reading(Weighed.OVERLOAD, 3_456)),
        (b"\x00\r0OV00000\r4???????\r\n", OVER),
        (b"0001,230\r4000,000\r\n", GARBLED),  # nobody knows whether it rests
        (b"\x00\r001,230\r\n\x00", stable(1_230)),
        (b"\x00\r0\r\n", GARBLED),
    ],
)
def test_digi(said: bytes, means: Heard) -> None:
    assert heard(Digi(), said) == [means]


def test_dialog06_sends_the_price_and_gets_weight_and_price() -> None:
    protocol = Dialog06()
    assert protocol.price(32_500)
    assert protocol.ask() == b"\x04\x0201\x1b032500\x1b\x03"
    assert protocol.take(b"\x06") == Step(send=ASK_RESULT)
    result = b"\x0202\x1b3\x1b00755\x1b032500\x1b024538\x03"
    assert heard(protocol, result[:9], result[9:]) == [
        Reading(Weighed.STABLE, 755, unit_price=32_500, price=24_538)
    ]
    # Nothing moved: the same weight holds; another price asks for another weighing.
    assert protocol.take(b"\x15") == Step(send=ASK_WHY)
    assert [said.grams for said in heard(protocol, b"\x0209\x1b21\x03") if isinstance(said, Reading)] == [755]
    assert protocol.price(10_000)
    assert heard(protocol, b"\x0209\x1b21\x03") == [trouble(DeviceFault.SCALE_AGAIN)]
    assert heard(protocol, result) == [GARBLED]


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("20", Reading(Weighed.UNSTABLE)),
        ("30", Reading(Weighed.TOO_LIGHT)),
        ("31", Reading(Weighed.NEGATIVE)),
        ("32", OVER),
        ("11", trouble(DeviceFault.SCALE_REPORTS, number="11")),
    ],
)
def test_dialog06_says_why(code: str, means: Heard) -> None:
    assert heard(Dialog06(), f"\x0209\x1b{code}\x03".encode()) == [means]


def test_dialog06_in_pounds_and_at_too_high_a_price() -> None:
    assert heard(Dialog06(), b"\x0202\x1b1\x1b00166\x1b000000\x1b000000\x03") == [POUNDS]
    assert not Dialog06().price(1_000_000)
    assert not Dialog06().price(-1)


@given(checksum=st.integers(0, 0xFFFF), key=st.integers(0x10000, 0x1FFFF))
def test_checksum_and_correction_are_a_multiple_of_the_key(checksum: int, key: int) -> None:
    rest = correction(checksum, key)
    assert 0 <= rest < 0x10000
    whole = checksum << 16 | rest
    while whole.bit_length() >= key.bit_length():
        whole ^= key << (whole.bit_length() - key.bit_length())
    assert whole == 0


def test_dialog06_asks_for_a_key_it_was_not_given() -> None:
    assert heard(Dialog06(), b"\x0211\x1b24B\x03") == [trouble(DeviceFault.SCALE_KEY)]
    assert heard(Dialog06(key=0x11021), b"\x0211\x1b0\x03") == [trouble(DeviceFault.SCALE_KEY)]
    assert Dialog06(key=0x11021).take(b"\x0211\x1b24B\x03").send.startswith(b"\x04\x0210\x1b")
    assert Dialog06(key=0x11021).take(b"\x0211\x1b1\x03") == Step()


@pytest.mark.parametrize(
    ("pattern", "line", "means"),
    [
        ("{*}{weight} {unit}{*}", b"  0.755 kg  ", stable(755)),
        ("{*}{weight} {unit}{*}", b"Net: 755 g (ok)", stable(755)),
        ("{weight}", b"1,250", stable(1_250)),
        ("{state},{weight}{unit}", b"ST,0.755kg", stable(755)),
        ("{state},{weight}{unit}", b"US,0.755kg", Reading(Weighed.UNSTABLE, 755)),
        ("W={weight} {unit}", b"W=-  0.755   kg", Reading(Weighed.NEGATIVE, -755)),
        ("{weight}{unit}", b"1.66lb", POUNDS),
        ("{weight}{unit}", b"hello", GARBLED),
    ],
)
def test_any_line_by_a_pattern(pattern: str, line: bytes, means: Heard) -> None:
    protocol = Patterned(pattern, "ST")
    assert heard(protocol, b"55kg\r\n") == []  # the end of a line that began before we listened
    assert heard(protocol, line + b"\r\n") == [means]


@pytest.mark.parametrize("pattern", ["", "{unit}", "{weight}{weight}", "{weight}{colour}", "{weight}{"])
def test_a_pattern_that_cannot_be_meant(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        pattern_regex(pattern)


@pytest.mark.parametrize("maker", MAKERS)
@given(noise=st.lists(st.binary(max_size=40), max_size=12))
def test_noise_is_never_an_exception_and_hardly_a_weight(maker: str, noise: list[bytes]) -> None:
    protocol = MAKERS[maker]()
    for part in noise:
        for said in protocol.take(part).heard:
            assert isinstance(said, Trouble | Reading)
    assert len(protocol.ask()) < 32


@pytest.mark.parametrize("maker", ["toledo", "cas", "digi"])
@given(data=st.data())
def test_a_weight_is_the_same_however_its_bytes_arrive(maker: str, data: st.DataObject) -> None:
    whole = {
        "toledo": b"\x0200.755\r\x02?A\r\x0201.200N\r",
        "cas": b"ST,GS,+  0.755kg\r\nUS,GS,+  1.000kg\r\n",
        "digi": b"\x00\r0001,230\r4000,000\r\n\x01\r0001,230\r4000,000\r\n",
    }[maker]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    parts = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert heard(MAKERS[maker](), *parts) == heard(MAKERS[maker](), whole)
