"""Orders and quotations as this till knows them: told by the back office, and its own beside them.

What this till did to one stands, whatever was told before the back office heard of it.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from pos_client.engine.cart_rows import CartOrigin
from pos_client.store import Rows, StoreUnit
from shared_models.rules.orders import OrderKind, OrderState
from shared_models.rules.receipt import Tender
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.refusals import Refusal
from shared_models.wire.orders import OrderRow
from shared_models.wire.sync import Entity

LISTED_MOST: Final = 200
# An own row outlives what is told of it later: bodies are the same, states are not.
_KNOWN: Final = (
    "SELECT body, own FROM ("
    " SELECT body, json_extract(body, '$.id') AS id, 0 AS own FROM replica"
    " WHERE entity = ?1 AND body IS NOT NULL"
    " UNION ALL SELECT body, json_extract(body, '$.id'), 1 FROM own_order"
    " WHERE NOT EXISTS (SELECT 1 FROM replica r"
    " WHERE r.entity = ?1 AND r.key = json_extract(own_order.body, '$.id'))"
    ")"
)


def note_order(unit: StoreUnit, row: OrderRow, *, position: int) -> None:
    """What was agreed here. Told twice, it is one."""
    unit.execute(
        "INSERT OR IGNORE INTO own_order (id, position, number, body) VALUES (?, ?, ?, ?)",
        (row.id.bytes, position, row.number, row.model_dump_json()),
    )


def note_closed(unit: StoreUnit, order: UUID, state: OrderState, *, receipt: str, position: int) -> None:
    """What became of it here."""
    unit.execute(
        "INSERT OR IGNORE INTO own_closing (id, position, state, receipt) VALUES (?, ?, ?, ?)",
        (order.bytes, position, state.value, receipt),
    )


def note_sold_order(unit: StoreUnit, origin: CartOrigin | None, *, receipt_no: str, position: int) -> None:
    """The cart of an order or a quotation is sold."""
    if origin is not None:
        note_closed(unit, origin.id, OrderState.PICKED_UP, receipt=receipt_no, position=position)


def last_number(rows: Rows, prefix: str) -> int:
    """The highest number of a series that is known here: not how many, for one may be missing."""
    found = rows.execute(
        "SELECT coalesce(max(CAST(substr(number, ?1) AS INTEGER)), 0) FROM ("
        " SELECT number FROM own_order UNION ALL SELECT json_extract(body, '$.number') FROM replica"
        " WHERE entity = ?3 AND body IS NOT NULL) WHERE substr(number, 1, ?1 - 1) = ?2",
        (len(prefix) + 1, prefix, Entity.ORDER.value),
    ).fetchone()
    return int(found[0])


def open_orders(rows: Rows, words: str = "", kind: OrderKind | None = None) -> tuple[OrderRow, ...]:
    """What is open, by its day; `words`: in the number, the name or the phone."""
    parts = words.casefold().split()
    found = [
        row
        for row in _rows(rows)
        if row.state is OrderState.OPEN and (kind is None or row.kind is kind) and _holds(row, parts)
    ]
    found.sort(key=lambda row: (row.until, row.number))
    return tuple(found[:LISTED_MOST])


def order_numbered(rows: Rows, number: str) -> OrderRow:
    """By its number, as printed. Refuses ORDER_UNKNOWN."""
    wanted = number.strip().upper()
    query = f"{_KNOWN} WHERE json_extract(body, '$.number') = ?2"
    found = rows.execute(query, (Entity.ORDER.value, wanted)).fetchone()
    if found is None:
        raise Refusal(ErrorCode.ORDER_UNKNOWN, number=wanted)
    return _as_it_stands(rows, OrderRow.model_validate_json(found[0], extra="ignore"))


def demand_open(rows: Rows, number: str) -> OrderRow:
    """Refuses ORDER_UNKNOWN and ORDER_CLOSED."""
    row = order_numbered(rows, number)
    if row.state is not OrderState.OPEN:
        raise Refusal(ErrorCode.ORDER_CLOSED, number=row.number, state=row.state.value)
    return row


def with_deposit(unit: StoreUnit, origin: CartOrigin | None, tenders: Sequence[Tender]) -> tuple[Tender, ...]:
    """The payments of a cart with the deposit of its order, which pays whatever else does.

    Refuses ORDER_CLOSED when the order was picked up or cancelled meanwhile, as far as this till knows.
    """
    others = tuple(one for one in tenders if one.method is not TenderMethod.CUSTOMER_DEPOSIT)
    if origin is None or origin.kind is not OrderKind.ORDER:
        return others
    demand_open(unit, origin.number)
    if not origin.deposit:
        return others
    return (Tender(TenderMethod.CUSTOMER_DEPOSIT, origin.deposit, number=origin.number), *others)


def _rows(rows: Rows) -> Iterator[OrderRow]:
    query = f"{_KNOWN} WHERE json_extract(body, '$.state') = ?2"
    for body, _own in rows.execute(query, (Entity.ORDER.value, OrderState.OPEN.value)).fetchall():
        yield _as_it_stands(rows, OrderRow.model_validate_json(body, extra="ignore"))


def _as_it_stands(rows: Rows, row: OrderRow) -> OrderRow:
    found = rows.execute(
        "SELECT state, receipt FROM own_closing WHERE id = ? ORDER BY position LIMIT 1", (row.id.bytes,)
    ).fetchone()
    if found is None:
        return row
    return row.model_copy(update={"state": OrderState(found[0]), "closed_by": found[1] or None})


def _holds(row: OrderRow, parts: Sequence[str]) -> bool:
    words = f"{row.number} {row.customer_name or ''} {row.phone or ''}".casefold()
    return all(part in words for part in parts)
