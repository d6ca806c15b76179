"""The printer of this till and the thread that works off its jobs."""

from collections.abc import Callable
from datetime import datetime

from pos_client.devices.address import read_address
from pos_client.devices.documents import Document
from pos_client.devices.print_queue import PrintQueue, PrintWorker
from pos_client.devices.printer import NoPrinter, Printer, make_printer
from pos_client.devices.status import PrinterStatus
from pos_client.engine.print_jobs import PrintJob
from pos_client.engine.till import identity
from pos_client.printing.slips import trial_document
from pos_client.printing.till_slips import letterhead_of
from pos_client.printing.worklist import StoreJobs
from pos_client.settings import DRAWER_PIN, PAPER_COLUMNS, PRINTER, RECEIPT_LANGUAGE
from pos_client.store import Rows, Store
from pos_client.store.preferences import setting
from shared_models.values.moments import local, utc_ms

Told = Callable[[int, bool], None]


class ToldJobs(StoreJobs):
    """Says what became of each job, in the queue's thread."""

    def __init__(self, store: Store, told: Told) -> None:
        super().__init__(store)
        self._told = told

    def mark_printed(self, job: PrintJob) -> None:
        super().mark_printed(job)
        self._told(job.job, True)

    def mark_failed(self, job: PrintJob, fault: str) -> None:
        super().mark_failed(job, fault)
        self._told(job.job, False)


def printer_of(rows: Rows) -> Printer:
    """The printer named in the settings; none is a printer too."""
    address = setting(rows, PRINTER)
    if address == PRINTER.default:
        return NoPrinter()
    return make_printer(
        read_address(address, columns=setting(rows, PAPER_COLUMNS), drawer_pin=setting(rows, DRAWER_PIN))
    )


def has_printer(rows: Rows) -> bool:
    return setting(rows, PRINTER) != PRINTER.default


def trial_page(rows: Rows, now: datetime) -> Document | None:
    """What shows whether printer, paper and drawer fit the settings; None before the till has a shop."""
    till = identity(rows)
    if till is None:
        return None
    head = letterhead_of(till, language="en" if setting(rows, RECEIPT_LANGUAGE) == "en" else "id")
    return trial_document(
        head,
        address=setting(rows, PRINTER),
        columns=setting(rows, PAPER_COLUMNS),
        at=local(now, till.zone),
    )


def start_printing(
    store: Store, *, printer: Printer, told: Told, heard: Callable[[PrinterStatus], None]
) -> PrintWorker[PrintJob]:
    """A running worker: woken after every commit, and by `wake` for what leaves no event."""
    queue = PrintQueue(ToldJobs(store, told), printer)
    queue.listen(heard)
    worker = PrintWorker(queue, now_ms=lambda: utc_ms(store.now()))
    store.listen(worker.wake)
    worker.start()
    worker.look()
    worker.wake()
    return worker
