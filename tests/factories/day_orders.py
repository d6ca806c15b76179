"""What is agreed in a trading day: an order with its deposit, a quotation, a tax invoice asked for."""

from __future__ import annotations

from typing import Final

from pos_client.features.till.state import Stage
from tests.factories.day_ways import CARD
from tests.factories.trading_day import Day, Kinds, events

BUYER: Final = ("0123456789012345", "CV Sumber Rejeki", "Jl. Kenari 7")


def ordered(day: Day) -> None:
    """The deposit is paid in cash; later the goods are picked up and the rest is paid."""
    seller = day.seller
    day.hand.ring_up(day.goods.dear)
    seller.scan(CARD)
    seller.until(lambda: seller.till.state.member is not None)
    day.hand.order(5_000)
    day.paid(day.hand.the_rest)
    assert seller.lines() == []
    day.hand.pick_up()
    seller.until(lambda: bool(seller.lines()) and seller.panel is None)
    seller.settle()
    day.paid(day.hand.exactly)
    (sold,) = [one for one in events(seller, "sale.completed") if "order" in one][-1:]
    assert sold["tenders"][0]["amount"] == 5_000


def quoted(day: Day) -> None:
    """The prices go home on paper; its code brings them back."""
    seller = day.seller
    day.hand.ring_up(*day.goods.pieces[:1] * 2)
    day.hand.quote()
    seller.until(lambda: seller.panel is None)
    assert seller.lines() == []
    seller.scan(events(seller, "quotation.made")[-1]["number"])
    seller.until(lambda: bool(seller.lines()))
    day.paid(day.hand.exactly)


def invoiced(day: Day) -> None:
    """The buyer has a number of his own: the request goes onto a page beside his receipt."""
    seller = day.seller
    day.hand.ring_up(day.goods.pieces[0])
    day.paid(day.hand.exactly)
    assert seller.stage() is Stage.PAID
    day.hand.receipts()
    opened = seller.window.opened
    assert opened is not None
    file = opened.store.folder / "faktur.pdf"
    seller.page.ask_save = lambda _parent: str(file)
    day.hand.ask_invoice(*BUYER)
    seller.until(lambda: seller.panel is None)
    assert events(seller, "tax_invoice.requested")[-1]["number"] == BUYER[0]
    day.hand.back_to_the_till()


AGREED: Final[Kinds] = {ordered: 1, quoted: 1, invoiced: 1}
AGREED_RECEIPTS: Final = 4
