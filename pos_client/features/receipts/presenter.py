"""The receipts of this till, the one that is open, and a return under way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_client import texts
from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from pos_client.desk.till.approval import Approvals, Attempt
from pos_client.features.receipts.state import (
    CASH_BACK,
    CREDIT_BACK,
    Back,
    InvoiceWanted,
    PaidOut,
    ReceiptRow,
    ShownReceipt,
    WayBack,
)
from pos_client.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import WholeReceipt

if TYPE_CHECKING:
    from pos_client.features.receipts.actions import ReceiptDesk
    from pos_client.store.catalogue import Catalogue, CatalogueItem

T = TypeVar("T")
Refused = Callable[[str], None]


class Receipts(QObject):
    """`rows` newest first; `shown` is the receipt beside the list."""

    changed = Signal()
    refused = Signal(str)
    troubled = Signal(object)
    reprinted = Signal(str)
    page_wanted = Signal(object, str)

    def __init__(self, background: Background, approvals: Approvals) -> None:
        super().__init__(background)
        self._background = background
        self._approvals = approvals
        self._desk: ReceiptDesk | None = None
        self._actor: StaffId | None = None
        self.catalogue: Catalogue | None = None
        self.rows: tuple[ReceiptRow, ...] = ()
        self.shown: ShownReceipt | None = None
        self.returning = Returning(self)
        self._asked = 0

    def begin(self, desk: ReceiptDesk, catalogue: Catalogue, actor: StaffId) -> None:
        self._desk, self.catalogue, self._actor = desk, catalogue, actor

    @property
    def desk(self) -> ReceiptDesk:
        assert self._desk is not None
        return self._desk

    @property
    def actor(self) -> StaffId:
        assert self._actor is not None
        return self._actor

    def refresh(self, number: str = "") -> None:
        """Fetch the list; the receipt of this number is opened, or the newest."""
        newest = self._latest()(self._open_newest)

        def listed(rows: tuple[ReceiptRow, ...]) -> None:
            self.rows = rows
            self.changed.emit()
            if not number:
                newest(rows)

        self._background.store(self.desk.recent, then=listed)
        if number:
            self.find(number)

    def open(self, sale: SaleId) -> None:
        latest = self._latest()
        self.run(lambda: self.desk.show(sale), latest(self._opened), latest(self.refused.emit))

    def find(self, number: str) -> None:
        """Open by number, typed or scanned; what this till does not know, the back office may."""

        def failed(refusal: Refusal) -> None:
            if refusal.code is ErrorCode.RECEIPT_UNKNOWN:
                self._find_elsewhere(number)
            else:
                self.refused.emit(words(refusal))

        latest = self._latest()
        self._show_nothing()
        self.store(lambda: self.desk.find(number), latest(self._opened), latest(failed))

    def _find_elsewhere(self, number: str) -> None:
        latest = self._latest()

        def told(receipt: WholeReceipt) -> None:
            show = partial(self.desk.show_elsewhere, number, receipt)
            self.run(show, latest(self._opened), latest(self.refused.emit))

        failed = self.failing(latest(lambda refusal: self.refused.emit(words(refusal))))
        self._background.online(lambda: self.desk.fetch(number), then=latest(told), fail=failed)

    def _latest(self) -> Callable[[Callable[[T], None]], Callable[[T], None]]:
        """What is asked for last is what is shown: the answer to an earlier question is not taken."""
        self._asked += 1
        asked = self._asked

        def guarded(then: Callable[[T], None]) -> Callable[[T], None]:
            return lambda answer: then(answer) if asked == self._asked else None

        return guarded

    def step(self, by: int) -> None:
        """The next or the previous receipt of the list."""
        if not self.rows:
            return
        here = next((n for n, row in enumerate(self.rows) if self._is_shown(row)), 0)
        self.open(self.rows[max(0, min(len(self.rows) - 1, here + by))].sale)

    def reprint(self, *, as_gift: bool = False) -> None:
        """Print the open receipt again, or what was bought without the prices."""
        shown = self.shown
        if shown is None or shown.elsewhere:
            return

        def attempt(approver: StaffId | None, fail: Callable[[Refusal], None]) -> None:
            self._background.store(
                lambda: self.desk.reprint(shown.sale, actor=self.actor, approver=approver, as_gift=as_gift),
                then=lambda _job: self.reprinted.emit(shown.number),
                fail=self.failing(fail),
            )

        what = _("Print receipt {number} again", number=shown.number)
        self._approvals.run(what, attempt, lambda refusal: self.refused.emit(words(refusal)))

    def request_invoice(
        self, wanted: InvoiceWanted, file: str, then: Callable[[], None], refused: Refused
    ) -> None:
        """A full tax invoice of the open receipt; its request goes onto an A4 page."""
        shown = self.shown
        if shown is None:
            return

        def asked(page: ShownReceipt) -> None:
            self.page_wanted.emit(page, file)
            then()

        self.run(lambda: self.desk.request_invoice(shown, wanted, actor=self.actor), asked, refused)

    def put_on_page(self, file: str) -> None:
        """As an A4 page: printed, or into `file` where the till has no such printer."""
        if self.shown is not None:
            self.page_wanted.emit(self.shown, file)

    # for the return under way -----------------------------------------------------------------------------

    def run(self, do: Callable[[], T], then: Callable[[T], None], refused: Refused) -> None:
        self.store(do, then, lambda refusal: refused(words(refusal)))

    def approved(self, what: str, attempt: Attempt, refused: Refused) -> None:
        """Try; where the cashier may not, a supervisor allows it in place."""
        self._approvals.run(what, attempt, lambda refusal: refused(words(refusal)))

    def store(self, do: Callable[[], T], then: Callable[[T], None], fail: Callable[[Refusal], None]) -> None:
        self._background.store(do, then=then, fail=self.failing(fail))

    def failing(self, fail: Callable[[Refusal], None]) -> Callable[[BaseException], None]:
        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                fail(problem)
            else:
                self.troubled.emit(problem)

        return failed

    def _open_newest(self, rows: tuple[ReceiptRow, ...]) -> None:
        if rows:
            self.open(rows[0].sale)
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        """Until a receipt is here nothing is open: a key would act on another one."""
        self.shown = None
        self.changed.emit()

    def _opened(self, shown: ShownReceipt) -> None:
        self.shown = shown
        self.changed.emit()

    def _is_shown(self, row: ReceiptRow) -> bool:
        return self.shown is not None and row.sale == self.shown.sale


class Returning(QObject):
    """Goods coming back: lines of a receipt, or articles scanned one by one."""

    changed = Signal()
    refused = Signal(str)
    paid_out = Signal(object)

    def __init__(self, receipts: Receipts) -> None:
        super().__init__(receipts)
        self._receipts = receipts
        self.receipt: ShownReceipt | None = None
        self.back: dict[int, Back] = {}
        self.goods: list[CatalogueItem] = []
        self.refund = ZERO
        self.by = CASH_BACK
        self.busy = False
        self.done: PaidOut | None = None

    def begin(self, receipt: ShownReceipt | None) -> None:
        """Against `receipt`, or without one."""
        self.receipt = receipt
        self.by = self.ways[0]
        self.back, self.goods, self.refund = {}, [], ZERO
        self.busy, self.done = False, None
        self.changed.emit()

    @property
    def ways(self) -> tuple[WayBack, ...]:
        """How the money can go back, the way it came first."""
        return (
            self.receipt.ways if self.receipt is not None and self.receipt.ways else (CASH_BACK, CREDIT_BACK)
        )

    def pay_back_by(self, place: int) -> None:
        """Another way for the money."""
        ways = self.ways
        if 0 <= place < len(ways) and not self.busy:
            self.by = ways[place]
            self.changed.emit()
            self._price()

    def scan(self, code: str) -> None:
        """An article that is handed back, again: one more of it. Against a receipt also a piece's serial
        number.
        """
        if self.receipt is not None:
            self._scan_piece(self.receipt, code)
            return
        catalogue = self._receipts.catalogue
        item = None if catalogue is None else catalogue.by_code(code)
        if item is None or not item.price:
            code_words = ErrorCode.UNKNOWN_CODE if item is None else ErrorCode.PRICE_MISSING
            self.refused.emit(problem_text(code_words, {"code": code, "name": code}))
            return
        same = next((n for n, known in enumerate(self.goods) if known.item == item.item), None)
        if same is None:
            self.goods.append(item)
            same = len(self.goods) - 1
        before = self.back.get(same, Back(Quantity(0)))
        self.take(same, Quantity(before.qty + ONE), restock=before.restock)

    def _scan_piece(self, receipt: ShownReceipt, code: str) -> None:
        """Only the piece that was sold comes back: its number says which line it is."""
        line = next((one for one in receipt.lines if one.serial == code and one.left), None)
        if line is not None:
            before = self.back.get(line.line, Back(ONE))
            self.back[line.line] = Back(ONE, before.restock, code)
            self.changed.emit()
            self._price()
        elif receipt.by_piece:
            self.refused.emit(problem_text(ErrorCode.SERIAL_NOT_OF_SALE, {"serial": code}))
        else:
            self._scan_goods(receipt, code)

    def _scan_goods(self, receipt: ShownReceipt, code: str) -> None:
        """One more of the line that sold them; all of it where they were weighed."""
        catalogue = self._receipts.catalogue
        item = None if catalogue is None else catalogue.by_code(code)
        for line in receipt.lines:
            before = self.back.get(line.line, Back(Quantity(0)))
            if item is not None and line.sold == (item.product, item.unit) and before.qty < line.left:
                more = min(Quantity(before.qty + ONE), line.left) if line.whole else line.left
                self.take(line.line, more, restock=before.restock)
                return
        name = code if item is None else item.name
        self.refused.emit(_("{name}: no more of it stands on this receipt", name=name))

    def take(self, line: int, qty: Quantity, *, restock: bool) -> None:
        """So much of a line (its number on the receipt, or its place in the list) comes back."""
        if qty:
            before = self.back.get(line)
            self.back[line] = Back(qty, restock, None if before is None else before.serial)
        else:
            self.back.pop(line, None)
        self.changed.emit()
        self._price()

    def take_all(self) -> None:
        if self.receipt is not None:
            self.back = {line.line: Back(line.left) for line in self.receipt.lines if line.left}
            self.changed.emit()
            self._price()

    def finish(self, reason: str) -> None:
        """Book it and pay out. A second key while it is booked does nothing."""
        if self.busy or not self.back or self.done is not None:
            return
        desk, actor, back = self._receipts.desk, self._receipts.actor, dict(self.back)
        goods, receipt, by = self._goods_back(), self.receipt, self.by.tender

        def do(approver: StaffId | None) -> PaidOut:
            if receipt is None:
                return desk.take_back_without(goods, reason=reason, actor=actor, approver=approver, by=by)
            return desk.take_back(receipt.sale, back, reason=reason, actor=actor, approver=approver, by=by)

        def attempt(approver: StaffId | None, fail: Callable[[Refusal], None]) -> None:
            self._work(busy=True)

            def failed(refusal: Refusal) -> None:
                self._work(busy=False)
                fail(refusal)

            self._receipts.store(lambda: do(approver), self._finished, failed)

        what = _("Take goods back and pay out {amount}", amount=texts.rupiah(self.refund))
        self._receipts.approved(what, attempt, self.refused.emit)

    # inside -----------------------------------------------------------------------------------------------

    def _goods_back(self) -> list[tuple[CatalogueItem, Back]]:
        return [(self.goods[place], part) for place, part in sorted(self.back.items())] if self.goods else []

    def _price(self) -> None:
        desk, receipt, back, goods = self._receipts.desk, self.receipt, dict(self.back), self._goods_back()
        by = self.by.tender

        def priced(refund: Money) -> None:
            # What was asked before the last key says nothing of what comes back now.
            if back == self.back:
                self._priced(refund)

        if not back:
            self._priced(ZERO)
        elif receipt is None:
            self._receipts.run(lambda: desk.refund_without(goods, by), priced, self.refused.emit)
        else:
            sale = receipt.sale
            self._receipts.run(lambda: desk.refund_of(sale, back, by), priced, self.refused.emit)

    def _priced(self, refund: Money) -> None:
        self.refund = refund
        self.changed.emit()

    def _work(self, *, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()

    def _finished(self, done: PaidOut) -> None:
        self.done = done
        self.busy = False
        self.changed.emit()
        self.paid_out.emit(done)


def words(refusal: Refusal) -> str:
    return problem_text(refusal.code, refusal.facts)
