"""Finishing a sale: event, cart, stock, shift, receipt number and print job in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pos_client.engine import cart_rows
from pos_client.engine.carts import load_cart
from pos_client.engine.customers import Member, points_now
from pos_client.engine.member_sale import MemberWords, member_words, note_sold
from pos_client.engine.offers import note_uses
from pos_client.engine.order_rows import note_sold_order, with_deposit
from pos_client.engine.print_jobs import PrintKind, add_job
from pos_client.engine.receipts import stored_receipt
from pos_client.engine.references import cleaned, refuse_card_number, take_references
from pos_client.engine.sale_rows import NewSale, sale_of_cart, write_sale
from pos_client.engine.sale_text import Prepared, prepare
from pos_client.engine.shift_rows import count_values, open_shift_id
from pos_client.engine.staff import demand
from pos_client.engine.stored import demand_loadable, demand_values, note_moves, printed_number
from pos_client.engine.till import this_till, today
from pos_client.engine.tracked import demand_unsold, note_tracked
from pos_client.settings import ORDER_SLIPS
from pos_client.store import StoreUnit
from pos_client.store.journal import Draft, append, next_receipt_count
from pos_client.store.preferences import setting
from pos_client.store.streams import place_of
from shared_models.rules.payments import LOADED
from shared_models.rules.receipt import Load, Receipt, Tender
from shared_models.rules.tender import Settlement, pieces_of, settle
from shared_models.values.codes import ErrorCode, Permission, TenderMethod
from shared_models.values.ids import CartId, SaleId, StaffId
from shared_models.values.moments import from_utc_ms
from shared_models.values.money import LARGEST_INTEGER, ZERO, Money
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import MAX_TENDERS


@dataclass(frozen=True, slots=True)
class SoldTo:
    """Whom a sale was made to, the points it earned and used, and those he has now (null: none are given)."""

    name: str
    earned: int
    redeemed: int
    points: int | None


@dataclass(frozen=True, slots=True)
class FinishedSale:
    """A sale as committed. `print_job` None: nothing to print."""

    sale: SaleId
    receipt_no: str
    receipt: Receipt
    at: datetime
    change: Money
    event_seq: int
    print_job: int | None
    member: SoldTo | None = None

    @property
    def pieces(self) -> dict[int, int]:
        """Notes and coins of the change."""
        return pieces_of(self.change)[0]


@dataclass(frozen=True, slots=True)
class Aside:
    """What of the money is not for the goods: cards loaded, and change given away (only when asked for)."""

    loads: tuple[Load, ...] = ()
    donation: Money = ZERO

    @property
    def loaded(self) -> Money:
        return Money(sum([load.amount for load in self.loads]))


NOTHING_ASIDE: Final = Aside()


def what_is_due(unit: StoreUnit, *, cart: CartId, tenders: Sequence[Tender] = ()) -> Settlement:
    """What is still missing for a cart, with cash rounding. Refuses TENDER_TOO_LARGE.

    Asked when the pay panel opens: what can be prepared of the sale is prepared here.
    """
    return _settled(unit, prepare(unit, load_cart(unit, cart)).total, tenders)


def complete_sale(
    unit: StoreUnit,
    *,
    cart: CartId,
    actor: StaffId,
    tenders: Sequence[Tender],
    print_receipt: bool = True,
    approver: StaffId | None = None,
    aside: Aside = NOTHING_ASIDE,
) -> FinishedSale:
    """Sell a cart. Asked for a second time (a double key), it answers with the same sale.

    Refuses CART_EMPTY, NO_OPEN_SHIFT, NOT_ALLOWED, TENDER_TOO_SMALL, TENDER_TOO_LARGE, REFERENCE_INVALID,
    REFERENCE_USED, CARD_NUMBER_REFUSED, DONATION_TOO_LARGE, what is wrong with a voucher or card, and what
    `member_words` refuses; `approver` allows credit.
    """
    if not cart_rows.in_memory(unit, cart):
        done = _already(unit, cart)
        if done is not None:
            return done
    demand(unit, actor=actor, permission=Permission.SELL)
    known = load_cart(unit, cart)
    if not (known.lines or aside.loads):
        raise Refusal(ErrorCode.CART_EMPTY)
    demand_unsold(unit, known)
    prepared = prepare(unit, known)
    tenders = with_deposit(unit, known.origin, tenders)
    receipt = paid_receipt(unit, prepared, tenders, aside)
    words = member_words(unit, known, receipt, actor=actor, approver=approver)
    return write_sold(unit, prepared, receipt, words, actor=actor, print_receipt=print_receipt)


def paid_receipt(unit: StoreUnit, prepared: Prepared, tenders: Sequence[Tender], aside: Aside) -> Receipt:
    """What is sold with its payment; refuses what `complete_sale` refuses of tenders."""
    if len(aside.loads) > MAX_TENDERS:
        raise Refusal(ErrorCode.TENDER_TOO_LARGE, total=prepared.total)
    settlement = _settled(unit, prepared.total, tenders, loaded=aside.loaded)
    if settlement.missing:
        raise Refusal(ErrorCode.TENDER_TOO_SMALL, missing=settlement.missing)
    if not 0 <= aside.donation <= settlement.change:
        raise Refusal(ErrorCode.DONATION_TOO_LARGE, change=settlement.change)
    given = tuple(cleaned(tender) for tender in tenders if tender.amount)
    demand_values(unit, given)
    return prepared.receipt(
        rounding=settlement.rounding,
        tenders=given,
        change=Money(settlement.change - aside.donation),
        loads=tuple([_load(unit, load) for load in aside.loads]),
        donation=aside.donation,
    )


def _load(unit: StoreUnit, load: Load) -> Load:
    """Refuses CARD_NUMBER_REFUSED: a bank card is no gift card; and what was blocked or has lapsed."""
    refuse_card_number(load.number)
    if load.amount <= 0:
        raise Refusal(ErrorCode.TENDER_TOO_SMALL)
    number = printed_number(load.number)
    demand_loadable(unit, method=LOADED[load.sold], number=number)
    return replace(load, number=number)


def write_sold(
    unit: StoreUnit,
    prepared: Prepared,
    receipt: Receipt,
    words: MemberWords,
    *,
    actor: StaffId,
    print_receipt: bool,
) -> FinishedSale:
    """The sale with its event, its rows and its paper; the cart is gone."""
    cart, shift, bdate = prepared.cart, open_shift_id(unit), today(unit)
    # Not the cart's id: of a cloned disk both copies may hold the same open cart.
    sale = SaleId(unit.new_id())
    number = this_till(unit).receipt_number(next_receipt_count(unit))
    take_references(unit, receipt.tenders, receipt_no=number)
    draft = Draft(
        "sale.completed", prepared.payload(sale, receipt, words), bdate=bdate, shift=shift, actor=actor,
        approver=cart.discount_approver, receipt=number, version=prepared.version(receipt, words),
    )  # fmt: skip
    appended = append(unit, draft)
    cart_rows.delete(unit, cart.id)
    new = NewSale(
        sale=sale, receipt_no=number, receipt=receipt, bdate=bdate, shift=shift, cashier=actor, cart=cart.id
    )
    write_sale(unit, new, appended, prepared.moved)
    note_uses(unit, cart.used_vouchers, sale=sale, customer=words.customer)
    note_sold(unit, words, receipt, position=appended.position)
    note_moves(unit, receipt, position=appended.position)
    note_tracked(unit, receipt, position=appended.position)
    count_values(unit, shift, prepared.sums_with(receipt), number)
    drawer = _opens_drawer(unit, receipt)
    job = None
    if print_receipt or drawer:
        job = add_job(unit, PrintKind.RECEIPT, sale=sale, paper=print_receipt, drawer=drawer)
    note_sold_order(unit, cart.origin, receipt_no=number, position=appended.position)
    if receipt.lines and setting(unit, ORDER_SLIPS):
        add_job(unit, PrintKind.ORDER, sale=sale)
    return FinishedSale(
        sale=sale,
        receipt_no=number,
        receipt=receipt,
        at=unit.now(),
        change=receipt.change,
        event_seq=appended.seq,
        print_job=job,
        member=_sold_to(unit, cart.customer, words),
    )


def _opens_drawer(unit: StoreUnit, receipt: Receipt) -> bool:
    """Cash goes in; so may the paper that a way to pay comes with."""
    opening = {row.code for row in this_till(unit).payment_methods if row.opens_drawer}
    return bool(receipt.cash) or any((one.kind or one.method.value) in opening for one in receipt.tenders)


def _sold_to(unit: StoreUnit, owner: Member | None, words: MemberWords) -> SoldTo | None:
    if owner is None:
        return None
    points = words.points
    earned, redeemed = (0, 0) if points is None else (points.earned, points.redeemed)
    return SoldTo(owner.name, earned, redeemed, points_now(unit, owner.id))


def _settled(unit: StoreUnit, total: Money, tenders: Sequence[Tender], *, loaded: Money = ZERO) -> Settlement:
    if any(not 0 <= tender.amount <= LARGEST_INTEGER for tender in tenders):
        raise Refusal(ErrorCode.TENDER_TOO_LARGE, total=total)
    other = sum(tender.amount for tender in tenders if tender.method is not TenderMethod.CASH)
    if other > total + loaded or len(tenders) > MAX_TENDERS:
        raise Refusal(ErrorCode.TENDER_TOO_LARGE, total=total)
    return settle(total, tenders, this_till(unit).rounding, loads=loaded)


def _already(unit: StoreUnit, cart: CartId) -> FinishedSale | None:
    row = sale_of_cart(unit, cart)
    if row is None:
        return None
    stored = stored_receipt(unit, row)
    return FinishedSale(
        sale=row.sale,
        receipt_no=row.receipt_no,
        receipt=stored.receipt,
        at=from_utc_ms(row.at),
        change=stored.receipt.change,
        event_seq=place_of(row.position)[1],
        print_job=None,
    )
