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
