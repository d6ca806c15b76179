"""A scale on a real line: weighed, zeroed, unplugged and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.scale import LineScale, NoScale
from pos_client.devices.scale_reading import Heard, Reading, Weighed
from pos_client.devices.scale_session import ASK_MS
from pos_client.devices.scale_settings import make_protocol, read_scale
from shared_models.values.refusals import Refusal
from tests.factories.ear import Ear, HandClock
from tests.factories.scale_emulator import (
    CasAskedScale,
    CasScale,
    DialogScale,
    DigiScale,
    ScaleEmulator,
    ToledoScale,
)

KEY = 0x11021
EMULATORS: dict[str, Callable[[Path | None], ScaleEmulator]] = {
    "toledo": ToledoScale,
    "cas": CasScale,
    "cas_asked": CasAskedScale,
    "digi": DigiScale,
    "dialog06": DialogScale,
}
WEIGHT = Reading(Weighed.STABLE, 755)


class Counter:
    """A till with one scale; its clock moves by hand."""

    def __init__(self, emulator: ScaleEmulator, kind: str, *, key: str = "") -> None:
        self.emulator = emulator
        self.clock = HandClock()
        self.told = Ear[Heard]()
        settings = read_scale(emulator.address, kind=kind, key=key)
        self.name = settings.port.name
        self.scale = LineScale(settings, now_ms=self.clock, tell=self.told)

    def until(self, true: Callable[[Heard], bool]) -> None:
        """Ask, or let it talk, until it says something `true`."""
        for _ in range(200):
            self.clock.now += ASK_MS
            if isinstance(self.emulator, CasScale):
                self.emulator.speak()
            if self.told.waited(lambda heard: bool(heard) and true(heard[-1]), 0.1):
                return
        raise AssertionError(self.told.heard)

    def until_weighs(self, grams: int) -> None:
        self.until(
            lambda said: isinstance(said, Reading) and said.state is Weighed.STABLE and said.grams == grams
        )

    def until_fault(self, fault: DeviceFault) -> None:
        self.until(lambda said: isinstance(said, Trouble) and said.fault is fault)


@contextmanager
def counter(emulator: ScaleEmulator, kind: str, *, key: str = "") -> Iterator[Counter]:
    with emulator:
        made = Counter(emulator, kind, key=key)
        made.scale.start()
        yield made
        made.scale.stop()


@pytest.mark.parametrize("kind", EMULATORS)
@pytest.mark.parametrize("by_wire", [True, False], ids=["serial", "tcp"])
def test_every_kind_weighs_on_a_real_line(kind: str, by_wire: bool, tmp_path: Path) -> None:
    with counter(EMULATORS[kind](tmp_path if by_wire else None), kind) as till:
        till.emulator.pan.grams = 755
        till.until_weighs(755)
        weighed = till.scale.weigh()
        assert isinstance(weighed, Reading)
        assert weighed.grams == 755
        till.emulator.pan.grams = 1_200
        till.until_weighs(1_200)
        till.emulator.pan.overloaded = True
        till.until(lambda said: isinstance(said, Reading) and said.state is Weighed.OVERLOAD)
        assert till.scale.weigh() == trouble(DeviceFault.SCALE_OVERLOAD)


@pytest.mark.parametrize("by_wire", [True, False], ids=["serial", "tcp"])
def test_pulled_out_in_the_middle_of_a_figure_and_back_again(by_wire: bool, tmp_path: Path) -> None:
    with counter(CasScale(tmp_path if by_wire else None), "cas") as till:
        till.emulator.pan.grams = 755
        till.until_weighs(755)
        till.emulator.say(b"ST,GS,+  0.7")
        till.emulator.pull_out()
        till.told.wait_last(trouble(DeviceFault.UNPLUGGED, port=till.name))
        assert till.scale.weigh() == trouble(DeviceFault.UNPLUGGED, port=till.name)
        till.scale.try_again()
        gone = DeviceFault.PORT_MISSING if by_wire else DeviceFault.UNREACHABLE
        till.told.wait_last(trouble(gone, port=till.name))
        till.emulator.plug_in()
        till.scale.try_again()
        till.until_weighs(755)
        assert till.scale.weigh() == WEIGHT


def test_zero_and_tare(tmp_path: Path) -> None:
    with counter(ToledoScale(tmp_path), "toledo") as till:
        till.emulator.pan.grams = 30
        till.until_weighs(30)
        assert till.scale.zero() is None
        till.until_weighs(0)
        assert till.scale.weigh() == trouble(DeviceFault.SCALE_TOO_LIGHT)
        assert till.scale.tare() is None
        till.emulator.wait_until(lambda: till.emulator.pan.net)
        till.emulator.pan.grams = 500
        till.until(lambda said: said == Reading(Weighed.STABLE, 500, net=True))


def test_a_scale_with_buttons_of_its_own(tmp_path: Path) -> None:
    with counter(CasScale(tmp_path), "cas") as till:
        assert till.scale.zero() == trouble(DeviceFault.SCALE_BUTTON)
        assert till.scale.tare() == trouble(DeviceFault.SCALE_BUTTON)


def test_garbage_before_and_after_does_not_hide_a_weight(tmp_path: Path) -> None:
    with counter(CasScale(tmp_path), "cas") as till:
        till.emulator.pan.grams = 755
        till.emulator.say(b"\x00\xff\xfe0.999kg\r\n" + b"x" * 1_000 + b"\r\n")
        till.until_weighs(755)
        till.emulator.say(b"\x80\x81\r\nST,GS,+  0.")
        till.emulator.say(b"755kg\r\n")
        till.until_weighs(755)


def test_the_wrong_kind_is_told_as_such(tmp_path: Path) -> None:
    with counter(ToledoScale(tmp_path), "cas_asked") as till:
        till.until_fault(DeviceFault.SILENT)
    with counter(CasScale(tmp_path), "digi") as till:
        till.until_fault(DeviceFault.GARBLED)


def test_a_spoilt_check_byte_is_asked_for_again(tmp_path: Path) -> None:
    scale = CasAskedScale(tmp_path)
    scale.pan.grams, scale.spoilt = 755, b"\x00"
    with counter(scale, "cas_asked") as till:
        till.until_weighs(755)
        assert [said for said in till.told.heard if isinstance(said, Trouble)] == []


def test_dialog06_proves_its_approval_and_prices(tmp_path: Path) -> None:
    scale = DialogScale(tmp_path, key=KEY)
    scale.pan.grams = 755
    with counter(scale, "dialog06", key=f"{KEY:x}") as till:
        assert till.scale.for_price(32_500) is None
        assert till.scale.for_price(1_000_000) == trouble(DeviceFault.SCALE_PRICE)
        till.until(lambda said: isinstance(said, Reading) and said.price == 755 * 32_500 // 1000)
        assert scale.proven
        assert till.scale.weigh() == Reading(Weighed.STABLE, 755, unit_price=32_500, price=24_537)


def test_dialog06_without_its_key(tmp_path: Path) -> None:
    with counter(DialogScale(tmp_path, key=KEY), "dialog06") as till:
        till.until_fault(DeviceFault.SCALE_KEY)


def test_a_till_without_a_scale() -> None:
    none = NoScale()
    assert none.weigh() == none.zero() == none.tare() == trouble(DeviceFault.NOT_SET_UP)
    assert none.state() is None
    assert none.for_price(1) is None


def test_settings_are_refused_with_every_fault() -> None:
    with pytest.raises(Refusal) as refused:
        read_scale("serial:", kind="spring", pattern="{unit}", key="xyz")
    faults = refused.value.facts["faults"]
    assert isinstance(faults, list)
    assert [fault["field"] for fault in faults] == [
        "scale.kind",
        "scale.pattern",
        "scale.key",
        "scale.address",
    ]


def test_each_kind_brings_the_line_its_maker_uses() -> None:
    assert read_scale("serial:COM3", kind="toledo").port.options["parity"] == "even"
    assert read_scale("serial:COM3?parity=none&bits=8", kind="toledo").port.options["bits"] == "8"
    assert read_scale("serial:COM3", kind="cas").port.options["bits"] == "8"
    assert make_protocol(read_scale("serial:COM3", kind="pattern")).ask() == b""
