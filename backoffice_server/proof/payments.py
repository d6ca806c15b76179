"""I19: cards and vouchers hold what was loaded less what was spent, and the books owe just that."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import and_, func, select

from backoffice_server.features.ledger.tables import journal_line, posting
from backoffice_server.features.payments.tables import (
    carried_up,
    payment_reference,
    stored_document,
    stored_move,
    stored_terms,
    stored_value,
)
from backoffice_server.features.sales.tables import sale_deposit, sale_payment
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding
from backoffice_server.proof.reviews import subjects_of
from shared_models.rules.accounts import Account
from shared_models.rules.payments import LOADED, STORED
from shared_models.values.codes import ReviewCode, TenderMethod

DEPOSIT: Final = TenderMethod.CUSTOMER_DEPOSIT.value


def stored_values_agree(unit: Unit) -> Iterable[Finding]:
    """Per branch against the ledger, per number against the company's balance; below zero is flagged."""
    moves = count(unit, select(func.count()).select_from(stored_move))
    yield finding("I19", "gift vouchers owed = loaded less spent", moves, _owed_off(unit))
    yield finding("I19", "deposits owed = taken less used, net of their VAT", moves, _deposits_off(unit))
    yield finding("I19", "each document's cards are what it says", moves, _documents_off(unit))
    values = count(unit, select(func.count()).select_from(stored_value))
    yield finding("I19", "balances of cards = their moves", values, _balances_off(unit))
    terms = count(unit, select(func.count()).select_from(stored_terms))
    yield finding("I19", "tills are told the terms people set", terms, _terms_off(unit))
    yield finding("I18", "cards spent below zero are flagged", values, _below_zero(unit))
    references = count(unit, select(func.count()).select_from(payment_reference))
    yield finding("I18", "payments taken twice are flagged", references, _repeated(unit))


def _owed_off(unit: Unit) -> Iterator[str]:
    owed = dict(_sums(unit, journal_line, journal_line.c.account == Account.GIFT_VOUCHERS.value))
    held = dict(_sums(unit, stored_move, stored_move.c.method != DEPOSIT))
    for branch in owed.keys() | held.keys():
        if held.get(branch, 0) != -owed.get(branch, 0):
            yield f"branch {branch}: held {held.get(branch, 0)}, owed {-owed.get(branch, 0)}"


def _deposits_off(unit: Unit) -> Iterator[str]:
    account = journal_line.c.account == Account.CUSTOMER_DEPOSITS.value
    owed = dict(_sums(unit, journal_line, account))
    held = dict(_sums(unit, stored_move, stored_move.c.method == DEPOSIT))
    own = sale_deposit.c
    vat = select(own.branch_id, func.sum(own.vat)).group_by(own.branch_id)
    taxed = {branch: int(amount) for branch, amount in unit.connection.execute(vat)}
    for branch in owed.keys() | held.keys() | taxed.keys():
        net = held.get(branch, 0) - taxed.get(branch, 0)
        if net != -owed.get(branch, 0):
            yield f"branch {branch}: held {net}, owed {-owed.get(branch, 0)}"


def _sums(unit: Unit, table: Any, *where: Any) -> Iterator[tuple[Any, int]]:
    query = select(table.c.branch_id, func.sum(table.c.amount)).where(*where).group_by(table.c.branch_id)
    return ((branch, int(amount)) for branch, amount in unit.connection.execute(query))


def _documents_off(unit: Unit) -> Iterator[str]:
    """Receipts by their payments by card, documents of the office by their amount."""
    words = [word.value for word in (*STORED, *LOADED)]
    paid = _by_posting(unit, sale_payment, sale_payment.c.method.in_(words))
    paid |= {key: -amount for key, amount in _by_posting(unit, stored_document).items()}
    moved = _by_posting(unit, stored_move)
    for key in paid.keys() | moved.keys():
        if paid.get(key, 0) != -moved.get(key, 0):
            yield f"branch {key[0]} posting {key[1]}: paid {paid.get(key, 0)}, moved {moved.get(key, 0)}"


def _by_posting(unit: Unit, table: Any, *where: Any) -> dict[tuple[Any, int], int]:
    own = table.c
    query = select(own.branch_id, own.posting_no, func.sum(own.amount)).where(*where)
    rows = unit.connection.execute(query.group_by(own.branch_id, own.posting_no))
    return {(branch, no): int(amount) for branch, no, amount in rows if amount}


def _balances_off(unit: Unit) -> Iterator[str]:
    own = stored_move.c
    on = carried_up.c.branch_id == own.branch_id
    query = (
        select(own.method, own.number, func.sum(own.amount), func.count())
        .join(carried_up, and_(on, own.posting_no <= carried_up.c.posting_no))
        .group_by(own.method, own.number)
    )
    moved = {(row[0], row[1]): (int(row[2]), row[3]) for row in unit.connection.execute(query)}
    known = {
        (row.method, row.number): (row.balance, row.moves)
        for row in unit.connection.execute(select(stored_value))
    }
    for name in moved.keys() | known.keys():
        if moved.get(name) != known.get(name):
            yield f"{name}: moves {moved.get(name)}, balance {known.get(name)}"


def _terms_off(unit: Unit) -> Iterator[str]:
    own, told = stored_terms.c, stored_value.c
    query = select(
        own.method, own.number, own.expires_on, own.blocked, told.expires_on, told.blocked
    ).outerjoin(stored_value, and_(told.method == own.method, told.number == own.number))
    for method, number, expires_on, blocked, told_day, told_blocked in unit.connection.execute(query):
        if (expires_on, blocked) != (told_day, told_blocked):
            yield f"{method} {number}: set {expires_on} {blocked}, told {told_day} {told_blocked}"


def _below_zero(unit: Unit) -> Iterator[str]:
    flagged = {subject for _, subject in subjects_of(unit, ReviewCode.STORED_VALUE_OVERDRAWN)}
    query = select(stored_value.c.number).where(stored_value.c.balance < 0)
    for number in unit.connection.execute(query).scalars():
        if number not in flagged:
            yield f"number {number}"


def _repeated(unit: Unit) -> Iterator[str]:
    """Of payments by one method with one reference all but one are flagged, once they were carried up."""
    own = payment_reference.c
    query = (
        select(own.method, own.reference, own.branch_id, posting.c.document_id)
        .join(posting, and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no))
        .join(
            carried_up,
            and_(carried_up.c.branch_id == own.branch_id, own.posting_no <= carried_up.c.posting_no),
        )
    )
    documents: dict[tuple[str, str], set[tuple[Any, Any]]] = {}
    for method, reference, branch, document in unit.connection.execute(query):
        documents.setdefault((method, reference), set()).add((branch, document))
    marked = {subject for _, subject in subjects_of(unit, ReviewCode.REFERENCE_REPEATED)}
    for (method, reference), found in documents.items():
        if len(found) > 1 and reference not in marked:
            yield f"{method} reference {reference}: {len(found)} receipts"
