"""How a till joins a back office by a one-time code; and how it begins a new stream when it has to."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from pos_client.engine.till import TillIdentity, this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.durable import write_durably
from pos_client.store.journal import Appended, Draft, append, current_stream
from pos_client.store.streams import NewStream, Stream, add_stream, series_in_use, streams
from pos_client.store.sync_state import forget_cursor, set_revoked
from shared_models.values.codes import (
    ErrorCode,
)
from shared_models.values.ids import DeviceId, NewId, ShiftId
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import EnrolReply
from shared_models.wire.streams import OpenedBecause, PreviousStream, StreamOpened

DEVICE_FILE: Final = "device"


def adopt_enrolment(unit: StoreUnit, reply: EnrolReply, *, device_name: str) -> TillIdentity:
    """Become the register the back office names: a new stream, a fresh pull.

    The till's older streams of the same company drain to their own branch; those of another company stay
    and must be exported first (SALES_WAITING). A till whose own shop the company has taken over goes on as
    it is, in the middle of a shift and of a receipt.
    """
    if reply.adopted:
        return _go_on(unit, reply)
    _refuse_lost_sales(unit, company=reply.company)
    previous = current_stream(unit) or _came_back(unit, reply)
    moves = previous is None or (previous.company, previous.branch) != (reply.company, reply.branch)
    if moves and _open_shift(unit) is not None:
        raise Refusal(ErrorCode.SHIFT_ALREADY_OPEN)
    device = reply.certificate.device
    new = NewStream(
        company=reply.company,
        device=device,
        branch=reply.branch,
        register_id=reply.register_id,
        kid=reply.kid,
        device_key=bytes.fromhex(reply.device_key),
        purpose=reply.purpose,
        because=(OpenedBecause.REINSTALLED if reply.streams else OpenedBecause.ENROLLED).value,
        series=_series_given(unit, reply),
        certificate=reply.certificate.model_dump_json(),
    )
    stream = add_stream(unit, new)
    names = Names(reply.company_name, reply.branch_code, reply.register_code, device_name)
    write_till(unit, new, stream.stream_no, names=names, stand_alone=False)
    unit.execute("UPDATE till SET credential = ?", (reply.credential,))
    if moves:
        unit.execute("DELETE FROM replica")
    forget_cursor(unit)
    set_revoked(unit, revoked=False)
    same = previous is not None and previous.company == reply.company
    say_opened(unit, new, device_name=device_name, previous=previous if same else None)
    return this_till(unit)


def _go_on(unit: StoreUnit, reply: EnrolReply) -> TillIdentity:
    """Stay the same till, in the same stream, with the same key: only that there is a back office now."""
    stream = current_stream(unit)
    stays = (reply.company, reply.branch, reply.register_id, reply.certificate.device, reply.kid)
    if stream is None or stays != (
        stream.company, stream.branch, stream.register_id, stream.device, stream.kid
    ):  # fmt: skip
        raise Refusal(ErrorCode.CONFLICT)
    unit.execute(
        "UPDATE stream SET certificate = ? WHERE company = ? AND device = ? AND kid = ?",
        (reply.certificate.model_dump_json(), stream.company.bytes, stream.device.bytes, stream.kid),
    )
    unit.execute("UPDATE till SET credential = ?, stand_alone = 0", (reply.credential,))
    unit.memory.clear()
    forget_cursor(unit)
    set_revoked(unit, revoked=False)
    return this_till(unit)


def open_new_stream(unit: StoreUnit, because: OpenedBecause) -> Stream:
    """Leave the stream in use behind (it drains) and go on in a new one with the next receipt series.

    A shift under way goes on in it.
    """
    old = current_stream(unit)
    if old is None:
        raise Refusal(ErrorCode.NOT_ENROLLED)
    new = NewStream(
        company=old.company,
        device=old.device,
        branch=old.branch,
        register_id=old.register_id,
        kid=old.kid,
        device_key=old.device_key,
        purpose=old.purpose,
        because=because.value,
        series=free_series(unit, old.company, old.register_id, wanted=old.series),
        certificate=old.certificate,
    )
    stream = add_stream(unit, new)
    unit.execute("UPDATE till SET stream_no = ?", (stream.stream_no,))
    unit.memory.clear()
    say_opened(unit, new, device_name=this_till(unit).device_name, previous=old)
    return stream


def credential(rows: Rows) -> str | None:
    """What authenticates this till's requests."""
    found = rows.execute("SELECT credential FROM till").fetchone()
    return None if found is None else found[0]


def enrolled_device(rows: Rows) -> DeviceId | None:
    """The id this till's database knows its machine by."""
    found = rows.execute("SELECT device FROM till").fetchone()
    return None if found is None else DeviceId(UUID(bytes=found[0]))


def series_after(series: str) -> str:
    """A, B … Z, AA, AB …"""
    if not series.rstrip("Z"):
        return "A" * (len(series) + 1)
    if series.endswith("Z"):
        return series_after(series[:-1]) + "A"
    return series[:-1] + chr(ord(series[-1]) + 1)


@dataclass(frozen=True, slots=True)
class Names:
    """What a till is called before its branch has told more."""

    company: str
    branch_code: str
    register_code: str
    device: str


def _series_rank(series: str) -> tuple[int, str]:
    return len(series), series


def _series_given(unit: StoreUnit, reply: EnrolReply) -> str:
    known = {stream.series for stream in reply.streams}
    return free_series(unit, reply.company, reply.register_id, wanted=reply.series, beside=known)


def free_series(
    rows: Rows, company: UUID, register_id: UUID, *, wanted: str, beside: AbstractSet[str] = frozenset()
) -> str:
    """The wanted one, or the next that neither this database nor `beside` has used at that register."""
    used = series_in_use(rows, company=company, register_id=register_id) | beside
    return series_after(max(used, key=_series_rank)) if wanted in used else wanted


def _came_back(unit: StoreUnit, reply: EnrolReply) -> Stream | None:
    """What this till wrote last before its database was lost, where a black box has kept it."""
    device = reply.certificate.device
    ours = [one for one in streams(unit) if (one.company, one.device) == (reply.company, device)]
    return ours[-1] if ours else None


def _refuse_lost_sales(unit: StoreUnit, *, company: UUID) -> None:
    left = sum(
        stream.waiting
        for stream in streams(unit)
        if stream.company != company and stream.exported < stream.head_seq
    )
    if left:
        raise Refusal(ErrorCode.SALES_WAITING, waiting=left)


def write_till(unit: StoreUnit, new: NewStream, stream_no: int, *, names: Names, stand_alone: bool) -> None:
    """Which till this is from now on."""
    unit.execute(
        "INSERT OR REPLACE INTO till (one, company, company_name, branch, branch_code, register_id,"
        " register_code, device, device_name, stand_alone, stream_no)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.company.bytes, names.company, new.branch.bytes, names.branch_code, new.register_id.bytes,
            names.register_code, new.device.bytes, names.device, int(stand_alone), stream_no,
        ),
    )  # fmt: skip
    unit.memory.clear()


def say_opened(unit: StoreUnit, new: NewStream, *, device_name: str, previous: Stream | None) -> Appended:
    """The first event of a stream."""
    before = None
    if previous is not None and previous.head_seq:
        before = PreviousStream(stream=previous.stream, seq=previous.head_seq, hash=previous.head_hash.hex())
    payload = StreamOpened(
        purpose=new.purpose,
        because=OpenedBecause(new.because),
        series=new.series,
        device_name=device_name,
        previous=before,
    )
    draft = Draft("stream.opened", payload, bdate=today(unit), shift=_open_shift(unit), actor=None)
    return append(unit, draft)


def _open_shift(unit: StoreUnit) -> ShiftId | None:
    found = unit.execute("SELECT shift FROM shift WHERE closed_at IS NULL").fetchone()
    return None if found is None else ShiftId(UUID(bytes=found[0]))


def known_device(folder: Path) -> DeviceId | None:
    """The id kept beside the database; null on a new machine, and where the file says nothing."""
    try:
        return DeviceId(UUID((folder / DEVICE_FILE).read_bytes().decode("ascii").strip()))
    except (OSError, ValueError):
        return None


def device_id(folder: Path, new_id: NewId, *, known: DeviceId | None = None) -> DeviceId:
    """This machine's own id, made once and kept beside the database, so that it outlives a lost database.

    `known`: what the database says; it mends a lost or damaged file. Without it a damaged file refuses
    STORE_DAMAGED: under a new id the till would be taken for another machine.
    """
    path = folder / DEVICE_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, f"{known or new_id()}\n".encode("ascii"))
    try:
        return DeviceId(UUID(path.read_bytes().decode("ascii").strip()))
    except ValueError as damaged:
        if known is None:
            raise Refusal(ErrorCode.STORE_DAMAGED, reason="device id", file=str(path)) from damaged
    write_durably(path, f"{known}\n".encode("ascii"))
    return known
