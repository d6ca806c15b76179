"""Registers, enrolling a till with a one-time code, and revoking it."""

import base64
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, update

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tills import queries
from backoffice_server.features.tills.certificates import certificate
from backoffice_server.features.tills.tables import device, enrolment, enrolment_code, register
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.security import token_hash
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId, StaffId
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


def enrol(unit: Unit, *, request: EnrolRequest, secret: MasterSecret) -> EnrolReply:
    """Make a device the till of the register its code was given for. Asked again, it gets the same place."""
    company = branches.identity(unit)
    code = queries.code_row(unit, _as_stored(request.code))
    again = _was_answered(unit, code, DeviceId(request.device))
    if not again:
        _refuse_dead_code(unit, code)
    branch, register_id = BranchId(code.branch_id), RegisterId(code.register_id)
    unit.lock_branch(branch)
    kid = queries.last_kid(unit, DeviceId(request.device)) + (0 if again else 1)
    series = _series(unit, branch, register_id, kid=kid, device_id=DeviceId(request.device), again=again)
    credential = base64.urlsafe_b64encode(unit.random_bytes(CREDENTIAL_BYTES)).decode().rstrip("=")
    if not again:
        revoke(unit, register_id=register_id, by=None)
        unit.insert(
            enrolment,
            [(branch, request.device, kid, register_id, series, code.purpose, unit.now())],
        )
    place = (branch, register_id, request.device_name, request.app, kid, series, code.purpose)
    unit.upsert(device, [(request.device, *place, token_hash(credential), unit.now(), None, None)])
    unit.connection.execute(
        update(enrolment_code)
        .where(enrolment_code.c.code_hash == code.code_hash)
        .values(used_at=unit.now(), used_by=request.device)
    )
    unit.hint(LiveHint(scope="tills", branch=branch))
    branch_row, register_row = branches.branch_row(unit, branch), queries.register_row(unit, register_id)
    return EnrolReply(
        company=company.company,
        company_name=company.name,
        branch=branch,
        branch_code=branch_row.code,
        register_id=register_id,
        register_code=register_row.code,
        series=series,
        kid=kid,
        device_key=secret.device_key(request.device, kid).hex(),
        credential=credential,
        certificate=certificate(
            secret,
            company=company.company,
            till=EnrolledTill(
                device=DeviceId(request.device),
                branch=branch,
                register_id=register_id,
                kid=kid,
                purpose=StreamPurpose(code.purpose),
                revoked=False,
            ),
            register_code=register_row.code,
            series=series,
            issued_at=unit.now(),
        ),
        purpose=StreamPurpose(code.purpose),
        streams=queries.known_streams(unit, branch, register_id),
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


def next_series(used: set[str]) -> str:
    """The letter after the last one used: A … Z, AA …"""
    if not used:
        return "A"
    last = max(used, key=lambda series: (len(series), series))
    head, end = last[:-1], last[-1]
    if end < "Z":
        return head + chr(ord(end) + 1)
    return (next_series({head}) if head else "A") + "A"


def _series(
    unit: Unit, branch: BranchId, register_id: RegisterId, *, kid: int, device_id: DeviceId, again: bool
) -> str:
    if again:
        query = enrolment.select().where(
            enrolment.c.branch_id == branch, enrolment.c.device_id == device_id, enrolment.c.kid == kid
        )
        return str(unit.connection.execute(query).one().series)
    return next_series(queries.used_series(unit, branch, register_id))


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
