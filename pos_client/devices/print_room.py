"""All printers of a till, each with its own queue and thread: one without paper holds up no other."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic

from pos_client.devices.documents import Document
from pos_client.devices.ending import end_together
from pos_client.devices.print_queue import Job, JobSource, PrintQueue, PrintWorker
from pos_client.devices.printer import Printer
from pos_client.devices.roles import roles_of, served_by
from pos_client.devices.status import Condition, PrinterStatus, refusal_of
from pos_client.engine.print_jobs import PrinterRole
from shared_models.values.refusals import Refusal

Sources = Callable[[frozenset[PrinterRole]], JobSource[Job]]
"""The jobs of some roles: `next_job` gives the oldest waiting one of them, and of no other."""
RoleHeard = Callable[[PrinterRole, PrinterStatus], None]


class PrintRoom(Generic[Job]):
    """Jobs go to the printer of their role (`served_by`). A role without a printer keeps its jobs waiting."""

    def __init__(
        self,
        printers: Mapping[PrinterRole, Printer],
        *,
        sources: Sources[Job],
        now_ms: Callable[[], int],
        heard: RoleHeard,
    ) -> None:
        self._queues = {
            role: PrintQueue(sources(roles_of(role, printers)), printer) for role, printer in printers.items()
        }
        self._workers = {role: PrintWorker(queue, now_ms=now_ms) for role, queue in self._queues.items()}
        for role, queue in self._queues.items():
            queue.listen(lambda status, role=role: heard(role, status))  # type: ignore[misc]  # bound now, by default

    def start(self) -> None:
        for worker in self._workers.values():
            worker.start()
            worker.look()

    def wake(self) -> None:
        """Something was committed: whoever has a job for it takes it. Returns at once."""
        for worker in self._workers.values():
            worker.wake()

    def look(self) -> None:
        """Ask every printer how it is; answers come as statuses."""
        for worker in self._workers.values():
            worker.look()

    def statuses(self) -> dict[PrinterRole, PrinterStatus]:
        """How every role stands, for the queue that is seen; a role without a printer says so."""
        nobody = PrinterStatus(Condition.NONE)
        found = {role: served_by(role, self._queues) for role in PrinterRole}
        return {role: nobody if by is None else self._queues[by].status for role, by in found.items()}

    def worker(self, role: PrinterRole) -> PrintWorker[Job] | None:
        """Who prints for a role: `use` another printer, `forget_failed`, or print again."""
        by = served_by(role, self._workers)
        return None if by is None else self._workers[by]

    def print_now(
        self, role: PrinterRole, document: Document, then: Callable[[Refusal | None], None]
    ) -> None:
        """A test page. `then` is called in the printer's thread, or at once when there is no printer."""
        worker = self.worker(role)
        if worker is None:
            then(refusal_of(Condition.NONE, printer=role.value))
        else:
            worker.print_now(document, then)

    def stop(self, timeout_s: float = 5) -> None:
        """End after the jobs in hand, all printers at once; what still waits stays in the store."""
        end_together(partial(worker.stop, timeout_s) for worker in self._workers.values())
