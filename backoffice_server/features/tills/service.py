"""Registers, enrolling a till with a one-time code, and revoking it."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, update

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tills import keys, queries
from backoffice_server.features.tills.certificates import certificate
from backoffice_server.features.tills.tables import device, enrolment, enrolment_code, register
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.security import token_hash
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId, StaffId
from shared_models.values.moments import utc_ms
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.enrolment import EnrolReply, EnrolRequest
from shared_models.wire.replica import RegisterRow
from shared_models.wire.sync import Entity, LiveHint

# Crockford's letters: no I, L, O, U to be misread. Ten of them are 50 bits.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 10
CREDENTIAL_BYTES: Final = 32


def open_register(
    unit: Unit, *, branch: BranchId, code: str, name: str, register_id: RegisterId | None = None
) -> RegisterRow:
    """A new till place of a branch."""
    branches.branch_row(unit, branch)
    if any(known.code == code for known in queries.registers(unit, branch)):
        raise invalid([Fault(field="code", code=ErrorCode.CONFLICT)])
    row = RegisterRow(id=register_id or unit.new_id(), branch=branch, code=code, name=name)
    unit.connection.execute(
        insert(register).values(branch_id=branch, register_id=row.id, code=code, name=name, active=True)
    )
    unit.change(Entity.REGISTER, str(row.id), row, branch)
    unit.hint(LiveHint(scope="tills", branch=branch))
    return row


def new_code(
    unit: Unit, *, register_id: UUID, purpose: StreamPurpose, valid_hours: int | None, by: StaffId | None
) -> str:
    """A one-time code for a register, shown once. `valid_hours` null: good until it is used."""
    place = queries.register_row(unit, register_id)
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in unit.random_bytes(CODE_LENGTH))
    expires_at = None if valid_hours is None else unit.now() + timedelta(hours=valid_hours)
    row = (
        token_hash(letters),
        place.branch,
        place.id,
        purpose.value,
        unit.now(),
        by,
        expires_at,
        None,
        None,
    )
    unit.insert(enrolment_code, [row])
    return f"{letters[: CODE_LENGTH // 2]}-{letters[CODE_LENGTH // 2 :]}"


@dataclass(frozen=True, slots=True)
class Granted:
    """What a code gives. `again`: this device has used it before and its reply was lost."""

    code_hash: bytes
    branch: BranchId
    register_id: RegisterId
    purpose: StreamPurpose
    again: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What a till whose shop was adopted goes on with: its own key and its receipt series."""

    kid: int
    series: str
    key: bytes


def is_good(unit: Unit, *, code: str) -> bool:
    """Whether there is such a code, used or not, whose time is not over; holds nothing."""
    row = queries.code_known(unit, _as_stored(code))
    return row is not None and not _is_over(unit, row)


def granted(unit: Unit, *, code: str, device_id: UUID) -> Granted:
    """What a code gives to a device; nobody else can use it until the unit ends. Refuses a dead code."""
    row = queries.code_row(unit, _as_stored(code))
    again = _was_answered(unit, row, DeviceId(device_id))
    if not again:
        _refuse_dead_code(unit, row)
    place = BranchId(row.branch_id), RegisterId(row.register_id)
    return Granted(row.code_hash, *place, StreamPurpose(row.purpose), again)


def enrol(unit: Unit, *, request: EnrolRequest, secret: MasterSecret, kept: Kept | None = None) -> EnrolReply:
    """Make a device the till of the register its code was given for. Asked again, it gets the same place."""
    grant = granted(unit, code=request.code, device_id=request.device)
    branch, register_id = grant.branch, grant.register_id
    unit.lock_branch(branch)
    device_id = DeviceId(request.device)
    kid, series = _named(unit, grant, device_id, kept)
    credential = base64.urlsafe_b64encode(unit.random_bytes(CREDENTIAL_BYTES)).decode().rstrip("=")
    if not grant.again:
        revoke(unit, register_id=register_id, by=None)
    if queries.enrolled_as(unit, device_id, kid) is None:
        row = (branch, device_id, kid, register_id, series, grant.purpose.value, unit.now())
        unit.insert(enrolment, [row])
    if kept is not None:
        keys.keep_own_key(unit, secret, device_id=device_id, kid=kid, key=kept.key)
    place = (branch, register_id, request.device_name, request.app, kid, series, grant.purpose.value)
    unit.upsert(device, [(device_id, *place, token_hash(credential), unit.now(), None, None)])
    unit.connection.execute(
        update(enrolment_code)
        .where(enrolment_code.c.code_hash == grant.code_hash)
        .values(used_at=unit.now(), used_by=device_id)
    )
    unit.hint(LiveHint(scope="tills", branch=branch))
    till = EnrolledTill(device_id, branch, register_id, kid, grant.purpose, revoked=False)
    return _reply(unit, secret, till, series=series, credential=credential)


def _reply(
    unit: Unit, secret: MasterSecret, till: EnrolledTill, *, series: str, credential: str
) -> EnrolReply:
    company = branches.identity(unit)
    branch_row = branches.branch_row(unit, till.branch)
    register_row = queries.register_row(unit, till.register_id)
    return EnrolReply(
        company=company.company,
        company_name=company.name,
        branch=till.branch,
        branch_code=branch_row.code,
        register_id=till.register_id,
        register_code=register_row.code,
        series=series,
        kid=till.kid,
        device_key=keys.all_keys(unit, secret)(till.device, till.kid).hex(),
        credential=credential,
        certificate=certificate(
            secret,
            company=company.company,
            till=till,
            register_code=register_row.code,
            series=series,
            issued_at=unit.now(),
        ),
        purpose=till.purpose,
        streams=queries.known_streams(unit, till.branch, till.register_id),
        server_time=unit.now(),
    )


def revoke(unit: Unit, *, register_id: UUID, by: StaffId | None) -> None:
    """Take the register from its device: no pull and no new shift; what it sold still lands."""
    place = queries.register_row(unit, register_id)
    unit.connection.execute(
        update(device)
        .where(
            device.c.branch_id == place.branch,
            device.c.register_id == place.id,
            device.c.revoked_at.is_(None),
        )
        .values(revoked_at=unit.now(), revoked_by=by)
    )
    unit.hint(LiveHint(scope="tills", branch=place.branch))


def take_over_register(unit: Unit, *, row: RegisterRow) -> None:
    """Write the place as a till began it on its own. Another one of its branch that has its code gets the
    code it had. The branch's tills are told of every place anew: the branch has another id than before.
    """
    branch, before = BranchId(row.branch), queries.register_row(unit, row.id)
    for other in queries.registers(unit, branch):
        if other.code == row.code and other.id != row.id:
            _write_register(unit, row.id, code=unit.new_id().hex)
            _write_register(unit, other.id, code=before.code)
    _write_register(unit, row.id, code=row.code, name=row.name, active=True)
    for place in queries.registers(unit, branch):
        unit.change(Entity.REGISTER, str(place.id), place, branch)


def _write_register(unit: Unit, register_id: UUID, **values: object) -> None:
    unit.connection.execute(update(register).where(register.c.register_id == register_id).values(**values))


def next_series(used: set[str]) -> str:
    """The letter after the last one used: A … Z, AA …"""
    if not used:
        return "A"
    last = max(used, key=lambda series: (len(series), series))
    head, end = last[:-1], last[-1]
    if end < "Z":
        return head + chr(ord(end) + 1)
    return (next_series({head}) if head else "A") + "A"


def _named(unit: Unit, grant: Granted, device_id: DeviceId, kept: Kept | None) -> tuple[int, str]:
    """The key id and the receipt series the till gets."""
    if kept is not None:
        return kept.kid, kept.series
    last = queries.last_kid(unit, device_id)
    if not grant.again:
        return _next_kid(unit, last), next_series(queries.used_series(unit, grant.branch, grant.register_id))
    query = enrolment.select().where(
        enrolment.c.branch_id == grant.branch, enrolment.c.device_id == device_id, enrolment.c.kid == last
    )
    return last, str(unit.connection.execute(query).one().series)


def _next_kid(unit: Unit, last: int) -> int:
    """The minute of the enrolment (since 1970), or one more than the last.

    Counted from 1, a back office that came back from before some of them would give a number twice, and
    of two enrolments of one device nobody could tell which was the later.
    """
    return max(last + 1, utc_ms(unit.now()) // 60_000)


def _as_stored(typed: str) -> str:
    """The code as it was made, however a person typed it."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return letters.translate(str.maketrans("ILO", "110"))


def _was_answered(unit: Unit, code: Any, device_id: DeviceId) -> bool:
    """Whether this very device used the code before and still stands there: its reply was lost.

    Only for as long as the code was good: an old one found on paper gives nobody the till's key.
    """
    if code is None or code.used_by != device_id or _is_over(unit, code):
        return False
    till = queries.by_device(unit, device_id)
    return till is not None and till.register_id == code.register_id and not till.revoked


def _refuse_dead_code(unit: Unit, code: Any) -> None:
    if code is None:
        raise Refusal(ErrorCode.ENROLMENT_CODE_UNKNOWN)
    if code.used_by is not None:
        raise Refusal(ErrorCode.ENROLMENT_CODE_USED)
    if _is_over(unit, code):
        raise Refusal(ErrorCode.ENROLMENT_CODE_EXPIRED)


def _is_over(unit: Unit, code: Any) -> bool:
    return code.expires_at is not None and code.expires_at <= unit.now()
