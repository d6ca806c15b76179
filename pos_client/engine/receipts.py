"""Receipts of this till: found by number, shown again, printed again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pos_client.engine.customers import Member, member_of
from pos_client.engine.guards import allower_of
from pos_client.engine.print_jobs import PrintKind, add_job
from pos_client.engine.sale_rows import (
    SaleRow,
    latest_sales,
    returned_before,
    returned_sales,
    sale_numbered,
    sale_row,
    sales_ending,
)
from pos_client.engine.shift_rows import add_to_shift, open_shift_id
from pos_client.engine.staff import approval, name_of
from pos_client.engine.till import this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import Draft, StoredEvent, append, event_at
from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.rules.shifts import REPRINTED
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.ids import BranchId, CustomerId, SaleId, ShiftId, StaffId
from shared_models.values.moments import from_utc_ms
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.shifts import ReceiptReprinted

RECENT: Final = 50
_SHORTEST_END: Final = 3


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt with all that is printed on it. `returned`: what has come back, by line number.
    `chain_hash`: of its event, hex. `told`: what the event says. `refunds`: the returns of a
    sale so far. `branch`: of another till's; None: of this till's own.
    """

    sale: SaleId
    receipt_no: str
    kind: ReceiptKind
    receipt: Receipt
    at: datetime
    bdate: date
    shift: ShiftId
    cashier: StaffId
    cashier_name: str
    original_no: str | None
    reason: str | None
    returned: dict[int, Quantity]
    chain_hash: str
    told: SaleCompleted | SaleReturned
    branch: BranchId | None = None
    refunds: tuple[Receipt, ...] = ()
    customer: Member | None = None
    sellers: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReceiptSummary:
    """A row of the receipts list. `total`: what was paid, cash rounding included; of a return paid out."""

    sale: SaleId
    receipt_no: str
    kind: ReceiptKind
    at: datetime
    lines: int
    total: Money
    cashier_name: str


def find_receipt(rows: Rows, *, number: str, check_code: str = "") -> StoredReceipt:
    """By its whole number, or by its last digits when they fit one receipt only. Refuses RECEIPT_UNKNOWN.

    `check_code`: the first digits of its event's hash, as printed. Refuses RECEIPT_NOT_GENUINE.
    """
    wanted = number.strip()
    row = sale_numbered(rows, wanted)
    if row is None and len(wanted) >= _SHORTEST_END:
        alike = sales_ending(rows, wanted, 2)
        row = alike[0] if len(alike) == 1 else None
    if row is None:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=wanted)
    found = stored_receipt(rows, row)
    if not found.chain_hash.startswith(check_code.lower()):
        raise Refusal(ErrorCode.RECEIPT_NOT_GENUINE, number=wanted)
    return found


def receipt_of(rows: Rows, sale: SaleId) -> StoredReceipt:
    """Refuses RECEIPT_UNKNOWN."""
    row = sale_row(rows, sale)
    if row is None:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN)
    return stored_receipt(rows, row)


def recent(rows: Rows, limit: int = RECENT) -> tuple[ReceiptSummary, ...]:
    """Newest first."""
    names: dict[StaffId, str] = {}
    summaries = []
    for row in latest_sales(rows, limit):
        if row.cashier not in names:
            names[row.cashier] = name_of(rows, row.cashier)
        summaries.append(_summary(row, names[row.cashier]))
    return tuple(summaries)


def reprint(
    unit: StoreUnit,
    *,
    sale: SaleId,
    actor: StaffId,
    approver: StaffId | None = None,
    kind: PrintKind = PrintKind.COPY,
) -> int:
    """Print a receipt again, marked as a copy, or what it sold without the prices (GIFT); the journal keeps
    who and how often. The number of the job.

    Refuses RECEIPT_UNKNOWN (a return is no gift either), APPROVAL_NEEDED.
    """
    shift = open_shift_id(unit)
    row = sale_row(unit, sale)
    if row is None:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN)
    if kind is PrintKind.GIFT and row.kind is not ReceiptKind.SALE:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=row.receipt_no)
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.REPRINT)
    found = unit.execute(
        "SELECT coalesce(max(copy_no), 0) + 1 FROM print_job WHERE kind IN ('copy', 'gift') AND sale = ?",
        (sale.bytes,),
    ).fetchone()
    free = this_till(unit).free_copies
    if allower is None and free is not None and found[0] > free:
        allower = allower_of(unit, "reprint", actor=actor, approver=approver)
    payload = ReceiptReprinted(sale=sale, receipt=row.receipt_no, copy_no=found[0])
    draft = Draft("receipt.reprinted", payload, bdate=today(unit), shift=shift, actor=actor, approver=allower)
    append(unit, draft)
    add_to_shift(unit, shift, REPRINTED)
    return add_job(unit, kind, sale=sale, copy_no=found[0])


def stored_receipt(rows: Rows, row: SaleRow) -> StoredReceipt:
    """The receipt from the journal itself. Refuses RECEIPT_UNKNOWN when it was let go after 400 days,
    RECEIPT_DAMAGED when nobody can read it any more.
    """
    stored = event_at(rows, row.position)
    if stored is None:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=row.receipt_no)
    payload = _payload(stored, row.receipt_no)
    original = payload.original if isinstance(payload, SaleReturned) else None
    receipt = payload.to_receipt()
    sellers = {line.salesperson for line in receipt.lines if line.salesperson is not None}
    return StoredReceipt(
        sale=row.sale,
        receipt_no=row.receipt_no,
        kind=row.kind,
        receipt=receipt,
        at=from_utc_ms(row.at),
        bdate=row.bdate,
        shift=row.shift,
        cashier=row.cashier,
        cashier_name=name_of(rows, row.cashier),
        original_no=None if original is None else original.receipt,
        reason=payload.reason if isinstance(payload, SaleReturned) else None,
        returned=returned_before(rows, row.sale),
        chain_hash=stored.hash.hex(),
        told=payload,
        refunds=tuple(refund for _sale, refund in refunds_of(rows, row.sale)),
        customer=None if payload.customer is None else member_of(rows, CustomerId(payload.customer)),
        sellers={seller: name_of(rows, seller) for seller in sellers},
    )


def refunds_of(rows: Rows, sale: SaleId) -> Iterator[tuple[SaleId, Receipt]]:
    """The returns this till took against a sale, oldest first. Refuses RECEIPT_DAMAGED, and RECEIPT_UNKNOWN
    for one that was let go.
    """
    for row in returned_sales(rows, sale):
        stored = event_at(rows, row.position)
        if stored is None:
            raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=row.receipt_no)
        yield row.sale, _payload(stored, row.receipt_no).to_receipt()


def _payload(stored: StoredEvent, receipt_no: str) -> SaleCompleted | SaleReturned:
    try:
        payload = decode(stored.body.encode()).p
    except (ValueError, RecursionError) as damaged:
        raise Refusal(ErrorCode.RECEIPT_DAMAGED, number=receipt_no) from damaged
    if not isinstance(payload, SaleCompleted | SaleReturned):
        raise Refusal(ErrorCode.RECEIPT_DAMAGED, number=receipt_no)
    return payload


def _summary(row: SaleRow, cashier_name: str) -> ReceiptSummary:
    return ReceiptSummary(
        sale=row.sale,
        receipt_no=row.receipt_no,
        kind=row.kind,
        at=from_utc_ms(row.at),
        lines=row.lines,
        total=row.due,
        cashier_name=cashier_name,
    )
