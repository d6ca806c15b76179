"""Attendance at the till: the event."""

from shared_models.values.codes import AttendanceKind
from shared_models.wire.base import Text, WireModel


class AttendanceNoted(WireModel):
    """`actor` came, left, went on a break or came back; the envelope says when and on which day."""

    kind: AttendanceKind
    note: Text | None = None
