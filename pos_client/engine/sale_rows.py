"""Rows of finished sales and returns: what a receipt number finds, and what of a sale has come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import Appended
from pos_client.store.store import Row
from shared_models.rules.posting import goods_moves
from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.values.ids import CartId, SaleId, ShiftId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity

_SELECT: Final = (
    "SELECT position, sale, receipt, kind, at, bdate, shift, cashier, lines, total, due, original FROM sale"
)
_ADD_PENDING: Final = (
    "INSERT INTO pending (product, qty) VALUES (?, ?)"
    " ON CONFLICT (product) DO UPDATE SET qty = qty + excluded.qty"
)


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale or return as its row stands.

    `at`: UTC milliseconds. `original`: the sale a return belongs to.
    """

    position: int
    sale: SaleId
    receipt_no: str
    kind: ReceiptKind
    at: int
    bdate: date
    shift: ShiftId
    cashier: StaffId
    lines: int
    total: Money
    due: Money
    original: SaleId | None


@dataclass(frozen=True, slots=True)
class NewSale:
    """What a finished sale or return is known by."""

    sale: SaleId
    receipt_no: str
    receipt: Receipt
    bdate: date
    shift: ShiftId
    cashier: StaffId
    original: SaleId | None = None
    cart: CartId | None = None


def write_sale(
    unit: StoreUnit, new: NewSale, appended: Appended, moved: dict[bytes, int] | None = None
) -> None:
    """The row receipts are found by, and this till's own moves (`moves_of`) that the server does not know
    yet.
    """
    _insert(unit, new, appended, at=unit.now_ms())
    add_pending(unit, moves_of(new.receipt) if moved is None else moved)


def write_lost_sale(unit: StoreUnit, new: NewSale, appended: Appended, *, at: int) -> None:
    """A sale that comes back, from the server or a black box: its goods are counted elsewhere. `at`: UTC
    milliseconds.

    A machine that was set back gave some numbers twice: the first of them is found here, both are sent.
    """
    _insert(unit, new, appended, at=at, verb="INSERT OR IGNORE")


def _insert(unit: StoreUnit, new: NewSale, appended: Appended, *, at: int, verb: str = "INSERT") -> None:
    receipt = new.receipt
    unit.execute(
        f"{verb} INTO sale (position, sale, receipt, kind, at, bdate, shift, cashier, lines, total, due,"
        " original, cart) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            appended.position, new.sale.bytes, new.receipt_no, receipt.kind.value, at, new.bdate.toordinal(),
            new.shift.bytes, new.cashier.bytes, len(receipt.lines), receipt.total, receipt.due,
            None if new.original is None else new.original.bytes,
            None if new.cart is None else new.cart.bytes,
        ),
    )  # fmt: skip


def moves_of(receipt: Receipt) -> dict[bytes, int]:
    """Goods moved by product, in the base unit; out of the shop is negative."""
    moved: dict[bytes, int] = {}
    for move in goods_moves(receipt):
        product = move.product_line.item.product.bytes
        moved[product] = moved.get(product, 0) + move.qty
    return moved


def add_pending(unit: StoreUnit, moved: dict[bytes, int], *, sign: int = 1) -> None:
    """Own moves with seq > acked; taken out again (`sign` -1) when the server has them."""
    # Sorted, so that neighbouring rows share their pages.
    unit.execute_many(_ADD_PENDING, [(product, sign * moved[product]) for product in sorted(moved)])


def sale_row(rows: Rows, sale: SaleId) -> SaleRow | None:
    found = rows.execute(_SELECT + " WHERE sale = ?", (sale.bytes,)).fetchone()
    return None if found is None else _row(found)


def sale_of_cart(rows: Rows, cart: CartId) -> SaleRow | None:
    """What a cart became. Paying is a state change of one cart: it can become one sale only."""
    found = rows.execute(_SELECT + " WHERE cart = ?", (cart.bytes,)).fetchone()
    return None if found is None else _row(found)


def sale_numbered(rows: Rows, number: str) -> SaleRow | None:
    found = rows.execute(_SELECT + " WHERE receipt = ?", (number,)).fetchone()
    return None if found is None else _row(found)


def latest_sales(rows: Rows, limit: int) -> tuple[SaleRow, ...]:
    return tuple(map(_row, rows.execute(_SELECT + " ORDER BY position DESC LIMIT ?", (limit,))))


def sales_ending(rows: Rows, end: str, limit: int) -> tuple[SaleRow, ...]:
    """Receipts whose number ends like this, newest first: a cashier types the last digits."""
    newest = rows.execute(
        _SELECT + " WHERE substr(receipt, -?) = ? ORDER BY position DESC LIMIT ?", (len(end), end, limit)
    )
    return tuple(map(_row, newest))


def returned_before(rows: Rows, sale: SaleId) -> dict[int, Quantity]:
    """What has come back already, by the sale's line number."""
    found = rows.execute("SELECT line, qty FROM returned WHERE sale = ?", (sale.bytes,))
    return {line: Quantity(qty) for line, qty in found}


def returned_sales(rows: Rows, sale: SaleId) -> tuple[SaleRow, ...]:
    """The returns of a sale, oldest first."""
    found = rows.execute(_SELECT + " WHERE original = ? ORDER BY position", (sale.bytes,))
    return tuple(map(_row, found))


def note_returned(unit: StoreUnit, sale: SaleId, back: Iterable[tuple[int, Quantity]]) -> None:
    unit.execute_many(
        "INSERT INTO returned (sale, line, qty) VALUES (?, ?, ?)"
        " ON CONFLICT (sale, line) DO UPDATE SET qty = qty + excluded.qty",
        [(sale.bytes, line, qty) for line, qty in back],
    )


def _row(row: Row) -> SaleRow:
    return SaleRow(
        position=row[0],
        sale=SaleId(UUID(bytes=row[1])),
        receipt_no=row[2],
        kind=ReceiptKind(row[3]),
        at=row[4],
        bdate=date.fromordinal(row[5]),
        shift=ShiftId(UUID(bytes=row[6])),
        cashier=StaffId(UUID(bytes=row[7])),
        lines=row[8],
        total=Money(row[9]),
        due=Money(row[10]),
        original=None if row[11] is None else SaleId(UUID(bytes=row[11])),
    )
