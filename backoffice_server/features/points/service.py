"""Points given or taken by hand: a document of its own, never a change of what was posted."""

import hashlib
from typing import Final

from sqlalchemy import select

from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.ledger.office import office_day
from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.parties import queries as parties
from backoffice_server.features.points.book import Owner, PointsBook
from backoffice_server.features.points.tables import points_correction
from backoffice_server.kernel.unit import Unit
from shared_models.rules.points_ledger import points_lapsed_entry
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CorrectPoints, CustomerBooked

SERIES: Final = "PTS"


def correct_points(unit: Unit, request: CorrectPoints, *, by: StaffId | None) -> CustomerBooked:
    """Book a correction. Given points owe nothing in the books; taken ones release what was owed for them.

    Refuses an unknown branch or customer (NOT_FOUND) and other content under a known id (CONFLICT).
    """
    branch = BranchId(request.branch)
    place = office_day(unit, branch)
    parties.customer_row(unit, request.customer)
    unit.lock_branch(branch)
    content = hashlib.sha256(request.model_dump_json().encode()).digest()
    own = points_correction.c
    query = select(points_correction).where(own.branch_id == branch, own.correction_id == request.id)
    known = unit.connection.execute(query).one_or_none()
    if known is not None:
        if known.request_hash != content:
            raise Refusal(ErrorCode.CONFLICT, document=str(request.id))
        return CustomerBooked(id=request.id, number=known.number, posting_no=known.posting_no)
    no = ledger.take_numbers(unit, branch, 1)
    number = ledger.next_document_number(unit, branch, code=place.code, series=SERIES)
    book = PointsBook.open(unit, branch, [request.customer])
    released = book.correct(Owner(no, request.id, request.customer), request.points)
    kind, entry = DocumentKind.POINTS_CORRECTED, points_lapsed_entry(released)
    day = place.today
    ledger.post(unit, branch, [JournalDocument(no, kind, request.id, number, day, day, entry)])
    book.write(unit)
    row = (branch, request.id, no, number, request.customer, request.points, request.note, by)
    unit.insert(points_correction, [(*row, unit.now(), content)])
    return CustomerBooked(id=request.id, number=number, posting_no=no)
