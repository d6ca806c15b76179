"""Steps of queue tickets on their way into the queue: they post nothing."""

from typing import get_args

from backoffice_server.features.queue.service import Origin
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import Applied, TillEvent
from backoffice_server.features.sales.service.flags import codes_of, flag_origin
from shared_models.values.codes import EventOutcome
from shared_models.wire.queue import TicketPayload, step_of


def apply_ticket(batch: Batch, item: TillEvent) -> Applied:
    """One step of a ticket: kept in its order, whatever the ticket has come to meanwhile."""
    event, payload = item.event, item.event.p
    assert isinstance(payload, get_args(TicketPayload))
    step = step_of(payload, at=event.at, bdate=event.bdate)
    origin = Origin(event.id, batch.source.stream, event.seq, item.hash)
    batch.tickets.append((step, origin))
    flag_origin(batch, event, "event", event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))
