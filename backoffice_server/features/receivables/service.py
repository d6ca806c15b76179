"""Payments that customers make on their account."""

import hashlib
from typing import Final

from sqlalchemy import select

from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.ledger.office import office_day
from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.parties import queries as parties
from backoffice_server.features.receivables import queries
from backoffice_server.features.receivables.book import ReceivableBook
from backoffice_server.features.receivables.tables import receivable_payment
from backoffice_server.kernel.unit import Unit
from shared_models.rules.accounts import Account
from shared_models.rules.credit import received_entry
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CustomerBooked, PaidInto, ReceivePayment

SERIES: Final = "PTG"
ACCOUNT_OF: Final = {PaidInto.CASH: Account.MAIN_CASH, PaidInto.BANK: Account.BANK}


def receive_payment(unit: Unit, request: ReceivePayment, *, by: StaffId | None) -> CustomerBooked:
    """Book a payment of what a customer owes a branch. The same payment sent twice is booked once.

    Refuses an unknown branch or customer (NOT_FOUND), more than is owed (TENDER_TOO_LARGE with what is), and
    other content under a known id (CONFLICT).
    """
    branch = BranchId(request.branch)
    place = office_day(unit, branch)
    parties.customer_row(unit, request.customer)
    unit.lock_branch(branch)
    content = hashlib.sha256(request.model_dump_json().encode()).digest()
    own = receivable_payment.c
    query = select(receivable_payment).where(own.branch_id == branch, own.payment_id == request.id)
    known = unit.connection.execute(query).one_or_none()
    if known is not None:
        if known.request_hash != content:
            raise Refusal(ErrorCode.CONFLICT, document=str(request.id))
        return CustomerBooked(id=request.id, number=known.number, posting_no=known.posting_no)
    owed = queries.owed_to(unit, branch, request.customer)
    if request.amount > owed:
        raise Refusal(ErrorCode.TENDER_TOO_LARGE, total=max(owed, 0))
    no = ledger.take_numbers(unit, branch, 1)
    number = ledger.next_document_number(unit, branch, code=place.code, series=SERIES)
    entry = received_entry(request.amount, into=ACCOUNT_OF[request.into])
    kind, day = DocumentKind.RECEIVABLE_PAID, place.today
    ledger.post(unit, branch, [JournalDocument(no, kind, request.id, number, day, day, entry)])
    book = ReceivableBook(branch)
    book.move(no, request.customer, "payment", Money(-request.amount))
    book.write(unit)
    row = (branch, request.id, no, number, request.customer, request.amount, request.into, request.note, by)
    unit.insert(receivable_payment, [(*row, unit.now(), content)])
    return CustomerBooked(id=request.id, number=number, posting_no=no)
