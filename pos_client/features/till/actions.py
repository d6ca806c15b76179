"""What selling does to the store: one durable step after the other, on the store lane and nowhere else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pos_client.engine import carts, customers, orders, tracked
from pos_client.engine.cart_rows import Cart
from pos_client.engine.goods import Goods
from pos_client.engine.guards import demand_stock
from pos_client.engine.margins import demand_margin
from pos_client.engine.offers import offers
from pos_client.engine.order_rows import open_orders
from pos_client.engine.orders import OrderTerms
from pos_client.engine.proposals import NewArticle, propose
from pos_client.engine.sales import NOTHING_ASIDE, Aside, FinishedSale, complete_sale
from pos_client.engine.staff import StaffMember, members
from pos_client.engine.stored import Held, demand_spendable, look_up
from pos_client.engine.till import this_till, today
from pos_client.features.till.state import HeldCart, MemberState, Off, Overtaken
from pos_client.store import Store, StoreUnit
from shared_models.rules.credit import credit_left
from shared_models.rules.lots import Lot
from shared_models.rules.particulars import Particulars
from shared_models.rules.price_choice import LevelCode
from shared_models.rules.receipt import Tender
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.ids import CartId, CustomerId, StaffId
from shared_models.values.moments import from_utc_ms, local
from shared_models.values.money import LARGEST_INTEGER, ZERO, Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.orders import OrderRow

# `BDG1-K1A-P00042`: an order; with a Q, a quotation.
ORDER_NUMBER: Final = re.compile(r"[A-Z0-9]+-[A-Z0-9]+-[PQ]\d{5,}")


@dataclass(frozen=True, slots=True)
class Payment:
    """How a cart is paid, what else the money is for, and who allowed it where somebody must.

    `order`: it is the deposit of the cart, which becomes an order.
    """

    tenders: Sequence[Tender]
    aside: Aside = NOTHING_ASIDE
    approver: StaffId | None = None
    order: OrderTerms | None = None
    # Who allowed what sells for less than it cost.
    loss_approver: StaffId | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale on the disk; `at` on the branch's wall clock."""

    finished: FinishedSale
    at: datetime
    prints: bool


class Counter:
    """The cart under way, and whoever rings it up."""

    def __init__(self, store: Store, *, cashier: StaffId) -> None:
        self._store = store
        self._cashier = cashier
        self._cart: Cart | None = None
        self._vouchers: Mapping[str, object] = {}
        self.near: tuple[str, date] | None = None
        self.epoch = 0

    def resume(self) -> Cart | None:
        """What was open when the till went down."""
        with self._store.write() as unit:
            cart = carts.current_cart(unit)
            self._cart = None if cart is None else carts.take_over(unit, cart, actor=self._cashier)
            self._vouchers = offers(unit).codes
        return self._cart

    def step(self, epoch: int, do: Callable[[], Cart]) -> Cart:
        """A step that is on the screen already. Once one is refused, those behind it are not taken either."""
        self._demand(epoch)
        try:
            return do()
        except BaseException:
            self.epoch += 1
            raise

    def fresh(self) -> tuple[int, Cart | None]:
        """The cart as it stands, and the epoch from which steps are taken again."""
        return self.epoch, self.resume()

    def add(self, goods: Goods, approver: StaffId | None = None) -> Cart:
        with self._store.write() as unit:
            cart = carts.open_cart(unit, actor=self._cashier)
            self._vouchers = offers(unit).codes
            demand_stock(unit, cart, goods.item.item, goods.qty, actor=self._cashier, approver=approver)
            if goods.label is not None:
                return self._keep(carts.add_labelled(unit, cart=cart.id, item=goods.item, label=goods.label))
            return self._keep(carts.add_line(unit, cart=cart.id, item=goods.item, qty=goods.qty))

    def add_told(self, goods: Goods, told: Particulars, approver: StaffId | None) -> Cart:
        """Goods that were asked about; `near` tells of a lot that expires soon."""
        with self._store.write() as unit:
            cart = carts.open_cart(unit, actor=self._cashier)
            self._vouchers = offers(unit).codes
            demand_stock(unit, cart, goods.item.item, goods.qty, actor=self._cashier, approver=approver)
            qty, price = goods.qty, goods.label
            added = tracked.add_told(
                unit, cart=cart.id, item=goods.item, qty=qty, told=told, approver=approver, label=price
            )
            self.near = tracked.near_lot(unit, added.lines[-1])
            return self._keep(added)

    def lots(self, place: int) -> tuple[Lot, ...]:
        """The lots of a line's goods, first expiring first; none where they are not kept in lots."""
        with self._store.write() as unit:
            cart, line = self._known(unit), self._known(unit).lines[place]
            return tuple(tracked.lots_left(unit, line.item.product, cart.without_line(line)))

    def choose_lot(self, place: int, lot: Lot, approver: StaffId | None) -> Cart:
        with self._store.write() as unit:
            cart, line = self._at(unit, place)
            chosen = tracked.choose_lot(
                unit, cart=cart, line=line, lot=lot, actor=self._cashier, approver=approver
            )
            return self._keep(chosen)

    def is_voucher(self, code: str) -> bool:
        """Whether a promotion asks for this code, by what the last step knew."""
        return code.strip().casefold() in self._vouchers

    def enter_voucher(self, code: str) -> Cart:
        with self._store.write() as unit:
            cart = carts.open_cart(unit, actor=self._cashier)
            return self._keep(carts.enter_voucher(unit, cart=cart.id, code=code))

    def drop_voucher(self, code: str) -> Cart:
        with self._store.write() as unit:
            return self._keep(carts.drop_voucher(unit, cart=self._known(unit).id, code=code))

    def propose(self, article: NewArticle, approver: StaffId | None) -> Cart:
        """An article that nobody knows yet goes into the cart, and to the back office."""
        with self._store.write() as unit:
            cart = carts.open_cart(unit, actor=self._cashier)
            item = propose(unit, article, actor=self._cashier, approver=approver)
            return self._keep(carts.add_line(unit, cart=cart.id, item=item, qty=ONE))

    def set_level(self, level: LevelCode, approver: StaffId | None) -> Cart:
        with self._store.write() as unit:
            cart = carts.open_cart(unit, actor=self._cashier)
            changed = carts.set_level(unit, cart=cart.id, level=level, actor=self._cashier, approver=approver)
            return self._keep(changed)

    def note_line(self, place: int, remark: str, salesperson: StaffId | None) -> Cart:
        with self._store.write() as unit:
            cart, line = self._at(unit, place)
            return self._keep(
                carts.note_line(unit, cart=cart, line=line, remark=remark, salesperson=salesperson)
            )

    def sellers(self) -> tuple[StaffMember, ...]:
        """Who may be named as the one who sold a line."""
        with self._store.write() as unit:
            return members(unit)

    def change_quantity(self, place: int, qty: Quantity, approver: StaffId | None = None) -> Cart:
        with self._store.write() as unit:
            cart, line = self._at(unit, place)
            changed = carts.change_quantity(
                unit, cart=cart, line=line, qty=qty, actor=self._cashier, approver=approver
            )
            return self._keep(changed)

    def remove(self, place: int, approver: StaffId | None = None) -> Cart:
        with self._store.write() as unit:
            cart, line = self._at(unit, place)
            changed = carts.remove_line(unit, cart=cart, line=line, actor=self._cashier, approver=approver)
            return self._keep(changed)

    def change_price(self, place: int, price: Money, reason: str, approver: StaffId | None) -> Cart:
        """Of one unit of the line."""
        with self._store.write() as unit:
            cart, line = self._at(unit, place)
            changed = carts.change_price(
                unit,
                cart=cart,
                line=line,
                price=price,
                actor=self._cashier,
                reason=reason,
                approver=approver,
            )
            return self._keep(changed)

    def discount_line(self, place: int, off: Off, approver: StaffId | None) -> Cart:
        with self._store.write() as unit:
            cart, line = self._at(unit, place)
            changed = carts.discount_line(
                unit,
                cart=cart,
                line=line,
                actor=self._cashier,
                amount=off.amount,
                percent_bp=off.percent_bp,
                approver=approver,
            )
            return self._keep(changed)

    def discount_cart(self, off: Off, approver: StaffId | None) -> Cart:
        with self._store.write() as unit:
            changed = carts.discount_cart(
                unit,
                cart=self._known(unit).id,
                actor=self._cashier,
                amount=off.amount,
                percent_bp=off.percent_bp,
                approver=approver,
            )
            return self._keep(changed)

    def clear(self, approver: StaffId | None) -> None:
        with self._store.write() as unit:
            carts.clear(unit, cart=self._known(unit).id, actor=self._cashier, approver=approver)
        self._cart = None

    def members(self, words: str) -> tuple[MemberState, ...]:
        """Customers whose name, code, card or phone holds these words."""
        with self._store.write() as unit:
            return tuple(_member(unit, one) for one in customers.find(unit, words))

    def member_of_code(self, code: str) -> MemberState | None:
        """Whose code or card it is."""
        with self._store.write() as unit:
            found = customers.by_code(unit, code)
            return None if found is None else _member(unit, found)

    def member_now(self, customer: CustomerId) -> MemberState:
        """A customer as this till knows him now."""
        with self._store.write() as unit:
            return _member(unit, customers.member_of(unit, customer))

    def choose_member(self, customer: CustomerId | None) -> Cart:
        """Whose cart it is from now on; a cart is opened for him where there is none."""
        with self._store.write() as unit:
            cart = carts.open_cart(unit, actor=self._cashier)
            owner = None if customer is None else customers.member_of(unit, customer)
            return self._keep(carts.set_customer(unit, cart=cart.id, customer=owner))

    def add_member(self, name: str, phone: str) -> MemberState:
        """A new customer, told to the back office with the next contact."""
        with self._store.write() as unit:
            return _member(unit, customers.add(unit, name=name, phone=phone, actor=self._cashier))

    def hold(self, name: str) -> None:
        with self._store.write() as unit:
            carts.hold(unit, cart=self._known(unit).id, name=name)
        self._cart = None

    def held(self) -> tuple[HeldCart, ...]:
        with self._store.write() as unit:
            zone = this_till(unit).zone
            found = carts.held(unit)
        return tuple(
            HeldCart(
                cart=cart.id,
                name=cart.name,
                lines=cart.lines,
                total=cart.total,
                opened_at=local(from_utc_ms(cart.opened_at), zone),
            )
            for cart in found
        )

    def recall(self, cart: CartId) -> Cart:
        with self._store.write() as unit:
            recalled = carts.recall(unit, cart=cart)
            return self._keep(carts.take_over(unit, recalled, actor=self._cashier))

    def held_value(self, method: TenderMethod, number: str) -> Held:
        """What is on a card or voucher, as far as this till knows.

        Refuses STORED_VALUE_UNKNOWN, STORED_VALUE_BLOCKED, STORED_VALUE_LAPSED.
        """
        with self._store.write() as unit:
            held = look_up(unit, method=method, number=number, stand_alone=this_till(unit).stand_alone)
            if held is None:
                raise Refusal(ErrorCode.STORED_VALUE_UNKNOWN, number=number)
            demand_spendable(unit, held)
        return held

    def sell(self, epoch: int, *, payment: Payment, expected: Money, with_receipt: bool) -> Sold:
        """Sell the cart. Refuses CART_CHANGED when it is not what the customer was told of."""
        if epoch != self.epoch:
            raise Refusal(ErrorCode.CART_CHANGED)
        with self._store.write() as unit:
            if self._cart is None and payment.aside.loads:
                self._cart = carts.open_cart(unit, actor=self._cashier)
            cart = self._known(unit)
            if cart.total != expected:
                raise Refusal(ErrorCode.CART_CHANGED, expected=expected, found=cart.total)
            demand_margin(unit, cart, actor=self._cashier, approver=payment.loss_approver)
            finished = self._finish(unit, cart, payment, with_receipt=with_receipt)
            at = local(unit.now(), this_till(unit).zone)
        self._cart = None
        return Sold(finished=finished, at=at, prints=with_receipt)

    def _finish(self, unit: StoreUnit, cart: Cart, payment: Payment, *, with_receipt: bool) -> FinishedSale:
        if payment.order is not None:
            terms, tenders = payment.order, payment.tenders
            placed = orders.place_order(unit, cart=cart, actor=self._cashier, terms=terms, tenders=tenders)
            assert placed.deposit is not None
            return replace(placed.deposit, print_job=placed.print_job)
        return complete_sale(
            unit,
            cart=cart.id,
            actor=self._cashier,
            tenders=payment.tenders,
            print_receipt=with_receipt,
            aside=payment.aside,
            approver=payment.approver,
        )

    def list_orders(self, words: str) -> tuple[OrderRow, ...]:
        """Open orders and quotations whose number, name or phone holds these words."""
        with self._store.write() as unit:
            return open_orders(unit, words)

    def today(self) -> date:
        with self._store.write() as unit:
            return today(unit)

    def place(self, terms: OrderTerms) -> OrderRow:
        """The cart becomes an order that nothing is paid on yet."""
        with self._store.write() as unit:
            placed = orders.place_order(unit, cart=self._known(unit), actor=self._cashier, terms=terms)
        self._cart = None
        return placed.row

    def quote(self, terms: OrderTerms) -> OrderRow:
        """The cart's prices on paper."""
        with self._store.write() as unit:
            made = orders.make_quotation(unit, cart=self._known(unit), actor=self._cashier, terms=terms)
        self._cart = None
        return made.row

    def take_up(self, number: str) -> tuple[Cart, date | None]:
        """An order or a quotation becomes the cart; with the last day of one whose prices hold no more."""
        with self._store.write() as unit:
            cart, row = orders.take_up(unit, number=number, actor=self._cashier)
            return self._keep(cart), row.until if orders.lapsed(unit, row) else None

    def cancel_order(
        self, number: str, reason: str, forfeited: Money, approver: StaffId | None
    ) -> orders.Cancelled:
        with self._store.write() as unit:
            return orders.cancel_order(
                unit,
                number=number,
                reason=reason,
                forfeited=forfeited,
                actor=self._cashier,
                approver=approver,
            )

    @staticmethod
    def is_order_number(code: str) -> bool:
        """As printed on an order or a quotation of the shop."""
        return ORDER_NUMBER.fullmatch(code.strip().upper()) is not None

    def _at(self, unit: StoreUnit, place: int) -> tuple[CartId, int]:
        """Cart and line number of the line at a place on the screen."""
        cart = self._known(unit)
        if not 0 <= place < len(cart.lines):
            raise Refusal(ErrorCode.LINE_UNKNOWN, line=place + 1)
        return cart.id, cart.lines[place].line

    def _known(self, unit: StoreUnit) -> Cart:
        if self._cart is None:
            raise Refusal(ErrorCode.CART_EMPTY)
        return carts.load_cart(unit, self._cart.id)

    def _keep(self, cart: Cart) -> Cart:
        self._cart = cart
        return cart

    def _demand(self, epoch: int) -> None:
        if epoch != self.epoch:
            raise Overtaken


def _member(unit: StoreUnit, one: customers.Member) -> MemberState:
    standing = customers.standing_of(unit, one.id)
    rule = standing.rule
    value = ZERO if rule is None else rule.value
    credit = None
    if one.credit_limit:
        account = standing.account(one)
        credit = credit_left(account, on=today(unit), offline=standing.offline)
    return MemberState(
        id=one.id,
        name=one.name,
        code=one.code,
        phone=one.phone or "",
        note=one.note or "",
        birthday=customers.birthday_today(one, today(unit)),
        points=None if rule is None else standing.points,
        point_value=value,
        pays=Money(standing.redeemable(Money(LARGEST_INTEGER)) * value),
        owed=standing.owed,
        credit_left=credit,
    )
