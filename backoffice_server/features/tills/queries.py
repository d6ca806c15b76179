"""Reads of registers, devices and the streams they left."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select

from backoffice_server.features.events import queries as events
from backoffice_server.features.events.labels import declared
from backoffice_server.features.events.tables import stream
from backoffice_server.features.tills.tables import device, enrolment, enrolment_code, own_key, register
from backoffice_server.kernel.people import EnrolledTill, OwnKey
from backoffice_server.kernel.security import token_hash
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import KnownStream
from shared_models.wire.replica import RegisterRow
from shared_models.wire.sync import Mark

# Asked with every push, so put together once.
_BY_CREDENTIAL: Final = (
    select(device, own_key.c.kid.label("own_kid"), own_key.c.wrapped)
    .outerjoin(own_key, own_key.c.device_id == device.c.device_id)
    .where(device.c.credential_hash == bindparam("hash"))
)
_REGISTER: Final = select(register).where(register.c.register_id == bindparam("register"))


def by_credential(unit: Unit, credential: str) -> EnrolledTill | None:
    """The device a credential belongs to, also a revoked one."""
    row = unit.connection.execute(_BY_CREDENTIAL, {"hash": token_hash(credential)}).one_or_none()
    if row is None:
        return None
    return _till(row, None if row.own_kid is None else OwnKey(row.own_kid, row.wrapped))


def by_device(unit: Unit, device_id: DeviceId) -> EnrolledTill | None:
    """A device by its id."""
    row = unit.connection.execute(select(device).where(device.c.device_id == device_id)).one_or_none()
    return None if row is None else _till(row)


def enrolled_as(unit: Unit, device_id: DeviceId, kid: int) -> EnrolledTill | None:
    """The place the device had when it was given its key `kid`."""
    return next((till for till in enrolments(unit, device_id) if till.kid == kid), None)


def enrolments(unit: Unit, device_id: DeviceId) -> list[EnrolledTill]:
    """Every place the device ever had, youngest first."""
    query = select(enrolment).where(enrolment.c.device_id == device_id).order_by(enrolment.c.kid.desc())
    return [
        EnrolledTill(
            device=device_id,
            branch=BranchId(row.branch_id),
            register_id=RegisterId(row.register_id),
            kid=row.kid,
            purpose=StreamPurpose(row.purpose),
            revoked=False,
        )
        for row in unit.connection.execute(query)
    ]


def was_enrolled(unit: Unit, *, device_id: DeviceId, branch: BranchId, register_id: RegisterId) -> bool:
    """Whether the device ever stood on that register of that branch."""
    query = select(enrolment.c.kid).where(
        enrolment.c.branch_id == branch,
        enrolment.c.device_id == device_id,
        enrolment.c.register_id == register_id,
    )
    return unit.connection.execute(query).first() is not None


def register_row(unit: Unit, register_id: UUID) -> RegisterRow:
    """One register, or a refusal."""
    row = unit.connection.execute(_REGISTER, {"register": register_id}).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="register")
    return _register(row)


def registers(unit: Unit, branch: BranchId | None = None) -> list[RegisterRow]:
    """Registers of one branch or of all, by code."""
    query = select(register).order_by(register.c.branch_id, register.c.code)
    if branch is not None:
        query = query.where(register.c.branch_id == branch)
    return [_register(row) for row in unit.connection.execute(query)]


def code_row(unit: Unit, code: str) -> Any:
    """The row of `enrolment_code`, locked, or None."""
    query = select(enrolment_code).where(enrolment_code.c.code_hash == token_hash(code)).with_for_update()
    return unit.connection.execute(query).one_or_none()


def code_known(unit: Unit, code: str) -> Any:
    """The row of `enrolment_code`, not locked, or None."""
    query = select(enrolment_code).where(enrolment_code.c.code_hash == token_hash(code))
    return unit.connection.execute(query).one_or_none()


def lock_codes(unit: Unit) -> None:
    """Hold every code: no till is enrolled anywhere until the unit ends."""
    query = select(enrolment_code.c.code_hash).order_by(enrolment_code.c.code_hash).with_for_update()
    unit.connection.execute(query).all()


def last_kid(unit: Unit, device_id: DeviceId) -> int:
    """The number of the device's youngest key; 0 for one that was never enrolled."""
    query = select(enrolment.c.kid).where(enrolment.c.device_id == device_id)
    return max(unit.connection.execute(query).scalars(), default=0)


def used_series(unit: Unit, branch: BranchId, register_id: RegisterId) -> set[str]:
    """Receipt series that were ever given to the register or taken by a till on it."""
    given = select(enrolment.c.series).where(
        enrolment.c.branch_id == branch, enrolment.c.register_id == register_id
    )
    taken = select(stream.c.series).where(
        stream.c.branch_id == branch, stream.c.register_id == register_id, stream.c.series.is_not(None)
    )
    return {*unit.connection.execute(given).scalars(), *unit.connection.execute(taken).scalars()}


def known_streams(unit: Unit, branch: BranchId, register_id: RegisterId) -> tuple[KnownStream, ...]:
    """What the server holds of the register's streams: a re-installed till goes on from there."""
    query = (
        select(stream)
        .where(stream.c.branch_id == branch, stream.c.register_id == register_id)
        .order_by(stream.c.first_contact)
    )
    return tuple(_known(unit, row) for row in unit.connection.execute(query) if row.series is not None)


def on_register(unit: Unit, branch: BranchId, register_id: RegisterId) -> Sequence[DeviceId]:
    """Devices that stand on a register and are not revoked."""
    query = select(device.c.device_id).where(
        device.c.branch_id == branch, device.c.register_id == register_id, device.c.revoked_at.is_(None)
    )
    return [DeviceId(found) for found in unit.connection.execute(query).scalars()]


def _known(unit: Unit, row: Any) -> KnownStream:
    number = (row.last_receipt or "").rpartition("-")[2]
    return KnownStream(
        stream=row.stream_id,
        series=row.series,
        head=Mark(seq=row.head_seq, hash=declared(row.head_hash)),
        last_receipt=int(number) if number.isdecimal() else 0,
        whole_to=_whole_to(unit, row),
    )


def _whole_to(unit: Unit, row: Any) -> Mark | None:
    """Where the stream's first hole begins."""
    before = events.before_first_hole(unit, row.branch_id, row.stream_id, below=row.head_seq)
    return None if before is None else Mark(seq=before[0], hash=declared(before[1]))


def _till(row: Any, own: OwnKey | None = None) -> EnrolledTill:
    return EnrolledTill(
        device=DeviceId(row.device_id),
        branch=BranchId(row.branch_id),
        register_id=RegisterId(row.register_id),
        kid=row.kid,
        purpose=StreamPurpose(row.purpose),
        revoked=row.revoked_at is not None,
        own=own,
    )


def _register(row: Any) -> RegisterRow:
    return RegisterRow(
        id=row.register_id, branch=row.branch_id, code=row.code, name=row.name, active=row.active
    )
