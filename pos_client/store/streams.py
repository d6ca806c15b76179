"""Streams of this database: who writes them, how far they go, how much of them the back office holds."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pos_client.store.store import Row, Rows, StoreUnit
from shared_models.values.codes import StreamPurpose
from shared_models.wire.chain import GENESIS, mac_matches

SEQ_BITS: Final = 40
_SEQ_MASK: Final = (1 << SEQ_BITS) - 1
_SELECT: Final = (
    "SELECT stream_no, stream, company, device, branch, register_id, kid, device_key, purpose, because,"
    " series, head_seq, head_hash, last_receipt, acked, archived, token, exported, lost_to,"
    " certificate, holed FROM stream"
)
_COUNT: Final = "SELECT count(*) FROM event WHERE position > ? AND position < ?"
_OLDEST: Final = "SELECT at FROM event WHERE position > ? AND position < ? ORDER BY position LIMIT 1"
_SALES: Final = "SELECT count(*) FROM sale WHERE position > ? AND position < ?"
_STILL_HERE: Final = " AND position IN (SELECT position FROM event)"


def position_of(stream_no: int, seq: int) -> int:
    """Key of an event: its stream's number and its seq in one integer."""
    return stream_no << SEQ_BITS | seq


def place_of(position: int) -> tuple[int, int]:
    """(stream number, seq) of an event's key."""
    return position >> SEQ_BITS, position & _SEQ_MASK


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as it stands. `acked`, `archived`: the server's own word; waiting = head_seq - acked.

    `lost_to`: the server had events up to here when this database was found to be an older image.
    `device_key` is empty where only the black box of a lost database was left of it: nothing is added to it.
    `certificate`: the back office's signed statement of the enrolment it was written under, as JSON; none
    while the till stands alone. `holed`: some event of it is gone from this database, or unreadable.
    """

    stream_no: int
    stream: UUID
    company: UUID
    device: UUID
    branch: UUID
    register_id: UUID
    kid: int
    device_key: bytes
    purpose: StreamPurpose
    because: str
    series: str
    head_seq: int
    head_hash: bytes
    last_receipt: int
    acked: int
    archived: int
    token: str | None
    exported: int
    lost_to: int
    certificate: str | None
    holed: bool

    @property
    def from_box(self) -> bool:
        """It came back from a black box: its key is lost. Of a machine that was set back there may be several
        of one stream: what it wrote in the same places each time.
        """
        return not self.device_key

    @property
    def waiting(self) -> int:
        """Those that are gone included."""
        return self.head_seq - self.acked


@dataclass(frozen=True, slots=True)
class NewStream:
    """What fixes a stream for good."""

    company: UUID
    device: UUID
    branch: UUID
    register_id: UUID
    kid: int
    device_key: bytes
    purpose: StreamPurpose
    because: str
    series: str
    certificate: str | None = None


def add_stream(unit: StoreUnit, new: NewStream, stream: UUID | None = None) -> Stream:
    """`stream`: one that came back from a black box keeps its id."""
    stream = stream or unit.new_id()
    added = unit.execute(
        "INSERT INTO stream (stream, company, device, branch, register_id, kid, device_key, purpose, because,"
        " series, head_hash, certificate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stream.bytes, new.company.bytes, new.device.bytes, new.branch.bytes, new.register_id.bytes,
            new.kid, new.device_key, new.purpose.value, new.because, new.series, GENESIS, new.certificate,
        ),
    )  # fmt: skip
    assert added.lastrowid is not None
    return stream_at(unit, added.lastrowid)


def stream_at(rows: Rows, stream_no: int) -> Stream:
    found = rows.execute(_SELECT + " WHERE stream_no = ?", (stream_no,)).fetchone()
    return _stream(found)


def streams(rows: Rows) -> tuple[Stream, ...]:
    """All streams, oldest first."""
    return tuple(map(_stream, rows.execute(_SELECT + " ORDER BY stream_no")))


def is_authentic(stream: Stream, hash_: bytes, mac: bytes) -> bool:
    """Whether the stream's device signed it. Of one that came back from a black box only the back office can
    tell: its key went with the database that was lost.
    """
    return stream.from_box or mac_matches(stream.device_key, hash_, mac)


def lost_range(rows: Rows) -> Stream | None:
    """The oldest stream whose lost end is still to be taken back from the server."""
    found = rows.execute(_SELECT + " WHERE lost_to > head_seq ORDER BY stream_no LIMIT 1").fetchone()
    return None if found is None else _stream(found)


def note_lost(unit: StoreUnit, stream_no: int, *, up_to: int) -> None:
    """Remember that events up to a seq are to be taken back; 0: there is nothing more to be had."""
    unit.execute("UPDATE stream SET lost_to = ? WHERE stream_no = ?", (up_to, stream_no))


def series_in_use(rows: Rows, *, company: UUID, register_id: UUID) -> frozenset[str]:
    found = rows.execute(
        "SELECT series FROM stream WHERE company = ? AND register_id = ?", (company.bytes, register_id.bytes)
    )
    return frozenset(series for (series,) in found)


def waiting(rows: Rows) -> tuple[int, int | None]:
    """How many events the back office does not hold yet, and when the oldest of them was made (UTC ms).

    Streams of another company (a stand-alone start that was enrolled later) are exported, never sent.
    """
    count, oldest = 0, None
    ours = "SELECT stream_no, head_seq, acked, holed FROM stream WHERE company = (SELECT company FROM till)"
    for stream_no, head, acked, holed in rows.execute(ours).fetchall():
        if head == acked:
            continue
        behind = (position_of(stream_no, acked), position_of(stream_no + 1, 0))
        # Counting row by row reads all of them, so only where the difference would count what is gone.
        count += rows.execute(_COUNT, behind).fetchone()[0] if holed else head - acked
        first = rows.execute(_OLDEST, behind).fetchone()
        if first is not None and (oldest is None or first[0] < oldest):
            oldest = first[0]
    return count, oldest


def sales_waiting(rows: Rows) -> int:
    """How many receipts are among them."""
    total = 0
    ours = "SELECT stream_no, acked, holed FROM stream WHERE company = (SELECT company FROM till)"
    for stream_no, acked, holed in rows.execute(ours + " AND head_seq > acked").fetchall():
        counted = _SALES + _STILL_HERE if holed else _SALES
        behind = (position_of(stream_no, acked), position_of(stream_no + 1, 0))
        total += rows.execute(counted, behind).fetchone()[0]
    return total


def note_hole(unit: StoreUnit, stream_no: int) -> None:
    """Remember that an event of the stream is gone from this database, or that nobody can read it."""
    unit.execute("UPDATE stream SET holed = 1 WHERE stream_no = ? AND holed = 0", (stream_no,))


def any_hole(rows: Rows) -> bool:
    return rows.execute("SELECT 1 FROM stream WHERE holed LIMIT 1").fetchone() is not None


def _stream(row: Row) -> Stream:
    ids = [UUID(bytes=value) for value in row[1:6]]
    return Stream(
        row[0], ids[0], ids[1], ids[2], ids[3], ids[4], row[6], row[7], StreamPurpose(row[8]), row[9],
        row[10], row[11], row[12], row[13], row[14], row[15], row[16], row[17], row[18], row[19],
        bool(row[20]),
    )  # fmt: skip
