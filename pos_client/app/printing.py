"""The printers of this till and the threads that work off its jobs."""

import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from pos_client.desk.widgets.label_picture import label_document
from pos_client.devices.cash_drawer import DrawerSettings
from pos_client.devices.chosen import drawer_of, make_drawer, make_printers, printer_for, printers_of
from pos_client.devices.documents import Document
from pos_client.devices.print_room import PrintRoom, RoleHeard
from pos_client.devices.roles import RolePrinter
from pos_client.devices.status import Condition, PrinterStatus, refusal_of
from pos_client.engine.print_jobs import PrinterRole, PrintJob
from pos_client.printing.marks import marked
from pos_client.printing.worklist import StoreJobs
from pos_client.settings import RECEIPT_LANGUAGE
from pos_client.store import Rows, Store
from pos_client.store.preferences import setting
from pos_client.texts import Language
from shared_models.values.moments import utc_ms
from shared_models.values.refusals import Refusal

Told = Callable[[int, bool], None]
Printed = Callable[[Refusal | None], None]
CHANGE_S: Final = 15
"""So long a print-out in hand may take until other printers are used; two would print it twice."""


class Chosen(NamedTuple):
    """What is set up: the printers, and what opens the drawer."""

    printers: tuple[RolePrinter, ...]
    drawer: DrawerSettings


def chosen(rows: Rows) -> Chosen:
    return Chosen(printers_of(rows), drawer_of(rows))


class ToldJobs(StoreJobs):
    """Says what became of each job, in the queue's thread."""

    def __init__(self, store: Store, roles: frozenset[PrinterRole], told: Told, mark: str = "") -> None:
        super().__init__(store, roles, draw_labels=label_document)
        self._told = told
        self._mark = mark

    def document(self, job: PrintJob) -> Document:
        """With a `mark`: above and below whatever is printed, and the drawer stays shut."""
        paper = super().document(job)
        if not self._mark:
            return paper
        language: Language = "en" if setting(self._rows(), RECEIPT_LANGUAGE) == "en" else "id"
        return marked(paper, self._mark, language)

    def mark_printed(self, job: PrintJob) -> None:
        super().mark_printed(job)
        self._told(job.job, True)

    def mark_failed(self, job: PrintJob, fault: str) -> None:
        super().mark_failed(job, fault)
        self._told(job.job, False)


class Printing:
    """Woken after every commit, and by `wake` for what leaves no event. `told` and `heard` are called in the
    printers' threads.
    """

    def __init__(self, store: Store, *, told: Told, heard: RoleHeard, mark: str = "") -> None:
        self._store = store
        self._mark = mark
        self._told = told
        self._heard = heard
        self._room: PrintRoom[PrintJob] | None = None
        self.chosen: Chosen | None = None
        self._changing = threading.Lock()
        self._stopped = False
        store.listen(self.wake)

    def use(self, chosen: Chosen) -> None:
        """Print on these from now on. Waits for the print-out in hand, so not in the window's thread."""
        with self._changing:
            before, self._room = self._room, None
            self.chosen = chosen
            if before is not None:
                before.stop(CHANGE_S)
            if self._stopped:
                return
            room = PrintRoom(
                make_printers(chosen.printers, make_drawer(chosen.drawer)),
                sources=lambda roles: ToldJobs(self._store, roles, self._told, self._mark),
                now_ms=lambda: utc_ms(self._store.now()),
                heard=self._heard,
            )
            room.start()
            self._room = room
        self.wake()

    def wake(self) -> None:
        room = self._room
        if room is not None:
            room.wake()

    def look(self) -> None:
        """Ask every printer how it is."""
        room = self._room
        if room is not None:
            room.look()

    def statuses(self) -> dict[PrinterRole, PrinterStatus]:
        room = self._room
        return {} if room is None else room.statuses()

    def print_now(self, role: PrinterRole, document: Document, then: Printed) -> None:
        """What is no job: a test page, a pulse for the drawer. `then` comes in the printer's thread."""
        room = self._room
        if room is None:
            then(refusal_of(Condition.BUSY, printer=role.value))
        else:
            room.print_now(role, document, then)

    def stop(self) -> None:
        """End after the jobs in hand."""
        self._stopped = True
        room = self._room
        if room is not None:
            room.stop()


def has_printer(rows: Rows) -> bool:
    return printer_for(rows, PrinterRole.RECEIPT) is not None
