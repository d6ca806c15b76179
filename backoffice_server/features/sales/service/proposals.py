"""Articles that a till sold before anybody here knew them: a hidden product until a person takes it in."""

from collections.abc import Sequence

from backoffice_server.features.catalog.placeholders import Proposal, add_proposals
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import Applied, TillEvent
from backoffice_server.features.sales.service.flags import codes_of, flag_origin
from backoffice_server.features.sales.service.shifts import EVENT
from backoffice_server.kernel.unit import Unit
from shared_models.rules.receipt import Item
from shared_models.values.codes import EventOutcome, ReviewCode
from shared_models.values.ids import ProductId
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Fact
from shared_models.wire.envelope import ProductProposedEvent


def apply_proposed(batch: Batch, item: TillEvent) -> Applied:
    """One flag per article: the sales of it that follow raise no other."""
    event = item.event
    assert isinstance(event, ProductProposedEvent)
    told = event.p
    facts: dict[str, Fact] = {"sku": told.sku, "name": told.name, "proposed_price": told.price}
    batch.flag(ReviewCode.UNKNOWN_PRODUCT, told.product, EVENT, event.id, facts=facts, once=True)
    flag_origin(batch, event, EVENT, event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))


def keep_proposals(unit: Unit, items: Sequence[TillEvent]) -> None:
    """The hidden products of all proposals among the events, with code and price as they were told."""
    told = [item.event for item in items if isinstance(item.event, ProductProposedEvent)]
    add_proposals(unit, [_proposal(event) for event in told])


def _proposal(event: ProductProposedEvent) -> Proposal:
    told = event.p
    item = Item(ProductId(told.product), told.sku, told.name, told.kind, told.tax_class, told.unit, ONE)
    return Proposal(item, told.code, told.price, event.bdate)
