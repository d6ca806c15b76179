"""Posts what a push brought: all at once, and event by event only when one of them cannot be booked."""

import logging
import sqlite3
from collections.abc import Sequence
from typing import Final

import psycopg
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backoffice_server.features.sales.service import Applied, NotPostable, Source, TillEvent, post_events
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.appending import Fate
from shared_models.values.codes import EventOutcome, ReviewCode
from shared_models.values.ids import BranchId

logger = logging.getLogger(__name__)

# Whatever the database says beyond "these rows cannot be" (a full disk, a lost connection, a deadlock) says
# nothing about the event: it aborts the whole push, and nothing is acknowledged.
ABOUT_THE_EVENT: Final = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    psycopg.IntegrityError,
    psycopg.DataError,
)
NOT_ABOUT_THE_EVENT: Final = (sqlite3.Error, psycopg.Error, OSError, MemoryError, PoolTimeout)


def post(unit: Unit, branch: BranchId, source: Source, fates: Sequence[Fate]) -> None:
    """Post the events of `fates` in order and write into each what became of it."""
    items = [fate.item.till_event for fate in fates if fate.item.till_event is not None]
    assert len(items) == len(fates)
    for fate, applied in zip(fates, _applied(unit, branch, source, items), strict=True):
        fate.outcome, fate.posting_no = applied.outcome, applied.posting_no
        fate.reviews = (*fate.reviews, *applied.reviews)


def _applied(unit: Unit, branch: BranchId, source: Source, items: Sequence[TillEvent]) -> list[Applied]:
    try:
        with unit.savepoint():
            return post_events(unit, branch, source, items)
    except Exception as fault:
        if not will_fail_again(fault):
            raise
        if len(items) == 1:
            return [_set_aside(items[0], fault)]
        logger.info("a batch of %d events is posted one by one: %r", len(items), fault)
    return [applied for item in items for applied in _applied(unit, branch, source, [item])]


def will_fail_again(fault: BaseException) -> bool:
    """Whether the event itself is at fault: its rows, or a rule that cannot work on it."""
    cause = getattr(fault, "orig", None) or fault
    return isinstance(cause, ABOUT_THE_EVENT) or not isinstance(cause, NOT_ABOUT_THE_EVENT)


def _set_aside(item: TillEvent, fault: Exception) -> Applied:
    if isinstance(fault, NotPostable):
        logger.info("event %s is kept unposted: %s", item.event.id, fault)
        return Applied(EventOutcome.QUARANTINED, reviews=(fault.code,))
    # Nothing may stand in the way of the events behind it; the trace is for us.
    logger.error("event %s is kept unposted", item.event.id, exc_info=fault)
    code = ReviewCode.NOT_APPLIED
    return Applied(EventOutcome.QUARANTINED, reviews=(code,))
