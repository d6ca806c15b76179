"""Events: a released shape is read forever, nothing sloppy gets in, and what is not known yet is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.wire.envelope import (
    DEPTH_MAX,
    EVENT_TYPES,
    KNOWN_VERSIONS,
    SaleCompletedEvent,
    SaleReturnedEvent,
    UnknownEvent,
    decode,
    encode,
)

GOLDEN = Path(__file__).parent / "golden"
TYPES = sorted(EVENT_TYPES)
VERSIONS = sorted(KNOWN_VERSIONS)


def stored(kind: str, version: int = 1) -> bytes:
    return (GOLDEN / f"{kind}.v{version}.json").read_bytes().rstrip(b"\n")


def sample(kind: str = "sale.completed", version: int = 1) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(stored(kind, version))
    return event


def refused(event: object) -> str:
    with pytest.raises(ValueError, match=r".") as fault:
        decode(json.dumps(event).encode())
    return str(fault.value)


def test_every_known_type_has_a_golden_sample() -> None:
    samples = {path.name.removesuffix(".json").rpartition(".v")[::2] for path in GOLDEN.glob("*.v*.json")}
    assert {(kind, int(version)) for kind, version in samples} == KNOWN_VERSIONS


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_a_golden_sample_is_read_and_written_byte_for_byte(kind: str, version: int) -> None:
    event = decode(stored(kind, version))
    assert type(event) is EVENT_TYPES[kind]
    assert encode(event) == stored(kind, version)


@pytest.mark.parametrize("kind", ["sale.completed", "sale.returned"])
def test_what_version_1_does_not_know_needs_version_2(kind: str) -> None:
    """An older back office keeps what it does not know; it must not take it for damage."""
    event = decode(stored(kind, 2))
    assert isinstance(event, SaleCompletedEvent | SaleReturnedEvent)
    assert event.p.version == 2
    assert "needs version 2" in refused({**sample(kind, 2), "tv": 1})
    first = decode(stored(kind))
    assert isinstance(first, SaleCompletedEvent | SaleReturnedEvent)
    assert first.p.version == 1
    again = decode(json.dumps({**sample(kind), "tv": 2}).encode())
    assert isinstance(again, SaleCompletedEvent | SaleReturnedEvent)
    assert isinstance(decode(json.dumps({**sample(kind), "tv": 3}).encode()), UnknownEvent)


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_of_an_event_and_its_payload_is_needed_or_has_a_default(kind: str) -> None:
    for name in sample(kind):
        event = sample(kind)
        del event[name]
        refused(event)


def numbers_in(value: object, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [spot for key, inner in value.items() for spot in numbers_in(inner, (*place, key))]
    if isinstance(value, list):
        return [spot for key, inner in enumerate(value) for spot in numbers_in(inner, (*place, key))]
    return [place] if isinstance(value, int) and not isinstance(value, bool) else []


def with_value(kind: str, place: tuple[Any, ...], text: str) -> bytes:
    """The golden event with the raw JSON `text` put in at `place`."""
    event: Any = sample(kind)
    inner = event
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = "@@"
    return json.dumps(event).replace('"@@"', text).encode()


@pytest.mark.parametrize(
    "text", ["1.5", "1.0", "1e2", "NaN", "Infinity", "-Infinity", "true", '"1"', str(2**53 + 1)]
)
@pytest.mark.parametrize("kind", TYPES)
def test_a_number_is_a_whole_json_integer_that_every_reader_can_hold(kind: str, text: str) -> None:
    for place in numbers_in(sample(kind)):
        with pytest.raises(ValueError, match=r"."):
            decode(with_value(kind, place, text))


@pytest.mark.parametrize("kind", TYPES)
def test_unknown_fields_are_refused_everywhere(kind: str) -> None:
    assert "extra_forbidden" in refused({**sample(kind), "surprise": 1})
    event = sample(kind)
    event["p"]["surprise"] = 1
    assert "extra_forbidden" in refused(event)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("seq", 0),
        ("kid", 0),
        ("prev", "AB" * 32),
        ("prev", "ab" * 31),
        ("at", "2026-11-21T08:00:00"),
        ("at", 1_795_219_200),
        ("bdate", "21/11/2026"),
        ("id", "42"),
        ("receipt", ""),
        ("app", "x" * 65),
        ("app", "a\0b"),
        ("mono_ms", -1),
    ],
)
def test_envelope_fields_are_held_to_their_shape(field: str, value: object) -> None:
    refused({**sample(), field: value})


def test_a_line_may_only_name_a_tax_rule_of_its_event() -> None:
    for kind in ("sale.completed", "sale.returned"):
        for index in (-1, 1):
            event = sample(kind)
            event["p"]["lines"][-1]["tax_rule"] = index
            refused(event)


def test_a_sale_has_lines_but_not_too_many() -> None:
    event = sample()
    (line, *_) = event["p"]["lines"]
    event["p"]["lines"] = []
    refused(event)
    event["p"]["lines"] = [{**line, "line": number} for number in range(1, 2_001)]
    decode(json.dumps(event).encode())
    event["p"]["lines"].append({**line, "line": 2_001})
    refused(event)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "{", '"sale.completed"', "\xff", '{"type":"sale.completed"}']
)
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text.encode("latin-1"))


@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_crashes(noise: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(noise)


def test_a_type_of_tomorrow_is_kept() -> None:
    event = {
        **sample(),
        "type": "points.redeemed",
        "p": {"points": 5, "to": None, "of": [{"card": "1"}], "ok": True},
    }
    kept = decode(json.dumps(event).encode())
    assert isinstance(kept, UnknownEvent)
    assert (kept.type, kept.p) == ("points.redeemed", event["p"])
    assert decode(encode(kept)) == kept


def test_a_new_version_of_a_known_type_is_kept() -> None:
    kept = decode(json.dumps({**sample(), "tv": 3, "p": {"new": "shape"}}).encode())
    assert isinstance(kept, UnknownEvent)
    assert (kept.type, kept.tv) == ("sale.completed", 3)


def test_a_damaged_event_of_a_known_version_is_not_taken_for_an_unknown_one() -> None:
    refused({**sample(), "p": {"new": "shape"}})


@pytest.mark.parametrize(
    "value", ["1.5", "1.0", "NaN", "1e300", str(2**53 + 1), str(-(2**53) - 1), "[[0.5]]"]
)
def test_payloads_of_tomorrow_hold_whole_numbers_too(value: str) -> None:
    event = {**sample(), "type": "points.redeemed", "p": {"points": "@@"}}
    with pytest.raises(ValueError, match=r"."):
        decode(json.dumps(event).replace('"@@"', value).encode())


def nested(levels: int) -> object:
    return [nested(levels - 1)] if levels else 1


def test_payloads_of_tomorrow_are_no_deeper_than_twelve() -> None:
    # The event is the first level, its payload the second, the value in it the third.
    deepest = DEPTH_MAX - 3
    event = {**sample(), "type": "points.redeemed", "p": {"points": nested(deepest)}}
    assert isinstance(decode(json.dumps(event).encode()), UnknownEvent)
    event["p"] = {"points": nested(deepest + 1)}
    refused(event)
