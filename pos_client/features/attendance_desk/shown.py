"""Working days in words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pos_client import texts
from pos_client.texts import N_, _
from shared_models.values.codes import AttendanceKind
from shared_models.wire.attendance import AttendanceNote, WorkDayLine

KINDS: Final = {
    AttendanceKind.IN: N_("Came"),
    AttendanceKind.OUT: N_("Went home"),
    AttendanceKind.BREAK_START: N_("Break begun"),
    AttendanceKind.BREAK_END: N_("Break ended"),
}
_HERE: Final = {
    AttendanceKind.IN: N_("At work"),
    AttendanceKind.BREAK_START: N_("On a break"),
    AttendanceKind.BREAK_END: N_("At work"),
}


def kind_words(kind: AttendanceKind) -> str:
    return _(KINDS[kind])


def missing_words(kinds: Iterable[AttendanceKind]) -> str:
    """What was not noted; empty when nothing is missing."""
    return ", ".join(kind_words(kind) for kind in kinds)


def state_words(line: WorkDayLine) -> str:
    said = [_(_HERE[line.here])] if line.here is not None else []
    if line.clock_wrong:
        said.append(_("Clock was wrong"))
    if line.corrected:
        said.append(_("Corrected"))
    return ", ".join(said)


def note_words(note: AttendanceNote, at: datetime) -> str:
    """One line: when and what, and where from."""
    what = _("Cancelled by a clerk") if note.kind is None else kind_words(note.kind)
    source = _("added by {name}", name=note.by) if note.by is not None else note.register_code or ""
    return "  ".join(part for part in (texts.clock(at), what, source) if part)


def note_facts(note: AttendanceNote) -> str:
    """What else is to be known of a note; may be empty."""
    said = [note.words] if note.words else []
    if not note.counts:
        said.append(_("does not count any more"))
    if note.clock_wrong and note.skew_ms:
        off = texts.span(timedelta(milliseconds=abs(note.skew_ms)))
        said.append(_("the till's clock was {span} off", span=off))
    elif note.clock_wrong:
        said.append(_("the till's clock was wrong"))
    return ", ".join(said)
