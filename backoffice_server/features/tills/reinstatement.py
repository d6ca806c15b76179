"""A till that this server forgot, because it came back from a backup, is known again by what was signed for
it (sync.md §2).
"""

import hmac
from dataclasses import dataclass

from sqlalchemy import func, select, update

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.tills import keys, queries
from backoffice_server.features.tills.certificates import is_ours
from backoffice_server.features.tills.service import open_register, revoke
from backoffice_server.features.tills.tables import device, enrolment
from backoffice_server.kernel.codes import free_variation
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.security import token_hash
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.ids import BranchId, DeviceId, RegisterId
from shared_models.values.moments import to_text, utc_ms
from shared_models.values.refusals import Fact, Refusal
from shared_models.wire.chain import holder_proof
from shared_models.wire.enrolment import Certificate, Reinstated, Reinstatement
from shared_models.wire.sync import LiveHint


def reinstate(unit: Unit, *, request: Reinstatement, secret: MasterSecret) -> Reinstated:
    """Know the device again. Asked twice, the second changes nothing.

    Refuses NOT_ALLOWED (facts: what), NOT_FOUND (the branch) and NOT_SIGNED_IN: the device was enrolled
    anew since.
    """
    # Before the database is asked at all: a stranger costs nothing.
    _refuse_strangers(request, secret)
    shown = request.certificates[-1]
    company = branches.identity(unit).company
    _demand(shown.company == company, "company")
    _refuse_other_holders(unit, request, secret)
    for branch in sorted({stated.branch for stated in request.certificates}):
        branches.branch_row(unit, branch)
        unit.lock_branch(BranchId(branch))
    credential_of = queries.by_credential(unit, request.credential)
    _demand(credential_of is None or credential_of.device == shown.device, "credential")
    known_kid = queries.last_kid(unit, DeviceId(shown.device))
    if known_kid < shown.kid:
        held = _Holder(request.device_name, request.app, token_hash(request.credential))
        revoked = _recreate(unit, request.certificates, held, replaced=_replaced_since(unit, shown))
    else:
        revoked = _renew(unit, _still_standing(unit, shown, known_kid), request.credential)
    unit.hint(LiveHint(scope="tills", branch=shown.branch))
    return Reinstated(company=company, revoked=revoked, server_time=unit.now())


def remember(unit: Unit, *, certificates: tuple[Certificate, ...]) -> None:
    """Know a device again by what a file of it holds; the machine itself may be gone. `certificates`: of one
    device, oldest first, each of them this server's own (`is_ours`).

    Nobody can sign in as it: comes it back, it shows its certificates itself. Whoever has its register keeps
    it.
    """
    shown = certificates[-1]
    for branch in sorted({stated.branch for stated in certificates}):
        branches.branch_row(unit, branch)
        unit.lock_branch(BranchId(branch))
    if queries.last_kid(unit, DeviceId(shown.device)) >= shown.kid:
        for stated in certificates:
            _bring_register_back(unit, stated)
        _write_enrolments(unit, certificates)
        return
    nobody = _Holder(shown.register_code, "", token_hash(str(unit.new_id())))
    _recreate(unit, certificates, nobody, replaced=_is_taken(unit, shown))
    unit.hint(LiveHint(scope="tills", branch=shown.branch))


def _refuse_strangers(request: Reinstatement, secret: MasterSecret) -> None:
    """Whoever shows what this server never signed, or signed for several."""
    shown = request.certificates
    one_device = len({(stated.company, stated.device) for stated in shown}) == 1
    _demand(one_device and len({stated.kid for stated in shown}) == len(shown), "certificates")
    _demand(all(is_ours(secret, stated) for stated in shown), "certificate")


def _refuse_other_holders(unit: Unit, request: Reinstatement, secret: MasterSecret) -> None:
    """A certificate may be read by many, the device's key is with the till alone."""
    last = request.certificates[-1]
    key = keys.all_keys(unit, secret)(last.device, last.kid)
    proof = holder_proof(key, signature=last.signature, credential=request.credential)
    _demand(hmac.compare_digest(proof, bytes.fromhex(request.proof)), "proof")


def _still_standing(unit: Unit, shown: Certificate, known_kid: int) -> EnrolledTill:
    """The device as it stands, where no younger enrolment took the place of the one shown."""
    till = queries.by_device(unit, DeviceId(shown.device))
    place = (shown.kid, shown.branch, shown.register_id)
    if till is None or known_kid != shown.kid or (till.kid, till.branch, till.register_id) != place:
        raise Refusal(ErrorCode.NOT_SIGNED_IN)
    return till


def _renew(unit: Unit, till: EnrolledTill, credential: str) -> bool:
    unit.connection.execute(
        update(device).where(device.c.device_id == till.device).values(credential_hash=token_hash(credential))
    )
    return till.revoked


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who may sign in as the device, and how it calls itself."""

    name: str
    app: str
    credential_hash: bytes


def _recreate(unit: Unit, certificates: tuple[Certificate, ...], holder: _Holder, *, replaced: bool) -> bool:
    """Registers, enrolments and the device as they were. True when another till has its register since."""
    shown = certificates[-1]
    for stated in certificates:
        _bring_register_back(unit, stated)
    if not replaced:
        revoke(unit, register_id=shown.register_id, by=None)
    _write_enrolments(unit, certificates)
    place = (shown.branch, shown.register_id, holder.name, holder.app)
    given = (shown.kid, shown.series, shown.purpose, holder.credential_hash, shown.issued_at)
    revoked_at = unit.now() if replaced else None
    unit.upsert(device, [(shown.device, *place, *given, revoked_at, None)])
    _flag(unit, shown, replaced=replaced)
    return replaced


def _bring_register_back(unit: Unit, stated: Certificate) -> None:
    branch = BranchId(stated.branch)
    there = queries.registers(unit, branch)
    if any(register.id == stated.register_id for register in there):
        return
    # Another register may have been given its code since.
    code = free_variation(stated.register_code, {register.code for register in there})
    register_id = RegisterId(stated.register_id)
    open_register(unit, branch=branch, code=code, name=stated.register_code, register_id=register_id)


def _replaced_since(unit: Unit, shown: Certificate) -> bool:
    """Whether another device was enrolled on the register after this one."""
    youngest = select(func.max(enrolment.c.at)).where(
        enrolment.c.branch_id == shown.branch,
        enrolment.c.register_id == shown.register_id,
        enrolment.c.device_id != shown.device,
    )
    at = unit.connection.execute(youngest).scalar_one()
    return at is not None and utc_ms(at) > utc_ms(shown.issued_at)


def _is_taken(unit: Unit, shown: Certificate) -> bool:
    own = device.c
    other = (own.register_id == shown.register_id) & (own.device_id != shown.device)
    standing = select(own.device_id).where(own.branch_id == shown.branch, other, own.revoked_at.is_(None))
    return unit.connection.execute(standing.limit(1)).first() is not None


def _write_enrolments(unit: Unit, certificates: tuple[Certificate, ...]) -> None:
    rows = [
        (stated.branch, stated.device, stated.kid, stated.register_id, stated.series, stated.purpose.value,
         stated.issued_at)
        for stated in certificates
        if queries.enrolled_as(unit, DeviceId(stated.device), stated.kid) is None
    ]  # fmt: skip
    unit.insert(enrolment, rows)


def _flag(unit: Unit, shown: Certificate, *, replaced: bool) -> None:
    facts: dict[str, Fact] = {
        "register": shown.register_code,
        "series": shown.series,
        "kid": shown.kid,
        "issued_at": to_text(shown.issued_at),
        "revoked": replaced,
    }
    flag = Flag(ReviewCode.DEVICE_REINSTATED, str(shown.device), "device", shown.device, facts, once=True)
    raise_flags(unit, BranchId(shown.branch), [flag])


def _demand(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not holds:
        raise Refusal(ErrorCode.NOT_ALLOWED, what=what)
