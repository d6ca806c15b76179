"""Works off print jobs after they are committed, one at a time, in order. The till never waits for it."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

from pos_client.devices.documents import Document
from pos_client.devices.printer import Printer
from pos_client.devices.status import Condition, PrinterStatus, condition_in
from shared_models.values.refusals import Refusal

Job = TypeVar("Job")
Heard = Callable[[PrinterStatus], None]

RETRY_MS: Final = (1_000, 2_000, 5_000, 10_000, 30_000)
GIVE_UP_MS: Final = 10 * 60_000
"""After so long without a printer, receipts are left to "print again": nobody wants a heap of them."""
DRAWER_MS: Final = 30_000
"""A drawer opens for somebody who stands at it; later it stays shut."""
STORE_PAUSE_MS: Final = 30_000

log: Final = logging.getLogger(__name__)


class JobSource(Protocol[Job]):
    """Where jobs come from. Called in the queue's thread; each call is its own transaction."""

    def next_job(self) -> Job | None:
        """The oldest job that waits; the same one again until it is marked."""

    def document(self, job: Job) -> Document:
        """What it prints."""

    def made_at_ms(self, job: Job) -> int:
        """When it was written, on the clock the queue is given."""

    def mark_printed(self, job: Job) -> None: ...

    def mark_failed(self, job: Job, fault: str) -> None:
        """Given up; `fault` is a `Condition`."""

    def close(self) -> None:
        """The thread ends."""


class PrintQueue(Generic[Job]):
    """The queue without its thread: `step` does what is due and says when it wants to be called again."""

    def __init__(self, source: JobSource[Job], printer: Printer) -> None:
        self._source = source
        self._printer = printer
        self._tries = 0
        self._down_since: int | None = None
        self._drawer_done = False
        self._heard: list[Heard] = []
        self.status = PrinterStatus(Condition.SILENT)

    def listen(self, heard: Heard) -> None:
        """`heard` is called with each new status, in the queue's thread."""
        self._heard.append(heard)

    def use(self, printer: Printer) -> None:
        """Another printer was set up. Call from the queue's thread (see `PrintWorker.use`)."""
        self._printer = printer
        self._tries, self._down_since = 0, None

    def close(self) -> None:
        """Let go of what belongs to the queue's thread."""
        self._source.close()

    def look(self) -> None:
        """Ask the printer how it is, for the status line."""
        self._tell(self._printer.condition(), waiting=self.status.waiting)

    def print_now(self, document: Document) -> Refusal | None:
        """Print what is no job (a test page); the refusal if it would not."""
        try:
            self._tell(self._printer.print(document), waiting=self.status.waiting)
        except Refusal as refusal:
            self._tell(condition_in(refusal), waiting=self.status.waiting)
            return refusal
        return None

    def forget_failed(self) -> None:
        """Somebody has looked at the jobs that were given up."""
        self._tell(self.status.condition, failed=0)

    def step(self, now_ms: int) -> int | None:
        """Print the next job. Milliseconds until the next call is due, None: when there is a new job."""
        job = self._source.next_job()
        if job is None:
            if self.status.waiting:
                self._tell(self.status.condition)
            return None
        try:
            document = self._document(job, now_ms)
        except Exception:  # a print-out that cannot be made must not hold up the ones behind it
            log.exception("print job")
            return self._give_up(job, Condition.FAULTY)
        try:
            condition = self._printer.print(document) if document.items else self.status.condition
        except Refusal as refusal:
            return self._refused(job, refusal, now_ms)
        self._source.mark_printed(job)
        self._recovered(condition)
        return 0

    def _document(self, job: Job, now_ms: int) -> Document:
        document = self._source.document(job)
        late = now_ms - self._source.made_at_ms(job) > DRAWER_MS
        return document.without_drawer() if late or self._drawer_done else document

    def _refused(self, job: Job, refusal: Refusal, now_ms: int) -> int:
        condition = condition_in(refusal)
        self._drawer_done = self._drawer_done or bool(refusal.facts.get("drawer_opened"))
        if self._down_since is None:
            self._down_since = now_ms
        if refusal.facts.get("unsure") or now_ms - self._down_since >= GIVE_UP_MS:
            return self._give_up(job, condition)
        self._tell(condition, waiting=True)
        self._tries += 1
        return RETRY_MS[min(self._tries, len(RETRY_MS)) - 1]

    def _give_up(self, job: Job, condition: Condition) -> int:
        self._source.mark_failed(job, condition.value)
        self._drawer_done = False
        self._tell(condition, failed=self.status.failed + 1)
        return 0

    def _recovered(self, condition: Condition) -> None:
        self._tries, self._down_since, self._drawer_done = 0, None, False
        self._tell(condition)

    def _tell(self, condition: Condition, *, waiting: bool = False, failed: int | None = None) -> None:
        status = PrinterStatus(condition, waiting, self.status.failed if failed is None else failed)
        if status != self.status:
            self.status = status
            for heard in tuple(self._heard):
                heard(status)


class PrintWorker(Generic[Job]):
    """The queue's thread. `now_ms` is the clock of the jobs' `made_at_ms`."""

    def __init__(self, queue: PrintQueue[Job], *, now_ms: Callable[[], int]) -> None:
        self._queue = queue
        self._now_ms = now_ms
        self._orders: deque[Callable[[], None]] = deque()
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="print-queue", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """A job was committed (or the cashier says "try again"). Returns at once."""
        self._woken.set()

    def use(self, printer: Printer) -> None:
        """Print on another printer from the next job on."""
        self._order(lambda: self._queue.use(printer))

    def look(self) -> None:
        """Ask the printer how it is; the answer comes as a status."""
        self._order(self._queue.look)

    def forget_failed(self) -> None:
        """Somebody has looked at the jobs that were given up."""
        self._order(self._queue.forget_failed)

    def print_now(self, document: Document, then: Callable[[Refusal | None], None]) -> None:
        """Print what is no job (a test page). `then` is called in the queue's thread."""
        self._order(lambda: then(self._queue.print_now(document)))

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.append(order)
        self.wake()

    def stop(self, timeout_s: float = 5) -> None:
        """End after the job in hand. What still waits is asked about at the next start."""
        self._stopping = True
        self.wake()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while True:
            self._woken.clear()
            # Looked at after the clearing: a stop that fell before it would be slept through.
            if self._stopping:
                break
            pause = self._turn()
            if pause != 0:
                self._woken.wait(None if pause is None else pause / 1000)
        self._queue.close()

    def _turn(self) -> int | None:
        try:
            while self._orders:
                self._orders.popleft()()
            return self._queue.step(self._now_ms())
        except Exception:  # the store may be full or busy; the thread must outlive it
            log.exception("print queue")
            return STORE_PAUSE_MS
