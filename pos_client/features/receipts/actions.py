"""What the receipt screens do to the store. Everything here runs on the store lane."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pos_client.devices.chosen import receipt_columns
from pos_client.engine import receipts, returns, tax_invoices
from pos_client.engine.print_jobs import PrintKind
from pos_client.engine.receipts import StoredReceipt
from pos_client.engine.receipts_elsewhere import any_receipt, receipt_elsewhere
from pos_client.engine.returns import FinishedReturn, GoodsBack
from pos_client.engine.till import this_till, today
from pos_client.features.receipts.state import (
    CASH_BACK,
    CREDIT_BACK,
    Back,
    BackLine,
    InvoiceWanted,
    PaidOut,
    ReceiptRow,
    ShownReceipt,
    WayBack,
)
from pos_client.printing.marks import marked
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import is_receipt_number, read_receipt_qr, receipt_document
from pos_client.printing.seen import seen_at_till
from pos_client.printing.tax_invoices import tax_invoice_document
from pos_client.printing.till_slips import head_of, receipt_slip
from pos_client.store import Store, StoreUnit
from pos_client.store.catalogue import CatalogueItem
from pos_client.store.replica import payment_methods
from pos_client.sync.asking import office_of
from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.receipt import ReceiptKind, ReceiptLine, Tender
from shared_models.rules.returns import LineBack
from shared_models.rules.rounding import rounding_of
from shared_models.values.codes import ErrorCode, PriceSource, TenderMethod
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.moments import local
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import WholeReceipt

RECENT = 60


class ReceiptDesk:
    """Finding, printing again, taking back. `mark` (a msgid): stands on every paper that is shown."""

    def __init__(self, store: Store, *, mark: str = "") -> None:
        self._store = store
        self._mark = mark
        # Receipts of other tills as the back office told them, while the till runs.
        self._elsewhere: dict[SaleId, WholeReceipt] = {}

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
            return self._shown(unit, found)

    def show(self, sale: SaleId) -> ShownReceipt:
        with self._store.write() as unit:
            return self._shown(unit, receipts.receipt_of(unit, sale))

    def fetch(self, number: str) -> WholeReceipt:
        """Of another till, from the back office; never on the store lane.

        Refuses RECEIPT_UNKNOWN, and RECEIPT_ELSEWHERE while the back office cannot be reached.
        """
        printed, _check_code = read_receipt_qr(number) or (number.strip(), "")
        with office_of(self._store) as office:
            # Training asks nobody: what it takes back was never sold.
            if office is None or self._mark or not is_receipt_number(printed):
                raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=printed)
            try:
                return office.whole_receipt(printed)
            except Refusal as refusal:
                if refusal.code is ErrorCode.SERVER_UNREACHABLE:
                    raise Refusal(ErrorCode.RECEIPT_ELSEWHERE, number=printed) from refusal
                raise

    def show_elsewhere(self, asked: str, told: WholeReceipt) -> ShownReceipt:
        """A receipt of another till. Refuses RECEIPT_NOT_GENUINE for a paper with another check code."""
        _number, check_code = read_receipt_qr(asked) or (asked, "")
        with self._store.write() as unit:
            stored = receipt_elsewhere(unit, told)
            if not stored.chain_hash.startswith(check_code.lower()):
                raise Refusal(ErrorCode.RECEIPT_NOT_GENUINE, number=stored.receipt_no)
            self._elsewhere[stored.sale] = told
            return self._shown(unit, stored)

    def reprint(
        self, sale: SaleId, *, actor: StaffId, approver: StaffId | None, as_gift: bool = False
    ) -> int:
        """The whole receipt, or what was bought without the prices."""
        kind = PrintKind.GIFT if as_gift else PrintKind.COPY
        with self._store.write() as unit:
            return receipts.reprint(unit, sale=sale, actor=actor, approver=approver, kind=kind)

    def request_invoice(self, shown: ShownReceipt, wanted: InvoiceWanted, *, actor: StaffId) -> ShownReceipt:
        """The request is kept; the page to print, in the place of the receipt's."""
        with self._store.write() as unit:
            told = tax_invoices.request_invoice(
                unit, sale=shown.sale, buyer=wanted.buyer, email=wanted.email, actor=actor
            )
            head = head_of(unit, this_till(unit))
            paper = tax_invoice_document(told, head, asked_on=today(unit))
        return replace(shown, paper=marked(paper, self._mark, head.language) if self._mark else paper)

    def refund_of(self, sale: SaleId, back: Mapping[int, Back], by: Tender | None = None) -> Money:
        """What would be paid out for these lines, cash rounding included."""
        with self._store.write() as unit:
            stored = any_receipt(unit, self._elsewhere.get(sale, sale))
            return returns.receipt_against(unit, stored, _parts(back), by=by).due

    def refund_without(self, goods: Sequence[tuple[CatalogueItem, Back]], by: Tender | None = None) -> Money:
        """The same for goods nobody can show a receipt for: today's prices."""
        with self._store.write() as unit:
            till = this_till(unit)
            lines = [_cart_line(item, part, number) for number, (item, part) in enumerate(goods, 1)]
            figures = figures_of(lines, cart_discount=ZERO, tax_rules=till.tax_rules, day=today(unit))
        in_cash = by is None or by.method is TenderMethod.CASH
        return Money(figures.total + (rounding_of(figures.total, till.rounding) if in_cash else ZERO))

    def take_back(
        self,
        sale: SaleId,
        back: Mapping[int, Back],
        *,
        reason: str,
        actor: StaffId,
        approver: StaffId | None,
        by: Tender | None = None,
    ) -> PaidOut:
        with self._store.write() as unit:
            finished = returns.return_lines(
                unit,
                original=self._elsewhere.get(sale, sale),
                back=_parts(back),
                reason=reason,
                actor=actor,
                approver=approver,
                by=by,
            )
            return _paid_out(unit, finished)

    def take_back_without(
        self,
        goods: Sequence[tuple[CatalogueItem, Back]],
        *,
        reason: str,
        actor: StaffId,
        approver: StaffId | None,
        by: Tender | None = None,
    ) -> PaidOut:
        parts = [GoodsBack(item=item, qty=part.qty, restock=part.restock) for item, part in goods]
        with self._store.write() as unit:
            finished = returns.return_without_receipt(
                unit, goods=parts, reason=reason, actor=actor, approver=approver, by=by
            )
            return _paid_out(unit, finished)

    def _shown(self, unit: StoreUnit, stored: StoredReceipt) -> ShownReceipt:
        till = this_till(unit)
        head = head_of(unit, till)
        slip = receipt_slip(stored, till, language=head.language, in_full=True)
        paper = receipt_document(slip, head, with_code=True)
        if self._mark:
            paper = marked(paper, self._mark, head.language)
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
            ways=() if is_return else _ways(unit, stored),
            elsewhere=stored.branch is not None,
        )


def _ways(unit: StoreUnit, stored: StoredReceipt) -> tuple[WayBack, ...]:
    """Ways the money can go: those it came, then a store credit, then cash."""
    paid = returns.ways_back(stored)
    in_cash = any(way.method is TenderMethod.CASH for way in paid)
    return (*_named(unit, paid), CREDIT_BACK, *(() if in_cash else (CASH_BACK,)))


def _named(unit: StoreUnit, tenders: Iterable[Tender]) -> tuple[WayBack, ...]:
    names = {row.code: (row.name, row.name_en) for row in payment_methods(unit)}
    return tuple(
        WayBack(tender, *names.get(tender.kind or tender.method.value, ("", ""))) for tender in tenders
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
        serial=None if line.particulars is None else line.particulars.serial,
        sold=(line.item.product, line.item.unit),
    )


def _parts(back: Mapping[int, Back]) -> list[LineBack]:
    return [LineBack(line, part.qty, part.restock, part.serial) for line, part in sorted(back.items())]


def _cart_line(item: CatalogueItem, part: Back, number: int) -> CartLine:
    return CartLine(
        line=number,
        item=item.item,
        qty=part.qty,
        price=item.price or ZERO,
        price_source=PriceSource.LIST,
        list_price=item.price,
    )


def _paid_out(unit: StoreUnit, finished: FinishedReturn) -> PaidOut:
    return PaidOut(
        sale=finished.sale,
        number=finished.receipt_no,
        refund=finished.receipt.cash,
        others=_named(unit, [one for one in finished.receipt.tenders if one.method is not TenderMethod.CASH]),
        notes=tuple(finished.pieces.items()),
    )
