"""What the receipt screens do to the store. Everything here runs on the store lane."""

from collections.abc import Mapping, Sequence

from pos_client.devices.chosen import receipt_columns
from pos_client.engine import receipts, returns
from pos_client.engine.print_jobs import PrintKind
from pos_client.engine.receipts import StoredReceipt
from pos_client.engine.returns import FinishedReturn, GoodsBack
from pos_client.engine.sale_rows import refunded_before
from pos_client.engine.till import this_till, today
from pos_client.features.receipts.state import Back, BackLine, PaidOut, ReceiptRow, ShownReceipt
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import read_receipt_qr, receipt_document
from pos_client.printing.seen import seen_at_till
from pos_client.printing.till_slips import head_of, receipt_slip
from pos_client.store import Store, StoreUnit
from pos_client.store.catalogue import CatalogueItem
from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.receipt import ReceiptKind, ReceiptLine
from shared_models.rules.returns import LineBack, completes, lines_back, refund_rounding
from shared_models.rules.rounding import rounding_of
from shared_models.values.codes import PriceSource
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.moments import local
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity

RECENT = 60


class ReceiptDesk:
    """Finding, printing again, taking back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recent(self) -> tuple[ReceiptRow, ...]:
        """Newest first."""
        with self._store.write() as unit:
            zone = this_till(unit).zone
            found = receipts.recent(unit, RECENT)
        return tuple(
            ReceiptRow(
                sale=row.sale,
                number=row.receipt_no,
                at=local(row.at, zone),
                is_return=row.kind is ReceiptKind.RETURN,
                lines=row.lines,
                total=Money(-row.total) if row.kind is ReceiptKind.RETURN else row.total,
                cashier=row.cashier_name,
            )
            for row in found
        )

    def find(self, number: str) -> ShownReceipt:
        """By its number, by its last digits, or by the code at its foot."""
        printed, check_code = read_receipt_qr(number) or (number, "")
        with self._store.write() as unit:
            found = receipts.find_receipt(unit, number=printed, check_code=check_code)
            return _shown(unit, found)

    def show(self, sale: SaleId) -> ShownReceipt:
        with self._store.write() as unit:
            return _shown(unit, receipts.receipt_of(unit, sale))

    def reprint(
        self, sale: SaleId, *, actor: StaffId, approver: StaffId | None, as_gift: bool = False
    ) -> int:
        """The whole receipt, or what was bought without the prices."""
        kind = PrintKind.GIFT if as_gift else PrintKind.COPY
        with self._store.write() as unit:
            return receipts.reprint(unit, sale=sale, actor=actor, approver=approver, kind=kind)

    def refund_of(self, sale: SaleId, back: Mapping[int, Back]) -> Money:
        """What would be paid out for these lines, cash rounding included."""
        with self._store.write() as unit:
            stored = receipts.receipt_of(unit, sale)
            parts = _parts(back)
            total = Money(sum(line.amount for line in lines_back(stored.receipt, parts, stored.returned)))
            rounding = refund_rounding(
                stored.receipt,
                total,
                refunded_before=refunded_before(unit, sale),
                last=completes(stored.receipt, parts, stored.returned),
                rule=this_till(unit).rounding,
            )
        return Money(total + rounding)

    def refund_without(self, goods: Sequence[tuple[CatalogueItem, Back]]) -> Money:
        """The same for goods nobody can show a receipt for: today's prices."""
        with self._store.write() as unit:
            till = this_till(unit)
            lines = [_cart_line(item, part, number) for number, (item, part) in enumerate(goods, 1)]
            figures = figures_of(lines, cart_discount=ZERO, tax_rules=till.tax_rules, day=today(unit))
        return Money(figures.total + rounding_of(figures.total, till.rounding))

    def take_back(
        self,
        sale: SaleId,
        back: Mapping[int, Back],
        *,
        reason: str,
        actor: StaffId,
        approver: StaffId | None,
    ) -> PaidOut:
        with self._store.write() as unit:
            finished = returns.return_lines(
                unit, original=sale, back=_parts(back), reason=reason, actor=actor, approver=approver
            )
        return _paid_out(finished)

    def take_back_without(
        self,
        goods: Sequence[tuple[CatalogueItem, Back]],
        *,
        reason: str,
        actor: StaffId,
        approver: StaffId | None,
    ) -> PaidOut:
        parts = [GoodsBack(item=item, qty=part.qty, restock=part.restock) for item, part in goods]
        with self._store.write() as unit:
            finished = returns.return_without_receipt(
                unit, goods=parts, reason=reason, actor=actor, approver=approver
            )
        return _paid_out(finished)


def _shown(unit: StoreUnit, stored: StoredReceipt) -> ShownReceipt:
    till = this_till(unit)
    paper = receipt_document(receipt_slip(stored, till), head_of(unit, till), with_code=True)
    is_return = stored.kind is ReceiptKind.RETURN
    lines = () if is_return else tuple(_back_line(line, stored) for line in stored.receipt.lines)
    return ShownReceipt(
        sale=stored.sale,
        number=stored.receipt_no,
        is_return=is_return,
        slip=tuple(render_text(paper, receipt_columns(unit))),
        lines=lines,
        seen=seen_at_till(unit, paper),
        paper=paper,
    )


def _back_line(line: ReceiptLine, stored: StoredReceipt) -> BackLine:
    left = Quantity(line.qty - stored.returned.get(line.line, 0))
    return BackLine(
        line=line.line,
        name=line.item.name,
        unit=line.item.unit,
        left=left,
        whole=line.qty % ONE == 0,
        each=Money(line.amount * ONE // line.qty),
    )


def _parts(back: Mapping[int, Back]) -> list[LineBack]:
    return [LineBack(of_line=line, qty=part.qty, restock=part.restock) for line, part in sorted(back.items())]


def _cart_line(item: CatalogueItem, part: Back, number: int) -> CartLine:
    return CartLine(
        line=number,
        item=item.item,
        qty=part.qty,
        price=item.price or ZERO,
        price_source=PriceSource.LIST,
        list_price=item.price,
    )


def _paid_out(finished: FinishedReturn) -> PaidOut:
    return PaidOut(
        sale=finished.sale,
        number=finished.receipt_no,
        refund=finished.refund,
        notes=tuple(finished.pieces.items()),
    )
