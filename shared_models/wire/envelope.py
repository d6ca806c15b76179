"""The event envelope (sync.md §2).

The exact bytes are stored and travel unchanged; hashes are over those bytes.
"""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from shared_models.values.money import LARGEST_INTEGER
from shared_models.wire.attendance import AttendanceNoted
from shared_models.wire.base import Code, Count, Hash, Instant, Int, Ordinal, Version1, Version2, WireModel
from shared_models.wire.customers import CustomerAdded
from shared_models.wire.orders import OrderCancelled, OrderPlaced, QuotationMade
from shared_models.wire.proposals import ProductProposed
from shared_models.wire.queue import (
    TicketCalled,
    TicketIssued,
    TicketServed,
    TicketSkipped,
    TicketTransferred,
)
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.shifts import (
    ApprovalGiven,
    CartCleared,
    CashMoved,
    DrawerCounted,
    DrawerOpened,
    LineRemoved,
    ReceiptReprinted,
    ShiftClosed,
    ShiftHanded,
    ShiftOpened,
    TrainingEnded,
    TrainingStarted,
)
from shared_models.wire.streams import StreamOpened
from shared_models.wire.tax_invoices import TaxInvoiceRequested

EVENT_BYTES_MAX = 2 * 1024 * 1024
BATCH_EVENTS_MAX = 200
BATCH_BYTES_MAX = 4 * 1024 * 1024
DEPTH_MAX = 12


class CatalogPosition(WireModel):
    """Catalogue positions the till had applied when the event was made (feed numbers)."""

    epoch: UUID | None
    company: Count
    branch: Count


class Envelope(WireModel):
    """Fields every event carries. `at` has the till's offset; order comes from `seq`, never from `at`."""

    v: Version1
    id: UUID
    device: UUID
    stream: UUID
    seq: Ordinal
    prev: Hash
    kid: Ordinal
    tv: Ordinal
    branch: UUID
    register_: UUID = Field(alias="register")
    shift: UUID | None
    actor: UUID | None
    approver: UUID | None
    at: Instant
    boot: UUID
    mono_ms: Count
    skew_ms: Int | None
    skew_age_s: Count | None
    bdate: date
    receipt: Code | None
    cat: CatalogPosition
    app: Code


def _demand_version(told: int, needed: int) -> None:
    """An event says nothing its version does not know. Raises ValueError."""
    if told < needed:
        raise ValueError(f"what it says needs version {needed}")


class StreamOpenedEvent(Envelope):
    type: Literal["stream.opened"]
    tv: Version1
    p: StreamOpened


class ShiftOpenedEvent(Envelope):
    type: Literal["shift.opened"]
    tv: Version1
    p: ShiftOpened


class ShiftClosedEvent(Envelope):
    type: Literal["shift.closed"]
    tv: Version1
    p: ShiftClosed


class CashMovedEvent(Envelope):
    type: Literal["cash.moved"]
    tv: Version1
    p: CashMoved


class SaleCompletedEvent(Envelope):
    type: Literal["sale.completed"]
    tv: Version2
    p: SaleCompleted

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_version(self.tv, self.p.version)
        return self


class SaleReturnedEvent(Envelope):
    type: Literal["sale.returned"]
    tv: Version2
    p: SaleReturned

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_version(self.tv, self.p.version)
        return self


class LineRemovedEvent(Envelope):
    type: Literal["line.removed"]
    tv: Version1
    p: LineRemoved


class CartClearedEvent(Envelope):
    type: Literal["cart.cleared"]
    tv: Version1
    p: CartCleared


class DrawerOpenedEvent(Envelope):
    type: Literal["drawer.opened"]
    tv: Version1
    p: DrawerOpened


class ReceiptReprintedEvent(Envelope):
    type: Literal["receipt.reprinted"]
    tv: Version1
    p: ReceiptReprinted


class DrawerCountedEvent(Envelope):
    type: Literal["drawer.counted"]
    tv: Version1
    p: DrawerCounted


class ShiftHandedEvent(Envelope):
    type: Literal["shift.handed"]
    tv: Version1
    p: ShiftHanded


class ApprovalGivenEvent(Envelope):
    type: Literal["approval.given"]
    tv: Version1
    p: ApprovalGiven


class AttendanceNotedEvent(Envelope):
    type: Literal["attendance.noted"]
    tv: Version1
    p: AttendanceNoted


class TrainingStartedEvent(Envelope):
    type: Literal["training.started"]
    tv: Version1
    p: TrainingStarted


class TrainingEndedEvent(Envelope):
    type: Literal["training.ended"]
    tv: Version1
    p: TrainingEnded


class TicketIssuedEvent(Envelope):
    type: Literal["ticket.issued"]
    tv: Version1
    p: TicketIssued


class TicketCalledEvent(Envelope):
    type: Literal["ticket.called"]
    tv: Version1
    p: TicketCalled


class TicketSkippedEvent(Envelope):
    type: Literal["ticket.skipped"]
    tv: Version1
    p: TicketSkipped


class TicketTransferredEvent(Envelope):
    type: Literal["ticket.transferred"]
    tv: Version1
    p: TicketTransferred


class TicketServedEvent(Envelope):
    type: Literal["ticket.served"]
    tv: Version1
    p: TicketServed


class CustomerAddedEvent(Envelope):
    type: Literal["customer.added"]
    tv: Version1
    p: CustomerAdded


class ProductProposedEvent(Envelope):
    type: Literal["product.proposed"]
    tv: Version1
    p: ProductProposed


class OrderPlacedEvent(Envelope):
    type: Literal["order.placed"]
    tv: Version2
    p: OrderPlaced

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_version(self.tv, self.p.version)
        return self


class OrderCancelledEvent(Envelope):
    type: Literal["order.cancelled"]
    tv: Version1
    p: OrderCancelled


class QuotationMadeEvent(Envelope):
    type: Literal["quotation.made"]
    tv: Version2
    p: QuotationMade

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_version(self.tv, self.p.version)
        return self


class TaxInvoiceRequestedEvent(Envelope):
    type: Literal["tax_invoice.requested"]
    tv: Version1
    p: TaxInvoiceRequested


Event = Annotated[
    StreamOpenedEvent
    | ShiftOpenedEvent
    | ShiftClosedEvent
    | CashMovedEvent
    | SaleCompletedEvent
    | SaleReturnedEvent
    | LineRemovedEvent
    | CartClearedEvent
    | DrawerOpenedEvent
    | ReceiptReprintedEvent
    | DrawerCountedEvent
    | ShiftHandedEvent
    | ApprovalGivenEvent
    | AttendanceNotedEvent
    | TrainingStartedEvent
    | TrainingEndedEvent
    | TicketIssuedEvent
    | TicketCalledEvent
    | TicketSkippedEvent
    | TicketTransferredEvent
    | TicketServedEvent
    | CustomerAddedEvent
    | ProductProposedEvent
    | OrderPlacedEvent
    | OrderCancelledEvent
    | QuotationMadeEvent
    | TaxInvoiceRequestedEvent,
    Field(discriminator="type"),
]
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
EVENT_TYPES: dict[str, type[Envelope]] = {
    "stream.opened": StreamOpenedEvent,
    "shift.opened": ShiftOpenedEvent,
    "shift.closed": ShiftClosedEvent,
    "cash.moved": CashMovedEvent,
    "sale.completed": SaleCompletedEvent,
    "sale.returned": SaleReturnedEvent,
    "line.removed": LineRemovedEvent,
    "cart.cleared": CartClearedEvent,
    "drawer.opened": DrawerOpenedEvent,
    "receipt.reprinted": ReceiptReprintedEvent,
    "drawer.counted": DrawerCountedEvent,
    "shift.handed": ShiftHandedEvent,
    "approval.given": ApprovalGivenEvent,
    "attendance.noted": AttendanceNotedEvent,
    "training.started": TrainingStartedEvent,
    "training.ended": TrainingEndedEvent,
    "ticket.issued": TicketIssuedEvent,
    "ticket.called": TicketCalledEvent,
    "ticket.skipped": TicketSkippedEvent,
    "ticket.transferred": TicketTransferredEvent,
    "ticket.served": TicketServedEvent,
    "customer.added": CustomerAddedEvent,
    "product.proposed": ProductProposedEvent,
    "order.placed": OrderPlacedEvent,
    "order.cancelled": OrderCancelledEvent,
    "quotation.made": QuotationMadeEvent,
    "tax_invoice.requested": TaxInvoiceRequestedEvent,
}
KNOWN_VERSIONS: frozenset[tuple[str, int]] = frozenset(
    [
        *((kind, 1) for kind in EVENT_TYPES),
        *((kind, 2) for kind in ("sale.completed", "sale.returned", "order.placed", "quotation.made")),
    ]
)


def _plain(value: object, depth: int) -> object:
    """`value` when it holds texts and bounded integers only, no deeper than `depth`. Raises ValueError."""
    if depth == 0:
        raise ValueError("nested too deep")
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_INTEGER):
        raise ValueError("not an integer every reader can hold")
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _plain(inner, depth - 1)
    return value


def _plain_payload(payload: dict[str, object]) -> dict[str, object]:
    _plain(payload, DEPTH_MAX - 1)
    return payload


class UnknownEvent(Envelope):
    """An event of a type or version this build does not know: kept, acknowledged, posted after an upgrade."""

    type: Code
    p: Annotated[dict[str, object], AfterValidator(_plain_payload)]


_UNKNOWN: TypeAdapter[UnknownEvent] = TypeAdapter(UnknownEvent)


def encode(event: Envelope) -> bytes:
    """The bytes of an event, made once at the till."""
    return event.model_dump_json(by_alias=True).encode()


def decode_envelope(data: bytes) -> UnknownEvent:
    """Who wrote what kind of event and when, whatever its payload says. Raises ValueError when even that
    cannot be read.
    """
    return _UNKNOWN.validate_json(data)


def decode(data: bytes) -> Event | UnknownEvent:
    """The event in `data`. Raises ValueError when it is not a well-formed event of any version."""
    try:
        return EVENTS.validate_json(data)
    except ValidationError as fault:
        unknown = _as_unknown(data)
        if unknown is None:
            raise ValueError(fault.errors(include_input=False, include_url=False)[:5]) from fault
        return unknown


def _as_unknown(data: bytes) -> UnknownEvent | None:
    try:
        event = _UNKNOWN.validate_json(data)
    except ValidationError:
        return None
    return None if (event.type, event.tv) in KNOWN_VERSIONS else event
