"""Blocking and releasing cards and vouchers, their last day, and taking off what nobody may spend."""

from datetime import date
from typing import Final

from sqlalchemy import select

from backoffice_server.features.ledger.office import office_day
from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.payments import queries
from backoffice_server.features.payments.service.carrying import tell
from backoffice_server.features.payments.service.documents import (
    Doing,
    Name,
    book,
    content_of,
    in_order,
    known_document,
)
from backoffice_server.features.payments.tables import stored_act, stored_terms, stored_value
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.payments import (
    ISSUABLE,
    Against,
    ChangeStored,
    LapseStored,
    StoredAct,
    StoredBooked,
    StoredValueDetail,
    VoidStored,
)
from shared_models.wire.replica import StoredValueRow

LAPSE_MAX: Final = 1_000
"""Of one document; what is left is taken off by the next."""


def change_stored(
    unit: Unit, name: Name, request: ChangeStored, *, by: StaffId | None, approver: StaffId
) -> StoredValueDetail:
    """Block, release or give another last day; tills hear of it with their next contact.

    Refuses what nobody ever loaded (NOT_FOUND). Sent twice, it is done once.
    """
    unit.lock_company()
    held = _held(unit, name)
    done = unit.connection.execute(select(stored_act.c.act_id).where(stored_act.c.act_id == request.id))
    if done.first() is None:
        expires_on = request.expires_on if request.act is StoredAct.EXPIRY_SET else held.expires_on
        blocked = _blocked(request.act, before=held.blocked)
        _set(unit, name, expires_on=expires_on, blocked=blocked)
        days = request.expires_on if request.act is StoredAct.EXPIRY_SET else None
        row = (request.id, *name, request.act.value, request.reason, days, by, approver, unit.now())
        unit.insert(stored_act, [row])
    return queries.stored_detail(unit, method=name[0], number=name[1])


def void_stored(
    unit: Unit, name: Name, request: VoidStored, *, by: StaffId | None, approver: StaffId
) -> StoredBooked:
    """Take off what is left and block it. What a till took of it meanwhile is found and flagged later.

    Refuses an unknown branch or number (NOT_FOUND), and one with nothing on it (TENDER_TOO_SMALL).
    """
    branch = BranchId(request.branch)
    place = office_day(unit, branch)
    unit.lock_branch(branch)
    content = content_of(request)
    known = known_document(unit, branch, request.id, content)
    if known is not None:
        return known
    unit.lock_company()
    held = _held(unit, name)
    if held.balance <= 0:
        raise Refusal(ErrorCode.TENDER_TOO_SMALL)
    unit.upsert(stored_terms, [(*name, held.expires_on, True)])
    row = (request.id, *name, StoredAct.VOIDED.value, request.reason, None, by, approver, unit.now())
    unit.insert(stored_act, [row])
    doing = Doing(
        branch=branch,
        document=request.id,
        kind=DocumentKind.STORED_TAKEN_OFF,
        moves=[(name, Money(-held.balance))],
        against=request.against,
        note=request.reason,
        by=by,
        approver=approver,
    )
    return book(unit, doing, place=place, content=content)


def lapse_stored(unit: Unit, request: LapseStored, *, by: StaffId | None, approver: StaffId) -> StoredBooked:
    """Take off what could be spent only until a day that is over (vector voucher_expired).

    Refuses when there is nothing of the kind (NOT_FOUND).
    """
    branch = BranchId(request.branch)
    place = office_day(unit, branch)
    unit.lock_branch(branch)
    content = content_of(request)
    known = known_document(unit, branch, request.id, content)
    if known is not None:
        return known
    unit.lock_company()
    over = _over(unit, place.today)
    if not over:
        raise Refusal(ErrorCode.NOT_FOUND, what="stored_value")
    doing = Doing(
        branch=branch,
        document=request.id,
        kind=DocumentKind.STORED_TAKEN_OFF,
        moves=[(name, Money(-over[name])) for name in in_order(over)],
        against=Against.LAPSED,
        note="",
        by=by,
        approver=approver,
    )
    return book(unit, doing, place=place, content=content)


def _held(unit: Unit, name: Name) -> StoredValueRow:
    """Refuses a deposit: what becomes of it is a matter of its order."""
    if name[0] not in ISSUABLE:
        raise invalid([Fault("method", ErrorCode.INVALID)])
    return queries.stored_detail(unit, method=name[0], number=name[1]).value


def _over(unit: Unit, today: date) -> dict[Name, int]:
    own = stored_value.c
    query = (
        select(own.method, own.number, own.balance)
        .where(own.method.in_(ISSUABLE), own.balance > 0, own.expires_on < today)
        .order_by(own.method, own.number)
        .limit(LAPSE_MAX)
    )
    return {(row.method, row.number): row.balance for row in unit.connection.execute(query)}


def _blocked(act: StoredAct, *, before: bool) -> bool:
    match act:
        case StoredAct.BLOCKED:
            return True
        case StoredAct.RELEASED:
            return False
        case StoredAct.EXPIRY_SET:
            return before
        case StoredAct.VOIDED:
            # It moves money: it has a document.
            raise invalid([Fault("act", ErrorCode.INVALID)])


def _set(unit: Unit, name: Name, *, expires_on: date | None, blocked: bool) -> None:
    unit.upsert(stored_terms, [(*name, expires_on, blocked)])
    tell(unit, [name])
