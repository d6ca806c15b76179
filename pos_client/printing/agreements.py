"""What a customer takes home of an order or a quotation: the goods at their prices, and what was agreed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pos_client import texts
from pos_client.devices.documents import Align, Barcode, Cut, Document, Feed, Item, Pair, Rule, Size, Text
from pos_client.printing.letterhead import Letterhead, foot_items, head_items
from pos_client.printing.receipts import TENDER_WORDS
from pos_client.printing.words import Say, negative
from pos_client.texts import N_, amount
from shared_models.rules.orders import OrderKind
from shared_models.values.money import Money
from shared_models.values.quantity import price_of
from shared_models.wire.orders import AgreedLine, OrderRow


@dataclass(frozen=True, slots=True)
class AgreementSlip:
    """`row`: what was agreed; `receipt`: where its deposit stands. `at` is on the branch's wall clock."""

    row: OrderRow
    at: datetime
    cashier: str
    register: str
    receipt: str | None = None
    # The shop's names of its ways to pay by their code, in the language of the paper.
    ways: Mapping[str, str] = field(default_factory=dict)


def agreement_document(slip: AgreementSlip, head: Letterhead) -> Document:
    """With its number as a code: scanned at the till it comes back."""
    say, row = head.say, slip.row
    title = N_("ORDER") if row.kind is OrderKind.ORDER else N_("QUOTATION")
    items: list[Item] = [
        *head_items(head),
        Text(say(title), Align.CENTRE, bold=True, size=Size.TALL),
        Rule(),
        *_who(slip, say),
        Rule(),
    ]
    for line in row.lines:
        items += _line(line, say)
    items += [Rule(), Pair(say(N_("TOTAL")), amount(row.total), bold=True, size=Size.TALL)]
    items += _deposit(slip, say)
    if row.remark:
        items += [Rule(), Text(row.remark)]
    items += [Rule(), *foot_items(head), Feed(), Barcode(row.number), Cut()]
    return Document(tuple(items))


def _who(slip: AgreementSlip, say: Say) -> Iterator[Item]:
    row = slip.row
    yield Pair(say(N_("No {number}"), number=row.number), texts.day(slip.at.date()))
    yield Pair(
        say(N_("Cashier {name}  {register}"), name=slip.cashier, register=slip.register), texts.clock(slip.at)
    )
    if row.customer_name:
        yield Text(say(N_("For {name}"), name=row.customer_name), bold=True)
    if row.phone:
        yield Text(row.phone)
    until = N_("To be picked up on") if row.kind is OrderKind.ORDER else N_("Prices hold until")
    yield Pair(say(until), texts.day(row.until), bold=True)


def _line(line: AgreedLine, say: Say) -> Iterator[Item]:
    yield Text(line.name)
    counted = f"{texts.quantity(line.qty)} {line.unit} x {amount(line.price)}"
    yield Pair(counted, amount(price_of(line.qty, line.price)), indent=2)
    if line.discount:
        yield Pair(say(N_("Discount")), negative(line.discount), indent=2)
    if line.remark:
        yield Text(line.remark, indent=2)


def _deposit(slip: AgreementSlip, say: Say) -> Iterator[Item]:
    row = slip.row
    if row.kind is OrderKind.QUOTATION:
        return
    if row.deposit:
        yield Pair(say(N_("Deposit paid")), amount(row.deposit), bold=True)
        for paid in row.paid:
            words = slip.ways.get(paid.kind or "") or say(TENDER_WORDS[paid.method])
            yield Pair(words, amount(paid.amount), indent=2)
        if slip.receipt:
            yield Text(say(N_("Receipt {number}"), number=slip.receipt), indent=2)
    yield Pair(say(N_("Left to pay")), amount(Money(row.total - row.deposit)), bold=True)
