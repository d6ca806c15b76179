"""One thread between the sync engine and the network. Its client is built in that thread."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from shutil import disk_usage
from typing import Final

from pos_client.remote.client import Client
from pos_client.remote.live import LiveListener
from pos_client.remote.till_api import TillApi
from pos_client.store import Store
from pos_client.store.ballast import BALLAST_BYTES
from pos_client.sync.messages import (
    Answered,
    Failed,
    Fetch,
    Hinted,
    Incoming,
    NextPage,
    Nudged,
    Outgoing,
    Pull,
    Push,
    Reached,
    Reinstate,
    Reply,
)
from pos_client.sync.status import SyncState, SyncStatus
from pos_client.sync.step import Sync
from pos_client.sync.tidying import Tidying
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import LiveHint

log = logging.getLogger(__name__)
Listener = Callable[[SyncStatus], None]
STOP_S: Final = 5
AFTER_FAULT_MS: Final = 10_000
# Free again after the disk was full: enough that taking the ballast back does not fill it at once.
ROOM_AGAIN: Final = 16 * BALLAST_BYTES


class SyncWorker:
    """`start()` and `stop()` are called by the application; listeners are called in the worker's thread."""

    def __init__(self, store: Store, base_url: str, *, random: Random, verify: bool | str = True) -> None:
        self._store = store
        self._base_url = base_url
        self._verify = verify
        self._random = random
        self._inbox: SimpleQueue[Incoming | None] = SimpleQueue()
        self._listeners: list[Listener] = []
        self._status = SyncStatus(SyncState.CONNECTING)
        self._met = threading.Event()
        self._started_ms = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._live: LiveListener | None = None
        self._line: Client | None = None

    @property
    def base_url(self) -> str:
        return self._base_url

    @property
    def status(self) -> SyncStatus:
        return self._status

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def start(self) -> None:
        self._started_ms = self._store.mono_ms()
        self._store.listen(self.nudge)
        self._thread.start()

    def nudge(self) -> None:
        """Something was sold: send it now."""
        self._inbox.put(Nudged())

    def wait_for_server(self, seconds: int = 2) -> bool:
        """Before the first sale: give the server this long, counted from the start, to say whether this
        database is the newest there is. Later nobody waits any more, whether it answered or not.
        """
        left_ms = self._started_ms + seconds * 1000 - self._store.mono_ms()
        return self._met.wait(max(0, left_ms) / 1000)

    def stop(self) -> None:
        self._stopping.set()
        self._inbox.put(None)
        live = self._live
        if live is not None:
            live.stop()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    # in the worker's thread

    def _run(self) -> None:
        client = Client(self._base_url, verify=self._verify)
        sync = Sync(self._store, self._random, disk_free=lambda: _disk_free(self._store.folder))
        try:
            self._work(sync, client)
        finally:
            sync.close()
            client.close()
            self._stop_live()

    def _work(self, sync: Sync, client: Client) -> None:
        api = TillApi(client)
        incoming: list[Incoming] = []
        to_ask: deque[Outgoing] = deque()
        tidying = Tidying.after_start(self._store)
        while not self._stopping.is_set():
            try:
                step = sync.step(self._store.mono_ms(), incoming)
                self._publish(sync)
                tidying.look(self._store.mono_ms(), all_sent=self._status.state is SyncState.ALL_SENT)
                self._authorize(sync, client)
                to_ask += step.outgoing
                # One at a time: what the server says of the stream does not wait for a price list.
                incoming = [self._ask(api, to_ask.popleft())] if to_ask else []
                wait_ms = step.wake_at_ms - self._store.mono_ms()
            except Exception:  # the till goes on selling whatever happens to its line
                log.exception("sync stumbled")
                sync.forget_questions()
                to_ask.clear()
                incoming, wait_ms = [], AFTER_FAULT_MS
            incoming += self._heard(0 if incoming else wait_ms)

    def _authorize(self, sync: Sync, client: Client) -> None:
        """The credential of this moment: an enrolment may have given a new one."""
        now_valid = sync.credential()
        # A server that did not know this till (it was restored) may know it again.
        ended = self._live is not None and not self._live.listening and self._status.problem is None
        if now_valid != client.credential or ended:
            client.credential = now_valid
            self._listen_live(client)

    def _listen_live(self, client: Client) -> None:
        self._stop_live()
        if client.credential and not self._stopping.is_set():
            self._line = Client(self._base_url, verify=self._verify)
            self._line.credential = client.credential
            self._live = LiveListener(self._line, heard=self._hint, reached=self._reached)
            self._live.start()

    def _stop_live(self) -> None:
        if self._live is not None:
            self._live.stop()
        if self._line is not None:
            self._line.close()
        self._live = self._line = None

    def _hint(self, hint: LiveHint) -> None:
        self._inbox.put(Hinted(hint))

    def _reached(self, refusal: Refusal | None) -> None:
        if refusal is None:
            self._inbox.put(Reached())

    def _ask(self, api: TillApi, request: Outgoing) -> Incoming:
        asked_at = self._store.mono_ms()
        try:
            reply = _reply(api, request)
        except Refusal as refusal:
            return Failed(request, refusal)
        return Answered(request, reply, took_ms=self._store.mono_ms() - asked_at)

    def _heard(self, wait_ms: int) -> list[Incoming]:
        """What came in meanwhile; waits for the first of it."""
        heard: list[Incoming] = []
        try:
            came = self._inbox.get(timeout=max(0, wait_ms) / 1000)
            while came is not None:
                heard.append(came)
                came = self._inbox.get_nowait()
        except Empty:
            pass
        return heard

    def _publish(self, sync: Sync) -> None:
        if not self._store.ballast.there and (_disk_free(self._store.folder) or 0) > ROOM_AGAIN:
            self._store.ballast.make()
        status = sync.status()
        if sync.met_server or status.state is SyncState.STAND_ALONE:
            self._met.set()
        if status != self._status:
            self._status = status
            for listener in tuple(self._listeners):
                listener(status)


def _reply(api: TillApi, request: Outgoing) -> Reply:
    match request:
        case Push():
            return api.push(request.request)
        case Pull():
            return api.changes(request.cursor)
        case NextPage():
            return api.snapshot(request.after)
        case Fetch():
            return api.stream_events(request.stream, request.first)
        case Reinstate():
            return api.reinstate(request.request)


def _disk_free(folder: Path) -> int | None:
    try:
        return disk_usage(folder).free
    except OSError:
        return None
