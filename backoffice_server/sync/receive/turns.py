"""Live tills before backlogs (sync.md §3): while tills sell, a large push waits until no small one is under
way, and large ones come one at a time. Without live tills they all go on at once.

One event loop serves a process, so nothing here needs a lock.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

# Packed, this is some twenty receipts: what a till sells while its line is down for some minutes.
LARGE_BYTES: Final = 8 * 1024
# A backlog gets through however much is sold meanwhile.
PATIENCE_MS: Final = 1_000
# Live tills are at work when this many small pushes came in within so long.
LIVELY: Final = 3
LIVELY_MS: Final = 2_000
# What a backlog may send at once beside them: they wait for no more than this is worth.
EVENTS_BESIDE_LIVE: Final = 50


class Turns:
    """Who may begin. `clock`: ms, never going back; `patience_ms`: how long a large push waits at most."""

    def __init__(self, clock: Callable[[], int], *, patience_ms: int = PATIENCE_MS) -> None:
        self._clock, self._patience = clock, timedelta(milliseconds=patience_ms)
        self._small = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._one_large = asyncio.Lock()
        self._came = deque[int](maxlen=LIVELY)

    @asynccontextmanager
    async def turn(self, *, size: int) -> AsyncIterator[None]:
        """Hold this while a push of so many bytes is worked on."""
        if size < LARGE_BYTES:
            async with self._count_small():
                yield
            return
        if not self.lively:
            yield
            return
        async with self._one_large:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), self._patience.total_seconds())
            yield

    @property
    def lively(self) -> bool:
        """Whether tills are selling right now."""
        full = len(self._came) == LIVELY
        return full and self._clock() - self._came[0] < LIVELY_MS

    @asynccontextmanager
    async def _count_small(self) -> AsyncIterator[None]:
        self._came.append(self._clock())
        self._small += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._small -= 1
            if not self._small:
                self._quiet.set()
