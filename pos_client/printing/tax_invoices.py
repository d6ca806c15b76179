"""The page a buyer takes along until the tax office's own invoice is there: seller, buyer, goods, figures."""

from datetime import date

from pos_client import texts
from pos_client.devices.documents import Align, Cut, Document, Item, Pair, Rule, Size, Text
from pos_client.printing.letterhead import Letterhead, head_items
from pos_client.printing.words import Say
from pos_client.texts import N_, amount
from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.wire.tax_invoices import TaxInvoiceRequested


def tax_invoice_document(told: TaxInvoiceRequested, head: Letterhead, *, asked_on: date) -> Document:
    """It says that it is no tax invoice yet: that one gets its number from the tax office."""
    say = head.say
    items: list[Item] = [
        *head_items(head),
        Text(say(N_("REQUEST FOR A TAX INVOICE")), Align.CENTRE, bold=True, size=Size.TALL),
        Rule(),
        Pair(say(N_("Receipt {number}"), number=told.receipt), texts.day(told.sold_on)),
        Pair(say(N_("Asked for on")), texts.day(asked_on)),
        Rule(),
        *_buyer(told, say),
        Rule(),
    ]
    for line in told.lines:
        items += [
            Text(line.name),
            Pair(f"{texts.quantity(line.qty)} {line.unit}", amount(line.base), indent=2),
        ]
    items += [
        Rule(),
        Pair(say(N_("Price without tax")), amount(told.base)),
        Pair(say(N_("PPN")), amount(told.vat)),
        Pair(say(N_("TOTAL")), amount(told.base + told.vat), bold=True, size=Size.TALL),
        Rule(),
        Text(say(N_("The tax invoice itself is issued through Coretax and sent to the buyer."))),
        Cut(),
    ]
    return Document(tuple(items))


def _buyer(told: TaxInvoiceRequested, say: Say) -> list[Item]:
    kind = "NPWP" if told.id_kind is BuyerIdKind.NPWP else "NIK"
    items: list[Item] = [
        Text(say(N_("For {name}"), name=told.name), bold=True),
        Text(f"{kind} {told.number}"),
        Text(told.address),
    ]
    if told.email:
        items.append(Text(told.email))
    return items
