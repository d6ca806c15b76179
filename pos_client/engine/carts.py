"""Ringing up: each function is one change of a cart, durable when its transaction is committed."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from pos_client.engine import cart_rows
from pos_client.engine.cart_prices import at_price, reprice
from pos_client.engine.cart_rows import Cart, CartLine, demand_room, share_of
from pos_client.engine.customers import Member
from pos_client.engine.guards import demand_stock, note_discount, note_price, void_allower
from pos_client.engine.offers import offers
from pos_client.engine.references import refuse_card_number
from pos_client.engine.shift_rows import add_to_shift, open_shift_id
from pos_client.engine.staff import allowed, approval
from pos_client.engine.till import this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.catalogue import CatalogueItem
from pos_client.store.journal import Draft, append
from shared_models.rules.cart_prices import CHOSEN, SOURCE_OF, key_of
from shared_models.rules.label_prices import sold_by_label
from shared_models.rules.particulars import Particulars
from shared_models.rules.price_choice import RETAIL, LevelCode
from shared_models.rules.promotions.outcome import Unmet
from shared_models.rules.shifts import CART_CLEARED, LINE_REMOVED
from shared_models.values.codes import ErrorCode, Permission, PriceSource
from shared_models.values.ids import CartId, StaffId
from shared_models.values.money import LARGEST_INTEGER, ZERO, Money
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import MAX_VOUCHERS
from shared_models.wire.shifts import CartCleared, LineRemoved

QTY_MAX: Final = Quantity(999_999_999)
PRICE_MAX: Final = Money(9_999_999_999)
# Far below what JSON integers hold, so that no sum over the lines of a receipt ever leaves them.
LINE_MAX: Final = LARGEST_INTEGER // 4096
# What keeps a code's promotion out, and may still come with more goods or the customer's name.
_MAY_COME: Final = frozenset({Unmet.MINIMUM, Unmet.MEMBERS_ONLY, Unmet.CUSTOMER_LEVEL, Unmet.CUSTOMER_NEEDED})


@dataclass(frozen=True, slots=True)
class HeldCart:
    """A cart put aside, as the recall list shows it."""

    id: CartId
    name: str
    opened_at: int
    lines: int
    total: Money


def open_cart(unit: StoreUnit, *, actor: StaffId) -> Cart:
    """The cart lines go to: the one already open, else a new one. Refuses NO_OPEN_SHIFT."""
    known = current_cart(unit)
    if known is not None:
        return known
    open_shift_id(unit)
    cart = CartId(unit.new_id())
    unit.execute(
        "INSERT INTO cart (cart, state, actor, opened_at) VALUES (?, 'open', ?, ?)",
        (cart.bytes, actor.bytes, unit.now_ms()),
    )
    return load_cart(unit, cart)


def current_cart(unit: StoreUnit) -> Cart | None:
    """The cart that is open, also after a crash."""
    found = unit.execute("SELECT cart FROM cart WHERE state = 'open'").fetchone()
    return None if found is None else load_cart(unit, CartId(UUID(bytes=found[0])))


def take_over(unit: StoreUnit, cart: Cart, *, actor: StaffId) -> Cart:
    """Somebody else goes on with a cart: what needs permission is asked of them from now on."""
    if cart.actor == actor:
        return cart
    unit.execute("UPDATE cart SET actor = ? WHERE cart = ?", (actor.bytes, cart.id.bytes))
    return cart_rows.remember(unit, replace(cart, actor=actor))


def load_cart(unit: StoreUnit, cart: CartId) -> Cart:
    """At the prices of now: read anew after whatever its prices follow from has changed.

    Refuses NOT_FOUND for a cart that was sold or given up.
    """
    return cart_rows.kept(unit, cart) or reprice(unit, cart_rows.load(unit, cart))


def add_line(
    unit: StoreUnit,
    *,
    cart: CartId,
    item: CatalogueItem,
    qty: Quantity,
    price: Money | None = None,
    approver: StaffId | None = None,
    merge: bool = True,
) -> Cart:
    """Add `qty` (thousandths of the item's unit) at the price for this buyer and for all the cart has of it,
    or at another `price` with approval.

    With `merge` the same item scanned right after itself raises the last line. Refuses PRICE_MISSING,
    PRICE_NOT_POSITIVE, QUANTITY_NOT_WHOLE, QUANTITY_OUT_OF_RANGE, CART_FULL, APPROVAL_NEEDED.
    """
    known = load_cart(unit, cart)
    line = _new_line(unit, known, item, qty, price, approver)
    last = known.lines[-1] if known.lines else None
    if merge and last is not None and _same(last, line):
        line = _with_qty(last, Quantity(last.qty + qty))
    changed = _put(unit, known, line)
    return _settled(unit, changed, line) if item.offers else changed


def add_labelled(unit: StoreUnit, *, cart: CartId, item: CatalogueItem, label: Money) -> Cart:
    """Add the package whose label states that it costs `label`: its quantity follows from the list price.

    Refuses PRICE_MISSING, PRICE_NOT_POSITIVE, QUANTITY_NOT_WHOLE, CART_FULL.
    """
    known = load_cart(unit, cart)
    return _put(unit, known, _labelled(known, item, label))


def add_particular(
    unit: StoreUnit, *, cart: CartId, item: CatalogueItem, qty: Quantity, particulars: Particulars
) -> Cart:
    """Add goods that are told apart, or were asked about; more of the same lot raises the last line.

    Refuses what `add_line` does.
    """
    known = load_cart(unit, cart)
    line = replace(_new_line(unit, known, item, qty, None, None), particulars=particulars)
    last = known.lines[-1] if known.lines else None
    if last is not None and _same(last, line):
        line = _with_qty(last, Quantity(last.qty + qty))
    changed = _put(unit, known, line)
    return _settled(unit, changed, line) if item.offers else changed


def tell_particulars(unit: StoreUnit, *, cart: CartId, line: int, particulars: Particulars) -> Cart:
    """Another lot for a line."""
    known = load_cart(unit, cart)
    return _put(unit, known, replace(known.line(line), particulars=particulars))


def change_quantity(
    unit: StoreUnit,
    *,
    cart: CartId,
    line: int,
    qty: Quantity,
    actor: StaffId,
    approver: StaffId | None = None,
) -> Cart:
    """Set a line's quantity. Less than before leaves its line in the journal. Refuses APPROVAL_NEEDED."""
    known = load_cart(unit, cart)
    old = known.line(line)
    if old.particulars is not None and old.particulars.serial is not None and qty != old.qty:
        raise Refusal(ErrorCode.SERIAL_NEEDED)
    if qty > old.qty:
        more = Quantity(qty - old.qty)
        demand_stock(unit, known, old.item, more, actor=actor, approver=approver)
    new = _with_qty(old, qty)
    if qty < old.qty:
        amount = Money(old.before_promotions - new.before_promotions)
        allower = void_allower(unit, cart, actor=actor, approver=approver)
        gone = Quantity(old.qty - qty), amount
        _note_removed(unit, known, old, gone, actor=actor, approver=allower)
    return _settled(unit, _put(unit, known, new), new)


def remove_line(
    unit: StoreUnit, *, cart: CartId, line: int, actor: StaffId, approver: StaffId | None = None
) -> Cart:
    """Take a line out; the journal keeps what and how much. Refuses APPROVAL_NEEDED past the free ones."""
    known = load_cart(unit, cart)
    old = known.line(line)
    allower = void_allower(unit, cart, actor=actor, approver=approver)
    _note_removed(unit, known, old, (old.qty, old.net), actor=actor, approver=allower)
    cart_rows.delete_line(unit, cart, line)
    new = cart_rows.settled(unit, known.without_line(old))
    if new.origin is not None and not new.lines:
        # An order's deposit pays for its goods: what is put in next is somebody else's.
        new = replace(new, origin=None)
        cart_rows.write_origin(unit, new)
    return _settled(unit, _keep(unit, known, new), old)


def set_level(
    unit: StoreUnit,
    *,
    cart: CartId,
    level: LevelCode,
    actor: StaffId,
    approver: StaffId | None = None,
) -> Cart:
    """Sell at the prices of a level; the retail level is the list again. Refuses APPROVAL_NEEDED."""
    known = load_cart(unit, cart)
    if level == RETAIL:
        new = replace(known, level=None, level_approver=None)
    else:
        needed = Permission.PRICE_OVERRIDE
        allower = approval(unit, actor=actor, approver=approver, permission=needed)
        new = replace(known, level=level, level_approver=allower)
    cart_rows.write_level(unit, new)
    return reprice(unit, new)


def note_line(
    unit: StoreUnit, *, cart: CartId, line: int, remark: str | None, salesperson: StaffId | None
) -> Cart:
    """What the customer asked for with a line, and who sold it; null takes it away.

    Refuses CARD_NUMBER_REFUSED.
    """
    refuse_card_number(remark)
    known = load_cart(unit, cart)
    noted = replace(known.line(line), remark=remark or None, salesperson=salesperson)
    return _put(unit, known, noted)


def change_price(
    unit: StoreUnit,
    *,
    cart: CartId,
    line: int,
    price: Money,
    actor: StaffId,
    reason: str = "",
    approver: StaffId | None = None,
) -> Cart:
    """Sell a line at a typed price per unit, noted with the one before and why; the price that the list has
    for it gives the line back to the list.

    Refuses PRICE_NOT_POSITIVE, QUANTITY_OUT_OF_RANGE, APPROVAL_NEEDED.
    """
    known = load_cart(unit, cart)
    old = moved = known.line(line)
    if not 0 < price <= PRICE_MAX:
        raise Refusal(ErrorCode.PRICE_NOT_POSITIVE, price=price, largest=PRICE_MAX)
    if price == old.price:
        return known
    if old.price_source is PriceSource.OVERRIDE:
        known = _listed(unit, known, old)
        moved = known.line(line)
        if moved.price == price:
            return known
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.PRICE_OVERRIDE)
    new = replace(at_price(old, price, PriceSource.OVERRIDE), price_approver=allower)
    _demand_quantity(new)
    note_price(unit, known, (old, price), reason, actor=actor, approver=allower or actor)
    return _settled(unit, _put(unit, known, new), moved)


def discount_line(
    unit: StoreUnit,
    *,
    cart: CartId,
    line: int,
    actor: StaffId,
    amount: Money | None = None,
    percent_bp: int | None = None,
    approver: StaffId | None = None,
) -> Cart:
    """Take `amount` or `percent_bp` (1/100 %) off a line; 0 takes the discount away again.

    Above the branch's limit it needs approval. Refuses DISCOUNT_TOO_LARGE, APPROVAL_NEEDED.
    """
    known = load_cart(unit, cart)
    old = known.line(line)
    discount = _discount(old.gross, amount, percent_bp)
    allower = _allower(unit, discount, of=old.gross, actor=actor, approver=approver)
    note_discount(unit, known, old.item.name, (discount, old.gross), approver=allower)
    new = replace(old, discount=discount, discount_bp=percent_bp, discount_approver=allower, promotions=())
    return _put(unit, known, new)


def discount_cart(
    unit: StoreUnit,
    *,
    cart: CartId,
    actor: StaffId,
    amount: Money | None = None,
    percent_bp: int | None = None,
    approver: StaffId | None = None,
) -> Cart:
    """Take `amount` or `percent_bp` off the whole cart, after the lines' own discounts."""
    known = load_cart(unit, cart)
    discount = _discount(known.net, amount, percent_bp)
    allower = _allower(unit, discount, of=known.net, actor=actor, approver=approver)
    note_discount(unit, known, "", (discount, known.net), approver=allower)
    new = replace(known, discount=discount, discount_bp=percent_bp, discount_approver=allower)
    cart_rows.write_discount(unit, new)
    return cart_rows.remember(unit, new)


def enter_voucher(unit: StoreUnit, *, cart: CartId, code: str) -> Cart:
    """Take a code into the cart, in whatever case it was typed; its promotion may still wait for goods.

    Refuses UNKNOWN_CODE, VOUCHER_ENTERED, and VOUCHER_UNUSABLE for one that is used up or not for this hour.
    """
    known = load_cart(unit, cart)
    found = offers(unit).codes.get(code.strip().casefold())
    if found is None:
        raise Refusal(ErrorCode.UNKNOWN_CODE)
    issued, promotion = found
    if issued in known.vouchers or len(known.vouchers) == MAX_VOUCHERS:
        raise Refusal(ErrorCode.VOUCHER_ENTERED, voucher=issued)
    new = cart_rows.settled(unit, replace(known, vouchers=(*known.vouchers, issued)))
    why = next(one.unmet for one in new.promoted.vouchers if one.code == issued)
    if why is not None and why not in _MAY_COME:
        raise Refusal(ErrorCode.VOUCHER_UNUSABLE, voucher=issued, name=promotion.name, why=why.value)
    cart_rows.write_vouchers(unit, new)
    return _keep(unit, known, new)


def drop_voucher(unit: StoreUnit, *, cart: CartId, code: str) -> Cart:
    """Take a code out of the cart again, as it was issued; one that is not there changes nothing."""
    known = load_cart(unit, cart)
    left = tuple(one for one in known.vouchers if one != code)
    new = cart_rows.settled(unit, replace(known, vouchers=left))
    cart_rows.write_vouchers(unit, new)
    return _keep(unit, known, new)


def set_customer(unit: StoreUnit, *, cart: CartId, customer: Member | None) -> Cart:
    """Whose cart it is, at his prices and promotions; null takes him and those off again."""
    known = load_cart(unit, cart)
    own = None if known.customer is None else known.customer.price_level
    new = replace(known, customer=customer)
    level = None if customer is None else customer.price_level
    if level is not None or own is not None:
        # His own level needs nobody's leave.
        new = replace(
            new, level=None if level in {None, RETAIL} else LevelCode(str(level)), level_approver=None
        )
        cart_rows.write_level(unit, new)
    cart_rows.write_customer(unit, new)
    new = cart_rows.settled(unit, new)
    if new.discount != known.discount:
        cart_rows.write_discount(unit, new)
    return reprice(unit, new)


def hold(unit: StoreUnit, *, cart: CartId, name: str) -> None:
    """Put a cart aside; it outlives the shift. Refuses CART_EMPTY and CARD_NUMBER_REFUSED."""
    if not load_cart(unit, cart).lines:
        raise Refusal(ErrorCode.CART_EMPTY)
    refuse_card_number(name)
    unit.execute("UPDATE cart SET state = 'held', name = ? WHERE cart = ?", (name, cart.bytes))
    cart_rows.forget(unit)


def held(unit: StoreUnit) -> tuple[HeldCart, ...]:
    """Carts put aside, oldest first."""
    found = unit.execute("SELECT cart FROM cart WHERE state = 'held' ORDER BY opened_at, cart").fetchall()
    carts = [load_cart(unit, CartId(UUID(bytes=row[0]))) for row in found]
    return tuple(
        HeldCart(
            id=cart.id,
            name=cart.held_name or "",
            opened_at=cart.opened_at,
            lines=len(cart.lines),
            total=cart.total,
        )
        for cart in carts
    )


def recall(unit: StoreUnit, *, cart: CartId) -> Cart:
    """Go on with a held cart. Refuses CARTS_STILL_OPEN while another one has lines."""
    load_cart(unit, cart)
    known = current_cart(unit)
    if known is not None and known.id != cart:
        if known.lines:
            raise Refusal(ErrorCode.CARTS_STILL_OPEN, lines=len(known.lines))
        cart_rows.delete(unit, known.id)
    unit.execute("UPDATE cart SET state = 'open', name = NULL WHERE cart = ?", (cart.bytes,))
    cart_rows.forget(unit)
    return load_cart(unit, cart)


def clear(unit: StoreUnit, *, cart: CartId, actor: StaffId, approver: StaffId | None = None) -> None:
    """Give a whole cart up; the journal keeps how much it was. Refuses APPROVAL_NEEDED."""
    known = load_cart(unit, cart)
    if known.lines:
        allower = approval(unit, actor=actor, approver=approver, permission=Permission.CLEAR_CART)
        shift = open_shift_id(unit)
        payload = CartCleared(cart=cart, lines=len(known.lines), amount=known.total)
        draft = Draft("cart.cleared", payload, bdate=today(unit), shift=shift, actor=actor, approver=allower)
        append(unit, draft)
        add_to_shift(unit, shift, CART_CLEARED)
    cart_rows.delete(unit, cart)


def has_open_cart(rows: Rows) -> bool:
    """True when lines wait in an open cart."""
    found = rows.execute(
        "SELECT 1 FROM cart_line WHERE cart = (SELECT cart FROM cart WHERE state = 'open') LIMIT 1"
    ).fetchone()
    return found is not None


def _new_line(
    unit: StoreUnit,
    cart: Cart,
    item: CatalogueItem,
    qty: Quantity,
    price: Money | None,
    approver: StaffId | None,
) -> CartLine:
    chosen = item.chosen(Quantity(max(qty, 1)), cart.buyer)
    if chosen is None and price is None:
        raise Refusal(ErrorCode.PRICE_MISSING, sku=item.sku)
    asked = price if price is not None or chosen is None else chosen.price
    if asked is None or not 0 < asked <= PRICE_MAX:
        raise Refusal(ErrorCode.PRICE_NOT_POSITIVE, price=asked, largest=PRICE_MAX)
    source, allower = PriceSource.LIST if chosen is None else SOURCE_OF[chosen.basis], None
    if chosen is None or asked != chosen.price:
        source = PriceSource.OVERRIDE
        needed = Permission.PRICE_OVERRIDE
        allower = approval(unit, actor=cart.actor, approver=approver, permission=needed)
    line = CartLine(
        line=cart.next_line,
        item=item.item,
        qty=qty,
        price=asked,
        price_source=source,
        list_price=item.price,
        price_approver=allower,
        decimals=item.decimals,
        category=item.category,
    )
    _demand_quantity(line)
    return line


def _labelled(cart: Cart, item: CatalogueItem, label: Money) -> CartLine:
    if not item.price:
        raise Refusal(ErrorCode.PRICE_MISSING, sku=item.sku)
    if not 0 < label <= PRICE_MAX:
        raise Refusal(ErrorCode.PRICE_NOT_POSITIVE, price=label, largest=PRICE_MAX)
    qty, price = sold_by_label(label, list_price=item.price)
    line = CartLine(
        line=cart.next_line,
        item=item.item,
        qty=qty,
        price=price,
        price_source=PriceSource.LABEL,
        list_price=item.price,
        decimals=item.decimals,
        category=item.category,
    )
    _demand_quantity(line)
    return line


def _listed(unit: StoreUnit, cart: Cart, line: CartLine) -> Cart:
    """The cart with a line at the list's price again."""
    free = replace(line, price_source=PriceSource.LIST, price_approver=None)
    return reprice(unit, _put(unit, cart, free), only=key_of(line))


def _put(unit: StoreUnit, cart: Cart, line: CartLine) -> Cart:
    changed = cart_rows.settled(unit, cart.with_line(line))
    demand_room(changed)
    cart_rows.insert_line(unit, cart.id, line)
    return _keep(unit, cart, changed)


def _settled(unit: StoreUnit, cart: Cart, moved: CartLine) -> Cart:
    """After the quantity of a unit has changed: its lines at the price for all there is of it."""
    return reprice(unit, cart, only=key_of(moved)) if moved.price_source in CHOSEN else cart


def _keep(unit: StoreUnit, before: Cart, after: Cart) -> Cart:
    if before.discount != after.discount:
        cart_rows.write_discount(unit, after)
    return cart_rows.remember(unit, after)


def _with_qty(line: CartLine, qty: Quantity) -> CartLine:
    changed = replace(line, qty=qty, promotions=())
    _demand_quantity(changed)
    if line.discount_bp is not None:
        return replace(changed, discount=share_of(changed.gross, line.discount_bp))
    if line.discount > changed.gross:
        raise Refusal(ErrorCode.DISCOUNT_TOO_LARGE, largest=changed.gross)
    return changed


def _same(last: CartLine, line: CartLine) -> bool:
    if last.item != line.item or last.discount or last.remark or last.salesperson:
        return False
    if last.particulars != line.particulars or (line.particulars is not None and line.particulars.serial):
        return False
    if {last.price_source, line.price_source} <= CHOSEN:
        return True  # both follow the list, so they will have one price
    same_price = (last.price, last.price_source) == (line.price, line.price_source)
    return same_price and last.price_approver == line.price_approver


def _demand_quantity(line: CartLine) -> None:
    if not 0 < line.qty <= QTY_MAX or line.gross > LINE_MAX:
        raise Refusal(ErrorCode.QUANTITY_OUT_OF_RANGE, qty=line.qty, largest=QTY_MAX)
    if line.qty % 10 ** (3 - min(line.decimals, 3)):
        raise Refusal(ErrorCode.QUANTITY_NOT_WHOLE, unit=line.item.unit, decimals=line.decimals)


def _discount(whole: Money, amount: Money | None, percent_bp: int | None) -> Money:
    discount = share_of(whole, percent_bp) if percent_bp is not None else amount or ZERO
    if not 0 <= discount <= whole:
        raise Refusal(ErrorCode.DISCOUNT_TOO_LARGE, largest=whole)
    return discount


def _allower(
    unit: StoreUnit, discount: Money, *, of: Money, actor: StaffId, approver: StaffId | None
) -> StaffId | None:
    limit = this_till(unit).line_discount_limit_bp
    if discount <= share_of(of, limit) or allowed(unit, actor=actor, permission=Permission.LINE_DISCOUNT):
        return None
    return approval(unit, actor=actor, approver=approver, permission=Permission.LINE_DISCOUNT)


def _note_removed(
    unit: StoreUnit,
    cart: Cart,
    line: CartLine,
    gone: tuple[Quantity, Money],
    *,
    actor: StaffId,
    approver: StaffId | None,
) -> None:
    qty, amount = gone
    shift = open_shift_id(unit)
    payload = LineRemoved(
        cart=cart.id,
        line=line.line,
        product=line.item.product,
        sku=line.item.sku,
        name=line.item.name,
        qty=qty,
        amount=amount,
    )
    draft = Draft("line.removed", payload, bdate=today(unit), shift=shift, actor=actor, approver=approver)
    append(unit, draft)
    add_to_shift(unit, shift, LINE_REMOVED)
