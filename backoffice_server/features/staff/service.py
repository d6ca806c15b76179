"""Hiring and changing staff; signing in to the back office and out of it."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.staff import queries
from backoffice_server.features.staff.tables import session, sign_in_failure, staff
from backoffice_server.kernel import security
from backoffice_server.kernel.codes import free_variation
from backoffice_server.kernel.people import SignedInStaff
from backoffice_server.kernel.unit import Unit
from shared_models.rules.staff_cards import CHANCE_BYTES, card_code
from shared_models.values.codes import PERMISSIONS_OF, ErrorCode, Permission, Role
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.replica import StaffRow
from shared_models.wire.staff import BranchRef, SaveStaff, SignedIn, SignIn, StaffCard, StaffMember
from shared_models.wire.sync import Entity

PASSWORD_LENGTH_MIN: Final = 8
PIN_LENGTHS: Final = range(4, 9)
FREE_TRIES: Final = 5
PAUSE_S_MAX: Final = 900
TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Checked:
    """Outcome of a password check: who it is, or why not."""

    staff: StaffId | None
    refusal: Refusal | None


def other_pins(unit: Unit, *, staff_id: UUID | None, request: SaveStaff) -> frozenset[str]:
    """The PINs in use that the new one was compared with. Slow, and only reads: it holds no lock.

    Refuses PIN_TAKEN (at the field) where somebody who works here has it: nobody could tell who allowed what.
    """
    if request.pin is None or not request.active:
        return frozenset()
    used = queries.pins_in_use(unit, staff_id)
    _refuse_taken(used, request.pin)
    return frozenset(used)


def save_staff(
    unit: Unit, *, staff_id: UUID | None, request: SaveStaff, compared: frozenset[str] = frozenset()
) -> StaffMember:
    """Hire (`staff_id` null) or change a person. Secrets left null stay as they are.

    `compared`: what `other_pins` looked at already. Refuses PIN_TAKEN as it does, and PIN_NEEDED (at the
    field) for who comes back with the PIN they had.
    """
    secrets = _secrets(request)  # slow on purpose, so before the unit takes the writer's turn
    person = StaffId(staff_id or unit.new_id())
    unit.lock_company()
    if staff_id is not None:
        _refuse_unknown(unit, person)
    if faults := _faults(unit, person, request):
        raise invalid(faults)
    if request.pin is not None and request.active:
        _refuse_taken(set(queries.pins_in_use(unit, person)) - compared, request.pin)
    values = {
        "username": request.username,
        "name": request.name,
        "role": request.role.value,
        "active": request.active,
        **secrets,
    }
    if staff_id is None:
        unit.connection.execute(insert(staff).values(staff_id=person, **values))
    else:
        unit.connection.execute(update(staff).where(staff.c.staff_id == person).values(values))
    if not request.active or request.password is not None:
        unit.connection.execute(delete(session).where(session.c.staff_id == person))
    unit.change(Entity.STAFF, str(person), queries.replica_row(unit, person), None)
    return next(member for member in queries.members(unit) if member.id == person)


def issue_card(unit: Unit, *, staff_id: UUID) -> StaffCard:
    """A new card for a person; an older one ends. Its code is told once."""
    code = card_code(unit.random_bytes(CHANCE_BYTES))
    hashed = security.hash_pin(code)  # slow on purpose, so before the unit takes the writer's turn
    _set_card(unit, StaffId(staff_id), hashed)
    member = next(one for one in queries.members(unit) if one.id == staff_id)
    return StaffCard(staff=staff_id, name=member.name, code=code)


def withdraw_card(unit: Unit, *, staff_id: UUID) -> StaffMember:
    """The person's card was lost, or is no longer needed."""
    _set_card(unit, StaffId(staff_id), None)
    return next(one for one in queries.members(unit) if one.id == staff_id)


def bring_staff(unit: Unit, *, people: Sequence[StaffRow]) -> None:
    """Add people as a till knows them, with their ids and PINs; whose login is taken gets a free one.

    Whoever is known by the id stays as they are.
    """
    unit.lock_company()
    members = queries.members(unit)
    taken, known = {member.username for member in members}, {member.id for member in members}
    for person in people:
        if person.id in known:
            continue
        username = free_variation(person.username, taken)
        taken.add(username)
        values = {
            "staff_id": person.id,
            "username": username,
            "name": person.name,
            "role": person.role.value,
            "active": person.active,
            "pin_hash": person.pin_hash,
            "card_hash": person.card_hash,
        }
        unit.connection.execute(insert(staff).values(values))
        unit.change(Entity.STAFF, str(person.id), queries.replica_row(unit, StaffId(person.id)), None)


def check_password(unit: Unit, *, request: SignIn) -> Checked:
    """Compare the password, unless too many wrong ones came. Only reads: the slow hash holds no lock."""
    failed = queries.failures_of(unit, request.username)
    if failed is not None:
        until = failed.last_at + timedelta(seconds=pause_s(failed.failures))
        left = int((until - unit.now()).total_seconds())
        if left > 0:
            return Checked(None, Refusal(ErrorCode.TOO_MANY_TRIES, retry_after_s=left + 1))
    row = queries.by_username(unit, request.username)
    known = row is not None and row.active and Role(row.role) is not Role.CASHIER
    if not security.password_matches(
        row.password_hash if row is not None and known else None, request.password
    ):
        return Checked(None, Refusal(ErrorCode.WRONG_LOGIN))
    return Checked(StaffId(row.staff_id), None)


def check_approver(unit: Unit, *, by: SignedInStaff, approver: SignIn | None) -> Checked:
    """Who answers for something that needs a second look: whoever asks, if they may approve, else `approver`.

    Only reads, as check_password.
    """
    if Permission.APPROVE in by.permissions:
        return Checked(by.staff, None)
    if approver is None:
        return Checked(None, Refusal(ErrorCode.APPROVAL_NEEDED, permission=Permission.APPROVE.value))
    checked = check_password(unit, request=approver)
    row = queries.by_username(unit, approver.username)
    if checked.staff is not None and row is not None and not _may_approve(Role(row.role)):
        return Checked(None, Refusal(ErrorCode.NOT_ALLOWED, permission=Permission.APPROVE.value))
    return checked


def _may_approve(role: Role) -> bool:
    return Permission.APPROVE in PERMISSIONS_OF[role]


def open_session(unit: Unit, *, person: StaffId, hours: int) -> SignedIn:
    """A new session of `hours`; the token is shown once and kept as a hash."""
    row = unit.connection.execute(select(staff).where(staff.c.staff_id == person)).one()
    token = base64.urlsafe_b64encode(unit.random_bytes(TOKEN_BYTES)).decode().rstrip("=")
    expires_at = unit.now() + timedelta(hours=hours)
    unit.connection.execute(delete(session).where(session.c.expires_at <= unit.now()))
    unit.connection.execute(delete(sign_in_failure).where(sign_in_failure.c.username == row.username))
    unit.insert(session, [(security.token_hash(token), person, unit.now(), expires_at)])
    company = branches.company_row(unit)
    return SignedIn(
        token=token,
        expires_at=expires_at,
        staff=person,
        name=row.name,
        role=Role(row.role),
        permissions=tuple(sorted(PERMISSIONS_OF[Role(row.role)])),
        company=company.id,
        company_name=company.name,
        company_npwp=company.npwp,
        branches=tuple(
            BranchRef(id=branch.id, code=branch.code, name=branch.name) for branch in branches.branches(unit)
        ),
    )


def note_failure(unit: Unit, *, username: str) -> None:
    """Count a wrong try; the pause before the next one grows."""
    # Counted by the database: tries that come at one moment all count.
    dialect = postgresql if unit.dialect == "postgresql" else sqlite
    first = dialect.insert(sign_in_failure).values(username=username, failures=1, last_at=unit.now())
    more = {"failures": sign_in_failure.c.failures + 1, "last_at": unit.now()}
    unit.connection.execute(first.on_conflict_do_update(index_elements=["username"], set_=more))
    old = unit.now() - timedelta(days=1)
    unit.connection.execute(delete(sign_in_failure).where(sign_in_failure.c.last_at < old))


def close_session(unit: Unit, *, token_hash: bytes) -> None:
    """Sign out."""
    unit.connection.execute(delete(session).where(session.c.token_hash == token_hash))


def pause_s(failures: int) -> int:
    """Seconds to wait after so many wrong tries: none at first, then doubling up to a quarter hour."""
    if failures < FREE_TRIES:
        return 0
    return min(PAUSE_S_MAX, 15 << min(failures - FREE_TRIES, 10))


def _set_card(unit: Unit, person: StaffId, hashed: str | None) -> None:
    unit.lock_company()
    _refuse_unknown(unit, person)
    unit.connection.execute(update(staff).where(staff.c.staff_id == person).values(card_hash=hashed))
    unit.change(Entity.STAFF, str(person), queries.replica_row(unit, person), None)


def _refuse_taken(used: Iterable[str], pin: str) -> None:
    if any(security.pin_matches(hash_, pin) for hash_ in used):
        raise invalid([Fault("pin", ErrorCode.PIN_TAKEN)])


def _refuse_unknown(unit: Unit, person: StaffId) -> None:
    if unit.connection.execute(select(staff.c.staff_id).where(staff.c.staff_id == person)).first() is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="staff")


def _is_last_owner(unit: Unit, person: StaffId) -> bool:
    """Whether nobody else could sign in and change staff."""
    owners = select(staff.c.staff_id).where(
        staff.c.role == Role.OWNER.value, staff.c.active, staff.c.password_hash.is_not(None)
    )
    return [StaffId(row.staff_id) for row in unit.connection.execute(owners)] == [person]


def _faults(unit: Unit, person: StaffId, request: SaveStaff) -> list[Fault]:
    faults = []
    if _comes_back_with_an_old_pin(unit, person, request):
        faults.append(Fault("pin", ErrorCode.PIN_NEEDED))
    stays = request.role is Role.OWNER and request.active
    if not stays and _is_last_owner(unit, person):
        faults.append(Fault("active" if request.role is Role.OWNER else "role", ErrorCode.LAST_OWNER))
    taken = queries.by_username(unit, request.username)
    if taken is not None and taken.staff_id != person:
        faults.append(Fault("username", ErrorCode.CONFLICT))
    if request.password is not None and len(request.password) < PASSWORD_LENGTH_MIN:
        faults.append(Fault("password", ErrorCode.INVALID, (("at_least", PASSWORD_LENGTH_MIN),)))
    if request.pin is not None and not (
        request.pin.isascii() and request.pin.isdecimal() and len(request.pin) in PIN_LENGTHS
    ):
        faults.append(
            Fault("pin", ErrorCode.INVALID, (("at_least", PIN_LENGTHS[0]), ("at_most", PIN_LENGTHS[-1])))
        )
    return faults


def _comes_back_with_an_old_pin(unit: Unit, person: StaffId, request: SaveStaff) -> bool:
    """Somebody may have taken that PIN meanwhile, and two hashes do not tell: a PIN must be typed."""
    if not request.active or request.pin is not None:
        return False
    gone = select(staff.c.staff_id).where(
        staff.c.staff_id == person, ~staff.c.active, staff.c.pin_hash.is_not(None)
    )
    return unit.connection.execute(gone).first() is not None


def _secrets(request: SaveStaff) -> dict[str, str]:
    secrets = {}
    if request.password is not None:
        secrets["password_hash"] = security.hash_password(request.password)
    if request.pin is not None:
        secrets["pin_hash"] = security.hash_pin(request.pin)
    return secrets
