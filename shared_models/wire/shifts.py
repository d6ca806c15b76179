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
