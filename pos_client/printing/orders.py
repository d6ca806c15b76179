"""The slip for kitchen or pickup: what must be made or handed out, and for which receipt. No prices."""

from collections.abc import Iterator

from pos_client import texts
from pos_client.devices.documents import Align, Cut, Document, Item, Pair, Rule, Size, Text
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.receipts import ReceiptSlip
from pos_client.texts import N_
from shared_models.values.quantity import ONE


def order_document(slip: ReceiptSlip, head: Letterhead) -> Document:
    """Read from an arm's length, so the lines are tall."""
    return Document(tuple(_items(slip, head)))


def _items(slip: ReceiptSlip, head: Letterhead) -> Iterator[Item]:
    yield Text(head.say(N_("ORDER")), Align.CENTRE, bold=True, size=Size.LARGE)
    yield Text(slip.number, Align.CENTRE, bold=True, size=Size.TALL)
    yield Pair(slip.cashier, texts.clock(slip.at))
    yield Rule()
    for line in slip.receipt.lines:
        unit = "" if line.qty % ONE == 0 else f" {line.item.unit}"
        yield Text(f"{texts.quantity(line.qty)}{unit} x {line.item.name}", size=Size.TALL)
    yield Rule()
    yield Cut()
