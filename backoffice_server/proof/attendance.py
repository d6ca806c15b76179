"""Working days: the notes of tills beside the log, and corrections that each replace one note."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import and_, select

from backoffice_server.features.attendance.tables import attendance_note
from backoffice_server.features.events.outcomes import is_last_word
from backoffice_server.features.events.tables import event, event_outcome
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, finding
from shared_models.values.codes import EventOutcome
from shared_models.values.moments import utc_ms
from shared_models.wire.envelope import AttendanceNotedEvent, decode

Key = tuple[Any, ...]


def attendance_holds(unit: Unit) -> Iterable[Finding]:
    """I1 and I13 for working days: each event is one note, told as it came."""
    logged, noted = dict(_logged(unit)), list(_noted(unit))
    stands = dict(noted)
    keys = logged.keys() | stands.keys()
    off = (f"stream {key[1]} seq {key[2]}" for key in keys if logged.get(key) != stands.get(key))
    yield finding("I13", "attendance = rebuild from the log", len(logged), off)
    twice = (f"{len(noted) - len(stands)} notes are there twice" for _ in range(len(noted) != len(stands)))
    yield finding("I1", "each attendance event is one note", len(noted), twice)
    yield finding("I13", "a correction replaces a note of the same person", *_astray(unit))


def _logged(unit: Unit) -> Iterator[tuple[Key, Key]]:
    said, own = event_outcome.c, event.c
    same = and_(*(own[name] == said[name] for name in ("branch_id", "stream_id", "seq", "hash")))
    query = (
        select(own.branch_id, own.stream_id, own.seq, own.hash, own.bytes)
        .join(event_outcome, same)
        .where(own.type == "attendance.noted", said.outcome == EventOutcome.NOTED, is_last_word())
    )
    for row in unit.connection.execute(query):
        told = decode(row.bytes)
        key = (row.branch_id, row.stream_id, row.seq, row.hash)
        if isinstance(told, AttendanceNotedEvent):
            yield key, (told.actor, told.p.kind.value, utc_ms(told.at), told.bdate, told.p.note or "")


def _noted(unit: Unit) -> Iterator[tuple[Key, Key]]:
    own = attendance_note.c
    for row in unit.connection.execute(select(attendance_note).where(own.stream_id.is_not(None))):
        key = (row.branch_id, row.stream_id, row.seq, row.hash)
        yield key, (row.staff_id, row.kind, utc_ms(row.at), row.bdate, row.words)


def _astray(unit: Unit) -> tuple[int, list[str]]:
    old = attendance_note.alias("replaced")
    own = attendance_note.c
    same = and_(own.branch_id == old.c.branch_id, own.replaces == old.c.note_id)
    query = (
        select(own.note_id, own.staff_id, old.c.staff_id.label("before"))
        .join_from(attendance_note, old, same, isouter=True)
        .where(own.replaces.is_not(None))
    )
    rows = unit.connection.execute(query).all()
    return len(rows), [f"note {row.note_id}" for row in rows if row.staff_id != row.before]
