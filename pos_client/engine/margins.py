"""Goods that sell for less than they cost, where the branch lets a supervisor decide."""

from collections.abc import Iterator

from pos_client.engine.cart_rows import Cart
from pos_client.engine.guards import allower_of, note_approval
from pos_client.engine.sale_text import prepare
from pos_client.engine.till import this_till
from pos_client.store import StoreUnit
from shared_models.rules.price_choice import below_cost
from shared_models.rules.receipt import ReceiptLine
from shared_models.values.codes import ApprovedAction, BelowCost, ProductKind
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import price_of
from shared_models.wire.shifts import ApprovalGiven


def demand_margin(unit: StoreUnit, cart: Cart, *, actor: StaffId, approver: StaffId | None) -> None:
    """Before a cart is paid: no line goes below the catalogue's cost without a supervisor.

    Discounts given here count, those of promotions do not: the office allowed them. Each approval is noted.
    Refuses APPROVAL_NEEDED with the name of what costs more.
    """
    if this_till(unit).below_cost is not BelowCost.APPROVE:
        return
    for line, cost in list(_losses(unit, prepare(unit, cart).lines)):
        allower = allower_of(
            unit, ApprovedAction.BELOW_COST, actor=actor, approver=approver, name=line.item.name
        )
        if allower is None:
            return
        told = ApprovalGiven(
            action=ApprovedAction.BELOW_COST,
            what=line.item.name,
            cart=cart.id,
            line=line.line,
            product=line.item.product,
            amount=_by_hand(line),
            before=price_of(line.base_qty, cost),
        )
        note_approval(unit, told, actor=actor, approver=allower)


def _losses(unit: StoreUnit, lines: tuple[ReceiptLine, ...]) -> Iterator[tuple[ReceiptLine, Money]]:
    """Lines that bring less than their goods cost, with the cost of one of the base unit."""
    for line in lines:
        cost = _cost(unit, line) if line.item.kind is ProductKind.GOODS else None
        if below_cost(_by_hand(line), cost, line.base_qty, tax_rule=line.tax_rule):
            assert cost is not None
            yield line, cost


def _by_hand(line: ReceiptLine) -> Money:
    """What a line brings without any promotion."""
    return Money(line.net + line.promoted)


def _cost(unit: StoreUnit, line: ReceiptLine) -> Money | None:
    """The catalogue's cost of one of the base unit; null when not known."""
    query = "SELECT cost FROM product WHERE product = ?"
    found = unit.execute(query, (line.item.product.bytes,)).fetchone()
    return None if found is None or found[0] is None else Money(found[0])
