"""Tills in the admin tab: registers, devices, enrolment codes, shifts."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from shared_models.values.codes import EventOutcome, ReviewCode, StreamPurpose
from shared_models.wire.base import ApiModel, Code, Count, Int, Name, Text
from shared_models.wire.sync import EventText, Label


class TillReview(ApiModel):
    """One kind of open flag about a till, and how many of it."""

    code: ReviewCode
    count: Count


class TillState(ApiModel):
    """One register and the device on it.

    `stream`, `series`, `head_seq`, `head_hash`: its journal as far as the back office holds it. `copied_at`:
    it last came as if its disk had been copied then. `outdated`: its program is older than this server wants.
    """

    register_id: UUID
    code: Code
    name: Name
    branch: UUID
    branch_code: Code
    device: UUID | None
    device_name: Text | None
    app: Text | None
    revoked: bool
    last_contact: AwareDatetime | None
    head_seq: Count
    waiting: Count
    oldest_at: AwareDatetime | None
    disk_free: Count | None
    skew_ms: Int | None
    reviews_open: Count
    shift_number: int | None
    shift_cashier: Text | None
    reviews: tuple[TillReview, ...] = ()
    stream: UUID | None = None
    series: Code | None = None
    head_hash: Text | None = None
    copied_at: AwareDatetime | None = None
    outdated: bool = False


class TillStream(ApiModel):
    """A journal of a register: who wrote it, how far the back office holds it, what its till said last."""

    branch: UUID
    stream: UUID
    device: UUID
    device_name: Text | None
    series: Code | None
    head_seq: Count
    head_hash: Text
    first_contact: AwareDatetime
    last_contact: AwareDatetime
    waiting: Count
    set_aside: Count
    copied_at: AwareDatetime | None


class TillEvent(ApiModel):
    """One line of the log. `type`, `at` and `receipt` are what the till wrote, null where nobody can read it.

    `outcome`: what became of it; `size` in bytes.
    """

    seq: Int
    hash: Text
    type: Text | None
    at: AwareDatetime | None
    received_at: AwareDatetime
    receipt: Text | None
    outcome: EventOutcome
    size: Count


class TillEventText(ApiModel):
    """One event, exactly as the till stored it; `reason`: why it was set aside."""

    event: TillEvent
    mac: Text
    bytes: EventText
    reason: Text | None


class OwnReview(ApiModel):
    """Something of a till that the back office will look at; `receipt` null: it is not about a receipt."""

    code: ReviewCode
    receipt: Text | None
    at: AwareDatetime
    count: Count


class NewRegister(ApiModel):
    """A new till place of a branch."""

    branch: UUID
    code: Code
    name: Name


class NewEnrolment(ApiModel):
    """Ask for a one-time code for a register."""

    register_id: UUID
    purpose: StreamPurpose = StreamPurpose.LIVE


class EnrolmentCode(ApiModel):
    """The code to type at the till; shown once."""

    code: Code
    expires_at: AwareDatetime


class ConfirmedShift(ApiModel):
    """A shift as the server confirms it.

    Acknowledged and posted counts, its own figures beside the till's. `branch_code` "": of a back office that
    does not say it yet.
    """

    shift: UUID
    register_code: Code
    number: int
    bdate: date
    cashier: Text
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    issued: Count
    acknowledged: Count
    posted: Count
    expected_till: Int | None
    expected_server: Int
    counted: Int | None
    difference: Int | None
    branch_code: Text = ""


class ToldReceipt(ApiModel):
    """A sale or a return by the very text of its event. `hash`: of the event, hex."""

    branch: UUID
    cashier: Text
    hash: Label
    bytes: EventText


class WholeReceipt(ApiModel):
    """A receipt of any till of the shop, and what was booked against it so far, oldest first."""

    receipt: ToldReceipt
    returns: tuple[ToldReceipt, ...]
