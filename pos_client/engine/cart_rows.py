"""The open cart: every line a durable row, the whole of it kept in memory between two scans."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final
from uuid import UUID

from pos_client.engine.customers import Member, member_of
from pos_client.engine.offers import entered, moment, offers
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.store import Row
from shared_models.rules import cart as rules
from shared_models.rules import price_choice
from shared_models.rules.cart import CartFigures, figures_of
from shared_models.rules.orders import OrderKind
from shared_models.rules.particulars import Particulars
from shared_models.rules.price_choice import RETAIL, LevelCode
from shared_models.rules.promoted import NOTHING, Buyer, Promoted, promoted
from shared_models.rules.promotions.outcome import VoucherState
from shared_models.rules.receipt import Item
from shared_models.rules.tax import TaxRule, rule_for
from shared_models.values.codes import ErrorCode, PriceSource, ProductKind, TaxClass
from shared_models.values.ids import CartId, CategoryId, CustomerId, ProductId, StaffId
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import EVENT_BYTES_MAX
from shared_models.wire.sales import MAX_LINES, SoldParticulars, UsedVoucher, sold_particulars

# A line's JSON without its texts: keys, ids and the longest integers. A property test holds it true.
_LINE_BYTES: Final = 640
# What a promotion on a line takes without its name.
_PROMOTION_BYTES: Final = 96
# The names of a remark and a salesperson, and who that is.
_NOTE_BYTES: Final = 96
# The name of what is particular about a line.
_TOLD_BYTES: Final = 24
# Envelope, tax rules, tenders, note.
_REST_BYTES: Final = 64 * 1024
LINES_MAX: Final = MAX_LINES
_PUT_LINE: Final = (
    "INSERT OR REPLACE INTO cart_line (cart, line, product, sku, name, kind, tax_class, unit, factor,"
    " decimals, qty, price, source, list_price, discount, discount_bp, price_approver, discount_approver,"
    " remark, salesperson, particulars)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LINES: Final = (
    "SELECT cart, line, l.product, l.sku, l.name, l.kind, l.tax_class, unit, factor, decimals, qty, price,"
    " source, list_price, discount, discount_bp, price_approver, discount_approver, category,"
    " remark, salesperson, particulars"
    " FROM cart_line l LEFT JOIN product p ON p.product = l.product WHERE cart = ? ORDER BY line"
)


@dataclass(frozen=True, slots=True)
class CartLine(rules.CartLine):
    """A line with what the till needs to change it: the decimals a quantity may have, a discount in 1/100
    %.
    """

    decimals: int = 0
    discount_bp: int | None = None

    @property
    def net(self) -> Money:
        """Price after the line's own discount and promotions."""
        return Money(self.gross - self.off)

    @property
    def before_promotions(self) -> Money:
        """Price after the line's own discount."""
        return Money(self.gross - self.discount)

    @property
    def size(self) -> int:
        """No fewer bytes than this line takes in the event."""
        item = self.item
        texts = f"{item.sku}{item.name}{item.unit}{item.tax_class}{item.kind}{self.remark or ''}"
        texts += "".join(one.name for one in self.promotions)
        fixed = _LINE_BYTES + _PROMOTION_BYTES * len(self.promotions)
        fixed += _NOTE_BYTES if self.remark or self.salesperson else 0
        if self.particulars is not None:
            fixed += _TOLD_BYTES + len(sold_particulars(self.particulars).model_dump_json().encode())
        return fixed + len(json.dumps(texts, ensure_ascii=False).encode())


@dataclass(frozen=True, slots=True)
class CartOrigin:
    """An order or a quotation: its deposit pays, and brings the VAT that was owed on it."""

    kind: OrderKind
    id: UUID
    number: str
    deposit: Money = ZERO
    deposit_vat: Money = ZERO


@dataclass(frozen=True)
class Cart:
    """A cart as committed (or as it will be with this transaction). Lines keep their number until they go."""

    id: CartId
    actor: StaffId
    opened_at: int
    held_name: str | None
    day: date
    tax_rules: tuple[TaxRule, ...]
    lines: tuple[CartLine, ...] = ()
    discount: Money = ZERO
    discount_bp: int | None = None
    discount_approver: StaffId | None = None
    vouchers: tuple[str, ...] = ()
    promoted: Promoted = NOTHING
    # Whose prices its lines have; null: those of the list. Who allowed it, where it needed that.
    level: LevelCode | None = None
    level_approver: UUID | None = None
    customer: Member | None = None
    # The order or quotation its agreed prices come from.
    origin: CartOrigin | None = None
    # Running sums, so that a scan costs the same in a long cart: bytes, and net by tax rule.
    size: int = 0
    nets: dict[TaxRule | None, int] = field(default_factory=dict, compare=False)

    @property
    def buyer(self) -> price_choice.Buyer:
        """Whose prices it has."""
        return price_choice.Buyer(None if self.customer is None else self.customer.id, self.level or RETAIL)

    @cached_property
    def figures(self) -> CartFigures:
        """All figures, line by line. Computed when first asked for."""
        return figures_of(self.lines, cart_discount=self.discount, tax_rules=self.tax_rules, day=self.day)

    @property
    def total(self) -> Money:
        """What is owed before cash rounding; without a cart discount it does not look at the lines."""
        if self.discount:
            return self.figures.total
        return Money(
            sum(
                net if rule is None or rule.inclusive else net + rule.tax_on(Money(net))
                for rule, net in self.nets.items()
            )
        )

    @property
    def net(self) -> Money:
        """Sum of the lines after their own discounts."""
        return Money(sum(self.nets.values()))

    @property
    def used_vouchers(self) -> tuple[UsedVoucher, ...]:
        """The codes that a promotion on these lines uses up."""
        return tuple(
            UsedVoucher(promotion=one.promotion, code=one.code)
            for one in self.promoted.vouchers
            if one.state is VoucherState.CONSUMED and one.promotion is not None
        )

    @property
    def next_line(self) -> int:
        return self.lines[-1].line + 1 if self.lines else 1

    def line(self, number: int) -> CartLine:
        """Refuses LINE_UNKNOWN."""
        for line in reversed(self.lines):
            if line.line == number:
                return line
        raise Refusal(ErrorCode.LINE_UNKNOWN, line=number)

    def with_line(self, line: CartLine) -> "Cart":
        """With one more line at the end, or the line of that number in its new shape."""
        old = next((known for known in reversed(self.lines) if known.line == line.line), None)
        if old is None:
            return self._with((*self.lines, line), gone=None, come=line)
        lines = tuple(line if known is old else known for known in self.lines)
        return self._with(lines, gone=old, come=line)

    def without_line(self, line: CartLine) -> "Cart":
        return self._with(tuple(known for known in self.lines if known is not line), gone=line, come=None)

    def _with(self, lines: tuple[CartLine, ...], *, gone: CartLine | None, come: CartLine | None) -> "Cart":
        nets, size = dict(self.nets), self.size
        for line, sign in ((gone, -1), (come, 1)):
            if line is not None:
                rule = rule_for(self.tax_rules, line.item.tax_class, self.day)
                nets[rule] = nets.get(rule, 0) + sign * line.net
                size += sign * line.size
        return replace(self, lines=lines, nets=nets, size=size)


def share_of(amount: Money, basis_points: int) -> Money:
    """`basis_points` (1/100 %) of an amount, cut down: a discount never gives more than was said."""
    return Money(amount * basis_points // 10_000)


def settled(unit: StoreUnit, cart: Cart) -> Cart:
    """A changed cart with what promotions take off it now; its own discount fits what is left."""
    known = offers(unit)
    if known.standing or cart.vouchers or cart.promoted is not NOTHING:
        customer = None if cart.customer is None else cart.customer.id
        buyer = Buyer(customer, cart.level, entered(unit, cart.vouchers, customer))
        lines, found = promoted(cart.lines, known.standing, now=moment(unit), buyer=buyer)
        cart = replace(_exchanged(cart, lines), promoted=found)
    return _fitted(cart)


def _exchanged(cart: Cart, lines: tuple[CartLine, ...]) -> Cart:
    """The same lines at other prices."""
    nets, size = dict(cart.nets), cart.size
    for old, new in zip(cart.lines, lines, strict=True):
        if new is not old:
            rule = rule_for(cart.tax_rules, new.item.tax_class, cart.day)
            nets[rule] = nets.get(rule, 0) + new.net - old.net
            size += new.size - old.size
    return replace(cart, lines=lines, nets=nets, size=size)


def _fitted(cart: Cart) -> Cart:
    """A cart discount follows what it is taken from: its share is kept, its amount never exceeds it."""
    if not cart.discount and cart.discount_bp is None:
        return cart
    if cart.discount_bp is not None:
        return replace(cart, discount=share_of(cart.net, cart.discount_bp))
    return replace(cart, discount=Money(min(cart.discount, cart.net)))


def demand_room(cart: Cart) -> None:
    """Refuses CART_FULL: begin a second receipt before this one can no longer be sent."""
    if len(cart.lines) > LINES_MAX or cart.size + _REST_BYTES > EVENT_BYTES_MAX:
        raise Refusal(ErrorCode.CART_FULL, lines=len(cart.lines) - 1)


def kept(unit: StoreUnit, cart: CartId) -> Cart | None:
    """The cart, when it was used last and nothing its prices follow from has changed since."""
    held: Cart | None = unit.memory.get(Cart)
    return held if held is not None and held.id == cart and held.day == today(unit) else None


def load(unit: StoreUnit, cart: CartId) -> Cart:
    """The cart as its rows stand. Refuses NOT_FOUND."""
    found = _read(unit, cart)
    unit.memory[Cart] = found
    return found


def in_memory(unit: StoreUnit, cart: CartId) -> bool:
    """The cart is the one used last, so it was not sold."""
    kept: Cart | None = unit.memory.get(Cart)
    return kept is not None and kept.id == cart


def remember(unit: StoreUnit, cart: Cart) -> Cart:
    unit.memory[Cart] = cart
    return cart


def forget(unit: StoreUnit) -> None:
    unit.memory.pop(Cart, None)


def delete(unit: StoreUnit, cart: CartId) -> None:
    """The rows of a cart that became a sale or was given up: the journal has what matters."""
    unit.execute("DELETE FROM cart_line WHERE cart = ?", (cart.bytes,))
    unit.execute("DELETE FROM cart WHERE cart = ?", (cart.bytes,))
    forget(unit)


def insert_line(unit: StoreUnit, cart: CartId, line: CartLine) -> None:
    item = line.item
    unit.execute(
        _PUT_LINE,
        (
            cart.bytes, line.line, item.product.bytes, item.sku, item.name, item.kind.value,
            item.tax_class.value, item.unit, item.factor, line.decimals, line.qty, line.price,
            line.price_source.value, line.list_price, line.discount, line.discount_bp,
            _bytes(line.price_approver), _bytes(line.discount_approver), line.remark,
            _bytes(line.salesperson), _told(line.particulars),
        ),
    )  # fmt: skip


def delete_line(unit: StoreUnit, cart: CartId, line: int) -> None:
    unit.execute("DELETE FROM cart_line WHERE cart = ? AND line = ?", (cart.bytes, line))


def write_discount(unit: StoreUnit, cart: Cart) -> None:
    unit.execute(
        "UPDATE cart SET discount = ?, discount_bp = ?, discount_approver = ? WHERE cart = ?",
        (cart.discount, cart.discount_bp, _bytes(cart.discount_approver), cart.id.bytes),
    )


def write_vouchers(unit: StoreUnit, cart: Cart) -> None:
    unit.execute(
        "UPDATE cart SET vouchers = ? WHERE cart = ?",
        (json.dumps(cart.vouchers, ensure_ascii=False), cart.id.bytes),
    )


def write_level(unit: StoreUnit, cart: Cart) -> None:
    unit.execute(
        "UPDATE cart SET level = ?, level_approver = ? WHERE cart = ?",
        (cart.level, _bytes(cart.level_approver), cart.id.bytes),
    )


def write_customer(unit: StoreUnit, cart: Cart) -> None:
    """Whose cart it is; the name beside the id outlives what the till knows of him."""
    owner = cart.customer
    unit.execute(
        "UPDATE cart SET customer = ?, customer_name = ? WHERE cart = ?",
        (None if owner is None else owner.id.bytes, None if owner is None else owner.name, cart.id.bytes),
    )


def write_origin(unit: StoreUnit, cart: Cart) -> None:
    told = None if cart.origin is None else json.dumps(_told_origin(cart.origin))
    unit.execute("UPDATE cart SET origin = ? WHERE cart = ?", (told, cart.id.bytes))


def _told_origin(origin: CartOrigin) -> dict[str, object]:
    return {
        "kind": origin.kind.value,
        "id": str(origin.id),
        "number": origin.number,
        "deposit": origin.deposit,
        "deposit_vat": origin.deposit_vat,
    }


def _origin(text: str) -> CartOrigin:
    told = json.loads(text)
    return CartOrigin(
        kind=OrderKind(told["kind"]),
        id=UUID(told["id"]),
        number=told["number"],
        deposit=Money(told["deposit"]),
        deposit_vat=Money(told["deposit_vat"]),
    )


def _read(unit: StoreUnit, cart: CartId) -> Cart:
    found = unit.execute(
        "SELECT actor, opened_at, name, discount, discount_bp, discount_approver, vouchers, level,"
        " level_approver, customer, customer_name, origin FROM cart WHERE cart = ?",
        (cart.bytes,),
    ).fetchone()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    empty = Cart(
        id=cart,
        actor=StaffId(UUID(bytes=found[0])),
        opened_at=found[1],
        held_name=found[2],
        day=today(unit),
        tax_rules=this_till(unit).tax_rules,
        vouchers=tuple(json.loads(found[6])),
        level=found[7],
        level_approver=_id(found[8]),
        customer=None if found[9] is None else member_of(unit, CustomerId(UUID(bytes=found[9])), found[10]),
        origin=None if found[11] is None else _origin(found[11]),
    )
    rows = unit.execute(_LINES, (cart.bytes,))
    filled = _filled(empty, [_line(row) for row in rows])
    approver = None if found[5] is None else StaffId(UUID(bytes=found[5]))
    read = replace(filled, discount=Money(found[3]), discount_bp=found[4], discount_approver=approver)
    return settled(unit, read)


def _filled(cart: Cart, lines: Sequence[CartLine]) -> Cart:
    nets: dict[TaxRule | None, int] = {}
    for line in lines:
        rule = rule_for(cart.tax_rules, line.item.tax_class, cart.day)
        nets[rule] = nets.get(rule, 0) + line.net
    return replace(cart, lines=tuple(lines), nets=nets, size=sum(line.size for line in lines))


def _line(row: Row) -> CartLine:
    return CartLine(
        line=row[1],
        item=Item(
            product=ProductId(UUID(bytes=row[2])),
            sku=row[3],
            name=row[4],
            kind=ProductKind(row[5]),
            tax_class=TaxClass(row[6]),
            unit=row[7],
            factor=row[8],
        ),
        decimals=row[9],
        qty=row[10],
        price=Money(row[11]),
        price_source=PriceSource(row[12]),
        list_price=row[13],
        discount=Money(row[14]),
        discount_bp=row[15],
        price_approver=_id(row[16]),
        discount_approver=_id(row[17]),
        category=None if row[18] is None else CategoryId(UUID(bytes=row[18])),
        remark=row[19],
        salesperson=_id(row[20]),
        particulars=_particulars(row[21]),
    )


def _told(particulars: Particulars | None) -> str | None:
    return None if particulars is None else sold_particulars(particulars).model_dump_json()


def _particulars(told: str | None) -> Particulars | None:
    return None if told is None else SoldParticulars.model_validate_json(told).to_particulars()


def _bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _id(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)
