"""What may be noted next of a working day, and what its notes add up to."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.attendance import Note, next_kinds, workdays
from shared_models.values.codes import AttendanceKind


def test_a_day_from_in_to_out() -> None:
    assert next_kinds(None) == next_kinds(AttendanceKind.OUT) == (AttendanceKind.IN,)
    for before in (AttendanceKind.IN, AttendanceKind.BREAK_END):
        assert next_kinds(before) == (AttendanceKind.OUT, AttendanceKind.BREAK_START)
    assert next_kinds(AttendanceKind.BREAK_START) == (AttendanceKind.BREAK_END, AttendanceKind.OUT)


def test_every_day_can_be_ended() -> None:
    assert all(AttendanceKind.OUT in next_kinds(kind) for kind in AttendanceKind if kind != "out")


IN, OUT = AttendanceKind.IN, AttendanceKind.OUT
BEGUN, ENDED = AttendanceKind.BREAK_START, AttendanceKind.BREAK_END
MORNING: Final = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
DAY: Final = date(2026, 11, 20)
LATER: Final = MORNING + timedelta(days=3)


def noted(kind: AttendanceKind, minutes: int, day: date = DAY) -> Note:
    return Note(kind, MORNING + timedelta(minutes=minutes), day)


def test_breaks_are_not_worked() -> None:
    notes = [noted(OUT, 480), noted(IN, 0), noted(BEGUN, 240), noted(ENDED, 270)]
    (day,) = workdays(notes, now=LATER)
    assert (day.came, day.left) == (MORNING, MORNING + timedelta(hours=8))
    assert (day.break_s, day.worked_s, day.missing, day.here) == (30 * 60, 450 * 60, (), None)


def test_whoever_comes_twice_has_worked_twice_and_not_between() -> None:
    (day,) = workdays([noted(IN, 0), noted(OUT, 120), noted(IN, 300), noted(OUT, 360)], now=LATER)
    assert (day.worked_s, day.break_s, day.missing) == (180 * 60, 0, ())


def test_a_night_belongs_to_the_day_it_began_on() -> None:
    night = [noted(IN, 840), noted(OUT, 1320, DAY + timedelta(days=1))]
    (day,) = workdays(night, now=LATER)
    assert (day.day, day.worked_s) == (DAY, 480 * 60)


@pytest.mark.parametrize(
    ("notes", "missing"),
    [
        ([noted(IN, 0)], (OUT,)),
        ([noted(OUT, 480)], (IN,)),
        ([noted(IN, 0), noted(ENDED, 60), noted(OUT, 480)], (BEGUN,)),
        ([noted(IN, 0), noted(BEGUN, 60), noted(BEGUN, 120), noted(OUT, 480)], (ENDED,)),
        ([noted(IN, 0), noted(IN, 300), noted(OUT, 480)], (OUT,)),
        ([noted(IN, 0), noted(BEGUN, 60), noted(OUT, 480)], ()),
    ],
)
def test_what_was_forgotten_is_named(notes: list[Note], missing: tuple[AttendanceKind, ...]) -> None:
    (day,) = workdays(notes, now=LATER)
    assert day.missing == missing


def test_whoever_is_still_here_has_forgotten_nothing() -> None:
    (day,) = workdays([noted(IN, 0), noted(BEGUN, 60)], now=MORNING + timedelta(hours=2))
    assert (day.here, day.missing, day.worked_s) == (BEGUN, (), 0)


def test_going_home_two_days_later_is_another_day() -> None:
    found = workdays([noted(IN, 0), noted(OUT, 2880, DAY + timedelta(days=2))], now=LATER)
    assert [(one.day, one.missing) for one in found] == [(DAY, (OUT,)), (DAY + timedelta(days=2), (IN,))]


@given(st.lists(st.tuples(st.sampled_from(list(AttendanceKind)), st.integers(0, 4000)), max_size=30))
def test_no_note_is_lost_and_no_time_is_negative(noted_at: list[tuple[AttendanceKind, int]]) -> None:
    notes = [noted(kind, minutes, DAY + timedelta(days=minutes // 1440)) for kind, minutes in noted_at]
    days = workdays(notes, now=LATER)
    assert sorted(note.at for day in days for note in day.notes) == sorted(note.at for note in notes)
    assert all(day.worked_s >= 0 and day.break_s >= 0 for day in days)
    assert all(sum(part.day == day.day for part in days) == 1 for day in days)
