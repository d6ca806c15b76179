"""Live hints: who listens in this process, and LISTEN/NOTIFY between processes on PostgreSQL.

A hint is never the truth: missed, repeated or false ones change nothing (sync.md §5).
"""

import asyncio
import logging
import queue
import selectors
import socket
import threading
from collections.abc import Iterable
from typing import Final

import psycopg
from pydantic import ValidationError

from backoffice_server.kernel.database import Database
from shared_models.wire.sync import LiveHint

CHANNEL: Final = "pos_live"
RETRY_S: Final = 2
logger = logging.getLogger(__name__)


class Listener:
    """Hints for one connected client, coalesced: the newest per scope until it is taken."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pending: dict[tuple[str, object], LiveHint] = {}
        self._lock = threading.Lock()
        self._wake = asyncio.Event()
        self.closed = False

    def put(self, hints: Iterable[LiveHint]) -> None:
        """From any thread."""
        with self._lock:
            for hint in hints:
                self._pending[hint.scope, hint.branch] = hint
        self._loop.call_soon_threadsafe(self._wake.set)

    def close(self) -> None:
        """The server stops: the client shall come back later."""
        self.closed = True
        self._loop.call_soon_threadsafe(self._wake.set)

    async def take(self) -> list[LiveHint]:
        """Wait for hints and take them all; none when the server stops."""
        await self._wake.wait()
        self._wake.clear()
        with self._lock:
            hints = list(self._pending.values())
            self._pending.clear()
        return hints


class Bus:
    """Passes hints on to the listeners of this process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._closed = False
        self._lock = threading.Lock()

    def add(self, listener: Listener) -> None:
        """One that comes while the server stops is sent away at once."""
        with self._lock:
            self._listeners.add(listener)
            closed = self._closed
        if closed:
            listener.close()

    def __len__(self) -> int:
        """How many listen in this process."""
        with self._lock:
            return len(self._listeners)

    def remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def publish(self, hints: list[LiveHint]) -> None:
        """Hand hints to everyone who listens here."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.put(hints)

    def close_all(self) -> None:
        """Send every listener away, so that the server can stop at once."""
        with self._lock:
            self._closed = True
            listeners = list(self._listeners)
        for listener in listeners:
            listener.close()

    def start(self) -> None:
        """Nothing to start: one process."""

    def stop(self) -> None:
        """Nothing to stop."""


class PostgresBus(Bus):
    """Hints travel through the database, so that every server process hears them.

    NOTIFY is sent by a thread of its own, outside the posting transactions: a notifying COMMIT takes a lock
    that all branches would share.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._outgoing: queue.SimpleQueue[list[LiveHint] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, name="live-send", daemon=True),
            threading.Thread(target=self._listen, name="live-listen", daemon=True),
        ]

    def publish(self, hints: list[LiveHint]) -> None:
        self._outgoing.put(hints)

    def start(self) -> None:
        self._wake, self._woken = socket.socketpair()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._outgoing.put(None)
        self._wake.send(b"!")
        for thread in self._threads:
            thread.join()
        self._wake.close()
        self._woken.close()

    def _send(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as connection:
                    self._send_all(connection)
            except psycopg.OperationalError as error:
                self._wait_after(error)

    def _send_all(self, connection: psycopg.Connection) -> None:
        while (hints := self._outgoing.get()) is not None:
            newest = {(hint.scope, hint.branch): hint for hint in [*hints, *self._waiting()]}
            for hint in newest.values():
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, hint.model_dump_json()))

    def _waiting(self) -> list[LiveHint]:
        more: list[LiveHint] = []
        while not self._outgoing.empty():
            hints = self._outgoing.get()
            if hints is None:
                self._outgoing.put(None)
                break
            more += hints
        return more

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as connection:
                    self._listen_on(connection)
            except psycopg.OperationalError as error:
                self._wait_after(error)

    def _listen_on(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        with selectors.DefaultSelector() as either:
            either.register(connection.fileno(), selectors.EVENT_READ)
            either.register(self._woken, selectors.EVENT_READ)
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=0):
                    self._pass_on(notice.payload)
                either.select()

    def _pass_on(self, payload: str) -> None:
        try:
            hint = LiveHint.model_validate_json(payload)
        except ValidationError:
            logger.warning("a live hint of another kind: %.100s", payload)
            return
        super().publish([hint])

    def _wait_after(self, error: Exception) -> None:
        if not self._stopping.is_set():
            logger.warning("live hints pause: %s", error)
            self._stopping.wait(RETRY_S)


def bus_for(database: Database) -> Bus:
    """The bus a server of this database needs; the database tells it of every commit that hints."""
    bus = PostgresBus(database) if database.dialect == "postgresql" else Bus()
    database.on_hints = bus.publish
    return bus
