"""Orders with a deposit and quotations: placed, picked up or given up, at whichever till of the branch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, select

from backoffice_server.features.orders.tables import customer_order, order_closing
from pos_client.engine import carts, customers, orders, sales, shifts
from pos_client.engine.order_rows import open_orders
from pos_client.engine.till import today
from pos_client.store import StoreUnit
from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from tests.simulation.members import AT_HOME, IDS
from tests.simulation.selling import ring_up

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

THOUSAND: Final = 1_000


def order(world: World, till: Till) -> None:
    """Somebody has goods laid aside and pays a part, or only asks for a price."""
    with till.store.write() as unit:
        if not _is_ready(unit, empty=False):
            return
        _fill(world, till, unit)
        cart = carts.open_cart(unit, actor=StaffId(world.budi))
        if not cart.lines:
            return
        until = today(unit) + timedelta(days=world.random.randint(0, 20))
        if world.random.random() < 0.3:
            terms = orders.OrderTerms(until)
            made = orders.make_quotation(unit, cart=cart, actor=world.budi, terms=terms)
        else:
            deposit = Money(world.random.randint(0, cart.total // THOUSAND) * THOUSAND)
            terms = orders.OrderTerms(until, deposit=deposit)
            paid = _in_cash(deposit) if deposit else ()
            made = orders.place_order(unit, cart=cart, actor=world.budi, terms=terms, tenders=paid)
    if not till.plate.dark:
        world.note("ordered", till.name, made.row.number, made.row.deposit)
    world.promise(till)


def settle(world: World, till: Till) -> None:
    """One is picked up and paid, or given up with a part of its deposit."""
    known = open_orders(till.reader)
    if not known:
        return
    row = world.random.choice(known)
    with till.store.write() as unit:
        if not _is_ready(unit, empty=True):
            return
        if world.random.random() < 0.4:
            kept = Money(world.random.randint(0, row.deposit))
            orders.cancel_order(unit, number=row.number, reason="batal", actor=world.budi, forfeited=kept)
        else:
            cart, _ = orders.take_up(unit, number=row.number, actor=world.budi)
            sales.complete_sale(
                unit, cart=cart.id, actor=world.budi, tenders=_in_cash(cart.total), approver=world.budi
            )
    if not till.plate.dark:
        world.note("settled", till.name, row.number)
    world.promise(till)


def orders_agree(world: World) -> Iterator[str]:
    """What a till shows as open is what is open at the office.

    Another till, or this one, may have lost what closed an order with its disk, after it had shown it.
    """
    harmed = {till.place[0] for till in world.tills if till.harmed}
    on = and_(
        order_closing.c.branch_id == customer_order.c.branch_id,
        order_closing.c.order_id == customer_order.c.order_id,
    )
    query = (
        select(customer_order.c.branch_id, customer_order.c.number)
        .outerjoin(order_closing, on)
        .where(order_closing.c.order_id.is_(None))
    )
    with world.office.database.read() as unit:
        left = [(row.branch_id, row.number) for row in unit.connection.execute(query)]
    for till in world.tills:
        here = world.office.shop.branch(till.place[0])
        right = {number for branch, number in left if branch == here}
        shown = {row.number for row in open_orders(till.reader)}
        if till.place[0] not in harmed and shown != right:
            yield f"{till.name}: orders open here or there only: {sorted(shown ^ right)[:4]}"


def _is_ready(unit: StoreUnit, *, empty: bool) -> bool:
    cart = carts.current_cart(unit)
    taken = cart is not None and ((empty and cart.lines) or cart.origin)
    return shifts.current_shift(unit) is not None and not taken


def _fill(world: World, till: Till, unit: StoreUnit) -> None:

    ring_up(world, till, unit, StaffId(world.budi))
    here = [place for place, homes in enumerate(AT_HOME) if till.place[0] in homes]
    cart = carts.open_cart(unit, actor=StaffId(world.budi))
    member = customers.member_of(unit, IDS[world.random.choice(here)], "Langganan")
    carts.set_customer(unit, cart=cart.id, customer=member)


def _in_cash(amount: Money) -> tuple[Tender, ...]:
    return (Tender(TenderMethod.CASH, Money(amount + THOUSAND)),)
