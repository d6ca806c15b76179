"""Tills in the admin tab: registers, devices, enrolment codes, shifts."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from shared_models.values.codes import ReviewCode, StreamPurpose
from shared_models.wire.base import ApiModel, Code, Count, Int, Name, Text


class TillReview(ApiModel):
    """One kind of open flag about a till, and how many of it."""

    code: ReviewCode
    count: Count


class TillState(ApiModel):
    """One register and the device on it."""

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

    Acknowledged and posted counts, its own figures beside the till's.
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
