"""Shift reports on paper: X (so far), Z (closed, also offline) and the Z as the back office confirms it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from pos_client import texts
from pos_client.devices.documents import Align, Cut, Document, Item, Pair, Rule, Size, Text
from pos_client.engine.shift_story import Counted, ShiftStory
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.receipts import PAYMENT_WORDS
from pos_client.printing.slips import REASONS
from pos_client.printing.words import Say, negative
from pos_client.texts import N_, amount
from shared_models.values.codes import CashDirection, TenderMethod
from shared_models.wire.shifts import ShiftFigures


class ShiftPaper(StrEnum):
    """Which of the three reports."""

    X = "x"
    Z = "z"
    CONFIRMED_Z = "confirmed_z"


TITLES: Final = {
    ShiftPaper.X: N_("X REPORT"),
    ShiftPaper.Z: N_("Z REPORT"),
    ShiftPaper.CONFIRMED_Z: N_("Z REPORT, CONFIRMED"),
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the back office holds of a shift: receipts it got, receipts it posted, the cash it expects."""

    acknowledged: int
    posted: int
    expected: int


@dataclass(frozen=True, slots=True)
class ShiftSlip:
    """A shift's figures and what stands around them; times are on the branch's wall clock.

    `issued` counts the receipts of the shift, `unacknowledged` those the back office has not confirmed yet.
    `pieces`: how many of each note or coin were counted. `show_expected` is off before a blind count.
    """

    paper: ShiftPaper
    number: int
    register: str
    cashier: str
    opened_at: datetime
    printed_at: datetime
    figures: ShiftFigures
    issued: int
    unacknowledged: int
    closed_at: datetime | None = None
    first_receipt: str | None = None
    last_receipt: str | None = None
    counted: int | None = None
    pieces: Mapping[int, int] = field(default_factory=dict)
    note: str | None = None
    show_expected: bool = True
    confirmation: Confirmation | None = None
    copy_no: int = 0
    story: ShiftStory = field(default_factory=ShiftStory)


def shift_document(slip: ShiftSlip, head: Letterhead) -> Document:
    """The report for the drawer's envelope."""
    say = head.say
    items: list[Item] = [
        Text(head.shop, Align.CENTRE, bold=True),
        Text(say(TITLES[slip.paper]), Align.CENTRE, bold=True, size=Size.TALL),
    ]
    if slip.copy_no:
        items.append(Text(say(N_("*** COPY {n} ***"), n=slip.copy_no), Align.CENTRE, bold=True))
    for part in (_times, _sales, _methods, _drawer, _within, _counts, _receipts, _sync):
        if told := list(part(slip, say)):
            items += [Rule(), *told]
    if slip.note:
        items += [Rule(), Text(slip.note)]
    items += [Rule(), Pair(say(N_("Printed")), texts.moment(slip.printed_at)), Cut()]
    return Document(tuple(items))


def _times(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    yield Pair(
        say(N_("Register {code}"), code=slip.register),
        say(N_("Shift {number}"), number=slip.number),
        bold=True,
    )
    yield Text(say(N_("Cashier {name}"), name=slip.cashier))
    yield Pair(say(N_("Opened")), texts.moment(slip.opened_at))
    if slip.closed_at:
        yield Pair(say(N_("Closed")), texts.moment(slip.closed_at))


def _sales(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    figures = slip.figures
    yield Pair(say(N_("Gross sales")), amount(figures.gross_sales))
    yield Pair(say(N_("Discounts")), negative(figures.discounts))
    yield Pair(say(N_("Sales ({n})"), n=amount(figures.sales)), amount(figures.sales_total), bold=True)
    yield Pair(say(N_("Returns ({n})"), n=amount(figures.returns)), negative(figures.returns_total))
    yield Pair(say(N_("Cash rounding")), amount(figures.rounding))
    if figures.tax_on_sales or figures.tax_on_returns:
        yield Pair(say(N_("PPN on sales")), amount(figures.tax_on_sales))
        yield Pair(say(N_("PPN on returns")), negative(figures.tax_on_returns))


def _methods(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    """Payments by method, what went back taken off. Before a blind count cash is told by nothing."""
    for total in slip.story.methods:
        if total.method is TenderMethod.CASH and not slip.show_expected:
            continue
        words = say(PAYMENT_WORDS[total.method])
        yield Pair(f"{words} ({amount(total.times)})", amount(total.net), bold=True)
        if total.refunds and isinstance(total.method, TenderMethod):
            yield Pair(say(N_("Sales")), amount(total.sales), indent=2)
            yield Pair(say(N_("Refunds")), negative(total.refunds), indent=2)
    if not slip.story.whole:
        yield Text(say(N_("A record could not be read: it is not in these lines.")))


def _drawer(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    figures = slip.figures
    yield Pair(say(N_("Opening float")), amount(figures.opening_float))
    if slip.show_expected:
        yield Pair(say(N_("Cash sales")), amount(figures.cash_sales))
        yield Pair(say(N_("Cash refunds")), negative(figures.cash_refunds))
    yield Pair(say(N_("Cash in")), amount(figures.cash_in))
    yield from _moved(slip, say, CashDirection.IN)
    yield Pair(say(N_("Cash out")), negative(figures.cash_out))
    yield from _moved(slip, say, CashDirection.OUT)
    if slip.show_expected:
        yield Pair(say(N_("EXPECTED IN DRAWER")), amount(figures.expected), bold=True)
    if slip.counted is not None:
        yield from _counted(slip, slip.counted, say)


def _counted(slip: ShiftSlip, counted: int, say: Say) -> Iterator[Item]:
    for piece, count in sorted(slip.pieces.items(), reverse=True):
        if count:
            yield Pair(f"{amount(piece)} x {amount(count)}", amount(piece * count), indent=2)
    yield Pair(say(N_("COUNTED")), amount(counted), bold=True)
    difference = counted - slip.figures.expected
    words = N_("OVER") if difference > 0 else N_("SHORT") if difference < 0 else N_("DIFFERENCE")
    yield Pair(say(words), amount(difference), bold=True)


def _moved(slip: ShiftSlip, say: Say, direction: CashDirection) -> Iterator[Item]:
    for total in slip.story.moves:
        if total.direction is direction:
            sign = amount if direction is CashDirection.IN else negative
            yield Pair(f"{say(REASONS[total.reason])} ({amount(total.times)})", sign(total.amount), indent=2)


def _within(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    """Counts and handovers on the way."""
    for counted in slip.story.counts:
        yield Pair(_who(counted, say), texts.clock(counted.at.astimezone(slip.opened_at.tzinfo)))
        yield Pair(say(N_("Counted")), amount(counted.counted), indent=2)
        if slip.show_expected:
            yield Pair(say(N_("Difference")), amount(counted.difference), indent=2)


def _who(counted: Counted, say: Say) -> str:
    if counted.to:
        return say(N_("{name} handed over to {next}"), name=counted.by, next=counted.to)
    return say(N_("{name} counted"), name=counted.by)


def _counts(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    figures, story = slip.figures, slip.story
    yield Pair(say(N_("Lines removed")), amount(figures.lines_removed))
    if story.removed:
        yield Pair(say(N_("Worth")), amount(story.removed), indent=2)
    yield Pair(say(N_("Carts cleared")), amount(figures.carts_cleared))
    if story.cleared:
        yield Pair(say(N_("Worth")), amount(story.cleared), indent=2)
    yield Pair(say(N_("Allowed by a supervisor")), amount(story.approved))
    yield Pair(say(N_("Drawer opened without a sale")), amount(figures.drawer_openings))
    yield Pair(say(N_("Receipts reprinted")), amount(figures.reprints))


def _receipts(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    if slip.first_receipt and slip.last_receipt:
        yield Pair(say(N_("First receipt")), slip.first_receipt)
        yield Pair(say(N_("Last receipt")), slip.last_receipt)
    else:
        yield Text(say(N_("No receipts in this shift")))


def _sync(slip: ShiftSlip, say: Say) -> Iterator[Item]:
    issued, waiting = amount(slip.issued), amount(slip.unacknowledged)
    if slip.confirmation is None:
        yield Text(say(N_("{issued} issued, {waiting} not yet acknowledged"), issued=issued, waiting=waiting))
        return
    held = slip.confirmation
    yield Pair(say(N_("Issued")), issued)
    yield Pair(say(N_("Acknowledged")), amount(held.acknowledged))
    yield Pair(say(N_("Posted")), amount(held.posted))
    yield Pair(say(N_("Expected by the back office")), amount(held.expected))
    if held.expected != slip.figures.expected or held.posted != slip.issued:
        yield Text(say(N_("The figures differ: see Reviews in the back office.")), bold=True)
