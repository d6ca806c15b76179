"""Orders are as their events say, what closes one twice is flagged, and deposits are where they say."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import and_, func, or_, select

from backoffice_server.features.events.tables import event, event_outcome
from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.orders.tables import customer_order, order_closing
from backoffice_server.features.payments.tables import stored_move
from backoffice_server.features.sales.tables import sale, sale_payment
from backoffice_server.features.tax_invoices.tables import tax_invoice_request
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding, from_rows
from backoffice_server.proof.reviews import about
from shared_models.rules.orders import OrderKind
from shared_models.values.codes import EventOutcome, PutAside, ReviewCode, TenderMethod
from shared_models.wire.envelope import OrderPlacedEvent, QuotationMadeEvent, decode
from shared_models.wire.orders import OrderRow, row_of_order, row_of_quotation

ORDER_TYPES = ("order.placed", "quotation.made")


def orders_hold(unit: Unit) -> Iterable[Finding]:
    """I14, I18 and I19 for orders and quotations."""
    orders = count(unit, select(func.count()).select_from(customer_order))
    closings = count(unit, select(func.count()).select_from(order_closing))
    yield finding("I14", "orders and quotations are what their events say", orders, _differing(unit))
    yield finding("I3", "what closed an order is there", closings, _closings_alone(unit))
    yield finding("I19", "deposits of open orders are held as they were taken", orders, _deposits_off(unit))
    rule = "orders closed twice are flagged"
    yield about(unit, rule, ReviewCode.ORDER_CLOSED_TWICE, _closed_twice(unit))


def tax_invoices_hold(unit: Unit) -> Iterable[Finding]:
    """I12: a full tax invoice is asked for the revenue and the tax of its sale, as posted."""
    own = tax_invoice_request.c
    asked = count(unit, select(func.count()).select_from(tax_invoice_request))
    sold = and_(sale.c.branch_id == own.branch_id, sale.c.sale_id == own.sale_id)
    query = (
        select(own.branch_id, own.receipt, own.vat, sale.c.tax)
        .join(sale, sold)
        .where(or_(sale.c.tax != own.vat, sale.c.revenue != own.base))
    )
    yield from_rows(unit, "I12", "tax invoices asked for = revenue and tax of their sales", asked, query)


def _differing(unit: Unit) -> Iterator[str]:
    kept = {
        (row.branch_id, row.order_id): row.body for row in unit.connection.execute(select(customer_order))
    }
    own = event_outcome.c
    same = and_(*(event.c[name] == own[name] for name in ("branch_id", "stream_id", "seq", "hash")))
    query = (
        select(event.c.branch_id, event.c.bytes)
        .join(event_outcome, same)
        .where(event.c.type.in_(ORDER_TYPES), own.outcome == EventOutcome.NOTED.value)
    )
    told: dict[tuple[Any, Any], set[str]] = {}
    for branch, data in unit.connection.execute(query.order_by(event.c.stream_id, event.c.seq)):
        match decode(data):
            case OrderPlacedEvent() as placed:
                row = row_of_order(placed.p, placed.at)
            case QuotationMadeEvent() as made:
                row = row_of_quotation(made.p, made.at)
            case _:
                continue
        told.setdefault((branch, row.id), set()).add(row.model_dump_json())
    for key in kept.keys() | told.keys():
        if kept.get(key) not in told.get(key, set()):
            yield f"order {key[1]}"


def _closings_alone(unit: Unit) -> Iterator[str]:
    own = order_closing.c
    sold = and_(sale.c.branch_id == own.branch_id, sale.c.sale_id == own.document_id)
    query = (
        select(own.order_id, own.document_id)
        .outerjoin(sale, sold)
        .where(own.document_kind == DocumentKind.SALE.value, sale.c.sale_id.is_(None))
    )
    for row in unit.connection.execute(query):
        yield f"order {row.order_id}: sale {row.document_id} is not posted"


def _deposits_off(unit: Unit) -> Iterator[str]:
    """Of orders that nothing closed, in whatever branch: the balance under their number is their deposit.

    One whose receipt is not posted (its event was damaged) has none; a till that was set back may give a
    number twice.
    """
    moved, posted = stored_move.c, _receipts(unit)
    query = select(moved.number, func.sum(moved.amount)).group_by(moved.number)
    deposits = query.where(moved.method == TenderMethod.CUSTOMER_DEPOSIT.value)
    held = {number: int(amount) for number, amount in unit.connection.execute(deposits)}
    closed = set(unit.connection.execute(select(order_closing.c.order_id)).scalars())
    due: dict[str, int] = {}
    done: set[str] = set()
    own = customer_order.c
    for row in unit.connection.execute(select(customer_order).where(own.kind == OrderKind.ORDER.value)):
        receipt = OrderRow.model_validate_json(row.body).receipt
        if row.order_id in closed:
            done.add(row.number)
        elif receipt is None or receipt in posted:
            due[row.number] = due.get(row.number, 0) + row.deposit
    for number in due.keys() - done:
        if due[number] != held.get(number, 0):
            yield f"order {number}: deposit {due[number]}, held {held.get(number, 0)}"


def _receipts(unit: Unit) -> set[str]:
    """Of receipts that took a deposit."""
    on = and_(sale_payment.c.branch_id == sale.c.branch_id, sale_payment.c.posting_no == sale.c.posting_no)
    taken = sale_payment.c.method == PutAside.DEPOSIT_TAKEN.value
    return set(unit.connection.execute(select(sale.c.receipt).join(sale_payment, on).where(taken)).scalars())


def _closed_twice(unit: Unit) -> list[tuple[Any, Any]]:
    own = order_closing.c
    query = (
        select(own.branch_id, own.order_id)
        .join(
            customer_order,
            and_(customer_order.c.branch_id == own.branch_id, customer_order.c.order_id == own.order_id),
        )
        .where(customer_order.c.kind == OrderKind.ORDER.value)
        .group_by(own.branch_id, own.order_id)
        .having(func.count() > 1)
    )
    return [(row.branch_id, row.order_id) for row in unit.connection.execute(query)]
