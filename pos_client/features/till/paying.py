"""Paying the open cart: what is due, what has been received, and the sale once it is on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from pos_client import texts
from pos_client.desk.background import Background
from pos_client.engine.sales import Aside
from pos_client.engine.stored import printed_number
from pos_client.features.till.actions import Payment
from pos_client.features.till.state import PaidState, PayState, Printed, QrisDue, Sound
from pos_client.features.till.ways import (
    NUMBER_MIN,
    Entered,
    Mode,
    Part,
    Way,
    load_problem,
    load_title,
    problem_of,
    tender_of,
)
from pos_client.texts import _
from shared_models.rules.cards import holds_card_number
from shared_models.rules.qris import Qris, dynamic, parse, rrn_of
from shared_models.rules.receipt import Load, Loadable, Receipt, Tender
from shared_models.rules.rounding import NO_ROUNDING, CashRounding
from shared_models.rules.tender import pieces_of, settle, suggested_amounts
from shared_models.values.codes import ApprovedAction, ErrorCode, PutAside, TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import MAX_TENDERS

if TYPE_CHECKING:
    from pos_client.engine.orders import OrderTerms
    from pos_client.engine.sales import SoldTo
    from pos_client.engine.stored import Held
    from pos_client.features.till.actions import Sold
    from pos_client.features.till.presenter import Till
    from shared_models.values.ids import StaffId


NOBODY: Final[Mapping[str, StaffId]] = MappingProxyType({})
"""Who allowed what of a payment, by the action that was asked for."""


class Paying(QObject):
    """`pay` is None while no payment is open; `paid` is the last sale, until the next one begins."""

    opened = Signal()
    changed = Signal()
    closed = Signal()
    paid_changed = Signal()
    approval_wanted = Signal(object)
    leave_asked = Signal(object)
    unbooked = Signal(object)

    def __init__(self, till: Till, background: Background) -> None:
        super().__init__(till)
        self._till = till
        self._background = background
        self._rounding = NO_ROUNDING
        self._qris: Qris | None = None
        self._ways: tuple[Way, ...] = ()
        self._paid_by: dict[_Told, Part] = {}
        self._kept: tuple[Part, ...] = ()
        self._wanted: tuple[tuple[Part, ...], bool, Money] | None = None
        self._allowed = NOBODY
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

    def offer_ways(self, ways: tuple[Way, ...]) -> None:
        """What the branch takes beside cash and QRIS."""
        self._ways = ways

    def by_qris(self, amount: Money = ZERO) -> None:
        """The rest, or `amount` of it, is paid by QRIS, to the rupiah: only cash is rounded."""
        if self._open is not None and self._qris is not None:
            self._show(self._state(self._open, mode=Mode.QRIS, asked=_less(amount, self._open)))

    def choose(self, amount: Money) -> None:
        """List the other ways to pay the rest, or `amount` of it."""
        if self._open is not None and self._offered:
            self._show(self._state(self._open, mode=Mode.CHOOSING, asked=_less(amount, self._open)))

    def choose_way(self, code: str) -> None:
        pay = self._open
        way = next((one for one in self._offered if one.code == code), None)
        if pay is None or way is None:
            return
        shown = self._state(pay, mode=Mode.WAY, asked=pay.asked)
        if shown.mode is not Mode.WAY:
            self._show(shown)
            return
        shown = replace(shown, way=way)
        member = self._till.state.member
        if way.method is TenderMethod.LOYALTY_POINT and member is not None:
            shown = replace(shown, asked=member.payable(shown.asked))
        self._show(shown)

    @property
    def _offered(self) -> tuple[Way, ...]:
        """What the branch takes, and what the customer of the cart can pay by."""
        member = self._till.state.member
        return self._ways if member is None else (*self._ways, *member.ways())

    def in_cash(self) -> None:
        if self._open is not None:
            self._show(self._state(self._open))

    def finish_by_qris(self, reference: str, *, with_receipt: bool) -> None:
        """The money is in, says the shop's app: `reference` is its number (RRN)."""
        pay = self._open
        if pay is None or pay.qris is None:
            return
        rrn = rrn_of(reference)
        if rrn is None:
            self._problem(pay, _("Type the twelve digits of the payment's number (RRN)"))
            return
        self._take(pay, Part(Tender(TenderMethod.QRIS, pay.qris.amount, rrn)), with_receipt=with_receipt)

    def take_way(self, entered: Entered, *, with_receipt: bool) -> None:
        """Paid the way that was chosen. A card or voucher of the shop is looked up first."""
        pay = self._open
        if pay is None or pay.way is None:
            return
        number = printed_number(entered.number)
        known = pay.held is not None and pay.held.number == number
        if pay.way.stored and not known and len(number) >= NUMBER_MIN and not holds_card_number(number):
            self._look_up(pay, pay.way.method, number)
            return
        problem = problem_of(pay.way, entered, pay.rest)
        if problem:
            self._problem(pay, problem)
            return
        self._take(pay, Part(tender_of(pay.way, entered), pay.way), with_receipt=with_receipt)

    def begin(self) -> None:
        """Open the payment of what is in the cart."""
        if self.pay is not None or not self._till.selling or not self._till.cart.lines:
            return
        self._begin(Mode.CASH)

    def begin_loading(self) -> None:
        """Sell a gift card or voucher, or load it again: with what is in the cart, or alone."""
        if self._open is not None:
            if self._open.order is None:
                self._show(self._state(self._open, mode=Mode.LOADING))
        elif self.pay is None and self._till.selling:
            self._begin(Mode.LOADING)

    def begin_deposit(self, terms: OrderTerms) -> None:
        """Take the deposit of an order: the goods of the cart are laid aside, not sold."""
        if self.pay is None and self._till.selling and self._till.cart.lines:
            load = Load(PutAside.DEPOSIT_TAKEN, "", terms.deposit)
            self._begin(Mode.CASH, order=terms, loads=(load,))

    def load(self, sold: Loadable, number: str, amount: Money) -> None:
        """Put it on the payment; it is paid together with the goods."""
        pay = self._open
        if pay is None:
            return
        problem = load_problem(number, amount)
        if not problem and len(pay.loads) >= MAX_TENDERS:
            problem = _("No more cards and vouchers go on this receipt: sell the others after it.")
        if problem:
            self._problem(pay, problem)
            return
        loads = (*pay.loads, Load(sold, printed_number(number), amount))
        self._show(self._state(replace(pay, loads=loads)))

    def unload(self, place: int) -> None:
        pay = self._open
        if pay is not None and pay.order is not None:
            self.leave()
        elif pay is not None:
            loads = (*pay.loads[:place], *pay.loads[place + 1 :])
            self._go_on(replace(pay, loads=loads))

    def leave(self) -> None:
        """Back to the cart. Cash in parts was only counted; what a wallet or card has paid is asked about."""
        taken = self._taken_otherwise()
        if taken:
            self.leave_asked.emit(taken)
        else:
            self._close()

    def give_up(self) -> None:
        """Somebody said that everything was given back."""
        self._close()

    def interrupt(self) -> None:
        """Something else wants the screen: what was paid otherwise is kept for when paying goes on."""
        taken, ordered = self._taken_otherwise(), self._open is not None and self._open.order is not None
        self._kept = (*self._kept, *taken)
        self._close()
        self._forget_kept(now=ordered)

    def _forget_kept(self, *, now: bool = False) -> None:
        """There is no cart any more that it was for: somebody must give it back."""
        if self._kept and (now or not self._till.cart.lines):
            kept, self._kept = self._kept, ()
            self.unbooked.emit(kept)

    def _close(self) -> None:
        if self._open is not None:
            self.pay = None
            self.closed.emit()

    def _taken_otherwise(self) -> tuple[Part, ...]:
        """What the open payment has of money that is no cash, beside what an order brought along."""
        if self._open is None:
            return ()
        agreed = self._till.state.agreed
        brought = () if agreed is None else agreed.parts()
        return tuple(
            part
            for part in self._open.parts
            if part.tender.method is not TenderMethod.CASH and part not in brought
        )

    def take_part(self, amount: Money) -> None:
        """Part of the sum has been handed over in cash; go on with what is left."""
        pay = self._open
        if pay is None:
            return
        if not 0 < amount < pay.left:
            self._show(replace(pay, problem=_("Type how much of it is handed over first")))
            return
        self._show(self._state(_with(pay, Part(Tender(TenderMethod.CASH, amount)))))

    def undo_part(self, place: int) -> None:
        """Give one part back; the others stay taken."""
        pay = self._open
        if pay is not None and pay.parts[place].tender.method is not TenderMethod.CUSTOMER_DEPOSIT:
            self._go_on(replace(pay, parts=(*pay.parts[:place], *pay.parts[place + 1 :])))

    def finish(self, amount: Money, *, with_receipt: bool, donation: Money = ZERO) -> None:
        """Enough has been handed over: sell. The screen goes on when the sale is durable, never before.

        `donation`: of the change, which the customer said to keep for others.
        """
        pay = self._open
        if pay is None or amount < pay.left:
            return
        if _too_much(pay):
            self._problem(pay, _too_much(pay))
            return
        paid = pay if not amount else _with(pay, Part(Tender(TenderMethod.CASH, amount)))
        self._sell(paid.parts, with_receipt=with_receipt, donation=donation)

    def _take(self, pay: PayState, part: Part, *, with_receipt: bool) -> None:
        if part.amount < pay.rest:
            self._show(self._state(_with(pay, part)))
        else:
            self._sell((*pay.parts, part), with_receipt=with_receipt)

    def allow(self, approver: StaffId, action: str = "") -> None:
        """A supervisor allowed what the customer may not owe by himself, or what goes below its cost.

        Either is asked for by itself, and counts for this try to pay alone.
        """
        if self._open is not None and self._wanted is not None:
            parts, with_receipt, donation = self._wanted
            allowed = {**self._allowed, action: approver}
            self._sell(parts, with_receipt=with_receipt, donation=donation, allowed=allowed)

    def _sell(
        self,
        parts: tuple[Part, ...],
        *,
        with_receipt: bool,
        donation: Money = ZERO,
        allowed: Mapping[str, StaffId] = NOBODY,
    ) -> None:
        pay = self.pay
        self._wanted = (parts, with_receipt, donation)
        self._allowed = allowed
        assert pay is not None
        self._show(replace(pay, busy=True, problem=""))
        self._paid_by = {_told(part.tender): part for part in parts}
        aside = Aside((), ZERO) if pay.order is not None else Aside(pay.loads, donation)
        loss_approver = allowed.get(ApprovedAction.BELOW_COST)
        payment = Payment(_tenders(parts), aside, allowed.get(""), pay.order, loss_approver)
        counter, epoch, total = self._till.counter, self._till.epoch, self._till.cart.total
        self._background.store(
            lambda: counter.sell(epoch, payment=payment, expected=total, with_receipt=with_receipt),
            then=self._sold,
            fail=self._refused,
        )

    def printed(self, job: int, *, well: bool) -> None:
        """What became of a receipt on paper."""
        if self.paid is not None and job == self._job and self.paid.printed is Printed.WAITING:
            self.paid = replace(self.paid, printed=Printed.DONE if well else Printed.FAILED)
            self.paid_changed.emit()

    # inside -----------------------------------------------------------------------------------------------

    @property
    def _open(self) -> PayState | None:
        """The payment, unless it is being written."""
        return None if self.pay is None or self.pay.busy else self.pay

    def _begin(self, mode: Mode, *, order: OrderTerms | None = None, loads: tuple[Load, ...] = ()) -> None:
        agreed = self._till.state.agreed
        parts = () if agreed is None or order is not None else (*agreed.parts(),)
        if order is None:
            parts, self._kept = (*parts, *self._kept), ()
        empty = PayState(
            total=self._goods(order), rounding=ZERO, parts=parts, suggestions=(), loads=loads, order=order
        )
        self.pay = self._state(empty, mode=mode)
        self.opened.emit()

    def _goods(self, order: OrderTerms | None) -> Money:
        """What the goods come to that are sold now: those of an order are not."""
        return self._till.cart.total if order is None else ZERO

    def _go_on(self, pay: PayState) -> None:
        """With what is left of it; where nothing is, back to the cart."""
        if pay.loads or pay.parts or self._till.cart.lines:
            self._show(self._state(pay))
        else:
            self.give_up()

    def _state(self, pay: PayState, *, mode: Mode = Mode.CASH, asked: Money = ZERO) -> PayState:
        """What is to pay now, of `pay` with its parts and loads."""
        total, exact = self._goods(pay.order), mode in {Mode.QRIS, Mode.WAY}
        pay = replace(pay, total=total)
        others, problem = _others_of(pay), _too_much(pay)
        unrounded = exact or bool(problem)
        rounding = ZERO if unrounded else settle(total, others, self._rounding, loads=pay.loaded).rounding
        fresh = PayState(
            total=total,
            rounding=rounding,
            parts=pay.parts,
            suggestions=(),
            mode=mode,
            ways=self._offered,
            loads=pay.loads,
            order=pay.order,
            offers_qris=self.offers_qris,
            problem=problem,
        )
        if exact and fresh.rest <= 0:
            return self._state(pay)
        asked = asked if 0 < asked < fresh.rest else fresh.rest
        due = _qris_due(self._qris, asked) if mode is Mode.QRIS and self._qris is not None else None
        return replace(
            fresh, suggestions=suggested_amounts(Money(max(fresh.left, ZERO)), count=4), asked=asked, qris=due
        )

    def _look_up(self, pay: PayState, method: TenderMethod, number: str) -> None:
        counter = self._till.counter
        self._background.store(
            lambda: counter.held_value(method, number),
            then=lambda held: self._looked_up(pay, held),
            fail=lambda problem: self._not_looked_up(pay, problem),
        )

    def _looked_up(self, asked: PayState, held: Held) -> None:
        pay = self._open
        if pay is None or pay.way != asked.way:
            return
        problem = "" if held.usable else _("There is nothing on it that can be spent here now")
        amount = Money(min(pay.rest, held.usable))
        self._show(replace(pay, held=held, asked=amount, problem=problem))

    def _not_looked_up(self, asked: PayState, problem: BaseException) -> None:
        pay = self._open
        if pay is not None and pay.way == asked.way:
            self._refused(problem)

    def _problem(self, pay: PayState, words: str) -> None:
        self._show(replace(pay, problem=words))
        self._till.sounded.emit(Sound.REFUSED)

    def _paper(self, *, wanted: bool) -> Printed:
        if not wanted:
            return Printed.NOT_WANTED
        return Printed.WAITING if self.has_printer else Printed.NO_PRINTER

    def _cart_changed(self) -> None:
        """A scan while the panel is open adds to the cart: the new sum is filled in."""
        if self.pay is None:
            self._forget_kept()
            return
        if self.pay.busy or self.pay.total == self._goods(self.pay.order):
            return
        if not self._till.cart.lines and (self.pay.order is not None or not self.pay.loads):
            self.interrupt()
            return
        mode = self.pay.mode if self.pay.mode is Mode.QRIS else Mode.CASH
        self._show(self._state(self.pay, mode=mode))

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
            others=self._others(receipt),
            donation=receipt.donation,
            notes=tuple(notes.items()),
            pieces=pieces,
            saved=saved,
            at=sold.at,
            printed=self._paper(wanted=sold.prints),
            **_points_of(sold.finished.member),
        )
        self._job = sold.finished.print_job
        self.pay, self._kept = None, ()
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
            if problem.code is ErrorCode.APPROVAL_NEEDED:
                self.approval_wanted.emit(problem)
                return
        else:
            self._show(replace(pay, busy=False))
            self._till.troubled.emit(problem)
        self._till.sounded.emit(Sound.REFUSED)
        self._till.reload()

    def _others(self, receipt: Receipt) -> tuple[tuple[str, Money], ...]:
        """What was paid by neither cash nor QRIS, and what was loaded."""
        own = {TenderMethod.CASH, TenderMethod.QRIS}
        paid = [
            (self._paid_by[_told(tender)].title(), tender.amount)
            for tender in receipt.tenders
            if tender.method not in own
        ]
        return (*paid, *((load_title(load), Money(-load.amount)) for load in receipt.loads))

    def _next_customer(self) -> None:
        self.paid = None
        self._job = None

    def _show(self, pay: PayState) -> None:
        self.pay = pay
        self.changed.emit()


_Told = tuple[TenderMethod, str | None, str, str | None]


def _told(tender: Tender) -> _Told:
    """What tells one payment of a receipt from another on the screen, as typed and as stored."""
    return tender.method, tender.kind, printed_number(tender.number or ""), tender.last4


def _with(pay: PayState, part: Part) -> PayState:
    return replace(pay, parts=(*pay.parts, part))


def _others_of(pay: PayState) -> list[Tender]:
    return [part.tender for part in pay.parts if part.tender.method is not TenderMethod.CASH]


def _too_much(pay: PayState) -> str:
    """The sum shrank under what was paid by other ways than cash: no cash is given back for them."""
    more = sum(tender.amount for tender in _others_of(pay)) - pay.total - pay.loaded
    if more <= 0:
        return ""
    return _("{more} more was paid than is due: give a part back", more=texts.rupiah(Money(more)))


def _less(typed: Money, pay: PayState) -> Money:
    """A part that was typed; all of what is left stands in the field from the start."""
    return typed if 0 < typed < pay.left else ZERO


def _tenders(parts: Sequence[Part]) -> tuple[Tender, ...]:
    """Cash as one payment, then the others as they came."""
    cash = sum(part.amount for part in parts if part.tender.method is TenderMethod.CASH)
    others = (part.tender for part in parts if part.tender.method is not TenderMethod.CASH)
    return (*((Tender(TenderMethod.CASH, Money(cash)),) if cash else ()), *others)


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
