"""Signing in to the back office, and staff."""

from uuid import UUID

from pydantic import AwareDatetime

from shared_models.values.codes import Permission, Role
from shared_models.wire.base import ApiModel, Code, Name, Text


class SignIn(ApiModel):
    """Username and password."""

    username: Code
    password: Text


class SignedIn(ApiModel):
    """An opaque session token (header `Authorization: Bearer …`) and who it belongs to."""

    token: Text
    expires_at: AwareDatetime
    staff: UUID
    name: Name
    role: Role
    permissions: tuple[Permission, ...]
    company: UUID
    company_name: Name
    branches: tuple["BranchRef", ...]
    company_npwp: Text | None = None


class BranchRef(ApiModel):
    """A branch the person may look at."""

    id: UUID
    code: Code
    name: Name


class StaffMember(ApiModel):
    """A member of staff in a list."""

    id: UUID
    username: Code
    name: Name
    role: Role
    active: bool
    has_pin: bool
    has_card: bool = False


class StaffCard(ApiModel):
    """A card just issued: its code is told once and kept as a hash. An older card of theirs has ended."""

    staff: UUID
    name: Name
    code: Code


class SaveStaff(ApiModel):
    """Create or change a member of staff; null secrets stay as they are."""

    username: Code
    name: Name
    role: Role
    active: bool = True
    password: Text | None = None
    pin: Text | None = None
