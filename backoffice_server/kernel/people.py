"""Who a request comes from: a person with a session, or a till with an enrolment."""

from dataclasses import dataclass

from shared_models.values.codes import Permission, Role, StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId, StaffId


@dataclass(frozen=True, slots=True)
class SignedInStaff:
    """A person with a live session."""

    staff: StaffId
    name: str
    role: Role
    permissions: frozenset[Permission]
    session: bytes  # hash of the token


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The key a device brought along, under the master secret (features/tills/keys.py)."""

    kid: int
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class EnrolledTill:
    """A device with its present enrolment. A revoked one may still hand in what it sold.

    `own`: the key it made itself when it stood alone; read with its credential, so that a push needs no
    further query.
    """

    device: DeviceId
    branch: BranchId
    register_id: RegisterId
    kid: int
    purpose: StreamPurpose
    revoked: bool
    own: OwnKey | None = None
