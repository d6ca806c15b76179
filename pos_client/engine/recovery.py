"""Events this till once wrote and lost with an old disk image: taken back from the server, checked, read-
only.

They are never sent again; they bring back the receipts that returns need and the cash a shift has seen.
"""

from collections import Counter
from collections.abc import Sequence
from typing import get_args
from uuid import UUID

from pos_client.engine import cart_rows
from pos_client.engine.customers import note_added
from pos_client.engine.member_sale import MemberBack, MemberWords, note_back, note_sold
from pos_client.engine.offers import note_uses
from pos_client.engine.order_rows import note_closed, note_order
from pos_client.engine.references import restore_references
from pos_client.engine.sale_rows import NewSale, add_pending, moves_of, note_returned, write_lost_sale
from pos_client.engine.shift_rows import (
    add_to_shift,
    count_receipt,
    open_shift_row,
    shift_row,
    sums_of_payload,
)
from pos_client.engine.stored import note_moves
from pos_client.engine.ticket_rows import note_step
from pos_client.engine.tracked import note_tracked
from pos_client.store import StoreUnit
from pos_client.store.journal import Appended
from pos_client.store.streams import Stream, is_authentic, note_hole, position_of
from pos_client.store.told import Told, settle
from shared_models.rules.orders import OrderState
from shared_models.values.ids import CartId, CustomerId, SaleId, ShiftId, StaffId
from shared_models.values.moments import utc_ms
from shared_models.wire.chain import event_hash
from shared_models.wire.customers import CustomerAdded
from shared_models.wire.envelope import Event, UnknownEvent, decode, decode_envelope
from shared_models.wire.orders import (
    OrderCancelled,
    OrderPlaced,
    QuotationMade,
    row_of_order,
    row_of_quotation,
)
from shared_models.wire.queue import TicketPayload, step_of
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.shifts import CartCleared, ShiftClosed, ShiftOpened
from shared_models.wire.sync import WireItem


def take_back(
    unit: StoreUnit,
    stream: Stream,
    items: Sequence[WireItem],
    *,
    unsent: bool = False,
    rows_too: bool = True,
    over_holes: bool = False,
) -> int:
    """Write `items` behind the stream's last event as far as they follow it in the chain. How many did.

    Of a stream that was written twice the server sends both branches: the other one's events are passed over.
    `unsent`: the server may not have them. `rows_too`: receipts, shifts and carts come back with them.
    `over_holes`: they come from this till's own black box: where some are missing there it goes on behind.
    """
    prev, seq = stream.head_hash, stream.head_seq
    # What follows an acknowledged end is the server's own word, so it is acknowledged too.
    all_acked = stream.acked == stream.head_seq and not unsent
    count = 0
    for item in items:
        data, hash_ = item.bytes.encode(), bytes.fromhex(item.hash)
        event = _read(data)
        if event is None or not is_authentic(stream, hash_, bytes.fromhex(item.mac)):
            continue
        hole = over_holes and item.seq > seq + 1
        follows = hole or item.seq == seq + 1
        if not follows or event_hash(bytes.fromhex(event.prev) if hole else prev, data) != hash_:
            continue
        if hole:
            note_hole(unit, stream.stream_no)
        prev, seq, count = hash_, item.seq, count + 1
        position = position_of(stream.stream_no, seq)
        _insert(unit, position, item, event)
        if rows_too:
            _project(unit, event, Appended(position=position, seq=seq, hash=hash_, size=len(data)))
        _own_moves(unit, event.p, position)
        if not all_acked:
            _own_still(unit, event.p)
    unit.memory.clear()
    unit.execute(
        "UPDATE stream SET head_seq = ?, head_hash = ?, acked = ? WHERE stream_no = ?",
        (seq, prev, seq if all_acked else stream.acked, stream.stream_no),
    )
    if all_acked:
        # What the back office told of balances since then counts it.
        settle(unit, Told({stream.stream_no: seq}, {stream.stream_no: seq}))
    return count


def _read(data: bytes) -> Event | UnknownEvent | None:
    """One whose payload nobody can read comes back like any other: the server judges it."""
    for read in (decode, decode_envelope):
        try:
            return read(data)
        except ValueError:
            continue
    return None


def _insert(unit: StoreUnit, position: int, item: WireItem, event: Event | UnknownEvent) -> None:
    unit.execute(
        "INSERT INTO event (position, hash, mac, type, at, shift, bdate, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            position, bytes.fromhex(item.hash), bytes.fromhex(item.mac), event.type, utc_ms(event.at),
            None if event.shift is None else event.shift.bytes, event.bdate.toordinal(), item.bytes,
        ),
    )  # fmt: skip


def _project(unit: StoreUnit, event: Event | UnknownEvent, appended: Appended) -> None:
    """What the event meant for the rows this till works with."""
    payload, shift = event.p, None if event.shift is None else ShiftId(event.shift)
    if isinstance(payload, SaleCompleted | SaleReturned):
        _sale(unit, event, payload, appended)
    elif isinstance(payload, ShiftOpened):
        _opened(unit, event, payload, appended)
    elif isinstance(payload, ShiftClosed):
        _closed(unit, event, payload, appended)
    elif isinstance(payload, OrderPlaced | QuotationMade | OrderCancelled):
        _agreed(unit, event, payload, appended.position)
    elif isinstance(payload, get_args(TicketPayload)):
        note_step(unit, step_of(payload, at=event.at, bdate=event.bdate))
    elif shift is not None:
        add_to_shift(unit, shift, sums_of_payload(payload))
    if isinstance(payload, CartCleared):
        cart_rows.delete(unit, CartId(payload.cart))


def _sale(
    unit: StoreUnit,
    event: Event | UnknownEvent,
    payload: SaleCompleted | SaleReturned,
    appended: Appended,
) -> None:
    if event.shift is None or event.receipt is None or event.actor is None:
        return
    origin = payload.original if isinstance(payload, SaleReturned) else None
    new = NewSale(
        sale=SaleId(payload.sale),
        receipt_no=event.receipt,
        receipt=payload.to_receipt(),
        bdate=event.bdate,
        shift=ShiftId(event.shift),
        cashier=StaffId(event.actor),
        original=None if origin is None else SaleId(origin.sale),
        cart=_sold_cart(unit, payload, at=utc_ms(event.at)),
    )
    write_lost_sale(unit, new, appended, at=utc_ms(event.at))
    count_receipt(unit, new.shift, sums_of_payload(payload), new.receipt_no)
    note_tracked(unit, new.receipt, position=appended.position)
    if isinstance(payload, SaleCompleted):
        restore_references(unit, new.receipt.tenders, receipt_no=new.receipt_no)
        customer = None if payload.customer is None else CustomerId(payload.customer)
        note_uses(unit, payload.vouchers, sale=new.sale, customer=customer)
        sold = payload.quotation if payload.order is None else payload.order.order
        if sold is not None:
            state = OrderState.PICKED_UP
            note_closed(unit, sold, state, receipt=new.receipt_no, position=appended.position)
    if isinstance(payload, SaleReturned) and new.original is not None:
        back = [(line.of_line, line.qty) for line in payload.lines if line.of_line is not None]
        note_returned(unit, new.original, back)


def _agreed(
    unit: StoreUnit,
    event: Event | UnknownEvent,
    payload: OrderPlaced | QuotationMade | OrderCancelled,
    position: int,
) -> None:
    match payload:
        case OrderPlaced():
            note_order(unit, row_of_order(payload, event.at), position=position)
        case QuotationMade():
            note_order(unit, row_of_quotation(payload, event.at), position=position)
        case OrderCancelled():
            note_closed(unit, payload.order, OrderState.CANCELLED, receipt="", position=position)


def _own_still(unit: StoreUnit, payload: object) -> None:
    """What the back office may not have heard of. Own goods are those moved behind `acked`, whoever wrote it
    down: they go when it passes them.
    """
    if isinstance(payload, CustomerAdded):
        note_added(unit, payload)
    if isinstance(payload, SaleCompleted | SaleReturned):
        add_pending(unit, moves_of(payload.to_receipt()))


def _own_moves(unit: StoreUnit, payload: object, position: int) -> None:
    """What it moved on cards and of customers counts for as long as the back office does not count it."""
    if not isinstance(payload, SaleCompleted | SaleReturned):
        return
    receipt = payload.to_receipt()
    note_moves(unit, receipt, position=position)
    if payload.customer is None:
        return
    customer = CustomerId(payload.customer)
    if isinstance(payload, SaleCompleted):
        note_sold(unit, MemberWords(customer, payload.points, payload.credit), receipt, position=position)
    else:
        note_back(unit, MemberBack(customer, payload.points), receipt, position=position)


def _sold_cart(unit: StoreUnit, payload: SaleCompleted | SaleReturned, *, at: int) -> CartId | None:
    """The cart the old image still shows, open or held, though it became this sale: not to be sold again.

    It is the one the sale names. Of a sale that names none it can only be the cart that is open, begun
    before the sale. A cart that holds something that was not sold in it was added to since: it stays, for
    another customer.
    """
    if isinstance(payload, SaleReturned):
        return None
    found = unit.execute(
        "SELECT cart FROM cart WHERE cart = ? OR (? IS NULL AND state = 'open' AND opened_at <= ?)",
        (_named(payload), _named(payload), at),
    ).fetchone()
    if found is None:
        return None
    cart = CartId(UUID(bytes=found[0]))
    rows = unit.execute("SELECT product, qty * factor FROM cart_line WHERE cart = ?", (cart.bytes,))
    rung_up = rows.fetchall()
    left: Counter[bytes] = Counter()
    for line in payload.lines:
        left[line.product.bytes] += line.qty * line.factor
    for product, qty in rung_up:
        left[product] -= qty
    if not rung_up or min(left.values()) < 0:
        return None
    cart_rows.delete(unit, cart)
    return cart


def _named(payload: SaleCompleted) -> bytes | None:
    return None if payload.cart is None else payload.cart.bytes


def _opened(unit: StoreUnit, event: Event | UnknownEvent, payload: ShiftOpened, appended: Appended) -> None:
    # With another shift open here the drawer has gone on in that one: the lost one is the server's matter.
    if event.shift is None or event.actor is None or open_shift_row(unit) is not None:
        return
    unit.execute(
        "INSERT OR IGNORE INTO shift (shift, number, cashier, bdate, opened_at, opened_position,"
        " opening_float) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            event.shift.bytes, payload.number, event.actor.bytes, event.bdate.toordinal(),
            utc_ms(event.at), appended.position, payload.opening_float,
        ),
    )  # fmt: skip


def _closed(unit: StoreUnit, event: Event | UnknownEvent, payload: ShiftClosed, appended: Appended) -> None:
    if event.shift is None or _sold_since(unit, event.shift, appended.position):
        return
    if shift_row(unit, ShiftId(event.shift)) is not None:
        unit.execute(
            "UPDATE shift SET closed_at = ?, closed_position = ?, counted = ? WHERE shift = ?",
            (utc_ms(event.at), appended.position, payload.counted, event.shift.bytes),
        )


def _sold_since(unit: StoreUnit, shift: UUID, position: int) -> bool:
    """The shift went on in the new stream before its lost closing was known: it stays open."""
    found = unit.execute(
        "SELECT 1 FROM event WHERE position > ? AND shift = ? AND type != 'stream.opened' LIMIT 1",
        (position, shift.bytes),
    ).fetchone()
    return found is not None
