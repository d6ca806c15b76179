"""What the attendance panel does to the store. Runs on the store lane."""

from dataclasses import dataclass
from datetime import datetime

from pos_client.engine import attendance, staff
from pos_client.engine.staff import Tries
from pos_client.engine.till import this_till
from pos_client.store import Store
from shared_models.rules.attendance import next_kinds
from shared_models.values.codes import AttendanceKind
from shared_models.values.ids import StaffId
from shared_models.values.moments import local


@dataclass(frozen=True, slots=True)
class PersonNow:
    """Who it is, what they noted last (on the branch's wall clock), and what may follow."""

    id: StaffId
    name: str
    last: AttendanceKind | None
    at: datetime | None
    following: tuple[AttendanceKind, ...]


class AttendanceDesk:
    """Notes of whoever this PIN belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tries = Tries()

    def who(self, pin: str) -> PersonNow:
        """Anybody with a PIN, whether they may sell or not. Refuses WRONG_PIN, TOO_MANY_TRIES."""
        with self._store.write() as unit:
            member = staff.anybody(unit, pin=pin, tries=self._tries, now_ms=self._store.mono_ms())
            last = attendance.last_note(unit, member.id)
            zone = this_till(unit).zone
        kind, at = (None, None) if last is None else last
        moment = None if at is None else local(at, zone)
        return PersonNow(member.id, member.name, kind, moment, next_kinds(kind))

    def note(self, person: StaffId, kind: AttendanceKind) -> None:
        with self._store.write() as unit:
            attendance.note(unit, person=person, kind=kind)
