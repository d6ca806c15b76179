"""Believing what the server holds: `acked` follows its word, up or down, and own stock moves follow
`acked`.
"""

from dataclasses import dataclass, field

from pos_client.engine.sale_rows import add_pending, moves_of
from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import StoredEvent, events_after
from pos_client.store.streams import Stream, any_hole, waiting
from shared_models.wire.envelope import decode
from shared_models.wire.sales import SaleCompleted, SaleReturned

_MOVING = {"sale.completed", "sale.returned"}


@dataclass(slots=True)
class Moved:
    """Goods moved by some events, by product. `holed`: one of them is gone, or cannot say any more what it
    moved.
    """

    goods: dict[bytes, int] = field(default_factory=dict)
    holed: bool = False


def moved_between(rows: Rows, stream: Stream, first: int, last: int) -> Moved:
    """Goods moved by the events after `first` up to `last`.

    Events never change: read it any time. One whose row was damaged is set aside by the server and
    acknowledged: it must not keep what stands behind it from being believed.
    """
    held = [e for e in events_after(rows, stream.stream_no, first, limit=last - first) if e.seq <= last]
    moved = Moved(holed=len(held) < last - first)
    for stored in held:
        if stored.type not in _MOVING:
            continue
        payload = _payload(stored)
        if payload is None:
            moved.holed = True
            continue
        for product, qty in moves_of(payload.to_receipt()).items():
            moved.goods[product] = moved.goods.get(product, 0) + qty
    return moved


def _payload(stored: StoredEvent) -> SaleCompleted | SaleReturned | None:
    try:
        payload = decode(stored.body.encode()).p
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, SaleCompleted | SaleReturned) else None


def forget_lost_moves(unit: StoreUnit) -> None:
    """When nothing waits any more, what is left was moved by events that are gone: nobody can take it off
    one by one.
    """
    if any_hole(unit) and not waiting(unit)[0]:
        unit.execute("DELETE FROM pending")


def set_acked(unit: StoreUnit, stream: Stream, seq: int, moved: dict[bytes, int]) -> None:
    """`moved`: what the events between the old and the new place moved.

    What the server has is no longer ours.
    """
    if seq == stream.acked:
        return
    add_pending(unit, moved, sign=-1 if seq > stream.acked else 1)
    unit.execute("DELETE FROM pending WHERE qty = 0")
    unit.execute("UPDATE stream SET acked = ? WHERE stream_no = ?", (seq, stream.stream_no))
