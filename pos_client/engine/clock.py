"""Whether this machine's clock can be believed.

A shift is not opened on an absurd one without a supervisor.
"""

from datetime import UTC, datetime
from typing import Final

from pos_client.engine.till import this_till
from pos_client.store import Rows, StoreUnit
from pos_client.store.sync_state import skew_measured
from shared_models.values.codes import StreamPurpose
from shared_models.values.moments import utc_ms

WARN_MS: Final = 2 * 60 * 1000
ABSURD_MS: Final = 24 * 60 * 60 * 1000
# That a clock was set wrong is likelier than that a shop was closed for longer; a supervisor decides.
IDLE_MS_MAX: Final = 366 * ABSURD_MS
_BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def clock_is_absurd(unit: StoreUnit) -> bool:
    """Before this program was made, a day before the last event or a year after it, or a day off the
    server's clock.
    """
    if this_till(unit).purpose is StreamPurpose.IMPORT:
        return False
    now = unit.now()
    if now < _BUILT:
        return True
    last = unit.execute("SELECT at FROM event ORDER BY position DESC LIMIT 1").fetchone()
    if last is not None and not -ABSURD_MS <= utc_ms(now) - last[0] <= IDLE_MS_MAX:
        return True
    return is_far_off(unit, now=now)


def is_far_off(rows: Rows, *, now: datetime) -> bool:
    """A day or more off the server's clock, as it was last measured."""
    return abs(_fresh_skew(rows, utc_ms(now))) >= ABSURD_MS


def clock_drift_ms(unit: StoreUnit) -> int:
    """How far this clock is ahead of the server's when that is worth a warning, else 0."""
    skew = _fresh_skew(unit, unit.now_ms())
    return skew if abs(skew) > WARN_MS else 0


def _fresh_skew(rows: Rows, now_ms: int) -> int:
    """The measured offset, unless the clock was set since: then it looks older than a day or made
    tomorrow.
    """
    measured = skew_measured(rows)
    if measured is None:
        return 0
    skew_ms, at = measured
    return skew_ms if 0 <= now_ms - at <= ABSURD_MS else 0
