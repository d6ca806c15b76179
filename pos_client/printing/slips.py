"""Small slips: cash in and out, a drawer opening, the test page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pos_client import texts
from pos_client.devices.documents import (
    Align,
    Barcode,
    Cut,
    Document,
    Drawer,
    Feed,
    Item,
    Pair,
    QrCode,
    Rule,
    Size,
    Text,
)
from pos_client.devices.roles import ROLE_WORDS
from pos_client.engine.print_jobs import PrinterRole
from pos_client.printing.letterhead import Letterhead
from pos_client.texts import N_, amount
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.money import LARGEST_INTEGER

DIRECTIONS: Final = {CashDirection.IN: N_("CASH IN"), CashDirection.OUT: N_("CASH OUT")}
REASONS: Final = {
    CashReason.FLOAT: N_("Change money"),
    CashReason.DROP: N_("To the safe"),
    CashReason.PETTY: N_("Small expense"),
    CashReason.TRANSPORT: N_("Transport"),
    CashReason.SUPPLIES: N_("Shop supplies"),
    CashReason.OWNER: N_("Owner"),
    CashReason.OTHER: N_("Other"),
}
OPEN_DRAWER: Final = Document((Drawer(),))
"""Nothing but the pulse: no paper moves."""
TEST_CODE: Final = "TEST-123456"


@dataclass(frozen=True, slots=True)
class CashSlip:
    """Cash put in or taken out; `at` is on the branch's wall clock."""

    direction: CashDirection
    reason: CashReason
    amount: int
    at: datetime
    register: str
    cashier: str
    approver: str | None = None
    note: str | None = None


def cash_document(slip: CashSlip, head: Letterhead) -> Document:
    """The slip that is signed and put into the drawer (which a job of its own has opened)."""
    say = head.say
    items: list[Item] = [
        Text(head.shop, Align.CENTRE, bold=True),
        Text(say(DIRECTIONS[slip.direction]), Align.CENTRE, bold=True, size=Size.TALL),
        Rule(),
        Pair(say(N_("Register {code}"), code=slip.register), texts.moment(slip.at)),
        Text(say(N_("Cashier {name}"), name=slip.cashier)),
        Text(say(N_("Reason: {reason}"), reason=say(REASONS[slip.reason]))),
    ]
    if slip.note:
        items.append(Text(slip.note, indent=2))
    if slip.approver:
        items.append(Text(say(N_("Approved by {name}"), name=slip.approver)))
    items += [Rule(), Pair(say(N_("AMOUNT")), amount(slip.amount), bold=True, size=Size.TALL)]
    items += [Feed(2), Text(say(N_("Signature: {line}"), line="." * 18)), Cut()]
    return Document(tuple(items))


def trial_document(
    head: Letterhead, *, address: str, columns: int, at: datetime, role: PrinterRole | None = None
) -> Document:
    """Shows whether a printer is set up right: width, characters, sizes, codes, cutter. No drawer."""
    say = head.say
    ruler = "".join(str(place % 10) for place in range(1, columns + 1))
    return Document(
        (
            Text(head.shop, Align.CENTRE, bold=True, size=Size.TALL),
            Text(say(N_("Printer test")), Align.CENTRE, size=Size.LARGE),
            *((Text(say(ROLE_WORDS[role]), Align.CENTRE, bold=True),) if role else ()),
            Rule(),
            Pair(address, texts.moment(at)),
            Text(say(N_("This line must fill the paper and not break:"))),
            Text(ruler),
            Pair(say(N_("Largest amount")), amount(LARGEST_INTEGER)),
            Pair(say(N_("Bold")), texts.rupiah(98_400), bold=True),
            Pair(say(N_("Tall")), texts.rupiah(98_400), size=Size.TALL),
            Text(say(N_("Accents: {marks}"), marks="é è ü ñ ç € ½ °")),
            Rule("="),
            Barcode(TEST_CODE),
            Feed(),
            QrCode(TEST_CODE),
            Feed(),
            Text(say(N_("If this line is here, all was printed.")), Align.CENTRE),
            Cut(),
        )
    )
