"""Push, pull, snapshot, hints and enrolment between a till and the back office (sync.md §2-5)."""

import re
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from shared_models.values.codes import EventOutcome
from shared_models.wire.base import ApiModel, Code, Count, Instant, Int, Ordinal, Text
from shared_models.wire.envelope import BATCH_EVENTS_MAX

PROTOCOL_MIN = 1
PROTOCOL_MAX = 1
LACKS_MAX = 256

# Far above the limit of an event: one that is too large is set aside by the back office, never refused.
EventText = Annotated[str, StringConstraints(max_length=16 * 1024 * 1024)]


# 64 lower-case hex digits as a till writes them. A row damaged on its disk may hold anything, of any length:
# that one is set aside and answered under exactly what it declares, and refuses nothing beside it.
Label = EventText


class WireItem(ApiModel):
    """One event as it travels: the outer seq, hash and mac, and the exact text the till stored."""

    seq: Ordinal
    hash: Label
    mac: Label
    bytes: EventText


def _undamaged(item: WireItem) -> WireItem:
    if not all(re.fullmatch("[0-9a-f]{64}", label) for label in (item.hash, item.mac)):
        raise ValueError(item.seq)
    return item


LoggedItem = Annotated[WireItem, AfterValidator(_undamaged)]
"""An event of the log: its hash and mac are 64 hex digits."""


class Mark(ApiModel):
    """A place in a stream. seq 0 has the genesis hash."""

    seq: Count
    hash: Label


class TillStatus(ApiModel):
    """What the sync board shows of a till."""

    waiting: Count
    oldest_at: Instant | None = None
    disk_free: Count | None = None
    app: Code


class PushRequest(ApiModel):
    """One stream's next events.

    `probe`: acked, -1, -3, -7 ... 1, so that a divergence is found in one round trip.
    `orphans`: what came before the first of `events` is lost for good (its row is gone from the till): take
    the rest without it, for review.
    `lacks`: only of a stream that came back from a black box, which may have filled a hole of the back
    office out of turn: the places (first, last) that the till lacks. Any other hole below `probe` it can
    fill.
    """

    device: UUID
    stream: UUID
    proto: tuple[int, int] = (PROTOCOL_MIN, PROTOCOL_MAX)
    token: Text | None = None
    probe: tuple[Mark, ...] = Field(max_length=64)
    status: TillStatus
    events: tuple[WireItem, ...] = Field(max_length=BATCH_EVENTS_MAX)
    orphans: bool = False
    lacks: tuple[tuple[Ordinal, Ordinal], ...] | None = Field(default=None, max_length=LACKS_MAX)


class PushResult(ApiModel):
    """What happened to one event; a newer back office may know outcomes that this build does not."""

    seq: int
    outcome: Annotated[EventOutcome | Code, Field(union_mode="left_to_right")]
    reviews: tuple[Code, ...] = ()


class Fork(ApiModel):
    """The stream was written twice (clone) or went back (old image): the till must begin a new stream."""

    seq: int
    held: Label


class Limits(ApiModel):
    """Largest batch the server takes now."""

    events: Count
    bytes: Count


class PushReply(ApiModel):
    """The server's own statement of what it holds; the till believes nothing else."""

    company: UUID
    epoch: UUID
    known: Mark
    stream_head: Mark
    archived: Mark
    next_token: Text
    server_time: AwareDatetime
    results: tuple[PushResult, ...]
    missing_from: int | None = None
    fork: Fork | None = None
    limits: Limits
    retry_after_ms: Count = 0
    under_review: Count = 0


class Entity(StrEnum):
    """Kinds of rows a till keeps a replica of."""

    COMPANY = "company"
    BRANCH = "branch"
    REGISTER = "register"
    STAFF = "staff"
    TAX_RULE = "tax_rule"
    CATEGORY = "category"
    PRODUCT = "product"
    CUSTOMER = "customer"
    CUSTOMER_STANDING = "customer_standing"
    CUSTOMER_TERMS = "customer_terms"
    STOCK = "stock"
    PROMOTION = "promotion"
    PRICE_LEVEL = "price_level"
    QUEUE_SERVICE = "queue_service"
    TICKET = "ticket"
    PAYMENT_METHOD = "payment_method"
    STORED_VALUE = "stored_value"
    ORDER = "order"
    LOT = "lot"
    SERIAL = "serial"


class ChangeRow(ApiModel):
    """Newest state of one row.

    `row` is one of the models of wire/replica.py as JSON, null when it is gone. A newer back office may send
    entities that this build does not know.
    """

    entity: Annotated[Entity | Code, Field(union_mode="left_to_right")]
    key: Code
    version: Count
    row: dict[str, object] | None


class Counted(ApiModel):
    """How far a stream of the asking till is counted in what a reply tells of customers: up to `seq`, which
    has this `hash`. `values`: up to where vouchers and cards count it; they follow a moment later.
    """

    stream: UUID
    seq: Count
    hash: Label
    values: Count


class ChangesReply(ApiModel):
    """Changes after a cursor, in commit order; rows and cursor are applied in one transaction.

    `counted`: all streams of the asking till, as of the same moment as the rows; null: an older back office.
    """

    company: UUID
    epoch: UUID
    rows: tuple[ChangeRow, ...]
    cursor: Text
    company_seq: Count
    branch_seq: Count
    more: bool
    counted: tuple[Counted, ...] | None = None


class SnapshotReply(ApiModel):
    """One page of a snapshot, by key. `next` null: this was the last page; then `cursor` starts the pull.

    `counted`: as in ChangesReply, of this page.
    """

    company: UUID
    epoch: UUID
    rows: tuple[ChangeRow, ...]
    next: Text | None
    cursor: Text
    company_seq: Count
    branch_seq: Count
    total: Count
    counted: tuple[Counted, ...] | None = None


class LiveHint(ApiModel):
    """A hint that something changed; missed, repeated or false hints change nothing."""

    scope: Literal["company", "branch", "sales", "tills"]
    branch: UUID | None = None
    seq: Count = 0


class StreamEventsReply(ApiModel):
    """Events of a stream the server holds, read-only, for a till that was rolled back."""

    events: tuple[LoggedItem, ...]
    more: bool


class TimeReply(ApiModel):
    """Server clock, to measure the offset."""

    server_time: AwareDatetime
    skew_hint_ms: Int = 0
