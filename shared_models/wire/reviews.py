"""The review desk: flags, one beside its bytes and bookings, and how they are resolved."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from shared_models.values.codes import ReviewCode
from shared_models.wire.base import ApiModel, Code, Count, Int, Ordinal, Text
from shared_models.wire.documents import StockMoveRow
from shared_models.wire.ledger import Entry
from shared_models.wire.paging import Page
from shared_models.wire.stock import AdjustStock

BULK_MAX = 500
Note = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$", strip_whitespace=True)
]


class ReviewHow(StrEnum):
    """How a flag was resolved."""

    ACCEPTED = "accepted"  # what was booked stands
    SET_ASIDE = "set_aside"  # what was kept unposted stays unposted for good
    STOCK_ADJUSTED = "stock_adjusted"
    DRAWER_SETTLED = "drawer_settled"


class ReviewState(StrEnum):
    """Which flags are asked for."""

    OPEN = "open"
    DONE = "done"
    ALL = "all"


class SubjectKind(StrEnum):
    """What a flag is about."""

    PRODUCT = "product"
    PERSON = "person"
    REGISTER = "register"
    SHIFT = "shift"
    DOCUMENT = "document"
    EVENT = "event"


class ReviewLine(ApiModel):
    """A row of the list. `about`: name, number or code of the subject, "" where none is known."""

    branch: UUID
    branch_code: Code
    review: UUID
    code: ReviewCode
    subject: Code
    subject_kind: SubjectKind
    about: Text
    occurrences: Ordinal
    opened_at: AwareDatetime
    last_at: AwareDatetime
    unposted: bool  # the flag is about something that was kept and posted nothing
    how: ReviewHow | None
    resolved_at: AwareDatetime | None
    resolved_by: Text


class ReviewCount(ApiModel):
    """How many flags of one code match, whatever code was asked for."""

    code: ReviewCode
    count: Count


class ReviewsPage(Page[ReviewLine]):
    """A page of flags. `counts` by code stand on the first page."""

    counts: tuple[ReviewCount, ...] = ()


class ReviewItem(ApiModel):
    """One occurrence: the document or event that raised the flag. `number` may be unknown ("")."""

    kind: Code
    document: UUID
    number: Text
    at: AwareDatetime
    seq: Count | None


class ReviewStep(ApiModel):
    """One line of the history: `raised`, `again`, or what a person did (a ReviewHow)."""

    at: AwareDatetime
    what: Code
    who: Text
    note: Text
    document: UUID | None
    document_no: Text
    posting_no: Count | None


class TillBytes(ApiModel):
    """An event exactly as its till wrote it; `fault`: why it was set aside, null for one that is well."""

    stream: UUID
    seq: Count
    received_at: AwareDatetime
    fault: Text | None
    text: str


class ReviewDocument(ApiModel):
    """One flag in full. `items` are the newest occurrences; `shown` is the one that is opened here.

    `known`: what the back office knew and the till could not. Of the shown occurrence: `price` paid, list
    price of its day (`listed_then`) and in the till's catalogue (`list_then`), per `priced_unit`;
    `on_hand_then` right before it. As it stands now: `listed`, `on_hand`, `stock_value`, `cost`; of a shift
    `expected`, `counted`, `left_in_drawer` (smallest units), `closed_at`; `posting_date`: texts.
    """

    line: ReviewLine
    facts: dict[str, str | int | bool | None]
    items: tuple[ReviewItem, ...]
    shown: UUID | None
    till: TillBytes | None
    entry: Entry | None
    moves: tuple[StockMoveRow, ...]
    known: dict[str, str | int]
    unit: Text
    steps: tuple[ReviewStep, ...]
    earlier: tuple[ReviewLine, ...]  # resolved flags of the same rule and subject, newest first


class Accept(ApiModel):
    """What was booked stands."""

    how: Literal[ReviewHow.ACCEPTED]


class SetAside(ApiModel):
    """What was kept unposted stays so for good."""

    how: Literal[ReviewHow.SET_ASIDE]


class AdjustForReview(ApiModel):
    """A stock adjustment of the flag's product in the flag's branch."""

    how: Literal[ReviewHow.STOCK_ADJUSTED]
    document: AdjustStock


class SettleDrawer(ApiModel):
    """What the books still have in the drawer of a closed shift is taken out; `found`: how much there was.

    `id` is made by the asker: sent twice, it is booked once. `found` < 0: money that was counted twice.
    """

    how: Literal[ReviewHow.DRAWER_SETTLED]
    id: UUID
    found: Int


class ResolveReview(ApiModel):
    """Resolve one flag. `occurrences`: as seen; more since then, or somebody else's answer: CONFLICT."""

    occurrences: Ordinal
    note: Note
    action: Annotated[Accept | SetAside | AdjustForReview | SettleDrawer, Field(discriminator="how")]


class SeenReview(ApiModel):
    """A flag as it was seen."""

    branch: UUID
    review: UUID
    occurrences: Ordinal


class AcceptReviews(ApiModel):
    """Accept many flags with one note: all of them, or none.

    `set_aside`: those that posted nothing are set aside for good; without it they are refused.
    """

    note: Note
    set_aside: bool = False
    reviews: tuple[SeenReview, ...] = Field(min_length=1, max_length=BULK_MAX)


class ReviewResolved(ApiModel):
    """`document_no`: the correcting document that was booked, "" for none."""

    reviews: tuple[UUID, ...]
    document: UUID | None = None
    document_no: Text = ""
