"""Paying the open cart: what is due, what has been received, and the sale once it is on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.features.till.state import PaidState, PayState, Printed, QrisDue, Sound
from pos_client.texts import _
from shared_models.rules.qris import Qris, dynamic, parse, rrn_of
from shared_models.rules.receipt import Receipt, Tender
from shared_models.rules.rounding import NO_ROUNDING, CashRounding
from shared_models.rules.tender import pieces_of, settle, suggested_amounts
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.engine.sales import SoldTo
    from pos_client.features.till.actions import Sold
    from pos_client.features.till.presenter import Till


class Paying(QObject):
    """`pay` is None while no payment is open; `paid` is the last sale, until the next one begins."""

    opened = Signal()
    changed = Signal()
    closed = Signal()
    paid_changed = Signal()

    def __init__(self, till: Till, background: Background) -> None:
        super().__init__(till)
        self._till = till
        self._background = background
        self._rounding = NO_ROUNDING
        self._qris: Qris | None = None
        self.has_printer = False
        self.pay: PayState | None = None
        self.paid: PaidState | None = None
        self._job: int | None = None
        till.lines_changed.connect(self._cart_changed)
        till.began_next.connect(self._next_customer)
        till.pay_wanted.connect(self.begin)

    def round_by(self, rule: CashRounding) -> None:
        self._rounding = rule

    def offer_qris(self, payload: str | None) -> None:
        """The branch's static code. One that cannot be given an amount is not offered."""
        parsed = parse(payload) if payload else None
        self._qris = parsed.qris if parsed is not None and parsed.ok else None

    @property
    def offers_qris(self) -> bool:
        return self._qris is not None

    def by_qris(self) -> None:
        """The rest is paid by QRIS, to the rupiah: only cash is rounded."""
        if self.pay is not None and not self.pay.busy and self._qris is not None:
            self._show(self._state(self.pay.parts, qris=self._qris))

    def in_cash(self) -> None:
        if self.pay is not None and not self.pay.busy:
            self._show(self._state(self.pay.parts))

    def finish_by_qris(self, reference: str, *, with_receipt: bool) -> None:
        """The money is in, says the shop's app: `reference` is its number (RRN)."""
        pay = self.pay
        if pay is None or pay.busy or pay.qris is None:
            return
        rrn = rrn_of(reference)
        if rrn is None:
            self._show(replace(pay, problem=_("Type the twelve digits of the payment's number (RRN)")))
            self._till.sounded.emit(Sound.REFUSED)
            return
        tender = Tender(TenderMethod.QRIS, pay.qris.amount, rrn)
        self._sell((*_cash(Money(sum(pay.parts))), tender), with_receipt=with_receipt)

    def begin(self) -> None:
        """Open the payment of what is in the cart."""
        if self.pay is not None or not self._till.selling or not self._till.cart.lines:
            return
        self.pay = self._state(())
        self.opened.emit()

    def leave(self) -> None:
        """Back to the cart; cash taken in parts was only counted, so it goes back to the customer."""
        if self.pay is not None and not self.pay.busy:
            self.pay = None
            self.closed.emit()

    def take_part(self, amount: Money) -> None:
        """Part of the sum has been handed over; go on with what is left."""
        pay = self.pay
        if pay is None or pay.busy:
            return
        if not 0 < amount < pay.left:
            self._show(replace(pay, problem=_("Type how much of it is handed over first")))
            return
        self._show(self._state((*pay.parts, amount)))

    def undo_part(self, place: int) -> None:
        """Give one part back; the others stay taken."""
        if self.pay is not None and not self.pay.busy:
            self._show(self._state((*self.pay.parts[:place], *self.pay.parts[place + 1 :])))

    def finish(self, amount: Money, *, with_receipt: bool) -> None:
        """Enough has been handed over: sell. The screen goes on when the sale is durable, never before."""
        pay = self.pay
        if pay is None or pay.busy or amount < pay.left:
            return
        self._sell(_cash(Money(sum(pay.parts) + amount)), with_receipt=with_receipt)

    def _sell(self, tenders: Sequence[Tender], *, with_receipt: bool) -> None:
        pay = self.pay
        assert pay is not None
        self._show(replace(pay, busy=True, problem=""))
        counter, epoch, total = self._till.counter, self._till.epoch, pay.total
        self._background.store(
            lambda: counter.sell(epoch, tenders=tenders, expected=total, with_receipt=with_receipt),
            then=self._sold,
            fail=self._refused,
        )

    def printed(self, job: int, *, well: bool) -> None:
        """What became of a receipt on paper."""
        if self.paid is not None and job == self._job and self.paid.printed is Printed.WAITING:
            self.paid = replace(self.paid, printed=Printed.DONE if well else Printed.FAILED)
            self.paid_changed.emit()

    # inside -----------------------------------------------------------------------------------------------

    def _state(self, parts: tuple[Money, ...], *, qris: Qris | None = None) -> PayState:
        total = self._till.cart.total
        rest = Money(total - sum(parts))
        due = None if qris is None or rest <= 0 else _qris_due(qris, rest)
        rounding = ZERO if due is not None else settle(total, (), self._rounding).rounding
        left = Money(total + rounding - sum(parts))
        return PayState(
            total=total,
            rounding=rounding,
            parts=parts,
            suggestions=suggested_amounts(left, count=4),
            offers_qris=self.offers_qris,
            qris=due,
        )

    def _paper(self, *, wanted: bool) -> Printed:
        if not wanted:
            return Printed.NOT_WANTED
        return Printed.WAITING if self.has_printer else Printed.NO_PRINTER

    def _cart_changed(self) -> None:
        """A scan while the panel is open adds to the cart: the new sum is filled in."""
        if self.pay is None or self.pay.busy or self.pay.total == self._till.cart.total:
            return
        if not self._till.cart.lines:
            self.leave()
            return
        qris = self._qris if self.pay.qris is not None else None
        fresh = self._state(self.pay.parts, qris=qris)
        self._show(fresh if fresh.left > 0 else self._state((), qris=qris))

    def _sold(self, sold: Sold) -> None:
        saved, pieces = self._till.state.saved, self._till.state.pieces
        receipt = sold.finished.receipt
        notes, _left = pieces_of(receipt.change)
        self.paid = PaidState(
            receipt_no=sold.finished.receipt_no,
            total=receipt.total,
            rounding=receipt.rounding,
            cash=_sum_of(receipt, TenderMethod.CASH),
            qris=_sum_of(receipt, TenderMethod.QRIS),
            change=receipt.change,
            notes=tuple(notes.items()),
            pieces=pieces,
            saved=saved,
            at=sold.at,
            printed=self._paper(wanted=sold.prints),
            **_points_of(sold.finished.member),
        )
        self._job = sold.finished.print_job
        self.pay = None
        self._till.paid()
        self.closed.emit()
        self.paid_changed.emit()
        self._till.sounded.emit(Sound.PAID)

    def _refused(self, problem: BaseException) -> None:
        from pos_client.desk.problems import problem_text  # noqa: PLC0415 - when first needed

        pay = self.pay
        assert pay is not None
        if isinstance(problem, Refusal):
            self._show(replace(pay, busy=False, problem=problem_text(problem.code, problem.facts)))
        else:
            self._show(replace(pay, busy=False))
            self._till.troubled.emit(problem)
        self._till.sounded.emit(Sound.REFUSED)
        self._till.reload()

    def _next_customer(self) -> None:
        self.paid = None
        self._job = None

    def _show(self, pay: PayState) -> None:
        self.pay = pay
        self.changed.emit()


def _cash(amount: Money) -> tuple[Tender, ...]:
    return (Tender(TenderMethod.CASH, amount),) if amount else ()


def _sum_of(receipt: Receipt, method: TenderMethod) -> Money:
    return Money(sum(tender.amount for tender in receipt.tenders if tender.method is method))


def _qris_due(qris: Qris, amount: Money) -> QrisDue:
    return QrisDue(
        payload=dynamic(qris, amount=amount),
        amount=amount,
        merchant=qris.merchant_name,
        nmid=qris.nmid,
    )


def _points_of(member: SoldTo | None) -> dict[str, Any]:
    """What the finished sale shows of its customer."""
    if member is None:
        return {}
    earned, redeemed = member.earned, member.redeemed
    return {"member": member.name, "earned": earned, "redeemed": redeemed, "points": member.points}
