"""Items of a push, read and verified before any lock is taken: pure, and the costly part of receiving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backoffice_server.features.events.labels import is_damaged, stored
from backoffice_server.features.sales.service import TillEvent, Told, prepared
from shared_models.wire.chain import event_hash, mac_matches
from shared_models.wire.envelope import EVENT_BYTES_MAX, Event, UnknownEvent, decode
from shared_models.wire.sync import PushRequest, WireItem

KeyOf = Callable[[UUID, int], bytes]
"""The key of a device and a key id, 32 bytes."""
# Key ids count enrolments of one device; the key derivation takes four bytes.
KID_MAX: Final = 2**31


@dataclass(frozen=True, slots=True)
class Item:
    """One pushed item. `fault` names what is wrong with it; then there is nothing to post."""

    seq: int
    hash: bytes
    mac: bytes
    raw: bytes
    prev: bytes | None = None
    event: Told | UnknownEvent | None = None
    till_event: TillEvent | None = None
    fault: str | None = None


def parse(request: PushRequest, key_of: KeyOf) -> list[Item]:
    """Every item of the push, in its order. Never raises for what an item holds."""
    return [_item(request, item, key_of) for item in request.events]


def _item(request: PushRequest, item: WireItem, key_of: KeyOf) -> Item:
    raw = item.bytes.encode("utf-8", "surrogatepass")
    hash_, mac = stored(item.hash), stored(item.mac)
    if len(raw) > EVENT_BYTES_MAX:
        return Item(item.seq, hash_, mac, raw, fault="oversize")
    try:
        event = decode(raw)
    except (ValueError, RecursionError):
        return Item(item.seq, hash_, mac, raw, fault="malformed")
    prev = bytes.fromhex(event.prev)
    if (fault := _fault(request, item.seq, event)) is None:
        if event_hash(prev, raw) != hash_:
            fault = "hash"
        elif is_damaged(mac) or not mac_matches(key_of(request.device, event.kid), hash_, mac):
            fault = "mac"
    if fault is not None:
        return Item(item.seq, hash_, mac, raw, fault=fault)
    if isinstance(event, UnknownEvent):
        return Item(item.seq, hash_, mac, raw, prev, event)
    till_event = prepared(event, hash_)
    return Item(item.seq, hash_, mac, raw, prev, till_event.event, till_event)


def _fault(request: PushRequest, seq: int, event: Event | UnknownEvent) -> str | None:
    """What the inner event says that the outer item does not."""
    if event.seq != seq:
        return "seq"
    if event.device != request.device:
        return "device"
    if event.stream != request.stream:
        return "stream"
    if event.kid > KID_MAX:
        return "kid"
    return None
