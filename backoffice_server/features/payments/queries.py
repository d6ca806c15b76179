"""Reads of payment methods, cards and vouchers."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.ledger.tables import account, posting
from backoffice_server.features.payments.tables import (
    carried_up,
    payment_method,
    stored_act,
    stored_document,
    stored_move,
    stored_value,
)
from backoffice_server.features.staff.tables import staff
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.rules.posting import TENDER_ACCOUNT
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.payments import (
    ClearingAccount,
    StoredAct,
    StoredActRow,
    StoredMoveRow,
    StoredState,
    StoredValueDetail,
    StoredValueListed,
    StoredValuesPage,
    all_methods,
)
from shared_models.wire.replica import PaymentMethodRow, StoredValueRow


def methods(unit: Unit) -> tuple[PaymentMethodRow, ...]:
    """Every way to pay in the shop's order, those it never touched included."""
    return all_methods(_method(row) for row in unit.connection.execute(select(payment_method)))


def clearing_accounts(unit: Unit) -> tuple[ClearingAccount, ...]:
    """Where each kind of payment waits until it is settled."""
    names = {row.account: row.name_id for row in unit.connection.execute(select(account))}
    return tuple(
        ClearingAccount(method=method, account=code.value, name=names.get(code.value, code.value))
        for method, code in TENDER_ACCOUNT.items()
    )


def carried_to(unit: Unit, branch_id: UUID) -> int:
    """The branch's last posting that is counted in the balances of cards and vouchers."""
    query = select(carried_up.c.posting_no).where(carried_up.c.branch_id == branch_id)
    return int(unit.connection.execute(query).scalar() or 0)


@dataclass(frozen=True, slots=True)
class StoredWish:
    """Which cards and vouchers are listed. `document`: those a document of the office moved."""

    search: str = ""
    method: str = ""
    state: StoredState | None = None
    document: UUID | None = None


def stored_page(
    unit: Unit, wish: StoredWish, *, today: date, after: str | None, limit: int
) -> StoredValuesPage:
    """Cards and vouchers by number."""
    wanted = [stored_value.c.number.icontains(wish.search, autoescape=True), *_wanted(wish, today)]
    order = (stored_value.c.number, stored_value.c.method)
    query = select(stored_value).where(*wanted)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit)
    sums = select(func.count(), func.coalesce(func.sum(stored_value.c.balance), 0)).where(*wanted)
    total, held = unit.connection.execute(sums).one()
    return StoredValuesPage(
        rows=tuple(map(_listed, rows)),
        next=following,
        total=total,
        held=int(held) if after is None else None,
    )


def _wanted(wish: StoredWish, today: date) -> list[ColumnElement[bool]]:
    own = stored_value.c
    wanted: list[ColumnElement[bool]] = [own.method == wish.method] if wish.method else []
    lapsed = and_(own.expires_on.is_not(None), own.expires_on < today)
    states: dict[StoredState, ColumnElement[bool]] = {
        StoredState.OPEN: and_(own.balance > 0, not_(own.blocked), not_(lapsed)),
        StoredState.LAPSED: and_(own.balance > 0, lapsed),
        StoredState.BLOCKED: own.blocked,
        StoredState.USED_UP: own.balance <= 0,
    }
    if wish.state is not None:
        wanted.append(states[wish.state])
    if wish.document is not None:
        moved = (
            select(stored_move.c.number)
            .join(stored_document, _same_posting(stored_document))
            .where(stored_document.c.document_id == wish.document)
        )
        wanted.append(own.number.in_(moved))
    return wanted


def _same_posting(table: Any) -> ColumnElement[bool]:
    own = stored_move.c
    return and_(table.c.branch_id == own.branch_id, table.c.posting_no == own.posting_no)


def stored_detail(unit: Unit, *, method: str, number: str) -> StoredValueDetail:
    """One card or voucher with its moves, or a refusal."""
    where = (stored_value.c.method == method, stored_value.c.number == number)
    found = unit.connection.execute(select(stored_value).where(*where)).one_or_none()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="stored_value")
    return StoredValueDetail(
        value=_value(found), moves=_moves(unit, method, number), acts=_acts(unit, method, number)
    )


def _acts(unit: Unit, method: str, number: str) -> tuple[StoredActRow, ...]:
    by, approver = staff.alias("by"), staff.alias("approver")
    own = stored_act.c
    query = (
        select(stored_act, by.c.name.label("by_name"), approver.c.name.label("approver_name"))
        .outerjoin(by, by.c.staff_id == own.staff_id)
        .outerjoin(approver, approver.c.staff_id == own.approver_id)
        .where(own.method == method, own.number == number)
        .order_by(own.at.desc(), own.act_id.desc())
    )
    return tuple(
        StoredActRow(
            at=row.at,
            act=StoredAct(row.act),
            reason=row.reason,
            expires_on=row.expires_on,
            by=row.by_name or "",
            approver=row.approver_name or "",
        )
        for row in unit.connection.execute(query)
    )


def _moves(unit: Unit, method: str, number: str) -> tuple[StoredMoveRow, ...]:
    own = stored_move.c
    query = (
        select(stored_move, branch.c.code, posting.c.document_id, posting.c.document_no)
        .join(branch, branch.c.branch_id == own.branch_id)
        .join(posting, and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no))
        .where(own.method == method, own.number == number)
        .order_by(own.at.desc(), own.posting_no.desc(), own.line)
    )
    return tuple(
        StoredMoveRow(
            at=row.at,
            branch=row.branch_id,
            branch_code=row.code,
            document=row.document_id,
            document_no=row.document_no,
            amount=Money(row.amount),
        )
        for row in unit.connection.execute(query)
    )


def _method(row: Any) -> PaymentMethodRow:
    return PaymentMethodRow(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        method=TenderMethod(row.method),
        asks_reference=row.asks_reference,
        active=row.active,
        position=row.position,
        branches=tuple(UUID(one) for one in json.loads(row.branches)),
        offline_cap=row.offline_cap,
        opens_drawer=row.opens_drawer,
    )


def _value(row: Any) -> StoredValueRow:
    return StoredValueRow(
        method=TenderMethod(row.method),
        number=row.number,
        balance=row.balance,
        expires_on=row.expires_on,
        blocked=row.blocked,
    )


def _listed(row: Any) -> StoredValueListed:
    return StoredValueListed(**dict(_value(row)), changed_at=row.changed_at, moves=row.moves)
