"""From the branches up to the company: what is on cards and vouchers, and payments taken twice.

Posting a till's event never waits for another branch, so it writes only its branch's moves. What they come
to over all branches is worked out after its commit, in a unit of its own; one that was cut off is found by
the next, from the mark each branch carries.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select, tuple_

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.payments import queries
from backoffice_server.features.payments.tables import (
    carried_up,
    payment_reference,
    stored_move,
    stored_terms,
    stored_value,
)
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ReviewCode, TenderMethod
from shared_models.values.ids import BranchId
from shared_models.values.money import Money
from shared_models.wire.replica import StoredValueRow
from shared_models.wire.sync import Entity

_CARRIED: Final = (stored_move, payment_reference)
Name = tuple[str, str]
"""Method and number, or method and reference."""


class _New(NamedTuple):
    """A row that was not carried up before, with its document."""

    branch: UUID
    posting_no: int
    name: Name
    amount: int
    kind: str
    document: UUID
    bdate: date


def carry_due(unit: Unit, branch: BranchId) -> bool:
    """Whether something of the branch was not carried up yet."""
    mark = queries.carried_to(unit, branch)
    found = (
        select(table.c.posting_no).where(table.c.branch_id == branch, table.c.posting_no > mark).limit(1)
        for table in _CARRIED
    )
    return any(unit.connection.execute(query).first() is not None for query in found)


def carry_up(unit: Unit, *, only: BranchId | None = None) -> list[Name]:
    """Bring every branch's moves to the company; the cards and vouchers whose balance is told anew.

    Locks the branches that have something, in order, then the company. `only`: a branch whose lock is held.
    """
    due = _due(unit) if only is None else [only]
    if not due:
        return []
    for branch in due:
        unit.lock_branch(BranchId(branch))
    unit.lock_company()
    after = {branch: queries.carried_to(unit, branch) for branch in due}
    moves = _new(unit, after, stored_move, stored_move.c.number, stored_move.c.amount)
    own = payment_reference.c
    references = _new(unit, after, payment_reference, own.reference, own.line)
    _flag(unit, ReviewCode.REFERENCE_REPEATED, _repeated(unit, references))
    marks: dict[UUID, int] = {}
    for one in (*moves, *references):
        marks[one.branch] = max(one.posting_no, marks.get(one.branch, 0))
    unit.upsert(carried_up, sorted(marks.items()))
    names = sorted({one.name for one in moves})
    balances = tell(unit, names)
    _flag(unit, ReviewCode.STORED_VALUE_OVERDRAWN, _overdrawn(moves, balances))
    _flag(unit, ReviewCode.STORED_VALUE_UNUSABLE, _unusable(moves, _terms(unit, names)))
    return names


def tell(unit: Unit, names: Sequence[Name]) -> dict[Name, Any]:
    """Work out what is on these, and tell the tills of it and of their terms. Under the company's lock."""
    balances = _balances(unit, names)
    _tell(unit, balances, _terms(unit, names))
    return balances


def _due(unit: Unit) -> list[UUID]:
    """Branches with rows above their mark: asked branch by branch, so that each is one look into an index."""
    own = branch_table.c.branch_id
    mark = func.coalesce(carried_up.c.posting_no, 0)
    above = (
        exists()
        .where(table.c.branch_id == own, table.c.posting_no > mark)
        .correlate(branch_table, carried_up)
        for table in _CARRIED
    )
    query = (
        select(own)
        .select_from(branch_table)
        .outerjoin(carried_up, carried_up.c.branch_id == own)
        .where(or_(*above))
    )
    return sorted(unit.connection.execute(query).scalars())


def _new(unit: Unit, after: dict[UUID, int], table: Any, name: Any, amount: Any) -> list[_New]:
    """`after`: the branches and up to which posting they were carried up before."""
    own = table.c
    query = (
        select(own.branch_id, own.posting_no, own.method, name, amount)
        .add_columns(posting.c.document_kind, posting.c.document_id, posting.c.bdate)
        .join(posting, and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no))
        .order_by(own.posting_no, own.line)
    )
    return [
        _New(branch, no, (method, number), figure, kind, document, day)
        for one, mark in after.items()
        for branch, no, method, number, figure, kind, document, day in unit.connection.execute(
            query.where(own.branch_id == one, own.posting_no > mark)
        )
    ]


def _balances(unit: Unit, names: Sequence[Name]) -> dict[Name, Any]:
    """Balance, count and time of the last move over all branches as far as they were carried up."""
    own = stored_move.c
    query = (
        select(
            own.method,
            own.number,
            func.sum(own.amount).label("balance"),
            func.count().label("moves"),
            func.max(own.at).label("at"),
        )
        .join(
            carried_up,
            and_(carried_up.c.branch_id == own.branch_id, carried_up.c.posting_no >= own.posting_no),
        )
        .where(tuple_(own.method, own.number).in_(names))
        .group_by(own.method, own.number)
    )
    return {(row.method, row.number): row for row in unit.connection.execute(query)} if names else {}


def _terms(unit: Unit, names: Sequence[Name]) -> dict[Name, tuple[date | None, bool]]:
    own = stored_terms.c
    query = select(stored_terms).where(tuple_(own.method, own.number).in_(names))
    rows = unit.connection.execute(query) if names else ()
    return {(row.method, row.number): (row.expires_on, row.blocked) for row in rows}


def _tell(unit: Unit, balances: dict[Name, Any], terms: dict[Name, tuple[date | None, bool]]) -> None:
    rows = []
    for (method, number), row in sorted(balances.items()):
        expires_on, blocked = terms.get((method, number), (None, False))
        rows.append((method, number, int(row.balance), row.moves, row.at, expires_on, blocked))
        told = StoredValueRow(
            method=TenderMethod(method),
            number=number,
            balance=Money(int(row.balance)),
            expires_on=expires_on,
            blocked=blocked,
        )
        unit.change(Entity.STORED_VALUE, f"{method}:{number}", told, None)
    if rows:
        unit.upsert(stored_value, rows)


def _overdrawn(moves: Iterable[_New], balances: dict[Name, Any]) -> list[tuple[_New, dict[str, Any]]]:
    """What was spent of a card that has less than nothing on it now."""
    return [
        (move, {"method": move.name[0], "balance": int(balances[move.name].balance)})
        for move in moves
        if move.amount < 0 and balances[move.name].balance < 0
    ]


def _unusable(
    moves: Iterable[_New], terms: dict[Name, tuple[date | None, bool]]
) -> list[tuple[_New, dict[str, Any]]]:
    """What a till took although it was blocked, or past its last day: it had not heard of it yet."""
    found = []
    for move in moves:
        expires_on, blocked = terms.get(move.name, (None, False))
        over = expires_on is not None and expires_on < move.bdate
        if move.amount < 0 and move.kind == DocumentKind.SALE.value and (blocked or over):
            found.append((move, {"method": move.name[0]}))
    return found


def _repeated(unit: Unit, new: Sequence[_New]) -> list[tuple[_New, dict[str, Any]]]:
    """New payments whose reference paid another receipt before, here or in another branch."""
    own = payment_reference.c
    names = sorted({one.name for one in new})
    query = _carried(select(own.method, own.reference).select_from(payment_reference)).where(
        tuple_(own.method, own.reference).in_(names)
    )
    seen = {tuple(row) for row in unit.connection.execute(query)} if names else set()
    found = []
    for one in new:
        if one.name in seen:
            found.append((one, {"method": one.name[0]}))
        seen.add(one.name)
    return found


def _carried(query: Select[Any]) -> Select[Any]:
    own = payment_reference.c
    return query.join(
        carried_up,
        and_(carried_up.c.branch_id == own.branch_id, carried_up.c.posting_no >= own.posting_no),
    )


def _flag(unit: Unit, code: ReviewCode, found: Sequence[tuple[_New, dict[str, Any]]]) -> None:
    for branch in dict.fromkeys(one.branch for one, _ in found):
        flags = [
            Flag(code, one.name[1], one.kind, one.document, facts)
            for one, facts in found
            if one.branch == branch
        ]
        raise_flags(unit, BranchId(branch), flags)
