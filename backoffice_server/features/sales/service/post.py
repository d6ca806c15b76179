"""Posting many events of one stream in their order, set-based."""

from collections.abc import Callable, Sequence
from typing import Final

from backoffice_server.features.catalog.placeholders import add_placeholders
from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.sales.service.attendance import apply_attendance
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.customers import apply_added
from backoffice_server.features.sales.service.facts import Applied, Source, TillEvent
from backoffice_server.features.sales.service.orders import apply_invoice, apply_order
from backoffice_server.features.sales.service.proposals import apply_proposed, keep_proposals
from backoffice_server.features.sales.service.receipts import apply_receipt
from backoffice_server.features.sales.service.shifts import (
    apply_cash,
    apply_closed,
    apply_noted,
    apply_opened,
)
from backoffice_server.features.sales.service.state import State, read_state
from backoffice_server.features.sales.service.tickets import apply_ticket
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId

POSTED_BY: Final[dict[str, Callable[[Batch, TillEvent], Applied]]] = {
    "sale.completed": apply_receipt,
    "sale.returned": apply_receipt,
    "shift.opened": apply_opened,
    "shift.closed": apply_closed,
    "cash.moved": apply_cash,
}
NOTED_BY: Final[dict[str, Callable[[Batch, TillEvent], Applied]]] = {
    "attendance.noted": apply_attendance,
    "customer.added": apply_added,
    "product.proposed": apply_proposed,
    "order.placed": apply_order,
    "order.cancelled": apply_order,
    "quotation.made": apply_order,
    "tax_invoice.requested": apply_invoice,
    "ticket.issued": apply_ticket,
    "ticket.called": apply_ticket,
    "ticket.skipped": apply_ticket,
    "ticket.transferred": apply_ticket,
    "ticket.served": apply_ticket,
}
"""What takes no posting number, beyond being counted in its shift."""
_APPLIED_BY: Final = POSTED_BY | NOTED_BY


def post_events(unit: Unit, branch: BranchId, source: Source, items: Sequence[TillEvent]) -> list[Applied]:
    """Post the events; what became of each, in order. Call under the branch lock, inside a savepoint.

    Raises NotPostable or a database error when one of them cannot be booked: then nothing of it may stay.
    """
    if not items:
        return []
    state = read_state(unit, branch, items)
    count = sum(item.event.type in POSTED_BY and item.fault is None for item in items)
    first = ledger.take_numbers(unit, branch, count)
    batch = Batch(unit, source, state, first)
    applied = [_APPLIED_BY.get(item.event.type, apply_noted)(batch, item) for item in items]
    assert batch.next_no == first + count, (batch.next_no, first, count)
    keep_proposals(unit, items)
    _add_unknown(unit, state, items)
    batch.write()
    return applied


def _add_unknown(unit: Unit, state: State, items: Sequence[TillEvent]) -> None:
    unknown = {key for key, facts in state.products.items() if facts.known is None}
    if unknown:
        sold = [line.item for item in items if item.receipt is not None for line in item.receipt.lines]
        first = {item.product: item for item in reversed(sold) if item.product in unknown}
        add_placeholders(unit, list(first.values()))
