"""Reads of what customers owe."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.receivables.tables import receivable_account, receivable_move
from backoffice_server.kernel.unit import Unit
from shared_models.rules.credit import AgeBucket, Due, aged, pay_oldest_first
from shared_models.values.money import Money
from shared_models.wire.customers import Ageing, ReceivableLine, ReceivableMove, Receivables

_NAMES = dict(zip(AgeBucket, Ageing.model_fields, strict=True))


def balances(unit: Unit, customers: Collection[UUID]) -> dict[UUID, int]:
    """What each customer owes all branches."""
    if not customers:
        return {}
    own = receivable_account.c
    query = select(own.customer_id, func.sum(own.owed)).where(own.customer_id.in_(customers))
    return {owner: int(owed) for owner, owed in unit.connection.execute(query.group_by(own.customer_id))}


def owed_to(unit: Unit, branch_id: UUID, customer_id: UUID) -> int:
    """What a customer owes one branch."""
    own = receivable_account.c
    query = select(own.owed).where(own.branch_id == branch_id, own.customer_id == customer_id)
    return int(unit.connection.execute(query).scalar() or 0)


def open_dues(
    unit: Unit, customers: Collection[UUID], *, branch_id: UUID | None = None
) -> dict[tuple[UUID, UUID], tuple[Due, ...]]:
    """What is still open of each sale on account, by (branch, customer): payments settle the oldest first."""
    own = receivable_move.c
    columns = (own.branch_id, own.customer_id, own.amount, own.due_on)
    query = select(*columns).where(own.customer_id.in_(customers)).order_by(own.branch_id, own.posting_no)
    if branch_id is not None:
        query = query.where(own.branch_id == branch_id)
    dues: dict[tuple[UUID, UUID], list[Due]] = {}
    paid: dict[tuple[UUID, UUID], int] = {}
    for place, owner, amount, due_on in unit.connection.execute(query):
        key = (place, owner)
        if amount > 0 and due_on is not None:
            dues.setdefault(key, []).append(Due(due_on, Money(amount)))
        else:
            paid[key] = paid.get(key, 0) - amount
    return {key: pay_oldest_first(owed, Money(max(paid.get(key, 0), 0)))[0] for key, owed in dues.items()}


def oldest_due(dues: Iterable[Due]) -> date | None:
    """The earliest due date that is not paid."""
    return min((due.due_on for due in dues), default=None)


def receivables(unit: Unit, *, branch_id: UUID | None, search: str, day: date) -> Receivables:
    """Everybody who owes a branch something, the oldest due first."""
    rows = unit.connection.execute(_owing(branch_id, search)).all()
    dues = open_dues(unit, {row.customer_id for row in rows}, branch_id=branch_id) if rows else {}
    lines = [_line(row, dues.get((row.branch_id, row.customer_id), ()), day) for row in rows]
    lines.sort(key=lambda line: (line.oldest_due or date.max, line.code, line.branch_code))
    sums = {name: Money(sum(getattr(line.ageing, name) for line in lines)) for name in Ageing.model_fields}
    return Receivables(
        day=day, rows=tuple(lines), owed=sum(line.owed for line in lines), ageing=Ageing(**sums)
    )


def account(unit: Unit, *, customer_id: UUID, branch_id: UUID) -> tuple[ReceivableMove, ...]:
    """A customer's account with a branch, oldest first, with the balance after each line."""
    own = receivable_move.c
    on = and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no)
    columns = (posting.c.at, posting.c.bdate, posting.c.document_no, branch.c.code.label("branch_code"))
    query = (
        select(own.kind, own.amount, own.due_on, *columns)
        .join(posting, on)
        .join(branch, branch.c.branch_id == own.branch_id)
        .where(own.branch_id == branch_id, own.customer_id == customer_id)
        .order_by(own.posting_no)
    )
    balance, moves = 0, []
    for row in unit.connection.execute(query):
        balance += row.amount
        moves.append(ReceivableMove(**row._mapping, balance=balance))  # noqa: SLF001 - public there
    return tuple(moves)


def _owing(branch_id: UUID | None, search: str) -> Any:
    own = receivable_account.c
    columns = (customer.c.code, customer.c.name, customer.c.phone, customer.c.credit_limit)
    query = (
        select(own.branch_id, own.customer_id, own.owed, branch.c.code.label("branch_code"), *columns)
        .join(customer, customer.c.customer_id == own.customer_id)
        .join(branch, branch.c.branch_id == own.branch_id)
        .where(own.owed != 0)
    )
    if branch_id is not None:
        query = query.where(own.branch_id == branch_id)
    if search:
        alike = [column.icontains(search, autoescape=True) for column in columns[:3]]
        query = query.where(alike[0] | alike[1] | alike[2])
    return query


def _line(row: Any, dues: tuple[Due, ...], day: date) -> ReceivableLine:
    buckets = {_NAMES[bucket]: amount for bucket, amount in aged(dues, on=day).items()}
    return ReceivableLine(
        branch=row.branch_id,
        branch_code=row.branch_code,
        customer=row.customer_id,
        code=row.code,
        name=row.name,
        phone=row.phone,
        owed=row.owed,
        credit_limit=row.credit_limit,
        oldest_due=oldest_due(dues),
        ageing=Ageing(**buckets),
    )
