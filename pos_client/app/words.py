"""The truth about sync and printer, in sentences for the status line."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pos_client import texts
from pos_client.desk.shell import State
from pos_client.devices.roles import ROLE_WORDS
from pos_client.devices.status import PLAIN, PrinterStatus
from pos_client.engine.print_jobs import PrinterRole, PrintJob
from pos_client.features.devices.state import WORDS as DEVICE_WORDS
from pos_client.features.devices.state import Device
from pos_client.store.black_box import BoxStatus
from pos_client.sync.status import SyncState, SyncStatus
from pos_client.texts import _, ngettext
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import Zone, local

WORTH_SAYING: Final = timedelta(minutes=1)
FAR_BEHIND: Final = 100


def sync_state(status: SyncStatus, *, now: datetime, zone: Zone) -> State:
    """What is true of the line to the back office."""
    if status.state is SyncState.STAND_ALONE:
        return State(_("Stands alone, everything is kept here"), icon="hard-drive")
    if status.fetching_catalogue:
        return State(_("Fetching the price list"), icon="refresh-cw")
    if status.problem is ErrorCode.DEVICE_REVOKED:
        # What it sells still arrives; said at once, for it opens no further shift.
        return State(_("Locked by the back office"), "danger", "lock")
    if status.state is SyncState.REFUSED:
        return State(_("The back office refuses this till"), "danger")
    if status.waiting and not status.clock_off:
        return State(_waiting(status, now), "warn", "clock-alert")
    return _clock_off(now, zone) if status.clock_off else _all_sent(status, zone)


def box_states(status: BoxStatus) -> list[State]:
    """Said only when the journal copy cannot be written, or is far behind."""
    if status.away:
        words = _("No journal copy on {place}", place=", ".join(status.away))
        return [State(words, "warn" if status.places else "danger", "hard-drive")]
    if status.behind > FAR_BEHIND:
        words = ngettext("Journal copy {n} record behind", "Journal copy {n} records behind", status.behind)
        return [State(words, "plain", "hard-drive")]
    return []


def box_well() -> State:
    """Every event lies in the journal copy too."""
    return State(_("Everything is in the journal copy too"), "ok", "hard-drive")


def printer_states(statuses: Mapping[PrinterRole, PrinterStatus]) -> list[State]:
    """What is true of the receipt printer; of the others only what stands in the way."""
    return [
        State(_said(role, status), "plain" if status.good else "warn", "printer")
        for role, status in statuses.items()
        if role is PrinterRole.RECEIPT or not status.good
    ]


def device_states(troubled: Sequence[Device]) -> list[State]:
    """A scale, a scanner, a display that does not work; why stands on the devices page."""
    words = [_("{device} is not ready", device=_(DEVICE_WORDS[device])) for device in troubled]
    return [State(text, "warn", "triangle-alert") for text in words]


def _said(role: PrinterRole, status: PrinterStatus) -> str:
    if role is PrinterRole.RECEIPT:
        return status.text()
    return _("{device}: {state}", device=_(ROLE_WORDS[role]), state=_(PLAIN[status.condition]))


def unknown_prints(jobs: Sequence[PrintJob]) -> str:
    """The question about what nobody knows to be printed. A shift report is no receipt."""
    if all(job.sale is not None for job in jobs):
        return ngettext(
            "The till stopped before a receipt was known to be printed. The sale is safe. Print it again?",
            "The till stopped before {n} receipts were known to be printed."
            " The sales are safe. Print them again?",
            len(jobs),
        )
    return ngettext(
        "The till stopped before a slip was known to be printed. What it says is safe. Print it again?",
        "The till stopped before {n} slips were known to be printed."
        " What they say is safe. Print them again?",
        len(jobs),
    )


def _clock_off(now: datetime, zone: Zone) -> State:
    # With its century: it may be off by decades.
    day = f"{local(now, zone):%d/%m/%Y}"
    return State(_("This computer's clock says {date}", date=day), "danger", "clock-alert")


def _all_sent(status: SyncStatus, zone: Zone) -> State:
    if status.state is SyncState.OFFLINE:
        return State(_offline(status, zone), "warn", "wifi-off")
    if status.state is SyncState.CONNECTING:
        return State(_("Connecting to the back office"), icon="refresh-cw")
    if status.under_review:
        words = ngettext("All sent, {n} to be reviewed", "All sent, {n} to be reviewed", status.under_review)
        return State(words, "info")
    return State(_("All sent"), "ok")


def _waiting(status: SyncStatus, now: datetime) -> str:
    if status.sales:
        words = ngettext("{n} sale waiting", "{n} sales waiting", status.sales)
    else:
        words = ngettext("{n} record waiting", "{n} records waiting", status.waiting)
    if status.oldest_at is None or now - status.oldest_at < WORTH_SAYING:
        return words
    return _("{what}, oldest {age}", what=words, age=texts.span(now - status.oldest_at))


def _offline(status: SyncStatus, zone: Zone) -> str:
    if status.last_contact is None:
        return _("All kept here, back office not reached yet")
    clock = texts.clock(local(status.last_contact, zone))
    return _("All sent, back office not reached since {clock}", clock=clock)
