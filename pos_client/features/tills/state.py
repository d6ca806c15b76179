"""How a till stands, and a new register as it is typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from shared_models.values.codes import ErrorCode
from shared_models.wire.tills import ConfirmedShift, TillState

SILENT_AFTER: Final = timedelta(minutes=10)


class Mood(Enum):
    """How a till stands with the server."""

    EMPTY = "empty"  # no device has been enrolled
    REVOKED = "revoked"
    SILENT = "silent"
    WAITING = "waiting"
    SENT = "sent"


def mood_of(till: TillState, now: datetime) -> Mood:
    if till.device is None:
        return Mood.EMPTY
    if till.revoked:
        return Mood.REVOKED
    if till.last_contact is None or now - till.last_contact > SILENT_AFTER:
        return Mood.SILENT
    return Mood.WAITING if till.waiting else Mood.SENT


class Alarm(Enum):
    """What should not be left as it is, worst first."""

    COPIED = "copied"  # it came as if its disk had been copied
    DISK_LOW = "disk_low"
    SILENT_WEEK = "silent_week"
    WAITING_LONG = "waiting_long"
    CLOCK_OFF = "clock_off"
    SILENT_DAYS = "silent_days"
    SILENT_DAY = "silent_day"
    OUTDATED = "outdated"


GRAVE: Final = frozenset({Alarm.COPIED, Alarm.DISK_LOW, Alarm.SILENT_WEEK})
DISK_LEAST: Final = 500_000_000
CLOCK_MOST_MS: Final = 5 * 60 * 1000
WAITING_MOST: Final = timedelta(days=1)
COPIED_FOR: Final = timedelta(days=30)


def alarms(till: TillState, now: datetime) -> tuple[Alarm, ...]:
    """Worst first. A till that was locked, or has no device, is nobody's worry."""
    if till.device is None or till.revoked:
        return ()
    silent = timedelta(0) if till.last_contact is None else now - till.last_contact
    raised = {
        Alarm.COPIED: till.copied_at is not None and now - till.copied_at < COPIED_FOR,
        Alarm.DISK_LOW: till.disk_free is not None and till.disk_free < DISK_LEAST,
        Alarm.SILENT_WEEK: silent >= timedelta(days=7),
        Alarm.WAITING_LONG: till.oldest_at is not None and now - till.oldest_at > WAITING_MOST,
        Alarm.CLOCK_OFF: till.skew_ms is not None and abs(till.skew_ms) > CLOCK_MOST_MS,
        Alarm.SILENT_DAYS: timedelta(days=3) <= silent < timedelta(days=7),
        Alarm.SILENT_DAY: timedelta(days=1) <= silent < timedelta(days=3),
        Alarm.OUTDATED: till.outdated,
    }
    return tuple(alarm for alarm in Alarm if raised[alarm])


@dataclass(frozen=True, slots=True)
class RegisterDraft:
    branch: UUID | None = None
    code: str = ""
    name: str = ""

    def faults(self) -> list[tuple[str, ErrorCode]]:
        given = {"branch": self.branch, "code": self.code.strip(), "name": self.name.strip()}
        return [(key, ErrorCode.FIELD_REQUIRED) for key, value in given.items() if not value]


def agrees(shift: ConfirmedShift) -> bool:
    """Whether the server has booked what the till issued, and comes to the same cash."""
    same = shift.expected_till is None or shift.expected_till == shift.expected_server
    return same and shift.issued == shift.acknowledged == shift.posted
