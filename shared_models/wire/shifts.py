"""Events of a shift and its drawer, version 1."""

from uuid import UUID

from pydantic import Field

from shared_models.values.codes import CashDirection, CashReason
from shared_models.wire.base import (
    Amount,
    Code,
    Count,
    Hash,
    Int,
    Milli,
    Name,
    Ordinal,
    Positive,
    Text,
    WireModel,
)


class ShiftOpened(WireModel):
    """A shift begins on this register with `opening_float` in the drawer."""

    number: Ordinal
    opening_float: Positive


class ShiftFigures(WireModel):
    """What the till counted over the events of the shift; the back office compares it field by field.

    expected = opening_float + cash_sales - cash_refunds + cash_in - cash_out.
    """

    sales: Count
    returns: Count
    gross_sales: Amount
    discounts: Amount
    sales_total: Amount
    returns_total: Amount
    tax_on_sales: Amount
    tax_on_returns: Amount
    rounding: Int
    opening_float: Positive
    cash_sales: Amount
    cash_refunds: Amount
    cash_in: Amount
    cash_out: Amount
    expected: Amount
    lines_removed: Count
    carts_cleared: Count
    drawer_openings: Count
    reprints: Count


class CountedPiece(WireModel):
    """`count` notes or coins of one denomination."""

    denomination: Ordinal
    count: Count


class ShiftClosed(WireModel):
    """A shift ends.

    Holds what makes a Z checkable later: issued count, first and last number, chain head before it.
    """

    number: Ordinal
    figures: ShiftFigures
    counted: Positive
    pieces: tuple[CountedPiece, ...] = Field(max_length=32)
    issued: Count
    first_receipt: Code | None
    last_receipt: Code | None
    head_seq: Count
    head_hash: Hash
    note: Text | None = None


class CashMoved(WireModel):
    """Cash into or out of the drawer outside a sale."""

    direction: CashDirection
    reason: CashReason
    amount: Positive
    note: Text | None = None


class LineRemoved(WireModel):
    """A line was taken out of an open cart (or its quantity lowered)."""

    cart: UUID
    line: Ordinal
    product: UUID
    sku: Code
    name: Name
    qty: Milli
    amount: Amount


class CartCleared(WireModel):
    """A whole cart was given up."""

    cart: UUID
    lines: Count
    amount: Amount


class DrawerOpened(WireModel):
    """The drawer was opened without a sale."""

    reason: Text


class ReceiptReprinted(WireModel):
    """A receipt was printed again; `copy_no` counts from 1."""

    sale: UUID
    receipt: Code
    copy_no: Ordinal


class DrawerCounted(WireModel):
    """The drawer was counted within the shift; it goes on as it was, and nothing is booked."""

    number: Ordinal
    expected: Amount
    counted: Positive
    pieces: tuple[CountedPiece, ...] = Field(max_length=32)
    note: Text | None = None


class ShiftHanded(WireModel):
    """The drawer went from one cashier (`actor`) to the next (`to`), counted; the shift goes on."""

    number: Ordinal
    to: UUID
    expected: Amount
    counted: Positive
    pieces: tuple[CountedPiece, ...] = Field(max_length=32)
    note: Text | None = None


class ApprovalGiven(WireModel):
    """`approver` allowed `actor` something in place that has no event of its own, or not yet.

    `action`: a word of ApprovedAction, or of a younger till's. `what`: in words. `amount`: what it
    was about, `before`: what it would have been.
    """

    action: Code
    what: Text
    cart: UUID | None = None
    line: Ordinal | None = None
    product: UUID | None = None
    amount: Amount | None = None
    before: Amount | None = None


class TrainingStarted(WireModel):
    """The till is used to practise from now on: nothing of it comes into this journal."""

    note: Text | None = None


class TrainingEnded(WireModel):
    """The till sells again. `receipts`: how many were practised; null when the till went down meanwhile."""

    receipts: Count | None
