"""What the till's engine knows, as slips: for the printer and for the preview on screen."""

from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pos_client.devices.bitmap import Bitmap, from_pbm
from pos_client.engine.receipts import StoredReceipt
from pos_client.engine.shift_story import ShiftStory
from pos_client.engine.shifts import ShiftReport
from pos_client.engine.ticket_rows import services
from pos_client.engine.tickets import ticket_today
from pos_client.engine.till import TillIdentity
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.receipts import MemberSlip, ReceiptSlip
from pos_client.printing.shifts import Confirmation, ShiftPaper, ShiftSlip
from pos_client.printing.tickets import TicketSlip
from pos_client.settings import RECEIPT_LANGUAGE, RECEIPT_LOGO
from pos_client.store import Rows
from pos_client.store.preferences import setting
from pos_client.texts import Language
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import local
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import SaleReturned
from shared_models.wire.shifts import ShiftFigures


def letterhead_of(till: TillIdentity, *, language: Language, logo: Bitmap | None = None) -> Letterhead:
    """The head of this till's slips."""
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
        logo=logo,
    )


def head_of(rows: Rows, till: TillIdentity) -> Letterhead:
    """The same in the language and with the logo that are set at this till."""
    language: Language = "en" if setting(rows, RECEIPT_LANGUAGE) == "en" else "id"
    return letterhead_of(till, language=language, logo=logo_of(setting(rows, RECEIPT_LOGO)))


def logo_of(text: str) -> Bitmap | None:
    """The logo of a setting, which holds it as `logo_text` wrote it; None for whatever is no picture."""
    try:
        return from_pbm(b64decode(text, validate=True))
    except ValueError:
        return None


def logo_text(logo: Bitmap | None) -> str:
    return "" if logo is None else b64encode(logo.pbm()).decode("ascii")


def receipt_slip(
    stored: StoredReceipt,
    till: TillIdentity,
    *,
    copy_no: int = 0,
    points_now: int | None = None,
    language: Language = "id",
    in_full: bool = False,
) -> ReceiptSlip:
    """A stored receipt as it is printed; a copy counts from 1. `points_now`: what its customer has.

    `in_full`: with remarks and salespeople, whatever the branch prints.
    """
    return ReceiptSlip(
        number=stored.receipt_no,
        at=local(stored.at, till.zone),
        business_date=stored.bdate,
        cashier=stored.cashier_name,
        register=till.register_code,
        receipt=stored.receipt,
        copy_no=copy_no,
        original=stored.original_no,
        reason=stored.reason,
        chain_hash=stored.chain_hash,
        member=_member(stored, points_now),
        ways={row.code: row.name_en if language == "en" else row.name for row in till.payment_methods},
        with_remarks=in_full or till.print_remarks,
        sellers=stored.sellers if in_full or till.print_salesperson else {},
    )


def _member(stored: StoredReceipt, points_now: int | None) -> MemberSlip | None:
    owner, told = stored.customer, stored.told
    if owner is None:
        return None
    if isinstance(told, SaleReturned):
        back = told.points
        moved, used = (0, 0) if back is None else (back.taken_back, back.given_back)
        return MemberSlip(owner.name, moved, used, points_now)
    points = told.points
    moved, used = (0, 0) if points is None else (points.earned, points.redeemed)
    due_on = None if told.credit is None else told.credit.due_on
    return MemberSlip(owner.name, moved, used, points_now, due_on)


def shift_slip(
    report: ShiftReport,
    till: TillIdentity,
    *,
    now: datetime,
    story: ShiftStory | None = None,
    confirmation: Confirmation | None = None,
    copy_no: int = 0,
) -> ShiftSlip:
    """X of an open shift, Z of a closed one, the confirmed Z when the back office has answered."""
    closed = report.closed_at
    paper = ShiftPaper.X if closed is None else ShiftPaper.CONFIRMED_Z if confirmation else ShiftPaper.Z
    sums = asdict(report.sums)
    return ShiftSlip(
        paper=paper,
        number=report.number,
        register=till.register_code,
        cashier=report.cashier_name,
        opened_at=local(report.opened_at, till.zone),
        closed_at=None if closed is None else local(closed, till.zone),
        printed_at=local(now, till.zone),
        figures=ShiftFigures(**sums, opening_float=report.opening_float, expected=report.expected),
        issued=report.issued,
        unacknowledged=report.unacknowledged,
        first_receipt=report.first_receipt,
        last_receipt=report.last_receipt,
        counted=report.counted,
        pieces=report.pieces,
        show_expected=closed is not None or not till.blind_close,
        confirmation=confirmation,
        copy_no=copy_no,
        story=story or ShiftStory(),
    )


def ticket_slip(rows: Rows, ticket: UUID, till: TillIdentity) -> TicketSlip:
    """A queue number as it is printed. Refuses NOT_FOUND."""
    found = ticket_today(rows, ticket)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    service = next((one for one in services(rows) if one.id == found.service), None)
    return TicketSlip(
        number=found.number,
        service_id="" if service is None else service.name_id,
        service_en="" if service is None else service.name_en,
        at=local(found.issued_at or found.last_at, till.zone),
    )
