"""What a released version wrote is read for ever: its samples stay as they were on their day."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from shared_models.wire.chain import GENESIS, event_hash, event_mac
from shared_models.wire.envelope import UnknownEvent, decode, encode
from tests.shared_models.wire.released import (
    FOLDER,
    RELEASED,
    SUMS,
    faults_in,
    label,
    read,
    released,
    samples,
    within,
)
from tests.shared_models.wire.test_messages import MESSAGES

EVENTS = released("*.v*.json")
SENT = released("messages/*.json")


def test_the_samples_of_every_release_are_what_they_were() -> None:
    assert faults_in(FOLDER, RELEASED) == []


@pytest.mark.parametrize("version", RELEASED)
def test_every_release_shows_a_sale_and_a_push(version: str) -> None:
    assert {"sale.completed", "stream.opened"} <= {path.name.partition(".v")[0] for path in samples(version)}
    assert samples(version, "messages/PushRequest.json")


@pytest.mark.parametrize("sample", EVENTS, ids=label)
def test_a_released_event_is_read_and_nothing_of_it_is_lost(sample: Path) -> None:
    event = decode(sample.read_bytes().rstrip(b"\n"))
    assert not isinstance(event, UnknownEvent)
    assert within(read(sample), json.loads(encode(event)))


@pytest.mark.parametrize("version", RELEASED)
def test_the_chain_of_a_release_holds(version: str) -> None:
    told = read(FOLDER / version / "chain.json")
    prev = GENESIS
    for place in told["events"]:
        prev = event_hash(prev, (FOLDER / version / f"{place['type']}.v1.json").read_bytes().rstrip(b"\n"))
        mac = event_mac(bytes.fromhex(told["device_key"]), prev)
        assert (prev.hex(), mac.hex()) == (place["hash"], place["mac"])


@pytest.mark.parametrize("sample", SENT, ids=label)
def test_a_released_message_is_read_and_nothing_of_it_is_lost(sample: Path) -> None:
    message = MESSAGES[sample.stem].model_validate_json(sample.read_bytes())
    assert within(read(sample), json.loads(message.model_dump_json(by_alias=True).encode()))


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(FOLDER, folder / "released"))


def test_a_changed_sample_is_found(tmp_path: Path) -> None:
    there = copy(tmp_path)
    sample = there / "0.1.0" / "sale.completed.v1.json"
    sample.write_bytes(sample.read_bytes().replace(b'"tv":1', b'"tv":2'))
    assert faults_in(there, RELEASED) == ["0.1.0/sale.completed.v1.json"]


def test_a_removed_sample_is_found(tmp_path: Path) -> None:
    there = copy(tmp_path)
    (there / "0.1.0" / "messages" / "PushReply.json").unlink()
    assert faults_in(there, RELEASED) == ["0.1.0/messages/PushReply.json"]


def test_a_list_that_was_made_to_fit_is_found(tmp_path: Path) -> None:
    there = copy(tmp_path)
    sums = there / "0.1.0" / SUMS
    gone = there / "0.1.0" / "cash.moved.v1.json"
    gone.unlink()
    lines = sums.read_text("utf-8").splitlines(keepends=True)
    sums.write_text("".join(line for line in lines if gone.name not in line), "utf-8")
    assert faults_in(there, RELEASED) == [f"0.1.0/{SUMS}"]


def test_a_release_that_is_gone_or_was_never_noted_is_found(tmp_path: Path) -> None:
    there = copy(tmp_path)
    (there / "0.1.0").rename(there / "0.0.9")
    assert faults_in(there, RELEASED) == ["0.0.9: not the released one", "0.1.0: not the released one"]


def test_a_sample_may_gain_what_has_a_default_and_lose_nothing() -> None:
    assert within({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": None}]})
    assert not within({"a": [{"b": 1}]}, {"a": [{"b": 2}]})
    assert not within({"a": 1}, {})
    assert not within([1], [1, 2])
