"""The till's print jobs as the print queue takes them: rows of the store, made documents when printed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pos_client.devices.documents import Document, Drawer
from pos_client.engine.customers import points_now
from pos_client.engine.print_jobs import (
    EVERY_ROLE,
    PrinterRole,
    PrintJob,
    PrintKind,
    mark_failed,
    mark_printed,
    next_job,
)
from pos_client.engine.receipts import receipt_of
from pos_client.engine.shift_story import shift_story
from pos_client.engine.shifts import shift_report
from pos_client.engine.till import identity
from pos_client.printing.drawer_slips import drawer_slip
from pos_client.printing.label_paper import DrawLabels, draw_none, label_paper
from pos_client.printing.labels import read_batch
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.orders import order_document
from pos_client.printing.receipts import ReceiptSlip, gift_document, receipt_document
from pos_client.printing.shifts import shift_document
from pos_client.printing.tickets import ticket_document
from pos_client.printing.till_slips import head_of, receipt_slip, shift_slip, ticket_slip
from pos_client.store import Reader, Rows, Store
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


class StoreJobs:
    """The jobs of some roles. Belongs to the print queue's thread."""

    def __init__(
        self,
        store: Store,
        roles: Collection[PrinterRole] = EVERY_ROLE,
        *,
        draw_labels: DrawLabels = draw_none,
    ) -> None:
        self._store = store
        self._roles = roles
        self._draw_labels = draw_labels
        self._reader: Reader | None = None

    def next_job(self) -> PrintJob | None:
        return next_job(self._rows(), self._roles)

    def document(self, job: PrintJob) -> Document:
        drawer = (Drawer(),) if job.drawer else ()
        if not job.paper:
            return Document(drawer)
        if job.kind is PrintKind.LABEL and job.data is not None:
            return label_paper(self._rows(), read_batch(job.data), self._draw_labels)
        paper = paper_of(self._rows(), job, now=self._store.now()).without_drawer()
        return Document((*drawer, *paper.items))

    def made_at_ms(self, job: PrintJob) -> int:
        return job.made_at

    def mark_printed(self, job: PrintJob) -> None:
        with self._store.write() as unit:
            mark_printed(unit, job.job)

    def mark_failed(self, job: PrintJob, fault: str) -> None:
        with self._store.write() as unit:
            mark_failed(unit, job.job, fault)

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _rows(self) -> Reader:
        if self._reader is None:
            self._reader = self._store.reader()
        return self._reader


def paper_of(rows: Rows, job: PrintJob, *, now: datetime) -> Document:
    """What a job puts on paper, in the shop's language. Refuses NOT_ENROLLED, RECEIPT_UNKNOWN, NOT_FOUND."""
    till = identity(rows)
    if till is None:
        raise Refusal(ErrorCode.NOT_ENROLLED)
    head = head_of(rows, till)
    if job.sale is not None:
        stored = receipt_of(rows, job.sale)
        copy_no = job.copy_no if job.kind is PrintKind.COPY else 0
        # A copy may come out long after: what the customer has then is not what stood on the receipt.
        points = None if job.copy_no or stored.customer is None else points_now(rows, stored.customer.id)
        receipt = receipt_slip(stored, till, copy_no=copy_no, points_now=points, language=head.language)
        return _of_sale(receipt, job.kind, head)
    if job.shift is not None:
        report, story = shift_report(rows, job.shift), shift_story(rows, job.shift)
        slip = shift_slip(report, till, now=now, story=story, copy_no=job.copy_no)
        return shift_document(slip, head)
    if job.kind is PrintKind.DRAWER_SLIP and job.data is not None:
        return drawer_slip(rows, int(job.data), till, head)
    if job.kind is PrintKind.TICKET and job.data is not None:
        return ticket_document(ticket_slip(rows, UUID(job.data), till), head)
    raise AssertionError(job)


def _of_sale(slip: ReceiptSlip, kind: PrintKind, head: Letterhead) -> Document:
    if kind is PrintKind.GIFT:
        return gift_document(slip, head)
    if kind is PrintKind.ORDER:
        return order_document(slip, head)
    return receipt_document(slip, head, with_code=True)
