"""The journal: events appended for good, each with its envelope, chained by hash, authenticated by the
device's key.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timezone
from json.encoder import encode_basestring
from typing import Final
from uuid import UUID

from pos_client.settings import APP_BUILD
from pos_client.store.replica import branch_row
from pos_client.store.store import Row, Rows, StoreUnit
from pos_client.store.streams import Stream, place_of, position_of, stream_at
from pos_client.store.sync_state import catalog_position, skew_at
from shared_models.values.ids import BranchId, ShiftId, StaffId
from shared_models.values.moments import Zone, zone_of
from shared_models.wire.base import WireModel
from shared_models.wire.chain import GENESIS, event_hash
from shared_models.wire.envelope import EVENT_BYTES_MAX
from shared_models.wire.sync import WireItem

PRUNE_AFTER_DAYS: Final = 400
PRUNE_AT_ONCE: Final = 200
_SELECT: Final = "SELECT position, hash, mac, type, CAST(body AS BLOB) FROM event"
_INSERT: Final = (
    "INSERT INTO event (position, hash, mac, type, at, shift, bdate, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written: the type, what it says (a model, or its JSON), who did it in which shift and
    day.
    """

    type: str
    payload: WireModel | str
    bdate: date
    shift: ShiftId | None
    actor: StaffId | None
    approver: UUID | None = None
    receipt: str | None = None
    version: int = 1  # of the type's shape


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
    """What is the same in every event of the stream in use, as text; kept in memory between transactions."""

    stream_no: int
    writer: str
    kid: str
    place: str
    signing: "_Signing"
    zone: timezone


class _Signing:
    """HMAC-SHA256 (RFC 2104) with the key's two blocks hashed once: on the sale path each microsecond is
    one.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, device_key: bytes) -> None:
        block = device_key.ljust(64, b"\x00")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def mac(self, hash_: bytes) -> bytes:
        """What `event_mac` gives (a test holds it)."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(hash_)
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the stream in use ends. In memory it is the committed end: a unit that fails forgets it."""

    seq: int
    hash: bytes
    last_receipt: int


def current_stream(rows: Rows) -> Stream | None:
    """The stream new events go to, None before enrolment."""
    found = rows.execute("SELECT stream_no FROM till").fetchone()
    return None if found is None else stream_at(rows, found[0])


def append(unit: StoreUnit, draft: Draft) -> Appended:
    """Write the next event of the stream in use.

    Gapless: the head moves in the same transaction or not at all.
    """
    hand, head = _hand(unit), _head(unit)
    seq = head.seq + 1
    text = _envelope(unit, draft, hand, seq=seq, prev=head.hash)
    data = text.encode()
    if len(data) > EVENT_BYTES_MAX:
        raise AssertionError(len(data))  # the cart is measured line by line, so this cannot be reached
    hash_ = event_hash(head.hash, data)
    position = position_of(hand.stream_no, seq)
    unit.execute(
        _INSERT,
        (
            position, hash_, hand.signing.mac(hash_), draft.type, unit.now_ms(),
            None if draft.shift is None else draft.shift.bytes, draft.bdate.toordinal(), text,
        ),
    )  # fmt: skip
    last_receipt = head.last_receipt + (draft.receipt is not None)
    moved = unit.execute(
        "UPDATE stream SET head_seq = ?, head_hash = ?, last_receipt = ?"
        " WHERE stream_no = ? AND head_seq = ?",
        (seq, hash_, last_receipt, hand.stream_no, head.seq),
    )
    assert moved.rowcount == 1, seq
    unit.memory[_Head] = _Head(seq, hash_, last_receipt)
    unit.appended = True
    return Appended(position=position, seq=seq, hash=hash_, size=len(data))


def next_receipt_count(unit: StoreUnit) -> int:
    """Counter of the receipt the next event with a receipt number will carry."""
    return _head(unit).last_receipt + 1


def events_after(rows: Rows, stream_no: int, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
    """The next events of a stream after `seq`, in order."""
    found = rows.execute(
        f"{_SELECT} WHERE position > ? AND position < ? ORDER BY position LIMIT ?",
        (position_of(stream_no, seq), position_of(stream_no + 1, 0), limit),
    )
    return tuple(map(_stored, found))


def event_at(rows: Rows, position: int) -> StoredEvent | None:
    found = rows.execute(f"{_SELECT} WHERE position = ?", (position,)).fetchone()
    return None if found is None else _stored(found)


def hash_at(rows: Rows, stream_no: int, seq: int) -> bytes | None:
    """Our own hash at a place of a stream; None when that row is not (or no longer) here."""
    if seq == 0:
        return GENESIS
    position = position_of(stream_no, seq)
    found = rows.execute("SELECT hash FROM event WHERE position = ?", (position,)).fetchone()
    return None if found is None else bytes(found[0])


def last_place(rows: Rows, stream_no: int, seq: int) -> tuple[int, bytes] | None:
    """Seq and hash of the last event up to `seq` that is here."""
    found = rows.execute(
        "SELECT seq, hash FROM event WHERE position > ? AND position <= ? ORDER BY position DESC LIMIT 1",
        (position_of(stream_no, 0), position_of(stream_no, seq)),
    ).fetchone()
    return None if found is None else (found[0], bytes(found[1]))


def first_place(rows: Rows, stream_no: int) -> tuple[int, bytes] | None:
    """Seq and hash of the first event that is here."""
    first = events_after(rows, stream_no, 0, limit=1)
    return (first[0].seq, first[0].hash) if first else None


def shift_events(rows: Rows, shift: ShiftId, *, since: int) -> Iterator[StoredEvent]:
    """Every event of a shift in the order of writing; `since` is the position of its opening."""
    found = rows.execute(
        f"{_SELECT} WHERE position >= ? AND shift = ? ORDER BY position", (since, shift.bytes)
    )
    return map(_stored, found)


def _stored(row: Row) -> StoredEvent:
    """A row that is no text any more is read all the same: its hash tells, and what is behind it goes on."""
    position, hash_, mac, type_, body = row
    return StoredEvent(position, hash_, mac, type_, body.decode(errors="replace"))


def declared_prev(event: StoredEvent) -> bytes | None:
    """What the event itself says it follows; null when it cannot be read."""
    try:
        return bytes.fromhex(json.loads(event.body)["prev"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def prune(unit: StoreUnit) -> int:
    """Let go of events that are in a tested backup of the back office and older than 400 days: of each stream
    the oldest, a few at a time, so that nobody waits for it.

    How many went.
    """
    before = unit.now_ms() - PRUNE_AFTER_DAYS * 86_400_000
    gone = 0
    for stream_no, last in unit.execute(
        "SELECT stream_no, min(archived, head_seq - 1) FROM stream"
    ).fetchall():
        oldest = (position_of(stream_no, 0), position_of(stream_no, max(0, last)))
        gone += unit.execute(
            "DELETE FROM event WHERE at < ? AND position IN"
            " (SELECT position FROM event WHERE position > ? AND position <= ? ORDER BY position LIMIT ?)",
            (before, *oldest, PRUNE_AT_ONCE),
        ).rowcount
    return gone


def _envelope(unit: StoreUnit, draft: Draft, hand: _Hand, *, seq: int, prev: bytes) -> str:
    """The event as text, put together from its parts: byte for byte what `encode` of the model gives (a test
    holds it), in a tenth of the time.
    """
    skew_ms, skew_age_s = skew_at(unit)
    payload = draft.payload if isinstance(draft.payload, str) else draft.payload.model_dump_json()
    return (
        f'{{"v":1,"id":"{unit.new_id()}",{hand.writer},"seq":{seq},"prev":"{prev.hex()}",{hand.kid},'
        f'"tv":{draft.version},{hand.place},"shift":{_id(draft.shift)},"actor":{_id(draft.actor)},"approver":{_id(draft.approver)},'
        f'"at":"{unit.now().astimezone(hand.zone).isoformat()}","boot":"{unit.boot}",'
        f'"mono_ms":{unit.mono_ms()},"skew_ms":{_number(skew_ms)},"skew_age_s":{_number(skew_age_s)},'
        f'"bdate":"{draft.bdate}","receipt":{_text(draft.receipt)},"cat":{catalog_position(unit)},'
        f'"app":"{APP_BUILD}","type":"{draft.type}","p":{payload}}}'
    )


def _id(value: UUID | None) -> str:
    return "null" if value is None else f'"{value}"'


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


def _head(unit: StoreUnit) -> _Head:
    head: _Head | None = unit.memory.get(_Head)
    if head is None:
        found = unit.execute(
            "SELECT head_seq, head_hash, last_receipt FROM stream WHERE stream_no = ?",
            (_hand(unit).stream_no,),
        ).fetchone()
        head = _Head(*found)
        unit.memory[_Head] = head
    return head


def _hand(unit: StoreUnit) -> _Hand:
    hand: _Hand | None = unit.memory.get(_Hand)
    if hand is None:
        stream = current_stream(unit)
        if stream is None:
            raise AssertionError("an event before the till has a stream")
        branch = branch_row(unit, BranchId(stream.branch))
        hand = _Hand(
            stream_no=stream.stream_no,
            writer=f'"device":"{stream.device}","stream":"{stream.stream}"',
            kid=f'"kid":{stream.kid}',
            place=f'"branch":"{stream.branch}","register":"{stream.register_id}"',
            signing=_Signing(stream.device_key),
            zone=zone_of(Zone.WIB if branch is None else branch.zone),
        )
        unit.memory[_Hand] = hand
    return hand
