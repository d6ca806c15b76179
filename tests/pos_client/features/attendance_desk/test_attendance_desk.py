"""Working days in the office: read, and corrected with real keys."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from pos_client.features.attendance_desk.state import parse_clock
from pos_client.features.attendance_desk.view.day_panel import DayPanel
from shared_models.values.codes import AttendanceKind
from shared_models.wire.attendance import AttendanceNoted
from tests.factories.office import Premises, Till, Window


def note(till: Till, kind: AttendanceKind, *, minutes: int) -> None:
    till.writer.at += timedelta(minutes=minutes)
    till.writer.write("attendance.noted", AttendanceNoted(kind=kind))


@pytest.fixture
def page(office: Window, premises: Premises, till: Till) -> Any:
    """Sari came, had half an hour's break and forgot to note that she went."""
    till.writer.at -= timedelta(hours=6)
    note(till, AttendanceKind.IN, minutes=0)
    note(till, AttendanceKind.BREAK_START, minutes=120)
    note(till, AttendanceKind.BREAK_END, minutes=30)
    till.push()
    premises.clock.forward(hours=16)
    return opened(office)


def opened(office: Window) -> Any:
    office.shell.open("signin")
    office.sign_in()
    page = office.open("attendance")
    page.period.chosen.emit(type(page.period.period())(*[page.office.today() - timedelta(days=1)] * 2))
    office.settle()
    return page


def day(page: Any) -> Any:
    (row,) = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    return row


def panel(office: Window, page: Any) -> DayPanel:
    page.table.opened.emit(page.table.model.row(0))
    office.settle()
    assert isinstance(page.panel, DayPanel)
    return page.panel


def test_a_forgotten_note_is_named_and_added(office: Window, page: Any) -> None:
    row = day(page)
    assert (row["name"], row["break_min"], row["hours"], row["missing"]) == ("Sari", 30, 0, "Went home")
    side = panel(office, page)
    assert side.what.currentText() == "Add: Went home"
    office.press(side.clock, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert {key for key, field in side.fields.fields.items() if field.fault()} == {"reason", "clock"}
    office.type(side.clock, "17.05")
    office.type(side.reason, "Lupa absen")
    office.press(side.reason, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.settle()
    row = day(page)
    assert (row["missing"], row["state"]) == ("", "Corrected")
    assert 8_450 < row["hours"] <= 8_500


def test_a_note_is_moved_or_taken_back(office: Window, page: Any) -> None:
    side = panel(office, page)
    office.choose(side.what, "move 0")
    office.type(side.clock, "0700")
    office.type(side.reason, "Datang lebih pagi")
    office.click(side.save)
    office.settle()
    assert day(page)["came"].time() == time(7)
    side = panel(office, page)
    office.choose(side.what, "drop 1")
    office.type(side.reason, "Tidak istirahat")
    office.click(side.save)
    office.settle()
    assert day(page)["missing"] == "Went home, Break begun"


def test_who_may_only_look_corrects_nothing(office: Window, page: Any) -> None:
    office.shell.open("signin")
    office.sign_in("budi")
    side = panel(office, opened_again(office))
    assert not side.save.isEnabled()


def opened_again(office: Window) -> Any:
    page = office.open("attendance")
    office.settle()
    return page


@pytest.mark.parametrize(
    ("text", "read"),
    [("7.05", time(7, 5)), ("17:30", time(17, 30)), ("0705", time(7, 5)), ("24.00", None), ("7", None)],
)
def test_times_as_people_type_them(text: str, read: time | None) -> None:
    assert parse_clock(text) == read
