"""Keeping the replica: changes by cursor, a snapshot when there is no cursor or the server no longer
takes it.
"""

from typing import Final

from pos_client.store import Rows, Store
from pos_client.store.incoming import (
    apply_changes,
    apply_page,
    begin_snapshot,
    drop_left_over,
    swap_snapshot,
)
from pos_client.store.journal import current_stream
from pos_client.store.sync_state import cursor, forget_cursor, set_revoked
from pos_client.store.told import acked_now, settle, told_by
from pos_client.sync.messages import NextPage, Pull
from shared_models.wire.sync import ChangesReply, SnapshotReply

# Tables of a replaced price list are dropped one by one: each may take some ms, a sale must not wait for all.
DROPPED_AT_ONCE: Final = 1


def next_pull(rows: Rows) -> Pull | NextPage:
    place = cursor(rows)
    if place.cursor is not None:
        return Pull(cursor=place.cursor, acked=acked_now(rows))
    return NextPage(after=place.page or None, acked=acked_now(rows))


def take_changes(store: Store, asked: Pull, reply: ChangesReply) -> bool:
    """Apply what came.

    True when there is more. A reply to an older question, or of another company, is left.
    """
    with store.write() as unit:
        stream = current_stream(unit)
        if stream is None or stream.company != reply.company or cursor(unit).cursor != asked.cursor:
            return False
        set_revoked(unit, revoked=False)
        told = told_by(unit, reply.counted, asked=asked.acked)
        if reply.rows or reply.cursor != asked.cursor:
            apply_changes(unit, reply, branch=stream.branch, told=told)
        elif not reply.more:
            settle(unit, told, branch=stream.branch.bytes)
    return reply.more


def take_page(store: Store, asked: NextPage, reply: SnapshotReply) -> bool:
    """Apply a page beside the tables in use; after the last one they change places.

    True when there is more.
    """
    with store.write() as unit:
        stream = current_stream(unit)
        place = cursor(unit)
        late = place.cursor is not None or (place.page or None) != asked.after
        if stream is None or stream.company != reply.company or late:
            return False
        set_revoked(unit, revoked=False)
        if asked.after is None:
            begin_snapshot(unit)
        elif place.page_epoch != reply.epoch:
            # The server was restored between two pages: what was read before is of another history.
            forget_cursor(unit)
            return True
        told = told_by(unit, reply.counted, asked=asked.acked)
        apply_page(unit, reply, branch=stream.branch, told=told)
        if reply.next is None:
            swap_snapshot(unit)
    if reply.next is None:
        _drop_old(store)
    return True


def lock_out(store: Store) -> None:
    """The back office took the register away: no pull, no new shift; what is open is finished and sent."""
    with store.write() as unit:
        set_revoked(unit, revoked=True)


def start_over(store: Store) -> None:
    """The server wants a fresh snapshot. What is sold from meanwhile stays."""
    with store.write() as unit:
        forget_cursor(unit)


def _drop_old(store: Store) -> None:
    dropped = DROPPED_AT_ONCE
    while dropped:
        with store.write() as unit:
            dropped = drop_left_over(unit, most=DROPPED_AT_ONCE)
