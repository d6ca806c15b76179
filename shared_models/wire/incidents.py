"""What a restored back office lost, and what of it the tills brought back."""

from typing import Final
from uuid import UUID

from pydantic import AwareDatetime

from shared_models.wire.base import ApiModel, Code, Count, Int, Text
from shared_models.wire.paging import Page

GAPS_MAX: Final = 20


class Gap(ApiModel):
    """Places of a stream that are held no more, from `first` to `last`."""

    first: Count
    last: Count


class CameBack(ApiModel):
    """A range of one stream that had been acknowledged and was lost: from its first place to its last.

    `came_back`: how many of these places are held again; `missing`: which are not, the first GAPS_MAX runs.
    `receipts`, `total`: what was posted from them.
    """

    stream: UUID
    branch: UUID
    register_id: UUID
    branch_code: Code
    register_code: Code
    device_name: Text | None
    first_seq: Count
    last_seq: Count
    came_back: Count
    receipts: Count
    total: Int
    first_receipt: Code | None
    last_receipt: Code | None
    missing: tuple[Gap, ...] = ()


class AwaitedTill(ApiModel):
    """A till that has not spoken since the restore: what it may bring is not known."""

    branch: UUID
    register_id: UUID
    branch_code: Code
    register_code: Code
    device_name: Text


class Incident(ApiModel):
    """One restore. What people did in the back office from `taken_at` to `restored_at` cannot come back."""

    id: UUID
    taken_at: AwareDatetime
    restored_at: AwareDatetime
    ranges: tuple[CameBack, ...]
    awaited: tuple[AwaitedTill, ...]


class CameBackReceipt(ApiModel):
    """One receipt that came back."""

    branch: UUID
    sale: UUID
    branch_code: Code
    register_code: Code
    receipt: Code
    kind: Code
    at: AwareDatetime
    total: Int


class ReceiptsPage(Page[CameBackReceipt]):
    """Receipts of an incident, by branch and number."""


class Incidents(ApiModel):
    """All restores, youngest first."""

    incidents: tuple[Incident, ...]
