"""Reads of payment methods, cards and vouchers."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.ledger.tables import account, posting
from backoffice_server.features.payments.tables import carried_up, payment_method, stored_move, stored_value
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.rules.posting import TENDER_ACCOUNT
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.paging import Page
from shared_models.wire.payments import (
    ClearingAccount,
    StoredMoveRow,
    StoredValueDetail,
    StoredValueListed,
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


def stored_page(
    unit: Unit, *, search: str, method: str, after: str | None, limit: int
) -> Page[StoredValueListed]:
    """Cards and vouchers by number."""
    wanted = [stored_value.c.number.icontains(search, autoescape=True)]
    if method:
        wanted.append(stored_value.c.method == method)
    order = (stored_value.c.number, stored_value.c.method)
    query = select(stored_value).where(*wanted)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit)
    total = unit.connection.execute(select(func.count()).select_from(stored_value).where(*wanted))
    return Page[StoredValueListed](rows=tuple(map(_listed, rows)), next=following, total=total.scalar_one())


def stored_detail(unit: Unit, *, method: str, number: str) -> StoredValueDetail:
    """One card or voucher with its moves, or a refusal."""
    where = (stored_value.c.method == method, stored_value.c.number == number)
    found = unit.connection.execute(select(stored_value).where(*where)).one_or_none()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="stored_value")
    return StoredValueDetail(value=_value(found), moves=_moves(unit, method, number))


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
        method=TenderMethod(row.method), number=row.number, balance=row.balance, expires_on=row.expires_on
    )


def _listed(row: Any) -> StoredValueListed:
    return StoredValueListed(**dict(_value(row)), changed_at=row.changed_at, moves=row.moves)
