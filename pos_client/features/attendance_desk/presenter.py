"""State of the working days: a period, its days, and the day that is being corrected."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.table.columns import Row
from pos_client.desk.widgets.dates import Period
from pos_client.features.attendance_desk import actions
from pos_client.features.attendance_desk.shown import missing_words, state_words
from pos_client.features.attendance_desk.state import Correction
from shared_models.values.codes import AttendanceKind, Permission
from shared_models.values.moments import zone_of
from shared_models.values.refusals import Refusal
from shared_models.wire.attendance import Attendance, AttendanceNote, WorkDayLine

_HOUR_S = 3600
_MILLI = 1000


class WorkDays(QObject):
    """`changed`: days have come, or a refusal."""

    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        today = office.today()
        self.period = Period(today, today)
        self.found: Attendance | None = None
        self.refusal: Refusal | None = None
        self._question = Question(office, self)

    def choose_period(self, period: Period) -> None:
        self.period = period
        self.load()

    def load(self) -> None:
        span = self.office.span(self.period.first, self.period.last)
        self._question.ask(lambda api: actions.days(api, span), then=self._came, refused=self._refused)

    def rows(self) -> list[Row]:
        return [self._row(line) for line in self.found.rows] if self.found is not None else []

    def line(self, key: object) -> WorkDayLine | None:
        """The day of a row."""
        found = self.found.rows if self.found is not None else ()
        return next((line for line in found if _key(line) == key), None)

    def _row(self, line: WorkDayLine) -> Row:
        def local(moment: datetime | None) -> datetime | None:
            return None if moment is None else self.office.local(moment, line.branch)

        return {
            "id": _key(line),
            "day": line.day,
            "branch": line.branch_code,
            "name": line.name,
            "came": local(line.came),
            "left": local(line.left),
            "break_min": line.break_s // 60,
            "hours": line.worked_s * _MILLI // _HOUR_S,
            "missing": missing_words(line.missing),
            "state": state_words(line),
            "wrong": line.clock_wrong,
        }

    def _came(self, found: Attendance) -> None:
        self.found, self.refusal = found, None
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()


def _key(line: WorkDayLine) -> str:
    return f"{line.day}{line.branch}{line.staff}"


@dataclass(frozen=True, slots=True)
class DayState:
    """`line`: whose day it is; None: nothing is open."""

    line: WorkDayLine | None = None
    busy: bool = False
    refusal: Refusal | None = None


class DayEditor(QObject):
    """One day. `opened`: another day or none. `booked` when a correction is kept."""

    opened = Signal()
    changed = Signal()
    booked = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = DayState()
        self._document: UUID | None = None
        self._question = Question(office, self)

    @property
    def may_correct(self) -> bool:
        return self.office.may(Permission.ADMIN_LEDGER)

    def open(self, line: WorkDayLine) -> None:
        self._document = None
        self.state = DayState(line)
        self.opened.emit()

    def close(self) -> None:
        self._question.forget()
        self.state = DayState()
        self.opened.emit()

    def add(self, kind: AttendanceKind, day: date, clock: time, reason: str) -> None:
        """A note that was forgotten, at a time of the branch's clock."""
        self._book(Correction(kind, self._moment(day, clock), None, reason))

    def replace(self, note: AttendanceNote, day: date, clock: time, reason: str) -> None:
        """The same kind of note at another time."""
        self._book(Correction(note.kind, self._moment(day, clock), note.id, reason))

    def take_back(self, note: AttendanceNote, reason: str) -> None:
        self._book(Correction(None, note.at, note.id, reason))

    def _moment(self, day: date, clock: time) -> datetime:
        line = self.state.line
        place = self.office.branch_row(None if line is None else line.branch)
        assert place is not None, "a day of a branch that is not known"
        return datetime.combine(day, clock, zone_of(place.zone))

    def _book(self, correction: Correction) -> None:
        """Pressed twice, it is kept once."""
        line = self.state.line
        if line is None or self.state.busy:
            return
        document = self._document = self._document or self.office.new_id()
        self._set(replace(self.state, busy=True, refusal=None))
        self._question.ask(
            lambda api: actions.correct(api, document, line, correction),
            then=self._booked,
            refused=self._refused,
        )

    def _booked(self, _note: AttendanceNote) -> None:
        self.close()
        self.booked.emit()

    def _refused(self, refusal: Refusal) -> None:
        self._document = None
        self._set(replace(self.state, busy=False, refusal=refusal))

    def _set(self, state: DayState) -> None:
        self.state = state
        self.changed.emit()
