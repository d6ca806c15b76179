"""Issuing cards and vouchers in the office, many at a time."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from backoffice_server.features.ledger.office import office_day
from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.payments.service.documents import Doing, book, content_of, known_document
from backoffice_server.features.payments.tables import stored_move, stored_terms
from backoffice_server.kernel.unit import Unit
from shared_models.rules.cards import holds_card_number
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.payments import ISSUABLE, Against, IssueStored, StoredBooked

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No sign that is mistaken for another; 32 of them, so that a random byte favours none."""
RANDOM_SIGNS: Final = 10
PREFIX: Final = {
    TenderMethod.GIFT_VOUCHER: "V",
    TenderMethod.GIFT_CARD: "K",
    TenderMethod.STORE_CREDIT: "C",
}
NUMBER_MIN: Final = 4


def issue_stored(unit: Unit, request: IssueStored, *, by: StaffId | None) -> StoredBooked:
    """Make cards or vouchers that can be spent at every till once it has heard of them.

    Refuses an unknown branch (NOT_FOUND), every fault of the request (INVALID), and other content under a
    known id (CONFLICT).
    """
    branch = BranchId(request.branch)
    place = office_day(unit, branch)
    unit.lock_branch(branch)
    content = content_of(request)
    known = known_document(unit, branch, request.id, content)
    if known is not None:
        return known
    numbers = [printed(number) for number in request.numbers]
    faults = _faults(request, numbers)
    if request.expires_on is not None and request.expires_on < place.today:
        faults.append(Fault("expires_on", ErrorCode.INVALID))
    # Two branches might bring the same numbers at one moment.
    unit.lock_company()
    faults += _taken(unit, numbers)
    if faults:
        raise invalid(faults)
    method = request.method
    numbers = numbers or _new_numbers(unit, method, request.count)
    unit.upsert(stored_terms, [(method.value, number, request.expires_on, False) for number in numbers])
    doing = Doing(
        branch=branch,
        document=request.id,
        kind=DocumentKind.STORED_ISSUED,
        moves=[((method.value, number), request.amount) for number in numbers],
        against=request.against,
        note=request.note,
        by=by,
    )
    return book(unit, doing, place=place, content=content)


def printed(number: str) -> str:
    """As tills compare numbers: capitals, without spaces."""
    return "".join(number.split()).upper()


def _faults(request: IssueStored, numbers: Sequence[str]) -> list[Fault]:
    faults = []
    if request.method not in ISSUABLE:
        faults.append(Fault("method", ErrorCode.INVALID))
    if request.against is Against.LAPSED:
        faults.append(Fault("against", ErrorCode.INVALID))
    if numbers and len(numbers) != request.count:
        faults.append(Fault("count", ErrorCode.INVALID))
    if len(set(numbers)) != len(numbers):
        faults.append(Fault("numbers", ErrorCode.DUPLICATE_ROW))
    if any(len(number) < NUMBER_MIN for number in numbers):
        faults.append(Fault("numbers", ErrorCode.INVALID, (("at_least", NUMBER_MIN),)))
    if any(map(holds_card_number, numbers)):
        faults.append(Fault("numbers", ErrorCode.CARD_NUMBER_REFUSED))
    return faults


def _taken(unit: Unit, numbers: Sequence[str]) -> list[Fault]:
    own = stored_move.c
    query = select(own.number).where(own.number.in_(numbers)).distinct()
    taken = sorted(unit.connection.execute(query).scalars()) if numbers else []
    return [Fault("numbers", ErrorCode.CONFLICT, (("numbers", ", ".join(taken)),))] if taken else []


def _new_numbers(unit: Unit, method: TenderMethod, count: int) -> list[str]:
    """Numbers nobody can guess and nothing has yet."""
    made: dict[str, None] = {}
    while len(made) < count:
        signs = unit.random_bytes(RANDOM_SIGNS)
        made[PREFIX[method] + "".join(ALPHABET[sign % len(ALPHABET)] for sign in signs)] = None
        if len(made) == count and (again := _taken(unit, list(made))):
            for number in str(dict(again[0].facts)["numbers"]).split(", "):
                del made[number]
    return list(made)
