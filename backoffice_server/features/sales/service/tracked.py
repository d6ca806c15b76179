"""The lots and pieces that receipts move, and what was confirmed before their goods were sold."""

from collections.abc import Sequence

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import ReceiptTold
from backoffice_server.features.sales.service.state import ProductFacts
from backoffice_server.features.tracking.service import LotMoved, Place
from shared_models.rules.particulars import Particulars
from shared_models.rules.posting import moves_stock
from shared_models.rules.receipt import Receipt, ReceiptKind, ReceiptLine
from shared_models.values.codes import CheckKind, ReviewCode, SerialState, Tracking
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Fact

NOTHING = Particulars()


def track(
    batch: Batch, no: int, event: ReceiptTold, receipt: Receipt, products: Sequence[ProductFacts]
) -> None:
    """Move what a posted receipt says of its lots and pieces; flag what is odd about it."""
    for line, facts in zip(receipt.lines, products, strict=True):
        known = facts.listed
        if line.particulars is None and (known is None or not known.needs):
            continue
        place = Place(no, line.line, event.receipt or "", event.at)
        one = _Line(batch, event, receipt.kind, line, facts)
        one.note_checks(no)
        if facts.known is not None and facts.known.needs.tracking is Tracking.LOT:
            one.move_lot(place)
        one.move_piece(place)


class _Line:
    def __init__(
        self,
        batch: Batch,
        event: ReceiptTold,
        kind: ReceiptKind,
        line: ReceiptLine,
        facts: ProductFacts,
    ) -> None:
        self._batch, self._event, self._kind, self._line, self._facts = batch, event, kind, line, facts
        self._told = line.particulars or NOTHING
        self._sale = kind is ReceiptKind.SALE

    def note_checks(self, no: int) -> None:
        told, branch, line = self._told, self._batch.state.place.branch, self._line.line
        if not self._sale:
            return
        if told.age is not None:
            age = (CheckKind.AGE.value, told.age.at_least, told.age.born, None, None)
            self._batch.checks.append((branch, no, line, *age))
        if told.prescription is not None:
            shown = told.prescription
            kind = CheckKind.PRESCRIPTION.value
            self._batch.checks.append((branch, no, line, kind, None, None, shown.number, shown.prescriber))
        known = self._facts.listed
        if known is None:
            return
        young = known.needs.min_age > (0 if told.age is None else told.age.at_least)
        if young or (known.needs.prescription and told.prescription is None):
            asked = CheckKind.AGE if young else CheckKind.PRESCRIPTION
            self._flag(ReviewCode.CHECK_MISSING, {"asked": asked.value}, once=False)

    def move_lot(self, place: Place) -> None:
        tracks, told = self._batch.state.tracks, self._told
        if tracks is None or not moves_stock(self._kind, self._line) or not self._line.base_qty:
            return
        sign = -1 if self._sale else 1
        qty = Quantity(sign * self._line.base_qty)
        moved = tracks.move_lot(place, self._facts.product, told.lot, qty, told.expires_on)
        if self._sale:
            self._flag_lot(moved)

    def move_piece(self, place: Place) -> None:
        tracks, number = self._batch.state.tracks, self._told.serial
        known = self._facts.listed
        by_piece = known is not None and known.needs.tracking is Tracking.SERIAL
        if tracks is None or number is None:
            if by_piece and self._sale:
                self._flag(ReviewCode.SERIAL_UNKNOWN, {}, once=True)
            return
        state = SerialState.SOLD if self._sale else SerialState.RETURNED
        before = tracks.move_piece(place, (self._facts.product, number), state)
        if not self._sale:
            return
        if before is not None and before.state is SerialState.SOLD:
            facts: dict[str, Fact] = {"serial": number, "receipt": before.document_no}
            self._flag(ReviewCode.SERIAL_SOLD_TWICE, facts, once=False)
        elif before is None or before.state is SerialState.GONE:
            self._flag(ReviewCode.SERIAL_UNKNOWN, {"serial": number}, once=True)

    def _flag_lot(self, moved: LotMoved) -> None:
        facts: dict[str, Fact] = {"lot": self._told.lot}
        if moved.unknown:
            self._flag(ReviewCode.LOT_UNKNOWN, facts, once=True)
        if moved.went_negative:
            self._flag(ReviewCode.LOT_NEGATIVE, facts, once=False)
        if moved.expires_on is not None and moved.expires_on < self._event.bdate:
            on = {"on": moved.expires_on.isoformat()}
            self._flag(ReviewCode.LOT_EXPIRED, facts | dict[str, Fact](on), once=False)

    def _flag(self, code: ReviewCode, facts: dict[str, Fact], *, once: bool) -> None:
        kind = DocumentKind.SALE if self._sale else DocumentKind.RETURN
        told: dict[str, Fact] = {"name": self._line.item.name, **facts}
        self._batch.flag(code, self._facts.product, kind, self._event.p.sale, facts=told, once=once)
