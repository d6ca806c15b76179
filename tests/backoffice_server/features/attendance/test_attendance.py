"""Working days: what tills note, how a clerk corrects it, and the proof of both."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text

from backoffice_server.features.attendance.tables import attendance_note
from backoffice_server.proof.verify import verify
from shared_models.values.codes import AttendanceKind, EventOutcome
from shared_models.wire.attendance import Attendance, AttendanceNoted
from tests.factories.enrolled import enrolled, writer_of
from tests.factories.events import TillWriter
from tests.factories.shop import Door, Shop
from tests.factories.warung import SECRET, Warung

IN, OUT = AttendanceKind.IN, AttendanceKind.OUT
BEGUN, ENDED = AttendanceKind.BREAK_START, AttendanceKind.BREAK_END
DAY: Final = "2026-11-20"


def note(till: TillWriter, kind: AttendanceKind, **changes: Any) -> None:
    till.write("attendance.noted", AttendanceNoted(kind=kind), **changes)


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_each_event_is_one_note_however_often_it_comes(warung: Warung) -> None:
    """lesson 14: the answer was lost, the push comes again."""
    till = warung.opened()
    for kind in (IN, BEGUN, ENDED, OUT):
        note(till, kind)
    assert {one.outcome for one in warung.push(till.push()).results[2:]} == {EventOutcome.NOTED}
    warung.push(till.push(acked=0))
    rows = warung.rows(select(attendance_note).order_by(attendance_note.c.seq))
    assert [row.kind for row in rows] == ["in", "break_start", "break_end", "out"]
    assert not any(row.clock_wrong for row in rows)
    holds(warung)


def test_a_wrong_clock_is_marked(warung: Warung) -> None:
    till = warung.opened()
    note(till, IN, skew_ms=-600_000)
    warung.push(till.push())
    (row,) = warung.rows(select(attendance_note))
    assert (row.clock_wrong, row.skew_ms) == (True, -600_000)


def test_a_note_that_is_gone_is_found(warung: Warung) -> None:
    till = warung.opened()
    note(till, IN)
    warung.push(till.push())
    with warung.database.write() as unit:
        for trigger in triggers(unit):
            unit.connection.execute(text(trigger))
        unit.connection.execute(text("DELETE FROM attendance_note"))
    with warung.database.read() as unit:
        broken = {one.rule for one in verify(unit, SECRET) if not one.holds}
    assert "attendance = rebuild from the log" in broken


def triggers(unit: Any) -> list[str]:
    if unit.dialect == "postgresql":
        return ["ALTER TABLE attendance_note DISABLE TRIGGER ALL"]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'attendance_note'"
    return [f"DROP TRIGGER {row.name}" for row in unit.connection.execute(text(query))]


class Days:
    """The attendance of BDG1 as Dewi the clerk sees it."""

    def __init__(self, door: Door, shop: Shop) -> None:
        self.door, self.shop = door, shop
        self.till = enrolled(door, shop)
        self.writer = writer_of(self.till.reply)
        self.writer.opened()

    def push(self) -> None:
        body = self.writer.push().model_dump(mode="json")
        reply = self.door.client.post("/api/sync/push", json=body, headers=self.till.headers)
        assert reply.status_code == 200, reply.text

    def read(self, day: str = DAY) -> Attendance:
        return Attendance.model_validate(
            self.door.get("/api/attendance", self.door.sign_in("dewi"), **{"from": day, "to": day})
        )

    def correct(self, number: int = 1, who: str = "dewi", **words: Any) -> Any:
        asked = {
            "id": str(UUID(int=0xC0 + number)),
            "branch": str(self.shop.branch()),
            "staff": str(self.shop.person("sari")),
            "kind": "out",
            "at": "2026-11-20T10:00:00Z",
            "reason": "Lupa absen pulang",
        } | words
        path = "/api/attendance/corrections"
        return self.door.client.post(path, json=asked, headers=self.door.sign_in(who))


def test_a_clerk_adds_what_was_forgotten(door: Door, shop: Shop) -> None:
    days = Days(door, shop)
    note(days.writer, IN, actor=shop.person("sari"))
    days.push()
    shop.clock.forward(hours=20)
    (before,) = days.read().rows
    assert (before.name, before.missing, before.worked_s) == ("Sari", (OUT,), 0)
    came = before.came
    assert came is not None
    first = days.correct()
    assert (first.status_code, first.json()["by"]) == (201, "Dewi")
    assert days.correct().json() == first.json()
    assert days.correct(reason="Anders gesagt").json()["code"] == "conflict"
    (after,) = days.read().rows
    assert (after.missing, after.corrected, len(after.notes)) == ((), True, 2)
    assert after.left is not None
    assert after.worked_s == (after.left - came).total_seconds()
    assert after.notes[1].words == "Lupa absen pulang"


def test_a_note_is_replaced_once_and_stays_readable(door: Door, shop: Shop) -> None:
    days = Days(door, shop)
    note(days.writer, IN, actor=shop.person("sari"))
    days.push()
    (line,) = days.read().rows
    (wrong,) = line.notes
    early: dict[str, Any] = {"kind": "in", "at": "2026-11-20T00:15:00Z", "replaces": str(wrong.id)}
    assert days.correct(**early).status_code == 201
    assert days.correct(2, **early).json()["code"] == "conflict"
    (line,) = days.read().rows
    assert line.came is not None
    assert line.came.isoformat() == "2026-11-20T00:15:00+00:00"
    assert sorted(one.counts for one in line.notes) == [False, True]
    gone: dict[str, Any] = {"kind": None, "replaces": str(next(one.id for one in line.notes if one.counts))}
    assert days.correct(3, **gone).status_code == 201
    (line,) = days.read().rows
    assert (line.came, line.missing, len(line.notes)) == (None, (), 3)


def test_what_no_clerk_may_add(door: Door, shop: Shop) -> None:
    days = Days(door, shop)
    shop.clock.forward(hours=20)
    assert days.correct(who="budi").json()["code"] == "not_allowed"
    assert days.correct(reason=" ").status_code == 422
    assert days.correct(kind=None).json()["code"] == "invalid"
    assert days.correct(at="2027-01-01T00:00:00Z").json()["code"] == "invalid"
    assert days.correct(staff=str(UUID(int=9))).json()["code"] == "not_found"
    assert days.correct(branch=str(UUID(int=9))).json()["code"] == "not_found"
    assert days.correct(replaces=str(UUID(int=9))).json()["code"] == "not_found"
    assert days.read().rows == ()


def test_a_period_is_no_longer_than_a_year(door: Door, shop: Shop) -> None:
    who = door.sign_in("dewi")
    for first, last in (("2020-01-01", "2026-01-01"), ("2026-02-01", "2026-01-01")):
        asked = {"from": first, "to": last}
        reply = door.client.get("/api/attendance", headers=who, params=asked)
        assert reply.json()["code"] == "invalid"
    assert door.get("/api/attendance", who, **{"from": "0001-01-01", "to": "0001-01-01"})["rows"] == []
