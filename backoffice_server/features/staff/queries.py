"""Reads of staff and sessions."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from backoffice_server.features.staff.tables import session, sign_in_failure, staff
from backoffice_server.kernel.people import SignedInStaff
from backoffice_server.kernel.security import token_hash
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import PERMISSIONS_OF, Role
from shared_models.values.ids import StaffId
from shared_models.wire.replica import StaffRow
from shared_models.wire.staff import StaffMember


def by_token(unit: Unit, token: str) -> SignedInStaff | None:
    """Whose live session `token` opens; nobody's when it is over or the person has left."""
    hashed = token_hash(token)
    query = (
        select(staff.c.staff_id, staff.c.name, staff.c.role)
        .join(session, session.c.staff_id == staff.c.staff_id)
        .where(session.c.token_hash == hashed, session.c.expires_at > unit.now(), staff.c.active)
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        return None
    role = Role(row.role)
    return SignedInStaff(StaffId(row.staff_id), row.name, role, PERMISSIONS_OF[role], hashed)


def by_username(unit: Unit, username: str) -> Any:
    """The row of `staff` with that name, or None."""
    return unit.connection.execute(select(staff).where(staff.c.username == username)).one_or_none()


def failures_of(unit: Unit, username: str) -> Any:
    """The row of `sign_in_failure` of that name, or None."""
    query = select(sign_in_failure).where(sign_in_failure.c.username == username)
    return unit.connection.execute(query).one_or_none()


def members(unit: Unit) -> list[StaffMember]:
    """All staff by username."""
    return [
        StaffMember(
            id=row.staff_id,
            username=row.username,
            name=row.name,
            role=Role(row.role),
            active=row.active,
            has_pin=row.pin_hash is not None,
            has_card=row.card_hash is not None,
        )
        for row in unit.connection.execute(select(staff).order_by(staff.c.username))
    ]


def pins_in_use(unit: Unit, but: UUID | None) -> list[str]:
    """Hashes of the PINs of everybody who works here, but one."""
    query = select(staff.c.pin_hash).where(staff.c.active, staff.c.pin_hash.is_not(None))
    if but is not None:
        query = query.where(staff.c.staff_id != but)
    return list(unit.connection.execute(query).scalars())


def replica_row(unit: Unit, staff_id: UUID) -> StaffRow | None:
    """A person as tills know them."""
    return next(iter(_replica(unit, staff.c.staff_id == staff_id)), None)


def _replica(unit: Unit, where: ColumnElement[bool]) -> list[StaffRow]:
    return [
        StaffRow(
            id=row.staff_id,
            username=row.username,
            name=row.name,
            role=Role(row.role),
            permissions=tuple(sorted(PERMISSIONS_OF[Role(row.role)])),
            pin_hash=row.pin_hash,
            active=row.active,
            card_hash=row.card_hash,
        )
        for row in unit.connection.execute(select(staff).where(where))
    ]
