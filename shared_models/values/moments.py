"""Time: instants are aware datetimes; a business date is fixed at the moment of sale and never recomputed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

Now = Callable[[], datetime]
"""Gives the current instant (aware). Handed in: order never comes from a clock, records do."""


class Zone(StrEnum):
    """Indonesia's three time zones (no daylight saving)."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"


OFFSET_HOURS: Final = {Zone.WIB: 7, Zone.WITA: 8, Zone.WIT: 9}


def zone_of(zone: Zone) -> timezone:
    """Fixed offset of a zone."""
    return timezone(timedelta(hours=OFFSET_HOURS[zone]), name=zone.value)


def local(moment: datetime, zone: Zone) -> datetime:
    """The same instant on the wall clock of `zone`."""
    return moment.astimezone(zone_of(zone))


def business_date(moment: datetime, zone: Zone, *, day_starts_at_hour: int = 0) -> date:
    """Business date of an instant.

    The local day, where a day begins at `day_starts_at_hour` (0 = midnight).
    """
    return (local(moment, zone) - timedelta(hours=day_starts_at_hour)).date()


def to_text(moment: datetime) -> str:
    """RFC 3339 with the instant's own offset and milliseconds: `2026-11-21T14:05:07.123+07:00`."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.isoformat(timespec="milliseconds")


def from_text(text: str) -> datetime:
    """Aware datetime of an RFC 3339 text. Raises ValueError for anything without an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def utc_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC; how instants are stored in both databases."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return delta // timedelta(milliseconds=1)


def from_utc_ms(ms: int) -> datetime:
    """The instant (UTC) of `ms` milliseconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
