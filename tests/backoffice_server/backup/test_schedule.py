"""One backup a night, by a running server, in a process of its own; Home tells when there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.backup.folder import file_name, thin_out
from backoffice_server.backup.schedule import Schedule, is_due
from backoffice_server.features.incidents import queries
from backoffice_server.features.incidents.service import Run, note_failed, note_tested
from backoffice_server.features.incidents.tables import backup_run
from backoffice_server.kernel.database import Database
from backoffice_server.settings import Settings
from shared_models.values.moments import Zone
from tests.conftest import ExpectLog
from tests.factories.warung import NOW, SECRET_BYTES, Warung

TWO_AT_NIGHT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # 02.00 in Bandung


@pytest.mark.parametrize(
    ("tested", "tried", "due"),
    [
        (None, None, True),
        (13, 13, True),
        (11, 11, False),
        (13, 0, False),
        (13, 2, True),
    ],
)
def test_at_night(tested: int | None, tried: int | None, due: bool) -> None:
    ago = [None if hours is None else TWO_AT_NIGHT - timedelta(hours=hours) for hours in (tested, tried)]
    assert is_due(TWO_AT_NIGHT, Zone.WIB, tested=ago[0], tried=ago[1]) is due


def test_by_day_only_when_the_night_was_missed() -> None:
    noon = TWO_AT_NIGHT + timedelta(hours=10)
    for hours, due in ((23, False), (24, True)):
        last = noon - timedelta(hours=hours)
        assert is_due(noon, Zone.WIB, tested=last, tried=last) is due


def test_the_server_takes_it_and_lets_old_ones_go(warung: Warung, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "master.secret").write_text(SECRET_BYTES.hex())
    url = warung.database.url.render_as_string(hide_password=False)
    folder = tmp_path / "usb"
    folder.mkdir()
    schedule = Schedule(warung.database, Settings(tmp_path / "data", url, backup_folder=folder))
    assert schedule.look()
    (run,) = warung.rows(select(backup_run))
    assert (run.fault, Path(run.file)) == (None, *folder.iterdir())
    # The process has the clock of this machine, the database here that of the shop.
    assert run.taken_at > NOW


def test_what_goes_wrong_is_said_and_not_tried_again_at_once(
    warung: Warung, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("no backup was taken")
    (tmp_path / "data").mkdir()
    (tmp_path / "usb").write_text("no folder")
    url = warung.database.url.render_as_string(hide_password=False)
    schedule = Schedule(warung.database, Settings(tmp_path / "data", url, backup_folder=tmp_path / "usb"))
    assert not schedule.look()
    assert not schedule.look()


def test_without_a_folder_nothing_starts(warung: Warung, tmp_path: Path) -> None:
    schedule = Schedule(warung.database, Settings(tmp_path))
    schedule.start()
    schedule.stop()
    assert schedule._rounds._thread is None


def run_at(number: int, days_ago: int) -> Run:
    return Run(UUID(int=number), NOW - timedelta(days=days_ago), f"{number}", 1)


def test_home_warns_of_none_an_old_one_and_a_failed_one(warung: Warung) -> None:
    def said(days: int) -> tuple[str, ...]:
        url = warung.database.url.render_as_string(hide_password=False)
        at = NOW + timedelta(days=days)
        with Database(url, writes=False, now=lambda: at) as database, database.read() as unit:
            return queries.warnings(unit)

    assert (said(2), said(3)) == ((), ("backup_missing",))
    with warung.database.write() as unit:
        note_tested(unit, run_at(1, 0), [])
    assert (said(2), said(3)) == ((), ("backup_old",))
    with warung.database.write() as unit:
        note_failed(unit, run_at(2, -1), "the disk is full")
    assert said(1) == ("backup_failed",)
    with warung.database.write() as unit:
        note_tested(unit, run_at(3, -2), [])
    assert said(4) == ()


def test_old_files_go_but_never_the_last_three_nor_what_is_not_ours(tmp_path: Path) -> None:
    ages = (40, 39, 38, 37, 31)
    files = [tmp_path / file_name(NOW - timedelta(days=age), UUID(int=age)) for age in ages]
    untested = tmp_path / f"{file_name(NOW - timedelta(days=50), UUID(int=50))}.untested"
    stranger = tmp_path / "backoffice-old.posbackup"
    for file in (*files, untested, stranger):
        file.touch()
    assert thin_out(tmp_path, now=NOW, keep_days=30) == sorted([untested, *files[:2]])
    assert sorted(tmp_path.iterdir()) == sorted([*files[2:], stranger])
