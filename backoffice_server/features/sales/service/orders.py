"""Orders and quotations of tills: what is agreed posts nothing; the deposit is a receipt beside it."""

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.orders.service import Closing
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import Applied, ReceiptTold, TillEvent
from backoffice_server.features.sales.service.flags import codes_of, flag_origin
from backoffice_server.features.sales.service.shifts import EVENT
from backoffice_server.features.tax_invoices.service import Requested
from shared_models.rules.orders import OrderState
from shared_models.values.codes import EventOutcome
from shared_models.wire.envelope import (
    OrderCancelledEvent,
    OrderPlacedEvent,
    QuotationMadeEvent,
    TaxInvoiceRequestedEvent,
)
from shared_models.wire.orders import row_of_order, row_of_quotation


def apply_order(batch: Batch, item: TillEvent) -> Applied:
    """An order placed or given up, or a quotation: kept for every till of the branch."""
    event = item.event
    match event:
        case OrderPlacedEvent():
            batch.placed.append(row_of_order(event.p, event.at))
        case QuotationMadeEvent():
            batch.placed.append(row_of_quotation(event.p, event.at))
        case OrderCancelledEvent():
            closing = Closing(event.p.order, event.id, EVENT, OrderState.CANCELLED, "", event.at)
            batch.order_closings.append(closing)
    flag_origin(batch, event, EVENT, event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))


def apply_invoice(batch: Batch, item: TillEvent) -> Applied:
    """A buyer asked for a tax invoice: for the office to make."""
    event = item.event
    assert isinstance(event, TaxInvoiceRequestedEvent)
    batch.invoices.append(Requested(event.p, event.at))
    flag_origin(batch, event, EVENT, event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))


def note_closing(batch: Batch, event: ReceiptTold) -> None:
    """The sale of an order closes it; a quotation may be sold from as often as it is asked for."""
    order = event.p.order or event.p.quotation
    if order is not None:
        kind, state = DocumentKind.SALE, OrderState.PICKED_UP
        batch.order_closings.append(
            Closing(
                order,
                event.p.sale,
                kind,
                state,
                event.receipt or "",
                event.at,
                once=event.p.order is not None,
            )
        )
