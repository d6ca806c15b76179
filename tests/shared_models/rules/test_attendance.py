"""What may be noted next of a working day."""

from shared_models.rules.attendance import next_kinds
from shared_models.values.codes import AttendanceKind


def test_a_day_from_in_to_out() -> None:
    assert next_kinds(None) == next_kinds(AttendanceKind.OUT) == (AttendanceKind.IN,)
    for before in (AttendanceKind.IN, AttendanceKind.BREAK_END):
        assert next_kinds(before) == (AttendanceKind.OUT, AttendanceKind.BREAK_START)
    assert next_kinds(AttendanceKind.BREAK_START) == (AttendanceKind.BREAK_END, AttendanceKind.OUT)


def test_every_day_can_be_ended() -> None:
    assert all(AttendanceKind.OUT in next_kinds(kind) for kind in AttendanceKind if kind != "out")
