"""The customer's side of a receipt: points, what is sold on account, and customers that tills add."""

from uuid import UUID

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.points.book import Owner
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import Applied, ReceiptTold, TillEvent
from backoffice_server.features.sales.service.flags import codes_of, flag_origin
from backoffice_server.features.sales.service.members import CREDIT, POINTS, customer_of
from backoffice_server.kernel.codes import free_variation
from shared_models.rules.customers import phone_key
from shared_models.rules.entries import JournalLine
from shared_models.rules.points_ledger import (
    deferred_revenue,
    points_earned_entry,
    points_paid_entry,
    points_taken_back_entry,
)
from shared_models.rules.points_receipt import paid_by
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import EventOutcome, ReviewCode
from shared_models.values.money import Money
from shared_models.values.refusals import Fact
from shared_models.wire.envelope import CustomerAddedEvent
from shared_models.wire.replica import CustomerRow
from shared_models.wire.sales import points_differ

EVENT = "event"


def member_lines(batch: Batch, no: int, event: ReceiptTold, receipt: Receipt) -> list[JournalLine]:
    """Move the customer's points and account with a receipt; the lines its entry has beside its own."""
    credit, by_points = paid_by(receipt, CREDIT), paid_by(receipt, POINTS)
    if event.p.customer is None and not credit and not by_points:
        return []
    _demand_known(batch, event)
    if credit:
        _move_account(batch, no, event, credit)
    owner = Owner(no, event.p.sale, customer_of(event))
    if event.is_sale:
        lines = _sold(batch, owner, event, receipt, by_points)
    else:
        lines = _returned(batch, owner, event, by_points)
    if by_points and event.is_sale:
        _flag_overspent(batch, event, owner.customer)
    return lines


def apply_added(batch: Batch, item: TillEvent) -> Applied:
    """A customer added at a till; one with a phone number that is known is kept apart and flagged."""
    event = item.event
    assert isinstance(event, CustomerAddedEvent)
    members, told = batch.state.members, event.p
    held = members.known.get(told.customer)
    if (held is None or held.placeholder) and told.customer not in members.added:
        code = free_variation(told.code, members.codes)
        members.codes.add(code)
        members.added[told.customer] = CustomerRow(
            id=told.customer, code=code, name=told.name, phone=told.phone
        )
        members.placeholders.pop(told.customer, None)
        _flag_alike(batch, event)
    flag_origin(batch, event, EVENT, event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))


def _sold(
    batch: Batch, owner: Owner, event: ReceiptTold, receipt: Receipt, by_points: Money
) -> list[JournalLine]:
    told, book = event.p.points, batch.state.members.points
    lines: list[JournalLine] = []
    if by_points or (told is not None and told.redeemed):
        released = book.redeem(owner, 0 if told is None else told.redeemed, on=event.bdate)
        lines += points_paid_entry(by_points, released)
    if told is not None and told.earned:
        deferred = deferred_revenue(
            receipt.revenue, points=told.earned, value=told.value, redemption_bp=told.redemption_bp
        )
        book.earn(owner, told.earned, deferred=deferred, redemption_bp=told.redemption_bp)
        lines += points_earned_entry(deferred)
    if points_differ(receipt, told):
        facts: dict[str, Fact] = {"earned": 0 if told is None else told.earned, "paid": by_points}
        code, document = ReviewCode.POINTS_DIFFER, event.p.sale
        batch.flag(code, document, DocumentKind.SALE, document, facts=facts)
    return lines


def _returned(batch: Batch, owner: Owner, event: ReceiptTold, by_points: Money) -> list[JournalLine]:
    told, book = event.p.points_back, batch.state.members.points
    lines: list[JournalLine] = []
    if told is not None and told.taken_back:
        sale = None if event.p.original is None else event.p.original.sale
        lines += points_taken_back_entry(book.take_back(owner, told.taken_back, sale=sale))
    if by_points or (told is not None and told.given_back):
        released = book.give_back(owner, 0 if told is None else told.given_back)
        lines += points_paid_entry(Money(-by_points), released)
    return lines


def _move_account(batch: Batch, no: int, event: ReceiptTold, credit: Money) -> None:
    members, customer_id = batch.state.members, customer_of(event)
    book = members.receivables
    if not event.is_sale:
        book.move(no, customer_id, "return", Money(-credit))
        return
    told = event.p.credit
    book.move(no, customer_id, "sale", credit, due_on=event.bdate if told is None else told.due_on)
    known = members.known.get(customer_id)
    limit = 0 if known is None else known.credit_limit
    owed = members.owed.get(customer_id, 0) + book.owed(customer_id)
    if owed > limit and (told is None or told.approver is None):
        facts: dict[str, Fact] = {"owed": owed, "limit": limit}
        document = event.p.sale
        batch.flag(ReviewCode.CREDIT_OVER_LIMIT, customer_id, DocumentKind.SALE, document, facts=facts)


def _demand_known(batch: Batch, event: ReceiptTold) -> None:
    """A hidden row for a customer that only this receipt knows, and a flag."""
    members, customer_id = batch.state.members, customer_of(event)
    held = members.known.get(customer_id)
    if customer_id in members.added or (held is not None and not held.placeholder):
        return
    kind = DocumentKind.SALE if event.is_sale else DocumentKind.RETURN
    batch.flag(ReviewCode.UNKNOWN_CUSTOMER, customer_id, kind, event.p.sale, once=True)
    if held is None and customer_id not in members.placeholders:
        row = CustomerRow(id=customer_id, code=f"?{customer_id}", name=f"?{str(customer_id)[-12:]}")
        members.placeholders[customer_id] = row


def _flag_overspent(batch: Batch, event: ReceiptTold, customer_id: UUID) -> None:
    members = batch.state.members
    left = members.had.get(customer_id, 0) + sum(
        move[4] for move in members.points.moves if move[3] == customer_id
    )
    if left < 0:
        document = event.p.sale
        facts: dict[str, Fact] = {"points": left}
        batch.flag(ReviewCode.POINTS_OVERSPENT, customer_id, DocumentKind.SALE, document, facts=facts)


def _flag_alike(batch: Batch, event: CustomerAddedEvent) -> None:
    members, told = batch.state.members, event.p
    key = phone_key(told.phone)
    others = [one for one in members.phones.get(key, ()) if one[0] != told.customer] if key else []
    if others:
        facts: dict[str, Fact] = {"name": told.name, "phone": told.phone, "other": others[0][1]}
        batch.flag(ReviewCode.CUSTOMER_ALIKE, told.customer, EVENT, event.id, facts=facts)
    if key:
        members.phones.setdefault(key, []).append((told.customer, told.name))
