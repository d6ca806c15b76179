"""What is handed to posting, and what it answers."""

from dataclasses import dataclass

from shared_models.rules.checks import impossible, tax_differs
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import EventOutcome, ReviewCode, StreamPurpose
from shared_models.values.ids import DeviceId, RegisterId, StreamId
from shared_models.values.money import ZERO, Money
from shared_models.wire.envelope import Event, SaleCompletedEvent, SaleReturnedEvent


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


@dataclass(frozen=True, slots=True)
class TillEvent:
    """A well-formed event and what could be worked out about it before any lock was taken."""

    event: Event
    hash: bytes
    receipt: Receipt | None = None
    fault: str | None = None  # the first sum of the receipt that cannot be true
    tax_off: Money = ZERO


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
    return TillEvent(event, hash_, receipt, fault, tax_off)
