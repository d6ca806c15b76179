"""A working day: what may be noted next."""

from typing import Final

from shared_models.values.codes import AttendanceKind

# What is likeliest comes first.
_NEXT: Final[dict[AttendanceKind | None, tuple[AttendanceKind, ...]]] = {
    None: (AttendanceKind.IN,),
    AttendanceKind.OUT: (AttendanceKind.IN,),
    AttendanceKind.IN: (AttendanceKind.OUT, AttendanceKind.BREAK_START),
    AttendanceKind.BREAK_END: (AttendanceKind.OUT, AttendanceKind.BREAK_START),
    AttendanceKind.BREAK_START: (AttendanceKind.BREAK_END, AttendanceKind.OUT),
}


def next_kinds(last: AttendanceKind | None) -> tuple[AttendanceKind, ...]:
    """What may follow the last note of a person; of one nobody knows they come in."""
    return _NEXT[last]
