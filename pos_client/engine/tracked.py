"""Goods that are told apart or asked about: what was confirmed, which lot leaves first, which piece it is.

What is left of a lot is the back office's figure less what this till did since; where a piece is, is what the
later of both says. Neither keeps goods that are in hand from being sold: only what is past its day, and a
serial number that was sold already.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pos_client.engine import carts
from pos_client.engine.cart_rows import Cart, CartLine
from pos_client.engine.guards import note_approval
from pos_client.engine.references import refuse_card_number
from pos_client.engine.staff import allowed
from pos_client.engine.till import this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.catalogue import CatalogueItem
from pos_client.store.replica import lot_rows, serial_row
from shared_models.rules.lots import Freshness, Lot, allotted, first_expiring, freshness, only_expired
from shared_models.rules.particulars import AgeConfirmed, Particulars, Prescription, old_enough
from shared_models.rules.posting import moves_stock
from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ApprovedAction, ErrorCode, Permission, SerialState, Tracking
from shared_models.values.ids import CartId, ProductId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, in_base_unit
from shared_models.values.refusals import Refusal
from shared_models.wire.shifts import ApprovalGiven

# Own moves of lots that the back office has not counted in what it told.
_UNSENT = (
    "SELECT m.lot, sum(m.qty) FROM tracked_move m JOIN stream s ON s.stream_no = (m.position >> 40)"
    " WHERE m.product = ? AND m.serial IS NULL AND (m.position & 1099511627775) > s.told GROUP BY m.lot"
)
_LAST_OF_PIECE = (
    "SELECT m.qty, (m.position & 1099511627775) > s.told FROM tracked_move m"
    " JOIN stream s ON s.stream_no = (m.position >> 40)"
    " WHERE m.product = ? AND m.serial = ? ORDER BY m.position DESC LIMIT 1"
)


def add_told(
    unit: StoreUnit,
    *,
    cart: CartId,
    item: CatalogueItem,
    qty: Quantity,
    told: Particulars,
    approver: StaffId | None = None,
    label: Money | None = None,
) -> Cart:
    """Add goods with what was said of them. What this cart was asked already is not asked again; a lot that
    nobody chose is the one that expires first, several where one does not hold enough. `label`: what the
    label of a weighed package states.

    Refuses CHECK_NEEDED, TOO_YOUNG, SERIAL_NEEDED, SERIAL_IN_CART, SERIAL_SOLD, LOT_EXPIRED, APPROVAL_NEEDED,
    CARD_NUMBER_REFUSED.
    """
    known = carts.load_cart(unit, cart)
    checked = _checked(unit, known, item, told)
    if item.needs.tracking is Tracking.SERIAL:
        demand_piece(unit, known, item, told.serial, qty)
    if item.needs.tracking is Tracking.LOT:
        parts = _from_lots(unit, known, item, qty, replace(checked, serial=None), approver)
    else:
        serial = told.serial if item.needs.tracking is Tracking.SERIAL else None
        parts = [(qty, replace(checked, lot=None, expires_on=None, serial=serial))]
    if label is not None:
        # A package is of one lot.
        line = carts.add_labelled(unit, cart=cart, item=item, label=label).lines[-1].line
        return carts.tell_particulars(unit, cart=cart, line=line, particulars=parts[0][1])
    for much, particulars in parts:
        known = carts.add_particular(unit, cart=cart, item=item, qty=much, particulars=particulars)
    return known


def choose_lot(
    unit: StoreUnit, *, cart: CartId, line: int, lot: Lot, actor: StaffId, approver: StaffId | None = None
) -> Cart:
    """Another lot for a line. Refuses LOT_EXPIRED, APPROVAL_NEEDED."""
    old = carts.load_cart(unit, cart).line(line)
    _demand_fresh(unit, cart, (old.item.name, lot), actor=actor, approver=approver)
    told = replace(old.particulars or Particulars(), lot=lot.lot, expires_on=lot.expires_on)
    return carts.tell_particulars(unit, cart=cart, line=line, particulars=told)


def near_lot(unit: StoreUnit, line: CartLine) -> tuple[str, date] | None:
    """A line's lot and the day it expires, when that is soon, or over."""
    told = line.particulars
    if told is None or told.lot is None or told.expires_on is None:
        return None
    near = freshness(told.expires_on, day=today(unit), near_days=this_till(unit).near_expiry_days)
    return None if near is Freshness.FRESH else (told.lot, told.expires_on)


def prescription_of(cart: Cart) -> Prescription | None:
    """The prescription shown for this cart."""
    told = [line.particulars for line in cart.lines if line.particulars]
    return next((one.prescription for one in told if one.prescription is not None), None)


def lots_left(unit: StoreUnit, product: ProductId, cart: Cart | None) -> list[Lot]:
    """Every lot of a product that is known here, less what the cart holds; first expiring first."""
    unsent: dict[str | None, int] = dict(unit.execute(_UNSENT, (product.bytes,)).fetchall())
    for line in () if cart is None else cart.lines:
        if line.item.product == product and line.particulars is not None:
            name = line.particulars.lot
            unsent[name] = unsent.get(name, 0) - in_base_unit(line.qty, line.item.factor)
    return first_expiring(
        Lot(row.lot, row.expires_on, Quantity(row.qty + unsent.get(row.lot, 0)))
        for row in lot_rows(unit, product)
    )


def demand_piece(unit: StoreUnit, cart: Cart, item: CatalogueItem, serial: str | None, qty: Quantity) -> None:
    """One piece, whose number is neither in this cart nor sold. Refuses SERIAL_NEEDED, SERIAL_IN_CART,
    SERIAL_SOLD.
    """
    if not serial or qty != ONE:
        raise Refusal(ErrorCode.SERIAL_NEEDED, name=item.name)
    if (item.product, serial) in _pieces(cart):
        raise Refusal(ErrorCode.SERIAL_IN_CART, serial=serial)
    if is_sold(unit, item.product, serial):
        raise Refusal(ErrorCode.SERIAL_SOLD, serial=serial)


def demand_pieces(sale: Receipt, back: Iterable[LineBack]) -> None:
    """Only the piece that was sold on a line comes back. Refuses SERIAL_NEEDED, SERIAL_NOT_OF_SALE."""
    sold = {line.line: line.particulars.serial for line in sale.lines if line.particulars is not None}
    for part in back:
        serial = sold.get(part.of_line)
        if serial is None or part.serial == serial:
            continue
        if part.serial is None:
            raise Refusal(ErrorCode.SERIAL_NEEDED)
        raise Refusal(ErrorCode.SERIAL_NOT_OF_SALE, serial=part.serial)


def demand_unsold(unit: StoreUnit, cart: Cart) -> None:
    """Before it is paid: a held cart may hold a piece that another one sold. Refuses SERIAL_SOLD."""
    for product, serial in _pieces(cart):
        if is_sold(unit, product, serial):
            raise Refusal(ErrorCode.SERIAL_SOLD, serial=serial)


def is_sold(rows: Rows, product: ProductId, serial: str) -> bool:
    """As far as this till knows: its own last word until the back office has heard it."""
    own = rows.execute(_LAST_OF_PIECE, (product.bytes, serial)).fetchone()
    told = serial_row(rows, product, serial)
    if own is not None and (own[1] or told is None):
        return bool(own[0] < 0)
    return told is not None and told.state in {SerialState.SOLD, SerialState.GONE}


def note_tracked(unit: StoreUnit, receipt: Receipt, *, position: int) -> None:
    """What a receipt of this till moved of lots and pieces. Nothing for ordinary goods."""
    sign = -1 if receipt.kind is ReceiptKind.SALE else 1
    rows = [
        (position, line.line, line.item.product.bytes, told.lot, told.serial, sign * line.base_qty)
        for line in receipt.lines
        if (told := line.particulars) is not None
        and (told.serial is not None or (told.lot is not None and moves_stock(receipt.kind, line)))
    ]
    if rows:
        unit.execute_many(
            "INSERT OR REPLACE INTO tracked_move (position, line, product, lot, serial, qty)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )


def _pieces(cart: Cart) -> set[tuple[ProductId, str]]:
    return {
        (line.item.product, line.particulars.serial)
        for line in cart.lines
        if line.particulars is not None and line.particulars.serial is not None
    }


def _checked(unit: StoreUnit, cart: Cart, item: CatalogueItem, told: Particulars) -> Particulars:
    """With what was confirmed for this cart, as far as these goods ask for it."""
    age = _age(cart, item.needs.min_age, told.age)
    born = None if age is None else age.born
    if born is not None and not old_enough(born, day=today(unit), at_least=item.needs.min_age):
        raise Refusal(ErrorCode.TOO_YOUNG, at_least=item.needs.min_age)
    shown = (told.prescription or prescription_of(cart)) if item.needs.prescription else None
    if item.needs.prescription and shown is None:
        raise Refusal(ErrorCode.CHECK_NEEDED, name=item.name)
    if shown is not None:
        refuse_card_number(shown.number, shown.prescriber)
    return replace(told, age=age, prescription=shown)


def _age(cart: Cart, at_least: int, told: AgeConfirmed | None) -> AgeConfirmed | None:
    if not at_least:
        return None
    before = [line.particulars.age for line in cart.lines if line.particulars and line.particulars.age]
    known = next((age for age in before if age.at_least >= at_least), None)
    confirmed = told if told is not None and told.at_least >= at_least else known
    if confirmed is None:
        raise Refusal(ErrorCode.CHECK_NEEDED, at_least=at_least)
    return confirmed


def _from_lots(
    unit: StoreUnit,
    cart: Cart,
    item: CatalogueItem,
    qty: Quantity,
    told: Particulars,
    approver: StaffId | None,
) -> list[tuple[Quantity, Particulars]]:
    lots, day = lots_left(unit, item.product, cart), today(unit)
    chosen = None if told.lot is None else _named(lots, told.lot, told.expires_on)
    chosen = chosen or (only_expired(lots, day) if told.lot is None else None)
    if chosen is not None:
        _demand_fresh(unit, cart.id, (item.name, chosen), actor=cart.actor, approver=approver)
        return [(qty, replace(told, lot=chosen.lot, expires_on=chosen.expires_on))]
    step = Quantity(ONE // 10**item.decimals)
    return [
        (
            part.qty,
            replace(
                told,
                lot=None if part.lot is None else part.lot.lot,
                expires_on=None if part.lot is None else part.lot.expires_on,
            ),
        )
        for part in allotted(lots, qty, factor=item.factor, step=step, day=day)
    ]


def _named(lots: Iterable[Lot], name: str, expires_on: date | None) -> Lot:
    """The lot as it is known here; one that is not is what its label says."""
    known = next((lot for lot in lots if lot.lot == name), None)
    if known is None:
        return Lot(name, expires_on, Quantity(0))
    return known if known.expires_on is not None else replace(known, expires_on=expires_on)


def _demand_fresh(
    unit: StoreUnit, cart: CartId, what: tuple[str, Lot], *, actor: StaffId, approver: StaffId | None
) -> None:
    """Past its day goods are not sold, but where the branch lets a supervisor decide."""
    name, lot = what
    till = this_till(unit)
    fresh = freshness(lot.expires_on, day=today(unit), near_days=till.near_expiry_days)
    if fresh is not Freshness.EXPIRED:
        return
    assert lot.expires_on is not None
    if not till.expired_by_approval:
        raise Refusal(ErrorCode.LOT_EXPIRED, lot=lot.lot, on=lot.expires_on.isoformat(), name=name)
    allower = approver or actor
    if not allowed(unit, actor=allower, permission=Permission.APPROVE):
        permission = Permission.APPROVE.value
        raise Refusal(ErrorCode.APPROVAL_NEEDED, permission=permission, action="expired", lot=lot.lot)
    given = ApprovalGiven(action=ApprovedAction.EXPIRED, what=f"{name} {lot.lot}", cart=cart)
    note_approval(unit, given, actor=actor, approver=allower)
