"""A correction as it is being typed."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

from shared_models.values.codes import AttendanceKind

REASON_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """`kind` None takes the note `replaces` back and puts nothing in its place."""

    kind: AttendanceKind | None
    at: datetime
    replaces: UUID | None
    reason: str


def parse_clock(text: str) -> time | None:
    """`7.05`, `07:05` or `0705` as a time of day; None when it is none."""
    parts = text.strip().replace(":", ".").split(".")
    if len(parts) == 1 and len(parts[0]) == 4:
        parts = [parts[0][:2], parts[0][2:]]
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        return None
    hour, minute = map(int, parts)
    return time(hour, minute) if hour < 24 and minute < 60 else None
