"""The store: durable, one writer, one process, nothing half."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import op
from alembic.config import Config
from alembic.script import ScriptDirectory

from pos_client.engine import shifts
from pos_client.settings import ALL, APP_BUILD, SERVER_URL, SOUND, THEME
from pos_client.store import schema
from pos_client.store.ballast import Ballast
from pos_client.store.lock import CLEAN, IN_USE
from pos_client.store.preferences import set_setting, setting
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.tills import Clock, Shop, new_store

ROOT = Path(__file__).parents[3]


def test_a_unit_is_written_whole_or_not_at_all(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    with store.write() as unit:
        set_setting(unit, SERVER_URL, "https://toko.example")

    def stumble() -> None:
        with store.write() as unit:
            set_setting(unit, SERVER_URL, "lost")
            raise LookupError

    with pytest.raises(LookupError):
        stumble()
    reader = store.reader()
    assert setting(reader, SERVER_URL) == "https://toko.example"
    reader.close()
    store.close()


def test_commits_are_durable_and_readers_cannot_write(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    with store.write() as unit:
        found = [unit.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        assert found == ["wal", 2]
        assert unit.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    reader = store.reader()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM setting")
    reader.close()
    store.close()


def test_one_process_per_database(tmp_path: Path, clock: Clock) -> None:
    """Lesson 13: One process per database."""
    store = new_store(tmp_path, clock)
    with pytest.raises(Refusal) as refused:
        new_store(tmp_path, clock)
    assert refused.value.code is ErrorCode.STORE_IN_USE
    store.close()
    again = new_store(tmp_path, clock)
    assert again.was_closed
    again.close()


def test_a_till_in_use_starts_without_alembic(tmp_path: Path, clock: Clock) -> None:
    new_store(tmp_path, clock).close()
    program = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from pos_client.store import open_store
moment = datetime(2026, 11, 21, tzinfo=UTC)
store = open_store(Path(sys.argv[1]), now=lambda: moment, new_id=UUID, mono_ms=int, boot=UUID(int=1))
print(sorted({"alembic", "sqlalchemy", "httpx", "PySide6"} & set(sys.modules)))
store.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_wanted_schema_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", "migrations:client")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_a_newer_schema_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    new_store(tmp_path, clock).close()
    with sqlite3.connect(tmp_path / "till.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    connection.close()
    with pytest.raises(Refusal) as refused:
        new_store(tmp_path, clock)
    assert refused.value.code is ErrorCode.STORE_DAMAGED


def test_what_is_no_database_is_not_opened(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "till.db").write_bytes(b"coffee" * 1000)
    with pytest.raises(Refusal) as refused:
        new_store(tmp_path, clock)
    assert refused.value.code is ErrorCode.STORE_DAMAGED


def test_a_refused_database_is_not_taken_for_a_closed_one(tmp_path: Path, clock: Clock) -> None:
    """What was found damaged is checked in full at every start, not only at the first one."""
    new_store(tmp_path, clock).close()
    assert (tmp_path / "till.lock").read_bytes() == CLEAN
    (tmp_path / "till.db").write_bytes(b"coffee" * 1000)
    with pytest.raises(Refusal):
        new_store(tmp_path, clock)
    assert (tmp_path / "till.lock").read_bytes() == IN_USE


@pytest.mark.parametrize("left", [b"", IN_USE, b"clo"])
def test_a_lock_that_does_not_say_closed_has_the_database_checked(
    tmp_path: Path, clock: Clock, left: bytes
) -> None:
    """A power cut may leave the lock's words half written, or not at all."""
    new_store(tmp_path, clock).close()
    (tmp_path / "till.lock").write_bytes(left)
    store = new_store(tmp_path, clock)
    assert not store.was_closed
    store.close()
    (tmp_path / "till.lock").unlink()
    store = new_store(tmp_path, clock)
    assert store.was_closed
    store.close()


def test_any_fault_at_the_commit_ends_the_transaction(tmp_path: Path, clock: Clock) -> None:
    """One that stays open would refuse every sale after it."""
    store = new_store(tmp_path, clock)
    with store.write() as unit:
        unit.execute("CREATE TABLE late (setting TEXT REFERENCES setting DEFERRABLE INITIALLY DEFERRED)")

    def fail() -> None:
        with store.write() as unit:
            unit.execute("INSERT INTO late VALUES ('nowhere')")

    with pytest.raises(sqlite3.IntegrityError):
        fail()
    with store.write() as unit:
        set_setting(unit, SOUND, value=False)
    store.close()


def test_a_migration_that_stumbles_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "till.db"
    monkeypatch.setattr("alembic.op.execute", _power_cut_at(5))
    with pytest.raises(RuntimeError, match="power"):
        schema.bring_up_to_date(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()


def _power_cut_at(number: int) -> Callable[[str], None]:
    left = [number]

    def execute(statement: str) -> None:
        left[0] -= 1
        if not left[0]:
            raise RuntimeError("power")
        op.get_bind().exec_driver_sql(statement)

    return execute


def test_a_full_disk_refuses_makes_room_and_leaves_nothing_half(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    assert store.ballast.there
    with store.write() as unit:
        pages = unit.execute("PRAGMA page_count").fetchone()[0]
        unit.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with store.write() as unit:
            for number in range(2000):
                unit.execute("INSERT INTO setting VALUES (?, ?)", (f"key {number}", "x" * 500))

    with pytest.raises(Refusal) as refused:
        fill()
    assert refused.value.code is ErrorCode.DISK_FULL
    assert refused.value.facts == {"room_made": True}
    assert not store.ballast.there
    with store.write() as unit:
        assert unit.execute("SELECT count(*) FROM setting").fetchone() == (0,)
        unit.execute("PRAGMA max_page_count = 1000000")
    fill()
    store.close()


def test_ballast_takes_up_room_and_gives_it_back(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", size=256 * 1024)
    assert ballast.make()
    assert ballast.make()
    assert (tmp_path / "ballast").stat().st_blocks * 512 >= 256 * 1024
    assert ballast.free()
    assert not ballast.free()
    nowhere = Ballast(tmp_path / "missing" / "ballast")
    assert not nowhere.make()


def test_listeners_hear_of_events_only(open_shop: Shop) -> None:
    heard: list[int] = []
    open_shop.store.listen(lambda: heard.append(1))
    with open_shop.store.write() as unit:
        set_setting(unit, SOUND, value=False)
    assert heard == []
    with open_shop.store.write() as unit:
        shifts.record_drawer_opening(unit, actor=open_shop.budi, reason="ganti uang")
    assert heard == [1]


def test_settings_keep_to_their_bounds(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    with store.write() as unit:
        assert setting(unit, THEME) == "light"
        set_setting(unit, THEME, "dark")
        set_setting(unit, SOUND, value=False)
        assert (setting(unit, THEME), setting(unit, SOUND)) == ("dark", False)
        with pytest.raises(ValueError, match=r"ui\.theme"):
            set_setting(unit, THEME, "pink")
        unit.execute("UPDATE setting SET value = 'pink' WHERE key = 'ui.theme'")
        assert setting(unit, THEME) == "light"
    store.close()


def test_setting_keys_are_said_once() -> None:
    assert len({known.key for known in ALL}) == len(ALL)


def test_the_build_is_the_projects_version() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == APP_BUILD
