"""Stock in the admin tab: levels, the card of a product, adjustments and opening stock."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared_models.wire.base import LATER, ApiModel, Code, Int, Milli, Name, Positive, Text


class StockLine(ApiModel):
    """A product's level in one branch; value at moving average."""

    branch: UUID
    branch_code: Code
    product: UUID
    sku: Code
    name: Name
    category: Text | None
    unit: Code
    qty: Int
    value: Int
    last_sale: date | None


class StockCardLine(ApiModel):
    """One movement: what, why, and the level after it."""

    posting_no: int
    at: AwareDatetime
    bdate: date
    document_kind: Code
    document: UUID
    document_no: Text
    qty: Int
    value: Int
    qty_after: Int
    value_after: Int


class StockCard(ApiModel):
    """A product's movements in a branch, oldest first, with what it began and ended with."""

    line: StockLine
    opening_qty: Int
    opening_value: Int
    rows: tuple[StockCardLine, ...]


class AdjustmentReason(StrEnum):
    """Why stock is adjusted; the reason names the counter-account."""

    OPENING = "opening"  # 3190
    COUNT = "count"  # 5103
    DAMAGED = "damaged"  # 5104
    CORRECTION = "correction"  # 5103


class AdjustmentLine(ApiModel):
    """`qty` is the signed change in the base unit.

    `unit_cost` only for goods coming in (null: present cost). `lot`: the one it comes into or goes out of;
    `serials`: the pieces, of goods that have such numbers.
    """

    product: UUID
    qty: Milli
    unit_cost: Positive | None = None
    lot: Annotated[Code | None, LATER] = None
    expires_on: Annotated[date | None, LATER] = None
    serials: Annotated[tuple[Code, ...], LATER, Field(max_length=1000)] = ()


class AdjustStock(ApiModel):
    """A stock adjustment document of one branch. `id` is made by the asker: sent twice, it is booked once."""

    id: UUID
    branch: UUID
    reason: AdjustmentReason
    bdate: date
    note: Text = ""
    lines: tuple[AdjustmentLine, ...] = Field(min_length=1, max_length=2000)


class StockAdjusted(ApiModel):
    """The document as booked."""

    id: UUID
    number: Code
    posting_no: int
    value: Int
