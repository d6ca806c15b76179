"""What Home shows, computed from the server's reply: figures beside last week's, curves, tills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from shared_models.values.money import divide_half_up
from shared_models.wire.reports import Home, HourPoint, TillLine

FIRST_HOUR: Final = 7
LAST_HOUR: Final = 21
# A till says something every few seconds; after this long without a word it is away.
SILENT_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of today and the same figure of last week's day, up to the same time of day."""

    now: int
    then: int

    @property
    def change_bp(self) -> int | None:
        """Change in 1/100 %, None where there was nothing to compare with."""
        return None if self.then <= 0 else divide_half_up((self.now - self.then) * 10_000, self.then)

    @property
    def change(self) -> int:
        return self.now - self.then


class TillMood(Enum):
    """How a till stands with the server."""

    NEVER = "never"  # no device has reported from it yet
    SENT = "sent"
    WAITING = "waiting"
    SILENT = "silent"


def mood_of(till: TillLine, server_time: datetime) -> TillMood:
    if till.last_contact is None:
        return TillMood.NEVER
    if server_time - till.last_contact > SILENT_AFTER:
        return TillMood.SILENT
    return TillMood.WAITING if till.waiting else TillMood.SENT


@dataclass(frozen=True, slots=True)
class KeyFigureSet:
    sales: Compared
    receipts: Compared
    basket: Compared
    margin_bp: Compared
    profit: int


def key_figures(home: Home, clock: datetime) -> KeyFigureSet:
    """Today beside last week's day as far as `clock` (on the branch's wall) has come."""
    sales_then = so_far(home.hours_week_ago, clock, "sales")
    receipts_then = so_far(home.hours_week_ago, clock, "receipts")
    return KeyFigureSet(
        sales=Compared(home.today.sales, sales_then),
        receipts=Compared(home.today.receipts, receipts_then),
        basket=Compared(home.today.average_basket, home.week_ago.average_basket),
        margin_bp=Compared(
            share_bp(home.today.gross_profit, home.today.revenue),
            share_bp(home.week_ago.gross_profit, home.week_ago.revenue),
        ),
        profit=home.today.gross_profit,
    )


def so_far(points: Sequence[HourPoint], clock: datetime, what: str) -> int:
    """Sum of the hours before `clock`, and of its own hour as much as has passed."""
    before = sum(int(getattr(point, what)) for point in points if point.hour < clock.hour)
    within = sum(int(getattr(point, what)) for point in points if point.hour == clock.hour)
    return before + divide_half_up(within * clock.minute, 60)


def share_bp(part: int, whole: int) -> int:
    return divide_half_up(part * 10_000, whole) if whole > 0 else 0


def curves(home: Home, clock: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Sales by hour, today as far as it has come and last week's whole day, over the hours the shop sells."""
    busy = [point.hour for points in (home.hours, home.hours_week_ago) for point in points if point.sales]
    first, last = min([FIRST_HOUR, *busy]), max([LAST_HOUR, *busy])
    now = {point.hour: point.sales for point in home.hours if first <= point.hour <= clock.hour}
    then = {point.hour: point.sales for point in home.hours_week_ago if first <= point.hour <= last}
    return now, then
