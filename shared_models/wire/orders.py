"""Orders with a deposit, quotations, and what the back office lists of both (events: versions 1 and 2).

An order is an agreement; its deposit is money and stands on a receipt of its own (`sale.completed`, loaded as
`customer_deposit_taken` under the order's number). What closes an order names it.
"""

from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared_models.rules.orders import OrderKind, OrderState
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.wire.base import (
    LATER,
    ApiModel,
    Code,
    Count,
    Instant,
    Milli,
    Name,
    Positive,
    Text,
    WireModel,
    later_words,
    says_later,
)
from shared_models.wire.paging import Page
from shared_models.wire.sales import MAX_LINES, MAX_TENDERS, PaidTender, SoldParticulars


class AgreedLine(WireModel):
    """Goods at the price agreed: `price` a unit, `discount` off the line in all.

    `particulars`: the lot or the piece laid aside, and what was confirmed for it.
    """

    product: UUID
    sku: Code
    name: Name
    kind: ProductKind
    tax_class: TaxClass
    unit: Code
    factor: Milli
    decimals: Count
    qty: Milli
    price: Positive
    list_price: Positive | None
    discount: Positive
    price_approver: UUID | None = None
    discount_approver: UUID | None = None
    remark: Text | None = None
    salesperson: UUID | None = None
    particulars: Annotated[SoldParticulars | None, LATER] = None


_LATER: Final = later_words(AgreedLine)
Lines = Annotated[tuple[AgreedLine, ...], Field(min_length=1, max_length=MAX_LINES)]


class OrderPlaced(WireModel):
    """Goods to be picked up. `paid`: how the deposit came, less the change; `receipt`: where it stands."""

    order: UUID
    number: Code
    customer: UUID
    customer_name: Name
    phone: Text | None = None
    lines: Lines
    total: Positive
    tax: Positive
    due_on: date
    remark: Text | None = None
    deposit: Positive
    deposit_vat: Positive
    paid: Annotated[tuple[PaidTender, ...], Field(max_length=MAX_TENDERS)] = ()
    receipt: Code | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.deposit_vat > self.deposit:
            raise ValueError("more VAT than deposit")
        return self

    @property
    def version(self) -> int:
        """The first version that can say this."""
        return _version_of(self.lines)


class OrderCancelled(WireModel):
    """An order given up: its deposit was paid back, or part of it was forfeited."""

    order: UUID
    number: Code
    reason: Text
    refunded: Positive
    forfeited: Positive


class QuotationMade(WireModel):
    """Prices named to somebody, good up to a day; it posts nothing."""

    quotation: UUID
    number: Code
    customer: UUID | None = None
    customer_name: Name | None = None
    phone: Text | None = None
    lines: Lines
    total: Positive
    tax: Positive
    valid_until: date
    remark: Text | None = None

    @property
    def version(self) -> int:
        """The first version that can say this."""
        return _version_of(self.lines)


class OrderRow(ApiModel):
    """An order or a quotation as tills of its branch know it; key = its id.

    `until`: when it is picked up, or the last day its prices hold. `receipt`: where its deposit stands.
    `closed_by`: the receipt it became.
    """

    id: UUID
    kind: OrderKind
    number: Code
    state: OrderState
    customer: UUID | None
    customer_name: Text | None
    phone: Text | None
    until: date
    total: Positive
    deposit: Positive
    deposit_vat: Positive
    paid: tuple[PaidTender, ...]
    remark: Text | None
    lines: tuple[AgreedLine, ...]
    placed_at: Instant
    closed_by: Text | None = None
    receipt: Code | None = None


class OrderListed(ApiModel):
    """A row of the back office's list. `late`: open past its day."""

    id: UUID
    branch: UUID
    branch_code: Code
    kind: OrderKind
    number: Code
    state: OrderState
    customer_name: Text
    phone: Text
    until: date
    late: bool
    total: Positive
    deposit: Positive
    placed_at: Instant
    closed_by: Text
    closed_at: Instant | None


class OrdersPage(Page[OrderListed]):
    """A page of the list. `deposits`: those of all that match."""

    deposits: Positive


class OrderDetail(ApiModel):
    """One of them with its goods, and what the customer asked for."""

    order: OrderListed
    lines: tuple[AgreedLine, ...]
    remark: Text = ""


def _version_of(lines: tuple[AgreedLine, ...]) -> int:
    return 2 if any(says_later(line, _LATER) for line in lines) else 1


def row_of_order(told: OrderPlaced, at: Instant) -> OrderRow:
    """As it was placed."""
    return OrderRow(
        id=told.order,
        kind=OrderKind.ORDER,
        number=told.number,
        state=OrderState.OPEN,
        customer=told.customer,
        customer_name=told.customer_name,
        phone=told.phone,
        until=told.due_on,
        total=told.total,
        deposit=told.deposit,
        deposit_vat=told.deposit_vat,
        paid=told.paid,
        remark=told.remark,
        lines=told.lines,
        placed_at=at,
        receipt=told.receipt,
    )


def row_of_quotation(told: QuotationMade, at: Instant) -> OrderRow:
    """As it was made: nothing is paid on it."""
    return OrderRow(
        id=told.quotation,
        kind=OrderKind.QUOTATION,
        number=told.number,
        state=OrderState.OPEN,
        customer=told.customer,
        customer_name=told.customer_name,
        phone=told.phone,
        until=told.valid_until,
        total=told.total,
        deposit=Money(0),
        deposit_vat=Money(0),
        paid=(),
        remark=told.remark,
        lines=told.lines,
        placed_at=at,
    )
