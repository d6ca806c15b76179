"""References of payments: one payment is taken for one receipt."""

from collections.abc import Sequence

from pos_client.store import StoreUnit
from shared_models.rules.qris import rrn_of
from shared_models.rules.receipt import Tender
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.refusals import Refusal

_KEEP = "INSERT {verb} INTO payment_reference (method, reference, receipt) VALUES (?, ?, ?)"


def cleaned(tender: Tender) -> Tender:
    """With its reference in the form it is compared by. Refuses REFERENCE_INVALID."""
    if tender.method is not TenderMethod.QRIS or tender.reference is None:
        return tender
    rrn = rrn_of(tender.reference)
    if rrn is None:
        raise Refusal(ErrorCode.REFERENCE_INVALID, reference=tender.reference)
    return Tender(tender.method, tender.amount, rrn)


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
        if tender.method is TenderMethod.QRIS and tender.reference is not None
    ]
