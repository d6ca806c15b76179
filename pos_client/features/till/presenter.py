"""The till: what is scanned and typed becomes lines at once; lines become durable in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.engine.goods import Goods
from pos_client.engine.grammar import Code, NextQuantity, Pay, Search, Step, Unclear, read
from pos_client.features.till.lookup import Lookup, line_of
from pos_client.features.till.shown import ShownCart, TaxBook, with_quantity
from pos_client.features.till.state import (
    AgreedState,
    Explained,
    HeldCart,
    MemberState,
    Off,
    Overtaken,
    Refused,
    Sound,
    Stage,
    TillState,
)
from pos_client.features.till.steps import (
    LARGEST_QUANTITY,
    AllowedStep,
    Wanted,
    last_of,
    nothing,
    same,
    why_not,
)
from pos_client.printing.receipts import is_receipt_number
from shared_models.rules.cart import CartLine
from shared_models.rules.cart_prices import CHOSEN, Key, key_of
from shared_models.rules.lots import Lot
from shared_models.rules.particulars import Particulars
from shared_models.rules.price_choice import RETAIL, WALK_IN, LevelCode
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import CartId, CustomerId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from datetime import date

    from pos_client.engine.cart_rows import Cart
    from pos_client.engine.proposals import NewArticle
    from pos_client.engine.staff import StaffMember
    from pos_client.features.till.actions import Counter
    from pos_client.store.catalogue import Catalogue, CatalogueItem

# Promotions almost reached that the side panel has room for.
HINTS: Final = 2

T = TypeVar("T")
Done = Callable[[], None]
Refuse = Callable[[Refusal], None]


class Till(QObject):
    """State of the open cart. `begin` starts selling; what came before it was kept and follows then."""

    changed = Signal()
    lines_changed = Signal()
    sounded = Signal(object)
    pay_wanted = Signal()
    began_next = Signal()
    sold_low = Signal(str)
    receipt_scanned = Signal(str)
    order_scanned = Signal(str)
    troubled = Signal(object)
    kept_changed = Signal()
    approval_wanted = Signal(object)
    needs_asked = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._counter: Counter | None = None
        self.lookup = Lookup()
        self._kept: list[tuple[str, Callable[[], None]]] = []
        self._times: Quantity | None = None
        self._under_way = 0
        self._epoch = 0
        self.cart = ShownCart(TaxBook.empty())
        self.state = TillState()

    # beginning and ending ---------------------------------------------------------------------------------

    @property
    def counter(self) -> Counter:
        assert self._counter is not None
        return self._counter

    @property
    def epoch(self) -> int:
        """Counts the times the store refused a step; a step from before such a refusal is not taken."""
        return self._epoch

    @property
    def selling(self) -> bool:
        return self.state.stage not in {Stage.STARTING, Stage.CLOSED}

    def begin(self, counter: Counter, catalogue: Catalogue, taxes: TaxBook, cart: Cart | None) -> None:
        """Sell from now on; `cart` is what was open when the till went down."""
        self._counter = counter
        self.lookup.read_from(catalogue)
        self._epoch = counter.epoch
        self.cart = ShownCart(taxes)
        self._set(stage=Stage.SELLING, refused=(), last=None)
        self.follow(cart)
        self._count_held()
        kept, self._kept = self._kept, []
        for _code, again in kept:
            again()
        if kept:
            self.kept_changed.emit()

    def pause(self) -> None:
        """No shift, or nobody signed in: keep what is scanned until selling begins."""
        self._set(stage=Stage.CLOSED)

    def paid(self) -> None:
        """The cart is sold; its lines leave the screen."""
        self.cart.show((), Money(0))
        self.cart.buyer = WALK_IN
        self._times = None
        self._set(stage=Stage.PAID, refused=(), last=None, member=None, agreed=None)
        self._lines(-1)

    def new_day(self, taxes: TaxBook) -> None:
        """Tax rules of another business date; takes effect with the next cart."""
        if not self.cart.lines:
            self.cart = ShownCart(taxes)

    # scanning and typing ----------------------------------------------------------------------------------

    def enter(self, typed: str, chosen: CatalogueItem | None = None) -> None:
        """Enter on the input line. An exact code goes before `chosen`, the highlighted row of the search."""
        if not self.selling:
            self._keep(typed, partial(self.enter, typed))
            return
        match read(typed):
            case Pay():
                self._enter_nothing()
            case Code(code=code, qty=qty) | Search(words=code, qty=qty):
                self._goods(code, qty, chosen)
            case NextQuantity(qty=qty):
                self.take_ahead(qty)
            case Step(by=by):
                self.step(by)
            case Unclear(why=why):
                self._refuse(Refused(typed.strip(), why))

    def scan(self, code: str, *, after: str = "") -> None:
        """A code from the scanner: never a quantity, never a search. `after`: what stood in the line, for a
        quantity typed there (`3*`) counts as if Enter had followed it.
        """
        if isinstance(read(after), NextQuantity):
            self.enter(after)
        if not self.selling:
            self._keep(code, partial(self.scan, code))
            return
        self._goods(code, ONE, None)

    @property
    def kept(self) -> tuple[str, ...]:
        """What was scanned or typed before selling could begin, and follows then."""
        return tuple(code for code, _again in self._kept)

    def _keep(self, code: str, again: Callable[[], None]) -> None:
        self._kept.append((code, again))
        self.kept_changed.emit()

    @property
    def level_name(self) -> str:
        """The level the cart is at, "" for the list."""
        level = self.cart.buyer.level
        return "" if level == RETAIL else self.lookup.level_name(level)

    @property
    def times(self) -> Quantity | None:
        """A quantity typed ahead (`3*`), for the code that comes next."""
        return self._times

    def take_ahead(self, qty: Quantity) -> None:
        """A quantity for what comes next, as if it had been typed with a `*`."""
        self._times = qty
        self.changed.emit()

    def add(self, item: CatalogueItem, qty: Quantity = ONE) -> None:
        """Put goods into the cart: on the screen now, on the disk right after."""
        self._add(Goods(item), qty)

    def _add(self, goods: Goods, times: Quantity) -> None:
        """`times`: so many of it, or so many packages of a label."""
        ahead, self._times = self._times, None
        times = ahead if ahead is not None and times == ONE else times
        item, wanted = goods.item, goods.times(times)
        why = ErrorCode.QUANTITY_NOT_WHOLE if wanted is None else why_not(wanted, self.cart.buyer)
        if why is None and wanted is not None and not self.cart.has_room(line_of(wanted, self.cart)):
            why = ErrorCode.CART_FULL
        if wanted is None or why is not None:
            self._refuse(Refused(item.barcode or item.sku, why or ErrorCode.INVALID, name=item.name))
            return
        self._leave_change()
        if item.needs:
            self.needs_asked.emit(wanted)
            return
        self._put(wanted)
        self.sounded.emit(Sound.ADDED)

    def refuse(self, code: str, why: ErrorCode, *, name: str = "") -> None:
        self._refuse(Refused(code, why, name=name))

    def dismiss(self) -> bool:
        """Esc: hide what was refused. False when there was nothing to hide."""
        had = bool(self.state.refused) or self._times is not None
        self._times = None
        self._set(refused=())
        return had

    # lines ------------------------------------------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Make a line the one that keys act on."""
        if 0 <= place < len(self.cart.lines):
            self._lines(place)

    def move(self, by: int) -> None:
        if self.cart.lines:
            self.choose(max(0, min(len(self.cart.lines) - 1, self.state.current + by)))

    @property
    def chosen(self) -> CartLine | None:
        at = self.state.current
        return self.cart.lines[at] if 0 <= at < len(self.cart.lines) else None

    def step(self, by: Quantity) -> None:
        """More or less of the chosen line. Less than one is left to Del: it leaves an audit line."""
        line, place = self.chosen, self.state.current
        if line is None:
            return
        if by > 0 and line.particulars is not None and (item := self.lookup.unit(key_of(line))) is not None:
            # Of what lot, which piece: asked as for the first.
            self._add(Goods(item), by)
            return
        qty = Quantity(line.qty + by)
        if not 0 < qty <= LARGEST_QUANTITY:
            self.sounded.emit(Sound.REFUSED)
            return
        self.cart.change(place, with_quantity(line, qty))
        self._reprice(line)
        self._record(lambda approver: self.counter.change_quantity(place, qty, approver), line)
        self._lines(place)
        self.sounded.emit(Sound.ADDED)

    def set_quantity(self, qty: Quantity) -> None:
        line = self.chosen
        if line is not None and qty != line.qty:
            self.step(Quantity(qty - line.qty))

    def remove(self) -> None:
        """Take the chosen line out."""
        line, place = self.chosen, self.state.current
        if line is None:
            return
        self.cart.remove(place)
        self._reprice(line)
        self._record(lambda approver: self.counter.remove(place, approver), line)
        self._set(last=None)
        self._lines(min(place, len(self.cart.lines) - 1))

    def propose(self, article: NewArticle, *, approver: StaffId | None, then: Done, fail: Refuse) -> None:
        """Sell what nobody knows yet."""
        self._leave_change()
        self._await(lambda: self.counter.propose(article, approver), self._proposed(article, then), fail)

    def _proposed(self, article: NewArticle, then: Done) -> Done:
        def done() -> None:
            left = tuple(old for old in self.state.refused if old.code != article.code)
            self._set(refused=left)
            self.sounded.emit(Sound.ADDED)
            then()

        return done

    def add_told(
        self, goods: Goods, told: Particulars, *, approver: StaffId | None, then: Done, fail: Refuse
    ) -> None:
        """Goods that were asked about, with the answers."""

        def done() -> None:
            self._set(last=last_of(goods.item))
            self.sounded.emit(Sound.ADDED)
            then()

        self._await(lambda: self.counter.add_told(goods, told, approver), done, fail)

    def near_lot(self) -> tuple[str, date] | None:
        """The lot that was added last and the day it expires, when that is soon."""
        return self.counter.near

    def list_lots(self, then: Callable[[Sequence[Lot]], None]) -> None:
        """The lots that the chosen line's goods may be from."""
        place = self.state.current
        self._background.store(lambda: self.counter.lots(place), then=then)

    def choose_lot(self, place: int, lot: Lot, *, approver: StaffId | None, then: Done, fail: Refuse) -> None:
        self._await(lambda: self.counter.choose_lot(place, lot, approver), then, fail, stay=True)

    def set_level(self, level: LevelCode, *, approver: StaffId | None, then: Done, fail: Refuse) -> None:
        """Sell at the prices of a level."""
        self._leave_change()
        self._await(lambda: self.counter.set_level(level, approver), then, fail, stay=True)

    def note_line(self, remark: str, salesperson: StaffId | None, *, then: Done, fail: Refuse) -> None:
        """What is asked for with the chosen line, and who sold it."""
        place = self.state.current
        self._await(lambda: self.counter.note_line(place, remark, salesperson), then, fail, stay=True)

    def list_sellers(self, then: Callable[[Sequence[StaffMember]], None]) -> None:
        self._background.store(self.counter.sellers, then=then)

    def discount_line(
        self, place: int, off: Off, *, approver: StaffId | None, then: Done, fail: Refuse
    ) -> None:
        self._await(lambda: self.counter.discount_line(place, off, approver), then, fail, stay=True)

    def discount_cart(self, off: Off, *, approver: StaffId | None, then: Done, fail: Refuse) -> None:
        self._await(lambda: self.counter.discount_cart(off, approver), then, fail, stay=True)

    def clear(self, *, approver: StaffId | None, then: Done, fail: Refuse) -> None:
        """Give the whole cart up; the journal remembers it."""
        self._await(lambda: self.counter.clear(approver), then, fail)

    def find_members(self, words: str, then: Callable[[Sequence[MemberState]], None]) -> None:
        self._background.store(lambda: self.counter.members(words), then=then, fail=self.troubled.emit)

    def choose_member(self, customer: CustomerId | None, then: Done) -> None:
        """Whose cart it is; None takes the customer off again."""
        if customer is None and not self.cart.lines:
            self._set(member=None)
        self._await(lambda: self.counter.choose_member(customer), then, self.troubled.emit, stay=True)

    def add_member(self, name: str, phone: str, then: Callable[[MemberState], None], fail: Refuse) -> None:
        """A new customer, chosen at once."""

        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                fail(problem)
            else:
                self.troubled.emit(problem)

        self._background.store(lambda: self.counter.add_member(name, phone), then=then, fail=failed)

    def _show_member(self, owner: CustomerId | None) -> None:
        """What the side panel says of the customer; his points come from the store."""
        if owner is None:
            if self.state.member is not None:
                self._set(member=None)
            return
        self._background.store(
            lambda: self.counter.member_now(owner),
            then=lambda member: self._set(member=member),
            fail=self.troubled.emit,
        )

    def hold(self, name: str, then: Done) -> None:
        self._await(lambda: self.counter.hold(name), then, self.troubled.emit)
        self._count_held()

    def recall(self, cart: CartId, then: Done) -> None:
        self._await(lambda: self.counter.recall(cart), then, self.troubled.emit)
        self._count_held()

    def ask(
        self,
        do: Callable[[], T],
        then: Callable[[T], None],
        fail: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Something of the store, behind the steps before it."""
        self._background.store(do, then=then, fail=fail or self.troubled.emit)

    def list_held(self, then: Callable[[Sequence[HeldCart]], None]) -> None:
        self._background.store(self.counter.held, then=then)

    def _count_held(self) -> None:
        """On the store lane, so after the step before it."""
        self.list_held(lambda held: self._set(held=len(held)))

    def follow(self, cart: Cart | None, *, stay: bool = False) -> None:
        """Show what stands in the store; its last line is chosen, unless the chosen one shall stay."""
        if cart is None:
            self.cart.show((), Money(0))
            self.cart.buyer = WALK_IN
        else:
            self._weigh_all(self.cart.show(cart.lines, cart.discount, cart.promoted))
            self.cart.buyer = cart.buyer
        self._set(agreed=None if cart is None else _agreed(cart))
        self._show_member(None if cart is None or cart.customer is None else cart.customer.id)
        if self.cart.lines:
            self._leave_change()
        last = len(self.cart.lines) - 1
        self._lines(min(self.state.current, last) if stay else last)

    def _weigh_all(self, units: Iterable[Key]) -> None:
        """After the cart came from the store: what is marked was told of before."""
        for key in units:
            item = self.lookup.unit(key)
            if item is not None:
                self.cart.weigh(key, item.cost)

    def reload(self) -> None:
        """Show the cart as the store has it, and go on from there."""
        self._background.store(self.counter.fresh, then=self._start_over)

    # inside -----------------------------------------------------------------------------------------------

    def _leave_change(self) -> None:
        """The next customer begins: the change of the last one leaves the screen."""
        if self.state.stage is Stage.PAID:
            self._set(stage=Stage.SELLING)
            self.began_next.emit()

    def _enter_nothing(self) -> None:
        if self._times is not None:
            self._times = None
            self.changed.emit()
        elif self.cart.lines:
            self.pay_wanted.emit()

    def _goods(self, code: str, qty: Quantity, chosen: CatalogueItem | None) -> None:
        goods = self.lookup.goods(code) or (None if chosen is None else Goods(chosen))
        if goods is not None:
            self._add(goods, qty)
        elif self.counter.is_voucher(code):
            self._voucher(code)
        elif is_receipt_number(code):
            self.receipt_scanned.emit(code)
        elif self.counter.is_order_number(code):
            self.order_scanned.emit(code)
        elif (member := self.lookup.member(code)) is not None:
            self.choose_member(member, lambda: self.sounded.emit(Sound.ADDED))
        else:
            self._refuse(Refused(code, ErrorCode.UNKNOWN_CODE))

    def _voucher(self, code: str) -> None:
        """A promotion's code: what it does is for the store to say."""

        def refused(refusal: Refusal) -> None:
            self._refuse(Refused(code, refusal.code, name=code, unmet=str(refusal.facts.get("why", ""))))

        self._leave_change()
        entered = partial(self.sounded.emit, Sound.ADDED)
        self._await(lambda: self.counter.enter_voucher(code), entered, refused, stay=True)

    def drop_voucher(self, code: str) -> None:
        self._await(lambda: self.counter.drop_voucher(code), nothing, self.troubled.emit, stay=True)

    def _put(self, goods: Goods) -> None:
        item = goods.item
        line = line_of(goods, self.cart)
        if goods.label is None and self.cart.joins(line):
            place = len(self.cart.lines) - 1
            before = self.cart.lines[place]
            self.cart.change(place, with_quantity(before, Quantity(before.qty + line.qty)))
        else:
            place = self.cart.add(line)
        if goods.label is None and item.offers:
            self.cart.reprice(key_of(line), lambda _key, count, buyer: item.chosen(count, buyer))
        self._weigh(item)
        self._record(lambda approver: self.counter.add(goods, approver), line)
        self._set(last=last_of(goods.item))
        self._lines(place)

    def _reprice(self, moved: CartLine) -> None:
        """The lines of what has more or less in the cart now."""
        if moved.price_source in CHOSEN:
            self.cart.reprice(key_of(moved), self.lookup.choose)
            item = self.lookup.unit(key_of(moved))
            if item is not None:
                self._weigh(item)

    def _weigh(self, item: CatalogueItem) -> None:
        """Say once that something sells for less than it cost."""
        if self.cart.weigh((item.product, item.unit), item.cost):
            self.sold_low.emit(item.name)

    def _refuse(self, refused: Refused) -> None:
        """A loud row, and a sound. The same code again counts up instead of a second row."""
        known = next((old for old in self.state.refused if same(old, refused)), None)
        others = tuple(old for old in self.state.refused if old is not known)
        times = 1 if known is None else known.times + 1
        self._set(refused=(*others, replace(refused, times=times)))
        unknown = refused.why is ErrorCode.UNKNOWN_CODE
        self.sounded.emit(Sound.UNKNOWN if unknown else Sound.REFUSED)

    def _lines(self, current: int) -> None:
        self.state = replace(
            self.state,
            lines=len(self.cart.lines),
            pieces=self.cart.pieces,
            total=self.cart.total,
            saved=self.cart.saved,
            cart_discount=self.cart.cart_discount,
            level=self.level_name,
            current=current,
            last=self.state.last if self.cart.lines else None,
            explained=self._explained(current),
        )
        self.lines_changed.emit()

    def _explained(self, current: int) -> Explained:
        promoted = self.cart.promoted
        line = self.cart.lines[current] if 0 <= current < len(self.cart.lines) else None
        return Explained(
            reasons=() if line is None else line.promotions,
            vouchers=promoted.vouchers,
            proposals=tuple((one, self.lookup.name_of(one.product)) for one in promoted.proposals[:HINTS]),
            almost=promoted.almost[:HINTS],
        )

    def _set(self, **facts: object) -> None:
        self.state = replace(self.state, **facts)  # type: ignore[arg-type] # names are checked by replace itself
        self.changed.emit()

    def _record(self, do: AllowedStep, line: CartLine) -> None:
        """Queue a step that is already on the screen."""
        self._under_way += 1
        epoch = self._epoch
        self._background.store(
            lambda: self.counter.step(epoch, lambda: do(None)),
            then=self._recorded,
            fail=partial(self._not_recorded, line, do),
        )

    def take_allowed(self, wanted: Wanted, approver: StaffId) -> None:
        """A step that a supervisor has allowed now."""

        def refused(refusal: Refusal) -> None:
            self._refuse(Refused(wanted.line.item.sku, refusal.code, name=wanted.line.item.name))

        self._await(lambda: wanted.do(approver), nothing, refused)

    def _recorded(self, cart: Cart) -> None:
        self._under_way -= 1
        if self._under_way:
            return
        if not self.cart.shows(cart.lines, cart.total, cart.promoted):
            self.follow(cart, stay=True)

    def _not_recorded(self, line: CartLine, do: AllowedStep, problem: BaseException) -> None:
        """The disk refused a step that was on the screen: say so, and show what stands in the store."""
        self._under_way -= 1
        if isinstance(problem, Refusal) and problem.code is ErrorCode.APPROVAL_NEEDED:
            self.sounded.emit(Sound.REFUSED)
            self.reload()
            self.approval_wanted.emit(Wanted(line, str(problem.facts.get("action", "")), do))
            return
        why = problem.code if isinstance(problem, Refusal) else ErrorCode.CART_CHANGED
        self._refuse(Refused(line.item.sku, why, name=line.item.name))
        if not isinstance(problem, Refusal | Overtaken):
            self.troubled.emit(problem)
        self.reload()

    def _start_over(self, answer: tuple[int, Cart | None]) -> None:
        self._epoch, cart = answer
        self.follow(cart)

    def _await(self, do: Callable[[], Cart | None], then: Done, fail: Refuse, *, stay: bool = False) -> None:
        """A step whose outcome is not foreseen on the screen. `stay`: on the line that is chosen."""

        def done(cart: Cart | None) -> None:
            self.follow(cart, stay=stay)
            then()

        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                fail(problem)
            else:
                self.troubled.emit(problem)

        self._background.store(do, then=done, fail=failed)


def _agreed(cart: Cart) -> AgreedState | None:
    origin = cart.origin
    return None if origin is None else AgreedState(origin.kind, origin.number, origin.deposit)
