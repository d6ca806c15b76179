"""The background lane: store work on one thread, online calls on a few, answers back on the GUI thread.

A job is a function without arguments. Its result reaches `then`, its exception `fail` (or the problem
handler); both are called on the GUI thread, in the order the jobs ended, through one queued signal. An answer
meant for a widget that is gone is dropped; an exception never is.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, Final, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

T = TypeVar("T")
Problem = Callable[[BaseException], None]

ONLINE_THREADS: Final = 4
LONG_THREADS: Final = 2
IDLE_WAIT_MS: Final = 10_000


class Cancelled(Exception):
    """Raised inside a long job when the user has cancelled it."""


class Task:
    """A job under way. `cancel()` drops its answer; a long job also stops at its next report."""

    def __init__(self, then: Callable[[Any], None] | None, fail: Problem | None) -> None:
        self.then = then
        self.fail = fail
        self.job: Callable[[], Any] | None = None
        self.result: Any = None
        self.problem: BaseException | None = None
        self._cancelled = Event()

    def cancel(self) -> None:
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def run(self) -> None:
        """Do the job, on whatever thread this is, and keep what came of it."""
        try:
            self.result = self.job() if self.job is not None else None
        except BaseException as error:  # noqa: BLE001 - whatever it is, the GUI thread must hear of it
            self.problem = error


class Progress:
    """What a long job reports to: `at(done, total)` shows how far it is, or raises Cancelled."""

    def __init__(self, task: Task, show: Callable[[int, int], None]) -> None:
        self._task = task
        self._show = show

    def at(self, done: int, total: int) -> None:
        if self._task.cancelled:
            raise Cancelled
        self._show(done, total)


class _Done:
    """Tasks on their way back. A job may be the last to hold a widget, and widgets die on the GUI thread."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._lock = Lock()
        self._tasks: deque[Task] = deque()

    def give(self, held: list[Task]) -> None:
        """Move the task out of `held`: when the GUI thread takes it, no other thread holds it any more."""
        with self._lock:
            self._tasks.append(held.pop())
            self._told()

    def take(self) -> Task:
        with self._lock:
            return self._tasks.popleft()


class _Lane:
    """A queue worked off by threads; daemons, so that a stuck call does not keep the program alive."""

    def __init__(self, name: str, threads: int, done: _Done) -> None:
        self._queue: SimpleQueue[list[Task]] = SimpleQueue()
        self._done = done
        self._name = name
        self._wanted = threads
        self._threads: list[Thread] = []

    def put(self, task: Task) -> None:
        if len(self._threads) < self._wanted:
            number = len(self._threads) + 1
            thread = Thread(target=self._run, name=f"{self._name}-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._queue.put([task])

    def close(self, *, wait_s: float | None) -> None:
        """Finish what is queued, then end the threads. `wait_s` None waits for as long as it takes."""
        for _thread in self._threads:
            self._queue.put([])
        for thread in self._threads:
            thread.join(wait_s)
        self._threads = []

    def _run(self) -> None:
        while held := self._queue.get():
            held[0].run()
            self._done.give(held)


class Background(QObject):
    """Made on the GUI thread, by the composition root; handed to presenters."""

    _answer = Signal()
    _step = Signal(object, object, int, int)
    idle = Signal()

    def __init__(self, problem: Problem, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problem = problem
        self._done = _Done(self._tell)
        self._store = _Lane("store", 1, self._done)
        self._online = _Lane("online", ONLINE_THREADS, self._done)
        self._long = _Lane("long", LONG_THREADS, self._done)
        self._open = 0
        self._closed = False
        self._answer.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._step.connect(self._show_step, Qt.ConnectionType.QueuedConnection)

    def store(
        self,
        job: Callable[[], T],
        *,
        then: Callable[[T], None] | None = None,
        fail: Problem | None = None,
    ) -> Task:
        """Run a job on the one store thread, after all store jobs given before it."""
        return self._start(self._store, lambda _task: job(), then, fail)

    def online(
        self,
        job: Callable[[], T],
        *,
        then: Callable[[T], None] | None = None,
        fail: Problem | None = None,
    ) -> Task:
        """Run an online call beside others; their answers may overtake each other."""
        return self._start(self._online, lambda _task: job(), then, fail)

    def long(
        self,
        job: Callable[[Progress], T],
        *,
        step: Callable[[int, int], None] | None = None,
        then: Callable[[T], None] | None = None,
        fail: Problem | None = None,
    ) -> Task:
        """Run an import, export or rebuild. `step(done, total)` is called on the GUI thread as it reports.

        Cancelling ends it with `Cancelled` at `fail` when one is given, silently otherwise.
        """

        def shown(task: Task) -> T:
            return job(Progress(task, lambda done, total: self._step.emit(task, step, done, total)))

        return self._start(self._long, shown, then, fail)

    @property
    def busy(self) -> bool:
        """Whether any answer is still to come."""
        return self._open > 0

    def wait_idle(self, timeout_ms: int = IDLE_WAIT_MS) -> None:
        """Serve the event loop until every answer has arrived. For tests and for scripted runs."""
        if not self._open:
            return
        loop = QEventLoop()
        late = QTimer(singleShot=True, interval=timeout_ms)
        late.timeout.connect(lambda: loop.exit(1))
        # Of a connection to a slot of Qt's own something is kept for ever; of one to a function nothing.
        done = self.idle.connect(lambda: loop.quit())  # noqa: PLW0108 - see above
        late.start()
        late_by = loop.exec()
        QObject.disconnect(done)
        if late_by:
            raise TimeoutError(self._open)

    def close(self) -> None:
        """Let every queued store job end (a sale is never left half done), give up on the rest."""
        self._closed = True
        self._store.close(wait_s=None)
        self._online.close(wait_s=0)
        self._long.close(wait_s=0)

    def _start(
        self,
        lane: _Lane,
        job: Callable[[Task], T],
        then: Callable[[T], None] | None,
        fail: Problem | None,
    ) -> Task:
        task = Task(then, fail)
        if self._closed:
            task.cancel()
            return task
        self._open += 1
        task.job = partial(job, task)
        lane.put(task)
        return task

    def _tell(self) -> None:
        if isValid(self):
            self._answer.emit()

    def _deliver(self) -> None:
        task = self._done.take()
        try:
            if task.problem is not None:
                self._deliver_problem(task, task.problem)
            elif task.then is not None and not task.cancelled and _listens(task.then):
                task.then(task.result)
        finally:
            task.job = None
            self._open -= 1
            if not self._open:
                self.idle.emit()

    def _deliver_problem(self, task: Task, problem: BaseException) -> None:
        if task.fail is not None and _listens(task.fail):
            task.fail(problem)
        elif not isinstance(problem, Cancelled):
            self._problem(problem)

    def _show_step(self, task: Task, step: Callable[[int, int], None] | None, done: int, total: int) -> None:
        if step is not None and not task.cancelled and _listens(step):
            step(done, total)


def _listens(listener: Callable[..., None]) -> bool:
    """Whether the object behind a bound method still exists on Qt's side."""
    owner = getattr(listener, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
