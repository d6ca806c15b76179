"""How a till's state is said."""

from datetime import datetime
from typing import Final

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.office.clocks import clock_text
from pos_client.desk.theme.tokens import Tone
from pos_client.features.tills.state import GRAVE, Alarm, Mood, alarms, mood_of
from pos_client.texts import N_, _
from shared_models.values.codes import EventOutcome
from shared_models.wire.tills import ConfirmedShift, TillState

GIGABYTE: Final = 1_000_000_000
_PLAIN_ALARMS: Final = {
    Alarm.COPIED: N_("Perhaps its disk was copied"),
    Alarm.DISK_LOW: N_("Disk almost full"),
    Alarm.OUTDATED: N_("The program is too old"),
}
_OUTCOMES: Final = {
    EventOutcome.POSTED: N_("Booked"),
    EventOutcome.NOTED: N_("Noted"),
    EventOutcome.DUPLICATE: N_("Held already"),
    EventOutcome.QUARANTINED: N_("Set aside"),
    EventOutcome.UNKNOWN_TYPE: N_("Not known yet"),
}
# What a till writes into its journal (wire/envelope.py).
EVENTS: Final = {
    "stream.opened": N_("Journal begun"),
    "shift.opened": N_("Shift opened"),
    "shift.closed": N_("Shift closed"),
    "shift.handed": N_("Drawer handed over"),
    "drawer.counted": N_("Drawer counted"),
    "drawer.opened": N_("Drawer opened without a sale"),
    "cash.moved": N_("Cash moved"),
    "sale.completed": N_("Sale"),
    "sale.returned": N_("Return"),
    "line.removed": N_("Line taken out of a cart"),
    "cart.cleared": N_("Cart cleared"),
    "receipt.reprinted": N_("Receipt printed again"),
    "approval.given": N_("Approval given"),
    "customer.added": N_("Customer added"),
    "product.proposed": N_("Article proposed"),
    "order.placed": N_("Order taken"),
    "order.cancelled": N_("Order cancelled"),
    "quotation.made": N_("Quotation made"),
    "tax_invoice.requested": N_("Tax invoice asked for"),
    "attendance.noted": N_("Working time noted"),
    "ticket.issued": N_("Queue number given"),
    "ticket.called": N_("Queue number called"),
    "ticket.served": N_("Queue number served"),
    "ticket.skipped": N_("Queue number skipped"),
    "ticket.transferred": N_("Queue number passed on"),
    "training.started": N_("Training begun"),
    "training.ended": N_("Training ended"),
}


def event_words(kind: str) -> str:
    """A kind of event; one that a newer till sent stays as it came."""
    return _(EVENTS[kind]) if kind in EVENTS else kind


def sync_words(till: TillState, office: Office, now: datetime) -> tuple[Tone, str]:
    """The state in words, and how serious it is."""
    mood = mood_of(till, now)
    if mood is Mood.EMPTY:
        return "plain", _("No device yet")
    if mood is Mood.REVOKED:
        return "danger", _("Locked")
    if mood is Mood.SILENT:
        return "warn", _("Offline since {since}", since=moment_words(till.last_contact, office, till, now))
    if mood is Mood.WAITING:
        waiting = texts.amount(till.waiting)
        if till.oldest_at is None:
            return "warn", _("{count} waiting", count=waiting)
        return "warn", _("{count} waiting, {age}", count=waiting, age=texts.span(now - till.oldest_at))
    return "ok", _("All sent")


def alarm_words(alarm: Alarm, till: TillState, now: datetime) -> str:
    """One alarm as a sentence."""
    if alarm in {Alarm.SILENT_DAY, Alarm.SILENT_DAYS, Alarm.SILENT_WEEK}:
        assert till.last_contact is not None
        return _("No contact for {age}", age=texts.span(now - till.last_contact))
    if alarm is Alarm.WAITING_LONG:
        assert till.oldest_at is not None
        return _("Sales unsent for {age}", age=texts.span(now - till.oldest_at))
    if alarm is Alarm.CLOCK_OFF:
        return _("Clock {how_far}", how_far=clock_text(till.skew_ms or 0))
    return _(_PLAIN_ALARMS[alarm])


def worst_alarm(till: TillState, now: datetime) -> tuple[Tone | None, str]:
    """The worst in words, and how many more there are; nothing where all is well."""
    found = alarms(till, now)
    if not found:
        return None, ""
    words = alarm_words(found[0], till, now)
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    return "danger" if found[0] in GRAVE else "warn", words + more


def head_words(till: TillState) -> str:
    """Where the journal ends: seq and the beginning of its hash."""
    if till.head_hash is None:
        return texts.DASH
    return f"{texts.amount(till.head_seq)} · {till.head_hash[:8]}"


def clock_words(till: TillState) -> str:
    if till.skew_ms is None:
        return texts.DASH
    return clock_text(till.skew_ms)


def disk_words(till: TillState) -> str:
    if till.disk_free is None:
        return texts.DASH
    if till.disk_free < GIGABYTE:
        return _("{size} MB free", size=texts.amount(till.disk_free // 1_000_000))
    tenths = till.disk_free // (GIGABYTE // 10)
    return _("{size} GB free", size=f"{texts.amount(tenths // 10)},{tenths % 10}")


def shift_place(shift: ConfirmedShift) -> str:
    """The till of a shift: `BDG1-K1`."""
    return "-".join(part for part in (shift.branch_code, shift.register_code) if part)


def outcome_words(outcome: EventOutcome) -> str:
    return _(_OUTCOMES[outcome])


def moment_words(moment: datetime | None, office: Office, till: TillState, now: datetime) -> str:
    """The time of a moment of today, else its day and time."""
    if moment is None:
        return texts.DASH
    when = office.local(moment, till.branch)
    return texts.clock(when) if when.date() == now.date() else texts.moment(when)
