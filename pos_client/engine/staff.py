"""Who is at the till: sign-in by PIN, and a supervisor's approval in place."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pos_client.store import Rows, StoreUnit
from pos_client.store.replica import staff_row, staff_rows
from shared_models.rules.staff_cards import is_card
from shared_models.values.codes import ErrorCode, Permission, Role
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import StaffRow

PIN_DIGITS: Final = range(4, 13)
TRIES: Final = 5
WAIT_MS: Final = 30_000
# A till is a small machine: 19 MiB and two passes take about 60 ms there (OWASP's lowest recommended
# setting).
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Someone who may stand at this till."""

    id: StaffId
    username: str
    name: str
    role: Role
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


class Tries:
    """Wrong PINs since the last right one. After five in a row the till waits before it listens again."""

    def __init__(self) -> None:
        self._wrong = 0
        self._until_ms = 0

    def demand(self, now_ms: int) -> None:
        """Refuses TOO_MANY_TRIES."""
        if now_ms < self._until_ms:
            left = self._until_ms - now_ms
            raise Refusal(ErrorCode.TOO_MANY_TRIES, seconds=-(-left // 1000))

    def wrong(self, now_ms: int) -> None:
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong = 0
            self._until_ms = now_ms + WAIT_MS

    def right(self) -> None:
        self._wrong = 0


def members(rows: Rows) -> tuple[StaffMember, ...]:
    """Who may sign in here: active people with a PIN, by name."""
    known = (row for row in staff_rows(rows) if row.active and row.pin_hash)
    return tuple(sorted(map(_member, known), key=lambda member: member.name))


def sign_in(rows: Rows, *, username: str, pin: str, tries: Tries, now_ms: int) -> StaffMember:
    """The person with this user name and PIN. Refuses WRONG_PIN, TOO_MANY_TRIES."""
    tries.demand(now_ms)
    known = [row for row in staff_rows(rows) if row.username == username]
    return _checked(known, pin, tries, now_ms)


def approve(
    rows: Rows, *, pin: str, permission: Permission, tries: Tries, now_ms: int, staff: StaffId | None = None
) -> StaffMember:
    """Whoever this PIN, or the card that was scanned, belongs to among those with `permission`.

    Refuses WRONG_PIN, WRONG_CARD, TOO_MANY_TRIES.
    """
    tries.demand(now_ms)
    able = [
        row
        for row in staff_rows(rows)
        if permission in row.permissions and (staff is None or row.id == staff)
    ]
    return _checked(able, pin, tries, now_ms)


def anybody(rows: Rows, *, pin: str, tries: Tries, now_ms: int) -> StaffMember:
    """Whoever this PIN belongs to. Refuses WRONG_PIN, TOO_MANY_TRIES."""
    tries.demand(now_ms)
    return _checked(list(staff_rows(rows)), pin, tries, now_ms)


def member(rows: Rows, staff: UUID) -> StaffMember | None:
    row = staff_row(rows, staff)
    return None if row is None else _member(row)


def name_of(rows: Rows, staff: UUID) -> str:
    """Name for screens and receipts; empty for someone this till does not know."""
    row = staff_row(rows, staff)
    return "" if row is None else row.name


def allowed(unit: StoreUnit, *, actor: StaffId, permission: Permission) -> bool:
    known: dict[StaffId, StaffMember | None] = unit.memory.setdefault(StaffMember, {})
    if actor not in known:
        known[actor] = member(unit, actor)
    person = known[actor]
    return person is not None and person.may(permission)


def demand(unit: StoreUnit, *, actor: StaffId, permission: Permission) -> None:
    """Refuses NOT_ALLOWED."""
    if not allowed(unit, actor=actor, permission=permission):
        raise Refusal(ErrorCode.NOT_ALLOWED, permission=permission.value)


def approval(
    unit: StoreUnit, *, actor: StaffId, approver: StaffId | None, permission: Permission
) -> StaffId | None:
    """Who allows it: nobody when the actor may, else the approver. Refuses APPROVAL_NEEDED."""
    if allowed(unit, actor=actor, permission=permission):
        return None
    if approver is not None and allowed(unit, actor=approver, permission=permission):
        return approver
    raise Refusal(ErrorCode.APPROVAL_NEEDED, permission=permission.value)


def hash_pin(pin: str) -> str:
    """argon2id hash of a PIN. Refuses WRONG_PIN for what is no PIN (4 to 12 digits)."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - a till that only sells after sign-in starts without it

    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise Refusal(ErrorCode.WRONG_PIN)
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1).hash(pin)


def _checked(known: list[StaffRow], secret: str, tries: Tries, now_ms: int) -> StaffMember:
    """Whoever this PIN, or the code of this card, belongs to."""
    card = is_card(secret)
    for row in known:
        held = row.card_hash if card else row.pin_hash
        if row.active and held and _fits(held, secret.upper()):
            tries.right()
            return _member(row)
    tries.wrong(now_ms)
    raise Refusal(ErrorCode.WRONG_CARD if card else ErrorCode.WRONG_PIN)


def _fits(pin_hash: str, pin: str) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415 - see hash_pin
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - same

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(
        id=StaffId(row.id),
        username=row.username,
        name=row.name,
        role=row.role,
        permissions=frozenset(row.permissions),
    )
