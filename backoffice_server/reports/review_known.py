"""What the back office knew and a till could not: when an occurrence was booked, and now."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.branches.queries import today
from backoffice_server.features.branches.tables import company
from backoffice_server.features.catalog import queries as catalog
from backoffice_server.features.catalog.records import Price, UnitRecord
from backoffice_server.features.sales.settling import left_in_drawer
from backoffice_server.features.sales.tables import shift
from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.review_subjects import kind_of
from shared_models.rules.pricing import in_force
from shared_models.wire.envelope import SaleCompletedEvent, SaleReturnedEvent, decode
from shared_models.wire.ledger import Entry
from shared_models.wire.reviews import SubjectKind, TillBytes
from shared_models.wire.sales import SoldLine

ReceiptEvent = SaleCompletedEvent | SaleReturnedEvent
Known = dict[str, Any]


def known_of(
    unit: Unit, row: Any, *, entry: Entry | None, till: TillBytes | None
) -> tuple[dict[str, str | int], str]:
    """Facts by name, and the base unit of the product the flag is about ("" for none)."""
    kind = kind_of(row.code)
    told: Known = {}
    name = ""
    if kind is SubjectKind.PRODUCT:
        told, name = _of_product(unit, row, entry, till)
    elif kind is SubjectKind.SHIFT:
        told = _of_shift(unit, row)
    if entry is not None:
        told["posting_date"] = entry.posting_date.isoformat()
    return {key: value for key, value in told.items() if value is not None}, name


def _of_product(unit: Unit, row: Any, entry: Entry | None, till: TillBytes | None) -> tuple[Known, str]:
    product_id = UUID(row.subject)
    product = catalog.one(unit, product_id)
    event = _receipt_in(till)
    line = _line_of(event, product_id)
    sold = (None if line is None else product.unit(line.unit)) or product.units[0]
    now = sold.price_on(today(unit, row.branch_id), row.branch_id)
    level = select(stock.c.qty, stock.c.value).where(
        stock.c.branch_id == row.branch_id, stock.c.product_id == product_id
    )
    held = unit.connection.execute(level).one_or_none()
    told: Known = {
        "listed": None if now is None else now.price,
        "priced_unit": sold.unit,
        "cost": product.cost,
        "on_hand": 0 if held is None else held.qty,
        "stock_value": 0 if held is None else held.value,
    }
    if event is not None and line is not None:
        told |= {"price": line.price, **_listed_then(unit, sold, event, row.branch_id)}
    if entry is not None:
        told["on_hand_then"] = _before(unit, row.branch_id, product_id, entry.posting_no)
    return told, product.units[0].unit


def _receipt_in(till: TillBytes | None) -> ReceiptEvent | None:
    """The receipt among a till's bytes; null where they are none, or too long to be shown whole."""
    if till is None or till.fault is not None:
        return None
    try:
        told = decode(till.text.encode())
    except ValueError:
        return None
    return told if isinstance(told, ReceiptEvent) else None


def _line_of(event: ReceiptEvent | None, product_id: UUID) -> SoldLine | None:
    lines: Iterable[SoldLine] = () if event is None else event.p.lines
    return next((one for one in lines if one.product == product_id), None)


def _listed_then(unit: Unit, sold: UnitRecord, event: ReceiptEvent, branch_id: UUID) -> Known:
    """List prices of the business date: as the back office has them, and as the till's catalogue had them."""
    found = sold.price_on(event.bdate, branch_id)
    told: Known = {"listed_then": None if found is None else found.price}
    epoch = unit.connection.execute(select(company.c.epoch)).scalar()
    if event.cat.epoch is not None and event.cat.epoch == epoch:
        told["list_then"] = _as_seen(sold.listed, event.bdate, branch_id, event.cat.company)
    return told


def _as_seen(prices: Iterable[Price], day: date, branch_id: UUID, seen: int) -> int | None:
    known = sorted((one for one in prices if one.introduced <= seen), key=lambda one: one.introduced)
    found = in_force(known, day=day, branch=branch_id)
    return None if found is None else found.price


def _before(unit: Unit, branch_id: UUID, product_id: UUID, posting_no: int) -> int | None:
    """On hand right before a posting moved the product; null where it did not."""
    own = stock_move.c
    query = select(own.qty_after - own.qty).where(
        own.branch_id == branch_id, own.product_id == product_id, own.posting_no == posting_no
    )
    return unit.connection.execute(query.order_by(own.line).limit(1)).scalar()


def _of_shift(unit: Unit, row: Any) -> Known:
    query = select(shift).where(shift.c.branch_id == row.branch_id, shift.c.shift_id == UUID(row.subject))
    found = unit.connection.execute(query).one_or_none()
    if found is None:
        return {}
    left = left_in_drawer(found)
    return {
        "expected": int(left + found.settled),
        "counted": found.counted,
        "closed_at": None if found.closed_at is None else found.closed_at.isoformat(),
        "left_in_drawer": None if found.closed_at is None else left,
    }
