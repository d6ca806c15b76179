"""What a branch lets nobody do alone: more lines out of a cart than it allows, goods beyond the stock."""

from pos_client.engine.cart_rows import Cart, CartLine
from pos_client.engine.shift_rows import open_shift_id, shift_row
from pos_client.engine.staff import allowed
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.journal import Draft, append
from shared_models.rules.receipt import Item
from shared_models.values.codes import ApprovedAction, ErrorCode, Permission, ProductKind
from shared_models.values.ids import CartId, ShiftId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, in_base_unit
from shared_models.values.refusals import Fact, Refusal
from shared_models.wire.shifts import ApprovalGiven


def void_allower(
    unit: StoreUnit, cart: CartId, *, actor: StaffId, approver: StaffId | None
) -> StaffId | None:
    """Who allows one line more to go out of a cart; nobody while the branch lets the cashier do it.

    Refuses APPROVAL_NEEDED.
    """
    free = this_till(unit).free_voids
    if free is None or _voids(unit, cart) < free:
        return None
    return allower_of(unit, "void_line", actor=actor, approver=approver)


def demand_stock(
    unit: StoreUnit,
    cart: Cart,
    item: Item,
    more: Quantity,
    *,
    actor: StaffId,
    approver: StaffId | None,
) -> None:
    """`more` of the item's unit beside what the cart holds, where the branch blocks what is not in stock.

    An approval is noted. Goods whose stock nobody knows are sold. Refuses APPROVAL_NEEDED.
    """
    if not this_till(unit).stock_blocks or item.kind is not ProductKind.GOODS:
        return
    left = _left(unit, item)
    taken = sum(
        in_base_unit(line.qty, line.item.factor) for line in cart.lines if line.item.product == item.product
    )
    if left is None or taken + in_base_unit(more, item.factor) <= left:
        return
    allower = allower_of(unit, "below_stock", actor=actor, approver=approver)
    if allower is not None:
        told = ApprovalGiven(
            action=ApprovedAction.BELOW_STOCK, what=item.name, cart=cart.id, product=item.product
        )
        note_approval(unit, told, actor=actor, approver=allower)


def note_approval(unit: StoreUnit, told: ApprovalGiven, *, actor: StaffId, approver: StaffId) -> None:
    """Both names in the journal at once, whatever becomes of what was allowed."""
    shift: ShiftId | None = open_shift_id(unit)
    draft = Draft("approval.given", told, bdate=today(unit), shift=shift, actor=actor, approver=approver)
    append(unit, draft)


def note_discount(
    unit: StoreUnit, cart: Cart, what: str, off: tuple[Money, Money], *, approver: StaffId | None
) -> None:
    """A discount that a supervisor allowed; `off`: how much, of how much."""
    if approver is None:
        return
    amount, whole = off
    told = ApprovalGiven(action=ApprovedAction.DISCOUNT, what=what, cart=cart.id, amount=amount, before=whole)
    note_approval(unit, told, actor=cart.actor, approver=approver)


def note_price(
    unit: StoreUnit,
    cart: Cart,
    change: tuple[CartLine, Money],
    reason: str,
    *,
    actor: StaffId,
    approver: StaffId,
) -> None:
    """A typed price, per unit, of a line as it was; who may do it alone is the approver too."""
    line, price = change
    told = ApprovalGiven(
        action=ApprovedAction.PRICE,
        what=": ".join(filter(None, (line.item.name, reason))),
        cart=cart.id,
        line=line.line,
        product=line.item.product,
        amount=price,
        before=line.price,
    )
    note_approval(unit, told, actor=actor, approver=approver)


def allower_of(
    unit: StoreUnit, action: str, *, actor: StaffId, approver: StaffId | None, **facts: Fact
) -> StaffId | None:
    """Who allows an action; nobody when the actor is a supervisor. Refuses APPROVAL_NEEDED with `facts`."""
    if allowed(unit, actor=actor, permission=Permission.APPROVE):
        return None
    if approver is not None and allowed(unit, actor=approver, permission=Permission.APPROVE):
        return approver
    raise Refusal(ErrorCode.APPROVAL_NEEDED, permission=Permission.APPROVE.value, action=str(action), **facts)


def _voids(unit: StoreUnit, cart: CartId) -> int:
    """Lines taken out of this cart in this shift, by the journal itself."""
    shift = shift_row(unit, open_shift_id(unit))
    assert shift is not None
    found = unit.execute(
        "SELECT count(*) FROM event WHERE position >= ? AND type = 'line.removed' AND instr(body, ?)",
        (shift.opened_position, f'"cart":"{cart}"'),
    ).fetchone()
    return int(found[0])


def _left(unit: StoreUnit, item: Item) -> Quantity | None:
    """The back office's level less what this till sold since, in the base unit; null when not known."""
    found = unit.execute(
        "SELECT s.qty + coalesce(n.qty, 0) FROM stock s LEFT JOIN pending n ON n.product = s.product"
        " WHERE s.product = ?",
        (item.product.bytes,),
    ).fetchone()
    return None if found is None else Quantity(found[0])
