"""Lets go of what a tested backup of the back office holds, when nobody sells and nothing waits."""

from dataclasses import dataclass
from typing import Final

from pos_client.store import Store
from pos_client.store.journal import prune
from pos_client.store.told import forget_moves

FIRST_MS: Final = 60_000
AGAIN_MS: Final = 60 * 60 * 1_000


@dataclass(slots=True)
class Tidying:
    """A few rows at a time: a minute after the start, then every hour, and on at once while some are left."""

    store: Store
    due_ms: int

    @classmethod
    def after_start(cls, store: Store) -> "Tidying":
        return cls(store, store.mono_ms() + FIRST_MS)

    def look(self, now_ms: int, *, all_sent: bool) -> int:
        """How many events went."""
        if now_ms < self.due_ms or not all_sent:
            return 0
        with self.store.write() as unit:
            if unit.execute("SELECT 1 FROM cart WHERE state = 'open'").fetchone() is not None:
                return 0
            gone = prune(unit)
            if gone:
                forget_moves(unit)
        self.due_ms = now_ms if gone else now_ms + AGAIN_MS
        return gone
