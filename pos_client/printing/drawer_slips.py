"""What is printed of one event at the drawer: cash moved, a count within the shift, a handover."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pos_client import texts
from pos_client.devices.documents import Align, Cut, Document, Feed, Item, Pair, Rule, Size, Text
from pos_client.engine.staff import name_of
from pos_client.engine.till import TillIdentity
from pos_client.printing.agreements import AgreementSlip, agreement_document
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.slips import CashSlip, cash_document
from pos_client.store import Rows
from pos_client.store.journal import event_at
from pos_client.texts import N_, amount
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import local
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import Event, UnknownEvent, decode
from shared_models.wire.orders import (
    OrderCancelled,
    OrderPlaced,
    QuotationMade,
    row_of_order,
    row_of_quotation,
)
from shared_models.wire.shifts import CashMoved, DrawerCounted, ShiftHanded


@dataclass(frozen=True, slots=True)
class CountSlip:
    """A count of the drawer within shift `number`; `to`: who took it over. `show_expected` is off for a
    blind count. `at` is on the branch's wall clock.
    """

    number: int
    register: str
    cashier: str
    at: datetime
    expected: int
    counted: int
    pieces: tuple[tuple[int, int], ...]
    to: str = ""
    note: str | None = None
    show_expected: bool = True


def drawer_slip(rows: Rows, position: int, till: TillIdentity, head: Letterhead) -> Document:
    """The slip of the event at `position`. Refuses NOT_FOUND when it is not here or cannot be read."""
    event = _read(rows, position)
    if isinstance(event.p, CashMoved):
        moved = event.p
        approver = _name(rows, event.approver) or None
        slip = CashSlip(
            direction=moved.direction,
            reason=moved.reason,
            amount=moved.amount,
            at=local(event.at, till.zone),
            register=till.register_code,
            cashier=_name(rows, event.actor),
            approver=approver,
            note=moved.note,
        )
        return cash_document(slip, head)
    if isinstance(event.p, DrawerCounted | ShiftHanded):
        to = _name(rows, event.p.to) if isinstance(event.p, ShiftHanded) else ""
        counted = CountSlip(
            number=event.p.number,
            register=till.register_code,
            cashier=_name(rows, event.actor),
            at=local(event.at, till.zone),
            expected=event.p.expected,
            counted=event.p.counted,
            pieces=tuple((piece.denomination, piece.count) for piece in event.p.pieces),
            to=to,
            note=event.p.note,
            show_expected=not till.blind_close,
        )
        return count_document(counted, head)
    if isinstance(event.p, OrderPlaced | QuotationMade):
        return agreement_document(_agreement(rows, event, event.p, till, head), head)
    if isinstance(event.p, OrderCancelled):
        return _cancelled(event.p, local(event.at, till.zone), _name(rows, event.actor), head)
    raise Refusal(ErrorCode.NOT_FOUND)


def _agreement(
    rows: Rows,
    event: Event | UnknownEvent,
    told: OrderPlaced | QuotationMade,
    till: TillIdentity,
    head: Letterhead,
) -> AgreementSlip:
    row = row_of_order(told, event.at) if isinstance(told, OrderPlaced) else row_of_quotation(told, event.at)
    return AgreementSlip(
        row=row,
        at=local(event.at, till.zone),
        cashier=_name(rows, event.actor),
        register=till.register_code,
        receipt=told.receipt if isinstance(told, OrderPlaced) else None,
        ways={row.code: row.name_en if head.language == "en" else row.name for row in till.payment_methods},
    )


def _cancelled(told: OrderCancelled, at: datetime, cashier: str, head: Letterhead) -> Document:
    """An order without a deposit that is given up; one with a deposit has the receipt of its refund."""
    say = head.say
    return Document(
        (
            Text(head.shop, Align.CENTRE, bold=True),
            Text(say(N_("ORDER CANCELLED")), Align.CENTRE, bold=True, size=Size.TALL),
            Rule(),
            Pair(say(N_("No {number}"), number=told.number), texts.day(at.date())),
            Pair(say(N_("Cashier {name}"), name=cashier), texts.moment(at)),
            Text(say(N_("Reason: {reason}"), reason=told.reason)),
            Cut(),
        )
    )


def count_document(slip: CountSlip, head: Letterhead) -> Document:
    """Whoever counted signs; of a handover both do."""
    say = head.say
    title = N_("HANDOVER") if slip.to else N_("DRAWER COUNT")
    items: list[Item] = [
        Text(head.shop, Align.CENTRE, bold=True),
        Text(say(title), Align.CENTRE, bold=True, size=Size.TALL),
        Rule(),
        Pair(
            say(N_("Register {code}"), code=slip.register),
            say(N_("Shift {number}"), number=slip.number),
            bold=True,
        ),
        Pair(say(N_("Cashier {name}"), name=slip.cashier), texts.moment(slip.at)),
    ]
    if slip.to:
        items.append(Text(say(N_("Handed over to {name}"), name=slip.to)))
    items.append(Rule())
    for piece, count in sorted(slip.pieces, reverse=True):
        items.append(Pair(f"{amount(piece)} x {amount(count)}", amount(piece * count), indent=2))
    if slip.show_expected:
        items.append(Pair(say(N_("EXPECTED IN DRAWER")), amount(slip.expected)))
    items.append(Pair(say(N_("COUNTED")), amount(slip.counted), bold=True, size=Size.TALL))
    if slip.show_expected:
        items.append(Pair(say(N_("DIFFERENCE")), amount(slip.counted - slip.expected), bold=True))
    if slip.note:
        items += [Rule(), Text(slip.note)]
    return Document((*items, *_signatures(slip, head), Cut()))


def _signatures(slip: CountSlip, head: Letterhead) -> Iterator[Item]:
    line = "." * 18
    yield Feed(2)
    if not slip.to:
        yield Text(head.say(N_("Signature: {line}"), line=line))
        return
    for name in (slip.cashier, slip.to):
        yield Text(f"{name}: {line}")
        yield Feed(2)


def _read(rows: Rows, position: int) -> Event | UnknownEvent:
    stored = event_at(rows, position)
    if stored is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    try:
        return decode(stored.body.encode())
    except (ValueError, RecursionError) as fault:
        raise Refusal(ErrorCode.NOT_FOUND) from fault


def _name(rows: Rows, staff: UUID | None) -> str:
    return "" if staff is None else name_of(rows, staff)
