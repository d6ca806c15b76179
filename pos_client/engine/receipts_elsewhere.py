"""A receipt of another till, as the back office told it: goods come back wherever the customer is."""

from uuid import UUID

from pos_client.engine.customers import member_of
from pos_client.engine.receipts import StoredReceipt, receipt_of, refunds_of
from pos_client.engine.sale_rows import returned_before
from pos_client.store import Rows
from shared_models.rules.receipt import ReceiptKind
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, CustomerId, SaleId, ShiftId, StaffId
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import Event, decode
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.tills import ToldReceipt, WholeReceipt

NOBODY = UUID(int=0)


def any_receipt(rows: Rows, wanted: SaleId | WholeReceipt) -> StoredReceipt:
    """Of this till, or of another's as it was told. Refuses RECEIPT_UNKNOWN, RECEIPT_DAMAGED."""
    return receipt_elsewhere(rows, wanted) if isinstance(wanted, WholeReceipt) else receipt_of(rows, wanted)


def receipt_elsewhere(rows: Rows, told: WholeReceipt) -> StoredReceipt:
    """It with everything that came back of it: what was told, and what this till took since.

    Refuses RECEIPT_DAMAGED when it is in words this build cannot read.
    """
    event, payload = _read(told.receipt)
    sale = SaleId(payload.sale)
    refunds = dict(refunds_of(rows, sale))
    returned = returned_before(rows, sale)
    for one in told.returns:
        _event, back = _read(one)
        if not isinstance(back, SaleReturned) or back.sale in refunds:
            continue
        refunds[SaleId(back.sale)] = back.to_receipt()
        for line in back.lines:
            if line.of_line is not None:
                returned[line.of_line] = Quantity(returned.get(line.of_line, 0) + line.qty)
    return StoredReceipt(
        sale=sale,
        receipt_no=event.receipt or "",
        kind=ReceiptKind.SALE if isinstance(payload, SaleCompleted) else ReceiptKind.RETURN,
        receipt=payload.to_receipt(),
        at=event.at,
        bdate=event.bdate,
        shift=ShiftId(event.shift or NOBODY),
        cashier=StaffId(event.actor or NOBODY),
        cashier_name=told.receipt.cashier,
        original_no=None if isinstance(payload, SaleCompleted) or payload.original is None
        else payload.original.receipt,
        reason=payload.reason if isinstance(payload, SaleReturned) else None,
        returned=returned,
        chain_hash=told.receipt.hash,
        told=payload,
        branch=BranchId(told.receipt.branch),
        refunds=tuple(refunds.values()),
        customer=None if payload.customer is None else member_of(rows, CustomerId(payload.customer)),
    )  # fmt: skip


def _read(told: ToldReceipt) -> tuple[Event, SaleCompleted | SaleReturned]:
    try:
        event = decode(told.bytes.encode())
    except (ValueError, RecursionError) as unread:
        raise Refusal(ErrorCode.RECEIPT_DAMAGED) from unread
    if not isinstance(event.p, SaleCompleted | SaleReturned):
        raise Refusal(ErrorCode.RECEIPT_DAMAGED)
    return event, event.p
