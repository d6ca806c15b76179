"""What is handed to posting, and what it answers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared_models.rules.checks import impossible, tax_differs
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import EventOutcome, ReviewCode, StreamPurpose
from shared_models.values.ids import DeviceId, RegisterId, StreamId
from shared_models.values.money import ZERO, Money
from shared_models.wire.envelope import CatalogPosition, Event, SaleCompletedEvent, SaleReturnedEvent
from shared_models.wire.sales import (
    OnCredit,
    OriginalSale,
    ReturnedPoints,
    SaleReturned,
    SoldPoints,
    UsedVoucher,
)


class NotPostable(Exception):
    """An event that no rule can book: it is kept, posts nothing, and a person looks at it."""

    def __init__(self, code: ReviewCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Source:
    """The stream that events come from."""

    stream: StreamId
    device: DeviceId
    register_id: RegisterId
    register_code: str
    purpose: StreamPurpose
    revoked: bool


@dataclass(slots=True)
class ReceiptHead:
    """What the event of a sale or return says beside its receipt."""

    sale: UUID
    customer: UUID | None
    level: str | None
    original: OriginalSale | None
    points: SoldPoints | None = None
    points_back: ReturnedPoints | None = None
    credit: OnCredit | None = None
    # What it was sold from, and whether it only pays a deposit back.
    order: UUID | None = None
    quotation: UUID | None = None
    deposit_back: bool = False


@dataclass(slots=True)
class ReceiptTold:
    """The event of a sale or return without its lines: they live on in the receipt, at a tenth of the room.

    A push of hundreds of receipts is walked several times; this keeps it in the processor's caches.
    """

    type: str
    is_sale: bool
    id: UUID
    seq: int
    kid: int
    branch: UUID
    register_: UUID
    shift: UUID | None
    actor: UUID | None
    approver: UUID | None
    at: datetime
    bdate: date
    receipt: str | None
    skew_ms: int | None
    cat: CatalogPosition
    p: ReceiptHead


Told = Event | ReceiptTold


@dataclass(frozen=True, slots=True)
class TillEvent:
    """A well-formed event and what could be worked out about it before any lock was taken."""

    event: Told
    hash: bytes
    receipt: Receipt | None = None
    fault: str | None = None  # the first sum of the receipt that cannot be true
    tax_off: Money = ZERO
    vouchers: tuple[UsedVoucher, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one event."""

    outcome: EventOutcome
    posting_no: int | None = None
    reviews: tuple[ReviewCode, ...] = ()


def prepared(event: Event, hash_: bytes) -> TillEvent:
    """The event with its receipt recomputed."""
    if not isinstance(event, SaleCompletedEvent | SaleReturnedEvent):
        return TillEvent(event, hash_)
    receipt = event.p.to_receipt()
    fault = impossible(receipt)
    tax_off = ZERO if fault else tax_differs(receipt)
    vouchers = event.p.vouchers if isinstance(event, SaleCompletedEvent) and not fault else ()
    return TillEvent(_told(event), hash_, receipt, fault, tax_off, vouchers)


def _told(event: SaleCompletedEvent | SaleReturnedEvent) -> ReceiptTold:
    return ReceiptTold(
        event.type,
        isinstance(event, SaleCompletedEvent),
        event.id,
        event.seq,
        event.kid,
        event.branch,
        event.register_,
        event.shift,
        event.actor,
        event.approver,
        event.at,
        event.bdate,
        event.receipt,
        event.skew_ms,
        event.cat,
        _head(event),
    )


def _head(event: SaleCompletedEvent | SaleReturnedEvent) -> ReceiptHead:
    told = event.p
    if isinstance(told, SaleReturned):
        return ReceiptHead(
            told.sale,
            told.customer,
            None,
            told.original,
            points_back=told.points,
            deposit_back=told.deposit is not None and not told.lines,
        )
    return ReceiptHead(
        told.sale,
        told.customer,
        told.price_level,
        None,
        told.points,
        credit=told.credit,
        order=None if told.order is None else told.order.order,
        quotation=told.quotation,
    )
