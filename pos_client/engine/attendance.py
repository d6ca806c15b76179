"""Coming, going and breaks, noted at the till; with or without a shift."""

from datetime import datetime
from typing import Final

from pos_client.engine.shift_rows import latest_shifts, open_shift_row
from pos_client.engine.till import today
from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import Draft, append, current_stream
from pos_client.store.streams import position_of
from shared_models.rules.attendance import next_kinds
from shared_models.values.codes import AttendanceKind, ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.attendance import AttendanceNoted
from shared_models.wire.envelope import decode

# As far back as a forgotten note is looked for.
_SHIFTS: Final = 4


def last_note(rows: Rows, person: StaffId) -> tuple[AttendanceKind, datetime] | None:
    """What a person noted last at this till, within the latest shifts."""
    found = rows.execute(
        "SELECT body FROM event WHERE position >= ? AND type = 'attendance.noted' AND instr(body, ?)"
        " ORDER BY position DESC LIMIT 1",
        (_since(rows), f'"actor":"{person}"'),
    ).fetchone()
    if found is None:
        return None
    try:
        event = decode(found[0].encode())
    except (ValueError, RecursionError):
        # A damaged row keeps nobody from noting their day.
        return None
    return (event.p.kind, event.at) if isinstance(event.p, AttendanceNoted) else None


def note(unit: StoreUnit, *, person: StaffId, kind: AttendanceKind) -> None:
    """Refuses CONFLICT for what cannot follow what was noted last."""
    last = last_note(unit, person)
    if kind not in next_kinds(None if last is None else last[0]):
        raise Refusal(ErrorCode.CONFLICT, what="attendance")
    shift = open_shift_row(unit)
    draft = Draft(
        "attendance.noted",
        AttendanceNoted(kind=kind),
        bdate=today(unit),
        shift=None if shift is None else shift.shift,
        actor=person,
    )
    append(unit, draft)


def _since(rows: Rows) -> int:
    """The journal has no index by kind, and need not be read from its beginning."""
    shifts = latest_shifts(rows, _SHIFTS)
    if len(shifts) == _SHIFTS:
        return shifts[-1].opened_position
    stream = current_stream(rows)
    return 0 if stream is None else position_of(stream.stream_no, 0)
