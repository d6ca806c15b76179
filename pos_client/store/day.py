"""The business day of a till: that of its clock, and never a day before the one its shift has come to."""

from datetime import date

from pos_client.store.store import Rows

_OF_SHIFT = (
    "SELECT max(s.bdate, coalesce(e.bdate, 0)) FROM shift s"
    " LEFT JOIN (SELECT shift, bdate FROM event ORDER BY position DESC LIMIT 1) e ON e.shift = s.shift"
    " WHERE s.closed_at IS NULL"
)


def not_before_shift(rows: Rows, day: date) -> date:
    """`day`, or the last day written in the shift under way when that is later.

    A clock set back inside a shift must not put its sales on a day that was counted before.
    """
    found = rows.execute(_OF_SHIFT).fetchone()
    return day if found is None else max(day, date.fromordinal(found[0]))
