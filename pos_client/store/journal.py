"""The journal: events appended for good, each with its envelope, chained by hash, authenticated by the
device's key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.settings import APP_BUILD
from pos_client.store.replica import branch_row
from pos_client.store.store import Rows, StoreUnit
from pos_client.store.streams import Stream, place_of, position_of, stream_at
from pos_client.store.sync_state import catalog_position, skew_at
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import BranchId, ShiftId, StaffId
from shared_models.values.moments import Zone, utc_ms, zone_of
from shared_models.wire.base import WireModel
from shared_models.wire.chain import GENESIS, event_hash, event_mac
from shared_models.wire.envelope import EVENT_BYTES_MAX, EVENT_TYPES, encode
from shared_models.wire.sync import WireItem

PRUNE_AFTER_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written: the type, what it says, and who did it in which shift on which business date."""

    type: str
    payload: WireModel
    bdate: date
    shift: ShiftId | None
    actor: StaffId | None
    approver: UUID | None = None
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """An event as written."""

    position: int
    seq: int
    hash: bytes
    size: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it stands in the journal; `body` is the exact text that travels."""

    position: int
    hash: bytes
    mac: bytes
    type: str
    body: str

    @property
    def seq(self) -> int:
        return place_of(self.position)[1]

    def item(self) -> WireItem:
        return WireItem.model_construct(
            seq=self.seq, hash=self.hash.hex(), mac=self.mac.hex(), bytes=self.body
        )


@dataclass(frozen=True, slots=True)
class _Hand:
    """What is the same in every event of the stream in use; kept in memory between transactions."""

    stream_no: int
    stream: UUID
    device: UUID
    branch: UUID
    register_id: UUID
    kid: int
    device_key: bytes
    zone: Zone


def current_stream(rows: Rows) -> Stream | None:
    """The stream new events go to, None before enrolment."""
    found = rows.execute("SELECT stream_no FROM till").fetchone()
    return None if found is None else stream_at(rows, found[0])


def append(unit: StoreUnit, draft: Draft) -> Appended:
    """Write the next event of the stream in use.

    Gapless: the head moves in the same transaction or not at all.
    """
    hand = _hand(unit)
    seq, prev = _head(unit, hand.stream_no)
    data = _envelope(unit, draft, hand, seq=seq + 1, prev=prev)
    if len(data) > EVENT_BYTES_MAX:
        raise AssertionError(len(data))  # the cart is measured line by line, so this cannot be reached
    hash_ = event_hash(prev, data)
    position = position_of(hand.stream_no, seq + 1)
    unit.execute(
        "INSERT INTO event (position, hash, mac, type, at, shift, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            position, hash_, event_mac(hand.device_key, hash_), draft.type, utc_ms(unit.now()),
            None if draft.shift is None else draft.shift.bytes, data.decode(),
        ),
    )  # fmt: skip
    unit.execute(
        "UPDATE stream SET head_seq = ?, head_hash = ?, last_receipt = last_receipt + ? WHERE stream_no = ?",
        (seq + 1, hash_, int(draft.receipt is not None), hand.stream_no),
    )
    unit.appended = True
    return Appended(position=position, seq=seq + 1, hash=hash_, size=len(data))


def next_receipt_count(unit: StoreUnit) -> int:
    """Counter of the receipt the next event with a receipt number will carry."""
    found = unit.execute(
        "SELECT last_receipt + 1 FROM stream WHERE stream_no = ?", (_hand(unit).stream_no,)
    ).fetchone()
    return int(found[0])


def events_after(rows: Rows, stream_no: int, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
    """The next events of a stream after `seq`, in order."""
    found = rows.execute(
        "SELECT position, hash, mac, type, body FROM event WHERE position > ? AND position < ?"
        " ORDER BY position LIMIT ?",
        (position_of(stream_no, seq), position_of(stream_no + 1, 0), limit),
    )
    return tuple(StoredEvent(*row) for row in found)


def event_at(rows: Rows, position: int) -> StoredEvent | None:
    found = rows.execute(
        "SELECT position, hash, mac, type, body FROM event WHERE position = ?", (position,)
    ).fetchone()
    return None if found is None else StoredEvent(*found)


def hash_at(rows: Rows, stream_no: int, seq: int) -> bytes | None:
    """Our own hash at a place of a stream; None when that row is not (or no longer) here."""
    if seq == 0:
        return GENESIS
    position = position_of(stream_no, seq)
    found = rows.execute("SELECT hash FROM event WHERE position = ?", (position,)).fetchone()
    return None if found is None else bytes(found[0])


def shift_events(rows: Rows, shift: ShiftId, *, since: int) -> Iterator[StoredEvent]:
    """Every event of a shift in the order of writing; `since` is the position of its opening."""
    found = rows.execute(
        "SELECT position, hash, mac, type, body FROM event WHERE position >= ? AND shift = ?"
        " ORDER BY position",
        (since, shift.bytes),
    )
    return (StoredEvent(*row) for row in found)


def prune(unit: StoreUnit) -> int:
    """Let go of events that are in a tested backup of the back office and older than 400 days.

    How many went.
    """
    before = utc_ms(unit.now()) - PRUNE_AFTER_DAYS * 86_400_000
    gone = unit.execute(
        "DELETE FROM event WHERE at < ?"
        " AND seq <= (SELECT archived FROM stream WHERE stream_no = event.stream_no)"
        " AND seq < (SELECT head_seq FROM stream WHERE stream_no = event.stream_no)",
        (before,),
    )
    return gone.rowcount


def _envelope(unit: StoreUnit, draft: Draft, hand: _Hand, *, seq: int, prev: bytes) -> bytes:
    now = unit.now()
    skew_ms, skew_age_s = skew_at(unit, now)
    event = EVENT_TYPES[draft.type].model_validate(
        {
            "v": 1,
            "id": unit.new_id(),
            "device": hand.device,
            "stream": hand.stream,
            "seq": seq,
            "prev": prev.hex(),
            "kid": hand.kid,
            "type": draft.type,
            "tv": 1,
            "branch": hand.branch,
            "register": hand.register_id,
            "shift": draft.shift,
            "actor": draft.actor,
            "approver": draft.approver,
            "at": now.astimezone(zone_of(hand.zone)),
            "boot": unit.boot,
            "mono_ms": unit.mono_ms(),
            "skew_ms": skew_ms,
            "skew_age_s": skew_age_s,
            "bdate": draft.bdate,
            "receipt": draft.receipt,
            "cat": catalog_position(unit),
            "app": APP_BUILD,
            "p": draft.payload,
        }
    )
    return encode(event)


def _head(unit: StoreUnit, stream_no: int) -> tuple[int, bytes]:
    found = unit.execute(
        "SELECT head_seq, head_hash FROM stream WHERE stream_no = ?", (stream_no,)
    ).fetchone()
    return found[0], found[1]


def _hand(unit: StoreUnit) -> _Hand:
    hand = unit.memory.get(_Hand)
    if hand is None:
        stream = current_stream(unit)
        if stream is None:
            raise AssertionError("an event before the till has a stream")
        branch = branch_row(unit, BranchId(stream.branch))
        hand = _Hand(
            stream_no=stream.stream_no,
            stream=stream.stream,
            device=stream.device,
            branch=stream.branch,
            register_id=stream.register_id,
            kid=stream.kid,
            device_key=stream.device_key,
            zone=Zone.WIB if branch is None else branch.zone,
        )
        unit.memory[_Hand] = hand
    return hand


def purpose(unit: StoreUnit) -> StreamPurpose:
    """Live selling, or an import of past receipts."""
    return stream_at(unit, _hand(unit).stream_no).purpose
