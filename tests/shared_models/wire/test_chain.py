"""The chain over stored bytes, and the keys that authenticate it: checked against a recorded stream."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.wire.chain import GENESIS, device_key, event_hash, event_mac, mac_matches

GOLDEN = Path(__file__).parent / "golden"
RECORDED: dict[str, Any] = json.loads((GOLDEN / "chain.json").read_text())
KEY = bytes.fromhex(RECORDED["device_key"])


def stored(kind: str) -> bytes:
    return (GOLDEN / f"{kind}.v1.json").read_bytes().rstrip(b"\n")


def test_a_device_key_comes_from_the_master_secret_by_hkdf() -> None:
    secret, device = bytes.fromhex(RECORDED["master_secret"]), UUID(RECORDED["device"])
    assert device_key(secret, device, RECORDED["kid"]) == KEY
    # RFC 5869: extract with an empty salt, expand once.
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    info = b"pos-device-key" + device.bytes + (1).to_bytes(4, "big") + b"\x01"
    assert hmac.new(extracted, info, hashlib.sha256).digest() == KEY


def test_every_device_and_key_number_has_its_own_key() -> None:
    secret = bytes(32)
    keys = {device_key(secret, UUID(int=device), kid) for device in (1, 2) for kid in (1, 2)}
    assert len(keys | {device_key(bytes(31) + b"\x01", UUID(int=1), 1)}) == 5


def test_the_recorded_stream_is_one_chain() -> None:
    prev = GENESIS
    for place in RECORDED["events"]:
        data = stored(place["type"])
        assert json.loads(data)["prev"] == prev.hex()
        prev = event_hash(prev, data)
        assert prev.hex() == place["hash"]
        assert event_mac(KEY, prev).hex() == place["mac"]
        assert mac_matches(KEY, prev, bytes.fromhex(place["mac"]))


def test_the_hash_is_sha_256_over_previous_hash_a_zero_byte_and_the_text() -> None:
    assert event_hash(GENESIS, b"{}") == hashlib.sha256(bytes(33) + b"{}").digest()


@pytest.mark.parametrize("kind", [place["type"] for place in RECORDED["events"]])
def test_one_changed_byte_breaks_hash_and_mac(kind: str) -> None:
    data = bytearray(stored(kind))
    honest = event_hash(GENESIS, bytes(data))
    data[len(data) // 2] ^= 1
    forged = event_hash(GENESIS, bytes(data))
    assert forged != honest
    assert not mac_matches(KEY, forged, event_mac(KEY, honest))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64))
def test_a_mac_of_another_key_never_fits(key: bytes, event: bytes) -> None:
    own = event_hash(GENESIS, event)
    assert mac_matches(KEY, own, event_mac(key, own)) == (key == KEY)
    assert not mac_matches(KEY, own, b"short")
