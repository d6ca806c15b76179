"""Live tills before backlogs (sync.md §3): while tills sell, a large push waits until no small one is under
way, and large ones come one at a time. Without live tills they all go on at once. Whoever would wait longer
than a till listens is told when to come again.

One event loop serves a process, so nothing here needs a lock.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Final

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

# Packed, this is some twenty receipts: what a till sells while its line is down for some minutes.
LARGE_BYTES: Final = 8 * 1024
# A backlog gets through however much is sold meanwhile.
PATIENCE_MS: Final = 1_000
# Live tills are at work when this many small pushes came in within so long.
LIVELY: Final = 3
LIVELY_MS: Final = 2_000
# Under way or waiting at once; a till that hears nothing for 30 s asks again, and all of it was for nothing.
SMALL_AT_ONCE: Final = 400
LARGE_AT_ONCE: Final = 24
# Those who are sent away come back one after the other.
AGAIN_AFTER_S: Final = (2, 3, 4, 5, 6, 7, 8, 9)
# What a large push beside live tills is worth: for so long each stays at home for every other one that waits.
PAUSE_MS: Final = 250
# What a backlog may send at once beside them: they wait for no more than this is worth.
EVENTS_BESIDE_LIVE: Final = 50


@dataclass(frozen=True, slots=True)
class Room:
    """How many pushes may be under way or wait at once."""

    small: int = SMALL_AT_ONCE
    large: int = LARGE_AT_ONCE


class Turns:
    """Who may begin. `clock`: ms, never going back; `patience_ms`: how long a large push waits at most."""

    def __init__(
        self, clock: Callable[[], int], *, patience_ms: int = PATIENCE_MS, room: Room | None = None
    ) -> None:
        self._clock, self._patience = clock, timedelta(milliseconds=patience_ms)
        self._room = room or Room()
        self._small = self._large = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._one_large = asyncio.Lock()
        self._came = deque[int](maxlen=LIVELY)
        self._again_after_s = cycle(AGAIN_AFTER_S)

    @asynccontextmanager
    async def turn(self, *, size: int) -> AsyncIterator[None]:
        """Hold this while a push of so many bytes is worked on. Refuses SERVER_BUSY in a crowd."""
        if size < LARGE_BYTES:
            async with self._count_small():
                yield
            return
        async with self._count_large():
            if not self.lively:
                yield
                return
            async with self._one_large:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._quiet.wait(), self._patience.total_seconds())
                yield

    def pause_ms(self, *, size: int) -> int:
        """How long whoever sent so much should wait before it sends more."""
        return PAUSE_MS * (self._large - 1) if size >= LARGE_BYTES and self.lively else 0

    @property
    def lively(self) -> bool:
        """Whether tills are selling right now."""
        full = len(self._came) == LIVELY
        return full and self._clock() - self._came[0] < LIVELY_MS

    @asynccontextmanager
    async def _count_small(self) -> AsyncIterator[None]:
        self._came.append(self._clock())
        self._refuse_crowd(self._small, self._room.small)
        self._small += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._small -= 1
            if not self._small:
                self._quiet.set()

    @asynccontextmanager
    async def _count_large(self) -> AsyncIterator[None]:
        self._refuse_crowd(self._large, self._room.large)
        self._large += 1
        try:
            yield
        finally:
            self._large -= 1

    def _refuse_crowd(self, at_once: int, most: int) -> None:
        if at_once >= most:
            raise Refusal(ErrorCode.SERVER_BUSY, retry_after_s=next(self._again_after_s))
