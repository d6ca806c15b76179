"""Enrolling a till, and what it can prove of itself to a server that forgot it (sync.md §2-3)."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared_models.values.codes import StreamPurpose
from shared_models.wire.base import ApiModel, Code, Count, Hash, Name, Ordinal, Text
from shared_models.wire.promotions import PromotionRow
from shared_models.wire.queue import QueueServiceRow
from shared_models.wire.replica import (
    BranchRow,
    CategoryRow,
    CompanyRow,
    CustomerRow,
    ProductRow,
    RegisterRow,
    StaffRow,
    TaxRuleRow,
)
from shared_models.wire.sync import Mark

# Key ids count enrolments of one device, in four bytes with a sign; whoever begins here can still go on.
KID_MAX: Final = 2**30


class ShopRecord(ApiModel):
    """All that a till which began on its own made for itself, for an empty company to take over.

    `device_key` (hex) is its own, under the id `kid`: its events are signed with it. `series`: of its
    receipts. `since`: the business date of its first event.
    """

    company: CompanyRow
    branch: BranchRow
    place: RegisterRow
    series: Code
    kid: Annotated[Ordinal, Field(le=KID_MAX)]
    device_key: Hash
    since: date
    staff: tuple[StaffRow, ...] = Field(default=(), max_length=1_000)
    tax_rules: tuple[TaxRuleRow, ...] = Field(default=(), max_length=1_000)
    categories: tuple[CategoryRow, ...] = Field(default=(), max_length=10_000)
    customers: tuple[CustomerRow, ...] = Field(default=(), max_length=100_000)
    products: tuple[ProductRow, ...] = Field(default=(), max_length=200_000)
    promotions: tuple[PromotionRow, ...] = Field(default=(), max_length=10_000)
    queue_services: tuple[QueueServiceRow, ...] = Field(default=(), max_length=1_000)


class EnrolRequest(ApiModel):
    """A till asks to become a register of a branch. `device` is its own id, kept over a re-installation.

    `shop`: what a till that stands alone brings along; a company that holds anything takes nothing of it.
    """

    code: Code
    device: UUID
    device_name: Name
    app: Code
    shop: ShopRecord | None = None


class Certificate(ApiModel):
    """Server-signed statement of an enrolment: a restored server recreates the device from it."""

    company: UUID
    device: UUID
    branch: UUID
    register_id: UUID
    register_code: Code
    series: Code
    purpose: StreamPurpose
    kid: Ordinal
    issued_at: AwareDatetime
    signature: Hash


class Reinstatement(ApiModel):
    """A till that the server no longer knows shows what it was given: the server came back from a backup.

    `certificates`: one for each key id its streams were written under, oldest first; the last is where it
    stands now. `proof`: HMAC-SHA256(device key of the last one, its signature || credential), so that only
    the holder of the key is believed.
    """

    certificates: tuple[Certificate, ...] = Field(min_length=1, max_length=64)
    device_name: Name
    app: Code
    credential: Text
    proof: Hash


class Reinstated(ApiModel):
    """The device is known again. `revoked`: another till stands on its register since."""

    company: UUID
    revoked: bool
    server_time: AwareDatetime


class KnownStream(ApiModel):
    """A stream of this register the server holds, for a re-installed till. `whole_to`: the last place before
    the first that is missing, null when none is.
    """

    stream: UUID
    series: Code
    head: Mark
    last_receipt: Count
    whole_to: Mark | None = None


class RenamedPerson(ApiModel):
    """Somebody of a stand-alone shop whose login another person of the company has: the new one."""

    staff: UUID
    username: Code


class EnrolReply(ApiModel):
    """Everything a till needs to work alone from now on.

    `device_key` is hex, `credential` authenticates requests. `adopted`: the company took over the shop the
    till brought, so the till goes on in its own stream with its own key.
    """

    company: UUID
    company_name: Name
    branch: UUID
    branch_code: Code
    register_id: UUID
    register_code: Code
    series: Code
    kid: int
    device_key: Hash
    credential: Text
    certificate: Certificate
    purpose: StreamPurpose = StreamPurpose.LIVE
    streams: tuple[KnownStream, ...] = ()
    server_time: AwareDatetime
    adopted: bool = False
    renamed: tuple[RenamedPerson, ...] = ()
