"""What a customer reads on the pole, on a real line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.pole_display import (
    COLUMNS,
    PoleDisplay,
    PoleKind,
    PoleMessage,
    change_message,
    idle_message,
    item_message,
    message_bytes,
    read_pole,
    total_message,
)
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from tests.factories.ear import Ear, HandClock
from tests.factories.pole_emulator import PoleEmulator

KINDS = [kind.value for kind in PoleKind]
TOTAL = total_message(Money(25_000))


def lines(message: PoleMessage) -> list[str]:
    return [message.upper, message.lower]


def test_the_messages_of_a_sale() -> None:
    assert lines(item_message("Gula Pasir 1 kg", quantity="2 × 17.500", price=Money(35_000))) == [
        "Gula Pasir 1 kg     ",
        "2 x 17.500  Rp35.000",
    ]
    assert lines(TOTAL) == ["Total               ", "            Rp25.000"]
    assert lines(change_message(paid=Money(50_000), change=Money(25_000))) == [
        "Received    Rp50.000",
        "Change      Rp25.000",
    ]
    assert lines(idle_message("Warung Sri", "Selamat datang")) == [
        "     Warung Sri     ",
        "   Selamat datang   ",
    ]


def test_a_long_name_is_cut_between_words_an_amount_never() -> None:
    long = item_message(
        "Kecap Manis Cap Bango Botol 600 ml", quantity="10 × 1.234.567", price=Money(12_345_670)
    )
    assert lines(long) == ["Kecap Manis Cap     ", "10 x    Rp12.345.670"]
    assert item_message("Supercalifragilisticexpialidocious", quantity="1", price=Money(1)).upper == (
        "Supercalifragilistic"
    )
    assert total_message(Money(1_234_567_890_123_456)).lower == "  Rp1234567890123456"


@given(name=st.text(max_size=60), quantity=st.text(max_size=30), price=st.integers(-(10**14), 10**14))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", ["CP437", "CP858", "ASCII"])
def test_two_lines_of_twenty_whatever_the_name(
    kind: str, page: str, name: str, quantity: str, price: int
) -> None:
    message = item_message(name, quantity=quantity, price=Money(price))
    assert [len(line) for line in lines(message)] == [COLUMNS, COLUMNS]
    assert str(abs(price)) in "".join(mark for mark in message.lower if mark.isdigit())
    data = message_bytes(message, read_pole("serial:COM3", kind=kind, page=page))
    framing = {"epson": 8, "cd5220": 8, "plain": 1}[kind]
    assert len(data) == 2 * COLUMNS + framing


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by_wire", [True, False], ids=["serial", "tcp"])
def test_every_kind_shows_both_lines(kind: str, by_wire: bool, tmp_path: Path) -> None:
    with PoleEmulator(tmp_path if by_wire else None, kind) as pole:
        display = PoleDisplay(read_pole(pole.address, kind=kind), now_ms=HandClock())
        display.start()
        display.show(item_message("Crème brûlée", quantity="1", price=Money(18_000)))
        pole.wait_until(lambda: pole.lines == ["Crème brûlée        ", "1           Rp18.000"])
        display.show(TOTAL)
        pole.wait_until(lambda: pole.lines == lines(TOTAL))
        display.stop()


def test_accents_are_left_out_where_the_display_has_none() -> None:
    settings = read_pole("serial:COM3", kind="plain", page="ascii")
    assert message_bytes(idle_message("Café São", ""), settings) == b"\x0c      Cafe Sao      " + b" " * 20


def test_pulled_out_and_back_it_shows_the_last_message_again(tmp_path: Path) -> None:
    told = Ear[Trouble | None]()
    with PoleEmulator(tmp_path, "cd5220") as pole:
        display = PoleDisplay(read_pole(pole.address, kind="cd5220"), now_ms=HandClock(), tell=told)
        display.start()
        display.show(TOTAL)
        pole.wait_until(lambda: pole.lines == lines(TOTAL))
        assert display.trouble is None
        pole.pull_out()
        told.wait_for(lambda heard: trouble(DeviceFault.UNPLUGGED, port=f"{tmp_path}/ttyUSB0") in heard)
        changed = change_message(paid=Money(30_000), change=Money(5_000))
        display.show(changed)  # nobody sees it, nothing stops
        pole.plug_in()
        display.try_again()
        pole.wait_until(lambda: pole.lines == lines(changed))
        told.wait_last(None)
        display.stop()


def test_the_same_message_is_written_once(tmp_path: Path) -> None:
    with PoleEmulator(tmp_path, "plain") as pole:
        display = PoleDisplay(read_pole(pole.address, kind="plain"), now_ms=HandClock())
        display.start()
        display.show(TOTAL)
        pole.wait_until(lambda: pole.lines == lines(TOTAL))
        display.show(total_message(Money(25_000)))
        display.show(idle_message("x", "y"))
        pole.wait_until(lambda: "y" in pole.lines[1])
        assert pole.clears == 3  # at the start, and once for each of the two
        display.stop()


def test_settings_are_refused_with_every_fault() -> None:
    with pytest.raises(Refusal) as refused:
        read_pole("udp:host:1", kind="neon", page="CP1")
    faults = refused.value.facts["faults"]
    assert isinstance(faults, list)
    assert [fault["field"] for fault in faults] == ["pole.kind", "pole.page", "pole.address"]
