"""Open display pages: however many show a branch, its numbers are read once for each change."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from fastapi.concurrency import run_in_threadpool

from backoffice_server.kernel.live import Bus, Listener
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.queue import ShownQueue

Look = Callable[[BranchId], ShownQueue]
# Beside the tills and desks that listen: a link that went round a town sends none of them away.
PAGES_MAX: Final = 500
# Without a hint it looks anyway: a new day has no calls.
LOOK_AGAIN_S: Final = 60
log = logging.getLogger(__name__)


class Displays:
    """The pages open in this process. `look` reads what a branch shows; it is called off the event loop."""

    def __init__(self, bus: Bus, look: Look) -> None:
        self._bus = bus
        self._look = look
        self._boards: dict[BranchId, _Board] = {}
        self._open = 0

    async def watch(self, branch: BranchId) -> AsyncGenerator[ShownQueue]:
        """What is shown now, then every change, until the server stops. Refuses SERVER_BUSY."""
        if self._open >= PAGES_MAX:
            raise Refusal(ErrorCode.SERVER_BUSY)
        board = self._boards.get(branch)
        if board is None or board.closed:
            board = self._boards[branch] = _Board(self._bus, branch, self._look)
        self._open += 1
        board.pages += 1
        try:
            async with aclosing(board.changes()) as changes:
                async for shown in changes:
                    yield shown
        finally:
            self._open -= 1
            board.pages -= 1
            if not board.pages:
                board.end()
                if self._boards.get(branch) is board:
                    del self._boards[branch]


class _Board:
    """One branch as all its pages see it; follows the bus while somebody looks."""

    def __init__(self, bus: Bus, branch: BranchId, look: Look) -> None:
        self._bus = bus
        self._branch = branch
        self._look = look
        self._listener = Listener()
        self._told: ShownQueue | None = None
        self._news = asyncio.Event()
        self.pages = 0
        self.closed = False
        bus.add(self._listener)
        self._task = asyncio.get_running_loop().create_task(self._follow())

    async def changes(self) -> AsyncGenerator[ShownQueue]:
        """For one page: what changed while it was busy comes as the newest only."""
        seen: ShownQueue | None = None
        while True:
            news = self._news
            if self._told is not None and self._told is not seen:
                seen = self._told
                yield seen
            elif self.closed:
                return
            else:
                await news.wait()

    def end(self) -> None:
        self._task.cancel()
        self._bus.remove(self._listener)

    async def _follow(self) -> None:
        try:
            while not self._listener.closed:
                now = await run_in_threadpool(self._look, self._branch)
                if now != self._told:
                    self._told = now
                    self._tell()
                await self._may_have_changed()
        except Exception:  # the pages are sent away and come back by themselves
            log.exception("queue display")
        finally:
            self.closed = True
            self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _may_have_changed(self) -> None:
        while not self._listener.closed:
            try:
                hints = await asyncio.wait_for(self._listener.take(), LOOK_AGAIN_S)
            except TimeoutError:
                return
            if any(hint.scope == "branch" and hint.branch == self._branch for hint in hints):
                return
