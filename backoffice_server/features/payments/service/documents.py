"""Money the office puts onto cards and vouchers, or takes off them: documents with their entry and moves."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.ledger.office import OfficeDay
from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.payments.service.carrying import carry_up
from backoffice_server.features.payments.tables import stored_document, stored_move
from backoffice_server.kernel.unit import Unit
from shared_models.rules import stored_value
from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine
from shared_models.rules.stored_value import StoredKind, forfeit, issue, spend
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.base import ApiModel
from shared_models.wire.payments import Against, StoredBooked

SERIES: Final = {DocumentKind.STORED_ISSUED: "VCR", DocumentKind.STORED_TAKEN_OFF: "VCX"}
ACCOUNT_OF: Final = {
    Against.CASH: Account.MAIN_CASH,
    Against.BANK: Account.BANK,
    Against.GIVEN_AWAY: Account.MARKETING,
}
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Doing:
    """A document of the office before it is booked. `moves`: method and number, and what it changes."""

    branch: BranchId
    document: UUID
    kind: DocumentKind
    moves: Sequence[tuple[Name, Money]]
    against: Against
    note: str
    by: StaffId | None
    approver: StaffId | None = None


def content_of(request: ApiModel) -> bytes:
    """Tells a repeated request from another one with its id; a password never counts."""
    return hashlib.sha256(request.model_dump_json(exclude={"approver"}).encode()).digest()


def known_document(unit: Unit, branch: BranchId, document: UUID, content: bytes) -> StoredBooked | None:
    """What was booked under this id. Refuses other content (CONFLICT). Under the branch lock."""
    own, move = stored_document.c, stored_move.c
    query = select(stored_document).where(own.branch_id == branch, own.document_id == document)
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.request_hash != content:
        raise Refusal(ErrorCode.CONFLICT, document=str(document))
    numbers = select(move.number).where(move.branch_id == branch, move.posting_no == row.posting_no)
    found = unit.connection.execute(numbers.order_by(move.line)).scalars()
    return StoredBooked(
        id=document,
        number=row.number,
        posting_no=row.posting_no,
        numbers=tuple(found),
        amount=Money(row.amount),
    )


def book(unit: Unit, doing: Doing, *, place: OfficeDay, content: bytes) -> StoredBooked:
    """Entry, moves and document; the balances are the company's at once. Under the branch lock."""
    branch = doing.branch
    amount = Money(sum(moved for _, moved in doing.moves))
    no = ledger.take_numbers(unit, branch, 1)
    number = ledger.next_document_number(unit, branch, code=place.code, series=SERIES[doing.kind])
    lines = _entry(StoredKind(doing.moves[0][0][0]), amount, doing.against)
    posted = JournalDocument(no, doing.kind, doing.document, number, place.today, place.today, lines)
    ledger.post(unit, branch, [posted])
    now = unit.now()
    unit.insert(
        stored_move,
        [
            (branch, no, line, method, card, moved, now)
            for line, ((method, card), moved) in enumerate(doing.moves, 1)
        ],
    )
    row = (branch, doing.document, no, number, amount, doing.against.value, doing.note)
    unit.insert(stored_document, [(*row, doing.by, doing.approver, now, content)])
    carry_up(unit, only=branch)
    cards = tuple(card for (_, card), _ in doing.moves)
    return StoredBooked(id=doing.document, number=number, posting_no=no, numbers=cards, amount=amount)


def _entry(kind: StoredKind, amount: Money, against: Against) -> tuple[JournalLine, ...]:
    """Of `amount` > 0 put onto cards, or < 0 taken off them (vectors voucher_sold, voucher_expired)."""
    if amount > 0:
        return stored_value.issued_entry(issue(kind, amount), [(ACCOUNT_OF[against], amount)])
    held = issue(kind, Money(-amount))
    if against is Against.LAPSED:
        return stored_value.lapsed_entry(held, forfeit(held))
    return stored_value.paid_out_entry(held, spend(held, held.balance), out_of=ACCOUNT_OF[against])


def in_order(names: Iterable[Name]) -> list[Name]:
    """One order for everybody who writes several."""
    return sorted(set(names))
