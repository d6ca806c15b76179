"""A TCP line between a till and the back office that fails in every way a line can."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any, Final, Self

CHUNK: Final = 65_536
SLOW_S: Final = (0.05, 0.4)
CUT_AFTER: Final = (1, 3_000)
# Closed with this, a connection is reset at once and not said good-bye to.
RESET: Final = struct.pack("ii", 1, 0)


class Mode(StrEnum):
    """What the line does to everything that is on it.

    `dropped`: nobody comes through. `cut`: reset after some bytes, in the middle of a question or an answer.
    `deaf`: questions arrive, answers never do. `half_open`: the till's end stands, the other is gone.
    """

    GOOD = "good"
    DROPPED = "dropped"
    SLOW = "slow"
    CUT = "cut"
    DEAF = "deaf"
    HALF_OPEN = "half_open"
    STALLED = "stalled"


@dataclass(eq=False)
class Connection:
    """Both ends of one. `spoilt`: bytes of it were lost, so it can only be reset."""

    till: asyncio.StreamWriter
    server: asyncio.StreamWriter
    left: int
    spoilt: bool = False

    def reset(self) -> None:
        for end in (self.till, self.server):
            _reset(end)


@dataclass
class Line:
    """Listens on a port of its own, in a loop of its own thread that all lines share."""

    loop: asyncio.AbstractEventLoop
    server_port: int
    random: Random
    counts: Counter[str] = field(default_factory=Counter)
    port: int = 0
    mode: Mode = Mode.GOOD
    _server: asyncio.Server | None = None
    _connections: set[Connection] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> Self:
        self._run(self._listen())
        return self

    def close(self) -> None:
        self._run(self._stop())

    def become(self, mode: Mode) -> None:
        """From now on, for those that are open as well."""
        self._run(self._become(mode))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._become(Mode.DROPPED)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _become(self, mode: Mode) -> None:
        self.mode = mode
        for connection in tuple(self._connections):
            if mode is Mode.DROPPED or connection.spoilt:
                connection.reset()
            elif mode is Mode.HALF_OPEN:
                connection.spoilt = True
                _reset(connection.server)
            connection.left = self.random.randint(*CUT_AFTER)
        self._changed.set()
        self._changed = asyncio.Event()

    async def _accept(self, from_till: asyncio.StreamReader, to_till: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._carry_both(from_till, to_till)
        finally:
            self._tasks.discard(task)
            _reset(to_till)

    async def _carry_both(self, from_till: asyncio.StreamReader, to_till: asyncio.StreamWriter) -> None:
        self.counts["connections"] += 1
        if self.mode is Mode.DROPPED:
            self.counts["turned away"] += 1
            return
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            return
        both = Connection(to_till, to_server, self.random.randint(*CUT_AFTER))
        self._connections.add(both)
        try:
            await asyncio.gather(
                self._carry(both, from_till, to_server, answers=False),
                self._carry(both, from_server, to_till, answers=True),
            )
        finally:
            self._connections.discard(both)
            both.reset()

    async def _carry(
        self, both: Connection, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                await self._pass(both, data, target, answers=answers)
        if not both.spoilt:
            both.reset()

    async def _pass(
        self, both: Connection, data: bytes, target: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        while self.mode is Mode.STALLED:
            await self._changed.wait()
        if self.mode is Mode.SLOW:
            await asyncio.sleep(self.random.uniform(*SLOW_S))
        if both.spoilt or (self.mode is Mode.DEAF and answers):
            if not both.spoilt:
                self.counts["answers never heard"] += 1
            both.spoilt = True
            return
        if self.mode is Mode.CUT:
            data, before = data[: both.left], len(data)
            both.left -= before
        target.write(data)
        await target.drain()
        if self.mode is Mode.CUT and both.left < 0:
            self.counts["cut in the middle"] += 1
            both.reset()


@dataclass
class Lines:
    """The loop that carries all of them, and how often what happened."""

    server_port: int
    counts: Counter[str] = field(default_factory=Counter)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _open: list[Line] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._loop.run_forever, name="lines", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._open:
            line.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def line(self, random: Random) -> Line:
        made = Line(self._loop, self.server_port, random, self.counts).open()
        self._open.append(made)
        return made


def _reset(end: asyncio.StreamWriter) -> None:
    line = end.get_extra_info("socket")
    if line is not None and not end.transport.is_closing():
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.transport.abort()
