"""How a till's state is said."""

from datetime import datetime

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.theme.tokens import Tone
from pos_client.features.tills.state import Mood, mood_of
from pos_client.texts import _
from shared_models.wire.tills import TillState


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


def moment_words(moment: datetime | None, office: Office, till: TillState, now: datetime) -> str:
    """The time of a moment of today, else its day and time."""
    if moment is None:
        return texts.DASH
    when = office.local(moment, till.branch)
    return texts.clock(when) if when.date() == now.date() else texts.moment(when)
