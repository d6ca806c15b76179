"""References of payments: one payment is taken for one receipt."""

from collections.abc import Sequence
from dataclasses import replace

from pos_client.engine.stored import of_number, printed_number
from pos_client.store import StoreUnit
from shared_models.rules.cards import holds_card_number
from shared_models.rules.payments import TOLD_BY_REFERENCE
from shared_models.rules.qris import rrn_of
from shared_models.rules.receipt import Tender
from shared_models.rules.staff_cards import holds_card
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.refusals import Refusal

_KEEP = "INSERT {verb} INTO payment_reference (method, reference, receipt) VALUES (?, ?, ?)"


def refuse_card_number(*texts: str | None) -> None:
    """No number of a bank card and no code of a staff card enters the journal, which cannot be rewritten.

    Refuses CARD_NUMBER_REFUSED.
    """
    if any(text is not None and (holds_card_number(text) or holds_card(text)) for text in texts):
        raise Refusal(ErrorCode.CARD_NUMBER_REFUSED)


def cleaned(tender: Tender) -> Tender:
    """With its reference and number in the form they are compared by.

    Refuses REFERENCE_INVALID and CARD_NUMBER_REFUSED.
    """
    refuse_card_number(tender.reference, tender.number)
    tender = of_number(tender)
    if tender.reference is None:
        return tender
    if tender.method is TenderMethod.E_WALLET:
        return replace(tender, reference=printed_number(tender.reference))
    if tender.method is not TenderMethod.QRIS:
        return tender
    rrn = rrn_of(tender.reference)
    if rrn is None:
        raise Refusal(ErrorCode.REFERENCE_INVALID, reference=tender.reference)
    return replace(tender, reference=rrn)


def take_references(unit: StoreUnit, tenders: Sequence[Tender], *, receipt_no: str) -> None:
    """Refuses REFERENCE_USED (facts: receipt) where another receipt was paid with one of them."""
    for method, reference in _of(tenders):
        used = unit.execute(
            "SELECT receipt FROM payment_reference WHERE method = ? AND reference = ?", (method, reference)
        ).fetchone()
        if used is not None:
            raise Refusal(ErrorCode.REFERENCE_USED, reference=reference, receipt=used[0])
        unit.execute(_KEEP.format(verb=""), (method, reference, receipt_no))


def restore_references(unit: StoreUnit, tenders: Sequence[Tender], *, receipt_no: str) -> None:
    """Of a sale that comes back: whatever was used before it stands."""
    for method, reference in _of(tenders):
        unit.execute(_KEEP.format(verb="OR IGNORE"), (method, reference, receipt_no))


def _of(tenders: Sequence[Tender]) -> list[tuple[str, str]]:
    return [
        (tender.method.value, tender.reference)
        for tender in tenders
        if tender.method in TOLD_BY_REFERENCE and tender.reference
    ]
