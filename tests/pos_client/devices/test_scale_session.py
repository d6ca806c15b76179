"""When a weight counts. The clock is handed in; no line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.scale_protocols import CasContinuous, Toledo
from pos_client.devices.scale_reading import Heard, Reading, ScaleProtocol, Weighed
from pos_client.devices.scale_session import ANSWER_MS, ASK_MS, FRESH_MS, GARBLED_MAX, SILENT_MS, ScaleSession

LINE = b"ST,GS,+  0.755kg\r\n"
WEIGHT = Reading(Weighed.STABLE, 755)
STALE = trouble(DeviceFault.SCALE_STALE)
MOVING = trouble(DeviceFault.SCALE_MOVING)
GARBLED = trouble(DeviceFault.GARBLED, port="COM3")
SILENT = trouble(DeviceFault.SILENT, port="COM3")
GONE = trouble(DeviceFault.UNPLUGGED, port="COM3")


def session(protocol: ScaleProtocol | None = None, told: list[Heard] | None = None) -> ScaleSession:
    made = ScaleSession(
        protocol or CasContinuous(), name="COM3", tell=told.append if told is not None else None
    )
    made.opened(0)
    return made


def test_a_weight_counts_when_it_was_said_twice() -> None:
    told: list[Heard] = []
    cas = session(told=told)
    assert cas.weigh(0) == STALE
    cas.took(LINE, 10)
    assert cas.weigh(10) == MOVING
    cas.took(LINE, 20)
    assert cas.weigh(20) == WEIGHT
    assert told == [Reading(Weighed.UNSTABLE, 755), WEIGHT]


def test_a_lost_digit_is_no_weight() -> None:
    cas = session()
    cas.took(LINE * 2, 10)
    cas.took(LINE.replace(b"0.755", b"0.75"), 20)
    assert cas.weigh(20) == MOVING


def test_only_the_last_second_counts() -> None:
    cas = session()
    cas.took(LINE * 2, 10)
    assert cas.weigh(10 + FRESH_MS) == WEIGHT
    assert cas.weigh(11 + FRESH_MS) == STALE


def test_what_came_later_wins() -> None:
    cas = session()
    cas.took(LINE * 2 + b"US,GS,+  0.700kg\r\n", 10)
    assert cas.weigh(10) == MOVING
    cas.took(LINE * 2, 20)
    cas.lost(GONE, 30)
    assert cas.weigh(30) == GONE
    cas.opened(40)
    assert cas.weigh(40) == STALE


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"ST,GS,-  0.020kg\r\n", DeviceFault.SCALE_NEGATIVE),
        (b"OL,GS,+  9.999kg\r\n", DeviceFault.SCALE_OVERLOAD),
        (b"ST,GS,+  0.000kg\r\n", DeviceFault.SCALE_TOO_LIGHT),
        (b"US,GS,+  0.755kg\r\n", DeviceFault.SCALE_MOVING),
    ],
)
def test_what_is_no_weight_to_sell_by(line: bytes, fault: DeviceFault) -> None:
    cas = session()
    cas.took(line * 2, 10)
    assert cas.weigh(10) == trouble(fault)


def test_pounds_are_refused_by_name() -> None:
    cas = session()
    cas.took(b"ST,GS,+  1.665lb\r\n" * 2, 10)
    refused = cas.weigh(10)
    assert refused == trouble(DeviceFault.SCALE_UNIT, unit="lb")
    assert isinstance(refused, Trouble)
    assert refused.text() == "The scale weighs in lb: set it to kilograms"


def test_one_bad_line_is_noise_several_are_a_fault() -> None:
    cas = session()
    cas.took(LINE * 2, 10)
    cas.took(b"\x81\x82\x83\r\n", 20)
    assert cas.weigh(20) == WEIGHT
    cas.took(b"\x81\x82\x83\r\n" * (GARBLED_MAX - 1), 30)
    assert cas.weigh(30) == GARBLED
    cas.took(LINE * 2, 40)
    assert cas.weigh(40) == WEIGHT


def test_silence_and_bytes_without_sense_are_told_apart() -> None:
    cas = session()
    cas.took(LINE * 2, 0)
    cas.took(b"", SILENT_MS)
    assert cas.weigh(0) == WEIGHT
    cas.took(b"", SILENT_MS + 1)
    assert cas.weigh(SILENT_MS + 1) == SILENT
    cas.took(b"\x81", SILENT_MS + 50)
    assert cas.weigh(SILENT_MS + 50) == GARBLED
    cas.took(LINE * 3, SILENT_MS + 60)  # the first of them is spoilt by what came before
    assert cas.weigh(SILENT_MS + 60) == WEIGHT


def test_a_scale_that_must_be_asked_is_asked_again() -> None:
    toledo = ScaleSession(Toledo(), name="COM3")
    assert toledo.opened(0) == b"W"
    assert toledo.took(b"", ANSWER_MS - 1) == b""
    assert toledo.took(b"", ANSWER_MS) == b"W"
    assert toledo.took(b"\x0200.755\r", ANSWER_MS + 40) == b""
    assert toledo.weigh(ANSWER_MS + 40) == WEIGHT
    assert toledo.took(b"", ANSWER_MS + ASK_MS) == b"W"


def test_other_scales_need_no_price() -> None:
    assert session().for_price(5_000_000) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([LINE, b"US,GS,+  0.1kg\r\n", b"\xff", b"ST,", b"\r\n"]), st.integers(0, 800)
        )
    )
)
def test_a_weight_was_always_said_twice_in_a_row_within_the_last_second(
    parts: list[tuple[bytes, int]],
) -> None:
    cas, now, said = session(), 0, b""
    for part, pause in parts:
        now += pause
        cas.took(part, now)
        said += part
        weighed = cas.weigh(now)
        if isinstance(weighed, Reading):
            assert weighed == WEIGHT
            assert said.count(LINE) >= 2
