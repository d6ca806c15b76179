"""Working days on their way into the attendance: they post nothing."""

from backoffice_server.features.attendance.service import TillNote
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import Applied, TillEvent
from backoffice_server.features.sales.service.flags import clock_was_wrong, codes_of, flag_origin
from shared_models.values.codes import EventOutcome
from shared_models.values.ids import StaffId
from shared_models.wire.envelope import AttendanceNotedEvent


def apply_attendance(batch: Batch, item: TillEvent) -> Applied:
    """One note, kept as it came; a wrong clock is marked and never mended."""
    event = item.event
    assert isinstance(event, AttendanceNotedEvent)
    note = TillNote(
        person=None if event.actor is None else StaffId(event.actor),
        kind=event.p.kind,
        at=event.at,
        bdate=event.bdate,
        words=event.p.note or "",
        clock_wrong=clock_was_wrong(event.at, event.skew_ms, now=batch.unit.now()),
        skew_ms=event.skew_ms,
        register_id=batch.source.register_id,
        stream=batch.source.stream,
        seq=event.seq,
        hash=item.hash,
    )
    batch.attendance.append(note)
    flag_origin(batch, event, "event", event.id)
    return Applied(EventOutcome.NOTED, reviews=codes_of(batch, event.id))
