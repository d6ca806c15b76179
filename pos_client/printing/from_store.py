"""From what the till has stored to the slips that are printed: receipts, shift reports, the pulse."""

from dataclasses import asdict
from datetime import datetime

from pos_client.devices.documents import Document
from pos_client.engine.print_jobs import PrintJob, PrintKind
from pos_client.engine.receipts import StoredReceipt, receipt_of
from pos_client.engine.shifts import ShiftReport, shift_report
from pos_client.engine.till import TillIdentity, identity
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import ReceiptSlip, receipt_document
from pos_client.printing.shifts import ShiftPaper, ShiftSlip, shift_document
from pos_client.printing.slips import OPEN_DRAWER
from pos_client.settings import PAPER_COLUMNS, RECEIPT_LANGUAGE
from pos_client.store import Rows
from pos_client.store.preferences import setting
from pos_client.texts import Language
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import Now, local
from shared_models.values.refusals import Refusal
from shared_models.wire.shifts import ShiftFigures


def document_of(rows: Rows, job: PrintJob, now: Now) -> Document:
    """What a print job puts on paper. Refuses RECEIPT_UNKNOWN, NOT_FOUND, NOT_ENROLLED."""
    till = _till(rows)
    if job.kind is PrintKind.DRAWER or not job.paper:
        return OPEN_DRAWER
    if job.sale is not None:
        document = receipt_paper(rows, receipt_of(rows, job.sale), till, copy_no=job.copy_no)
        return document if job.drawer else document.without_drawer()
    if job.shift is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return shift_paper(rows, shift_report(rows, job.shift), till, printed_at=now())


def receipt_paper(rows: Rows, stored: StoredReceipt, till: TillIdentity, *, copy_no: int = 0) -> Document:
    """A receipt as it was handed out, or as its `copy_no`th copy."""
    slip = ReceiptSlip(
        number=stored.receipt_no,
        at=local(stored.at, till.zone),
        business_date=stored.bdate,
        cashier=stored.cashier_name,
        register=till.register_code,
        receipt=stored.receipt,
        copy_no=copy_no,
        original=stored.original_no,
        reason=stored.reason,
    )
    return receipt_document(slip, letterhead(rows, till), with_code=True)


def shift_paper(rows: Rows, report: ShiftReport, till: TillIdentity, *, printed_at: datetime) -> Document:
    """X of a shift under way, Z of a closed one."""
    closed = report.closed_at
    slip = ShiftSlip(
        paper=ShiftPaper.X if closed is None else ShiftPaper.Z,
        number=report.number,
        register=f"{till.branch_code}-{till.register_code}",
        cashier=report.cashier_name,
        opened_at=local(report.opened_at, till.zone),
        printed_at=local(printed_at, till.zone),
        figures=ShiftFigures(
            **asdict(report.sums), opening_float=report.opening_float, expected=report.expected
        ),
        issued=report.issued,
        unacknowledged=report.unacknowledged,
        closed_at=None if closed is None else local(closed, till.zone),
        first_receipt=report.first_receipt,
        last_receipt=report.last_receipt,
        counted=report.counted,
        pieces=report.pieces,
        show_expected=closed is not None or not till.blind_close,
    )
    return shift_document(slip, letterhead(rows, till))


def letterhead(rows: Rows, till: TillIdentity) -> Letterhead:
    """Who sells, in the language receipts are printed in."""
    language: Language = "en" if setting(rows, RECEIPT_LANGUAGE) == "en" else "id"
    return Letterhead(
        shop=till.company_name,
        address=till.address,
        language=language,
        branch=till.branch_name,
        phone=till.phone,
        is_pkp=till.is_pkp,
        npwp=till.npwp,
        header=till.receipt_header,
        footer=till.receipt_footer,
    )


def on_screen(rows: Rows, document: Document) -> list[str]:
    """The document as text lines, as wide as this till's paper."""
    return render_text(document, setting(rows, PAPER_COLUMNS))


def _till(rows: Rows) -> TillIdentity:
    till = identity(rows)
    if till is None:
        raise Refusal(ErrorCode.NOT_ENROLLED)
    return till
