"""The slip with a queue number: the number as large as the paper takes it."""

from dataclasses import dataclass
from datetime import datetime

from pos_client import texts
from pos_client.devices.documents import Align, Cut, Document, Feed, Item, Rule, Size, Text
from pos_client.printing.letterhead import Letterhead
from pos_client.texts import N_


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """A number and its service, named in both languages; `at` is on the branch's wall clock."""

    number: str
    service_id: str
    service_en: str
    at: datetime


def ticket_document(slip: TicketSlip, head: Letterhead) -> Document:
    """What the customer keeps until the number is called."""
    say = head.say
    service = slip.service_en if head.language == "en" else slip.service_id
    items: list[Item] = [
        Text(head.shop, Align.CENTRE, bold=True),
        *((Text(head.branch, Align.CENTRE),) if head.branch else ()),
        Rule(),
        Text(say(N_("QUEUE NUMBER")), Align.CENTRE),
        Text(slip.number, Align.CENTRE, bold=True, size=Size.LARGE),
        *((Text(service, Align.CENTRE, bold=True),) if service else ()),
        Rule(),
        Text(texts.moment(slip.at), Align.CENTRE),
        Text(say(N_("Please wait until your number is called.")), Align.CENTRE),
        Feed(2),
        Cut(),
    ]
    return Document(tuple(items))
