"""What people do at the tills."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from pos_client.engine import attendance, carts, returns, sales, shift_counts, shifts, staff, training
from pos_client.engine.offers import offers
from pos_client.engine.order_rows import with_deposit
from pos_client.engine.receipts import stored_receipt
from pos_client.engine.sale_rows import add_pending, latest_sales, moves_of, returned_before
from pos_client.engine.till import today
from pos_client.store import StoreUnit
from pos_client.store.catalogue import Catalogue
from pos_client.store.journal import Draft, append
from pos_client.sync.messages import Nudged
from pos_client.sync.status import SyncState
from pos_client.sync.tidying import Tidying
from shared_models.rules.attendance import next_kinds
from shared_models.rules.price_choice import WHOLESALE
from shared_models.rules.receipt import ReceiptKind, Tender
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, Permission, TenderMethod
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import NONE, Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import SaleCompleted
from tests.simulation import tracking
from tests.simulation.admin import VOUCHER
from tests.simulation.members import bring_somebody
from tests.simulation.paying import paid

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

BURST: Final = 12
RESELLERS: Final = 0.1
# Not one that a fault of the disk has made unreadable.
_READABLE: Final = "json_valid(body) AND json_type(body, '$.p') = 'object'"


def sell(world: World, till: Till) -> None:
    """Some customers, one behind the other."""
    for _ in range(world.random.randint(1, BURST)):
        sell_once(world, till)


def tidy(world: World, till: Till) -> None:
    """The till lets go of what it needs no more."""
    all_sent = till.sync.status().state is SyncState.ALL_SENT
    if Tidying(till.store, due_ms=0).look(world.time.ms, all_sent=all_sent):
        world.note("let go", till.name)


def sell_once(world: World, till: Till) -> None:
    cashier = StaffId(world.random.choice(world.cashiers))
    known = staff.member(till.reader, cashier)
    if known is None or not known.may(Permission.SELL):
        cashier = world.budi
    with till.store.write() as unit:
        if shifts.current_shift(unit) is None:
            opening = Money(100_000)
            shifts.open_shift(unit, cashier=cashier, opening_float=opening, approver=world.budi)
    world.promise(till)
    if world.random.random() < 0.3:
        for _ in range(world.random.randint(1, 3)):
            with till.store.write() as unit:
                ring_up(world, till, unit, cashier)
    with till.store.write() as unit:
        ring_up(world, till, unit, cashier)
        bring_somebody(world, till, unit, cashier)
    world.promise(till)
    _let_go_of_a_closed_order(world, till)
    with till.store.write() as unit:
        cart = carts.open_cart(unit, actor=cashier)
        if not cart.lines:
            return
        tenders, aside = paid(world, unit, cart.total, cart.customer)
        done = sales.complete_sale(
            unit, cart=cart.id, actor=cashier, tenders=tenders, aside=aside, approver=world.budi
        )
    if not till.plate.dark:
        world.note("sold", till.name, done.receipt_no, done.receipt.total)
        world.promise(till)
        if world.random.random() < 0.5:
            till.inbox.append(Nudged())


def _let_go_of_a_closed_order(world: World, till: Till) -> None:
    """Of an order that was picked up or cancelled at another till meanwhile nothing is sold."""
    with till.store.write() as unit:
        cart = carts.open_cart(unit, actor=world.budi)
        try:
            with_deposit(unit, cart.origin, ())
        except Refusal as refused:
            if refused.code not in {ErrorCode.ORDER_CLOSED, ErrorCode.ORDER_UNKNOWN}:
                raise
            carts.clear(unit, cart=cart.id, actor=world.budi)
    world.promise(till)


def ring_up(world: World, till: Till, unit: StoreUnit, cashier: StaffId) -> None:
    cart = carts.open_cart(unit, actor=cashier)
    for _ in range(world.random.randint(1, 2)):
        code, count = world.random.choice(world.codes), world.random.randint(1, 5)
        item = Catalogue(unit, now=till.clock.now).by_code(code)
        if item is not None and item.price is not None:
            if item.needs:
                tracking.add(world, unit, cart, item, count)
            else:
                carts.add_line(unit, cart=cart.id, item=item, qty=whole(count))
    if VOUCHER.casefold() in offers(unit).codes and world.random.random() < 0.3:
        with suppress(Refusal):
            carts.enter_voucher(unit, cart=cart.id, code=VOUCHER)
    if world.random.random() < RESELLERS:
        carts.set_level(unit, cart=cart.id, level=WHOLESALE, actor=cashier, approver=world.budi)


def give_back(world: World, till: Till) -> None:
    with till.store.write() as unit:
        rows = [row for row in latest_sales(unit, 20) if row.kind is ReceiptKind.SALE]
        if not rows:
            return
        row = world.random.choice(rows)
        before = returned_before(unit, row.sale)
        lines = stored_receipt(unit, row).receipt.lines
        left = [(line, line.qty - before.get(line.line, NONE)) for line in lines]
        back = [
            LineBack(line.line, Quantity(qty), serial=tracking.serial_of(line)) for line, qty in left if qty
        ][:1]
        credit = Tender(TenderMethod.STORE_CREDIT, Money(0)) if world.random.random() < 0.3 else None
        done = returns.return_lines(
            unit, original=row.sale, back=back, reason="rusak", actor=world.budi, by=credit
        )
    world.note("returned", till.name, done.receipt_no, done.refund)
    world.promise(till)


def move_cash(world: World, till: Till) -> None:
    with till.store.write() as unit:
        shifts.move_cash(
            unit,
            direction=CashDirection.OUT,
            reason=CashReason.DROP,
            amount=Money(world.random.randint(1, 50) * 1_000),
            note="",
            actor=world.sari,
        )
        shift_counts.note_count(unit, actor=world.sari, pieces={1_000: 7})
    world.promise(till)


def close_shift(world: World, till: Till) -> None:
    """Handed over counted, and closed by whoever took it; both note their day, and somebody has practised."""
    with till.store.write() as unit:
        if shifts.current_shift(unit) is not None:
            shift_counts.hand_over(unit, actor=world.sari, to=world.budi, pieces={1_000: 7})
            training.end_training(unit, actor=world.budi, receipts=3)
        for person in (world.sari, world.budi):
            last = attendance.last_note(unit, person)
            attendance.note(unit, person=person, kind=next_kinds(last and last[0])[0])
        shifts.close_shift(unit, actor=world.sari, pieces={1_000: world.random.randint(0, 500)})
    world.promise(till)


def write_nonsense(world: World, till: Till) -> None:
    """A faulty program wrote it, signed and chained as every event: it cannot be booked."""
    kind = world.random.choice(("unknown", "malformed", "impossible", "again", "again"))
    with till.store.write() as unit:
        if kind == "impossible":
            _impossible_sale(world, unit)
        elif kind == "again":
            _opened_again(world, unit)
        else:
            told = ("future.thing", '{"x":1}') if kind == "unknown" else ("cash.moved", '{"amount":"much"}')
            append(unit, Draft(*told, bdate=today(unit), shift=None, actor=world.sari))
    world.note("nonsense", till.name, kind)
    world.promise(till)
    world.nonsense.update(hash_ for _, _, hash_ in till.heads())


def _opened_again(world: World, unit: StoreUnit) -> None:
    """A shift is opened that is open: the office cannot book it."""
    found = unit.execute(
        f"SELECT body, shift FROM event WHERE type = 'shift.opened' AND {_READABLE}"
        " ORDER BY position DESC LIMIT 1"
    ).fetchone()
    if found is not None:
        told, shift = json.dumps(json.loads(found[0])["p"]), ShiftId(UUID(bytes=found[1]))
        append(unit, Draft("shift.opened", told, bdate=today(unit), shift=shift, actor=world.sari))


def _impossible_sale(world: World, unit: StoreUnit) -> None:
    """Its payments are not its total."""
    row = next((row for row in latest_sales(unit, 20) if row.kind is ReceiptKind.SALE), None)
    whole = f"SELECT body FROM event WHERE position = ? AND {_READABLE}"
    found = None if row is None else unit.execute(whole, (row.position,)).fetchone()
    if row is None or found is None:
        return
    told = json.loads(found[0])["p"]
    told |= {"sale": str(unit.new_id()), "total": told["total"] + 1_000, "cart": None}
    payload = SaleCompleted.model_validate_json(json.dumps(told))
    append(unit, Draft("sale.completed", payload, bdate=row.bdate, shift=row.shift, actor=world.sari))
    add_pending(unit, moves_of(payload.to_receipt()))
