"""A backup counts once it was restored for a test; a restore brings the tills to send what is lacking."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text, update

from backoffice_server.backup import copying, sealed
from backoffice_server.backup import key as keys
from backoffice_server.backup.restoring import Edges, restore
from backoffice_server.backup.taking import take
from backoffice_server.backup.testing import try_out
from backoffice_server.backup.workplace import InUse, workplace
from backoffice_server.features.branches.tables import company
from backoffice_server.features.incidents import queries
from backoffice_server.features.incidents.listing import incidents, receipts
from backoffice_server.features.incidents.tables import backup_run
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.stock.tables import stock
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.proof.verify import verify
from backoffice_server.settings import Settings
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import PushRequest
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, NOW, SECRET, SECRET_BYTES, Warung

LATER = NOW + timedelta(hours=20)


def settings_of(warung: Warung, folder: Path) -> Settings:
    folder.mkdir(exist_ok=True)
    (folder / "master.secret").write_text(SECRET_BYTES.hex())
    return Settings(data=folder, database_url=url_of(warung))


def url_of(warung: Warung) -> str:
    return warung.database.url.render_as_string(hide_password=False)


def asked(till: TillWriter, *, acked: int | None = None) -> PushRequest:
    """A push without events: the till only asks."""
    known = len(till.items) if acked is None else acked
    return till.push(known + 1, known)


def sell(warung: Warung, till: TillWriter, count: int) -> None:
    for _ in range(count):
        till.sale(line(GULA.item, GULA.price, qty=whole(1)))
    warung.push(till.push())


def test_what_is_in_a_tested_backup_is_archived(warung: Warung, tmp_path: Path) -> None:
    till = warung.stocked().opened()
    sell(warung, till, 3)
    before = warung.push(asked(till))
    assert before.archived.seq == 0
    key = keys.ensure(tmp_path / "data" / "backup.key")
    taken = take(warung.database, settings_of(warung, tmp_path / "data"), tmp_path / "usb", key)
    assert taken.file.parent == tmp_path / "usb"
    held = len(till.items)
    sell(warung, till, 1)
    reply = warung.push(asked(till))
    assert reply.archived == till.mark(held)
    assert reply.stream_head.seq == held + 1
    (run,) = warung.rows(select(backup_run))
    assert (run.fault, run.file, run.bytes) == (None, str(taken.file), taken.bytes)
    assert b"Sri" not in taken.file.read_bytes()[2_000:]
    # Nothing lies about in the clear.
    assert not list((tmp_path / "data").glob(".backup-*"))


def test_a_backup_of_broken_books_is_not_tested_and_home_says_so(warung: Warung, tmp_path: Path) -> None:
    till = warung.stocked().opened()
    sell(warung, till, 1)
    with warung.database.write() as unit:
        unit.connection.execute(update(stock).values(qty=stock.c.qty + 1))
    key = keys.ensure(tmp_path / "data" / "backup.key")
    with pytest.raises(Unfit, match="I4"):
        take(warung.database, settings_of(warung, tmp_path / "data"), tmp_path / "usb", key)
    assert [path.suffix for path in (tmp_path / "usb").iterdir()] == [".untested"]
    assert warung.push(asked(till)).archived.seq == 0
    with warung.database.read() as unit:
        assert queries.warnings(unit) == ("backup_failed",)


def test_a_backup_that_another_process_takes_meanwhile_is_no_failure(warung: Warung, tmp_path: Path) -> None:
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    with workplace(settings.data), pytest.raises(Unfit):
        take(warung.database, settings, tmp_path / "usb", key)
    assert warung.rows(select(backup_run)) == []


@pytest.mark.parametrize("backend", ["postgresql"])
def test_one_that_another_host_tests_meanwhile_is_no_failure_either(warung: Warung, tmp_path: Path) -> None:
    """Several hosts may serve one PostgreSQL: each tests its backups in the same scratch database."""
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    first = take(warung.database, settings, tmp_path / "usb", key)
    (tmp_path / "room").mkdir()
    plain = tmp_path / "room" / "copy"
    sealed.unseal(first.file, key, plain)
    with copying.throw_away(warung.database.url, plain), pytest.raises(InUse):
        take(warung.database, settings, tmp_path / "usb", key)
    assert len(warung.rows(select(backup_run))) == 1
    assert list((tmp_path / "usb").iterdir()) == [first.file]
    take(warung.database, settings, tmp_path / "usb", key)


def test_a_run_that_is_killed_leaves_nothing_that_passes_for_tested(
    warung: Warung, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server was stopped at night, in the middle of the test."""
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)

    def killed(*_facts: object, **_more: object) -> None:
        raise SystemExit(143)

    monkeypatch.setattr("backoffice_server.backup.testing.try_out", killed)
    with pytest.raises(SystemExit):
        take(warung.database, settings, tmp_path / "usb", key)
    assert [path.suffix for path in (tmp_path / "usb").iterdir()] == [".untested"]


def test_a_damaged_backup_is_refused_and_changes_nothing(warung: Warung, tmp_path: Path) -> None:
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    file = take(warung.database, settings, tmp_path / "usb", key).file
    whole_file = file.read_bytes()
    file.write_bytes(whole_file[:-500])
    warung.database.close()
    with workplace(settings.data) as room, pytest.raises(Unfit):
        try_out(file, key, url=make_url(url_of(warung)), secret=SECRET, room=room)
    with pytest.raises(Unfit):
        restore(file, settings, key, replace=True)
    with Database(url_of(warung), writes=False) as database, database.read() as unit:
        assert incidents(unit) == ()


def test_a_backup_is_tried_on_a_new_machine_before_there_is_a_database(
    warung: Warung, tmp_path: Path
) -> None:
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    file = take(warung.database, settings, tmp_path / "usb", key).file
    nowhere = make_url(url_of(warung)).set(database=str(tmp_path / "new.db"))
    with workplace(settings.data) as room:
        assert try_out(file, key, url=nowhere, secret=SECRET, room=room).header.company_name
    assert not (tmp_path / "new.db").exists()


def test_a_running_server_and_a_filled_database_are_not_overwritten(warung: Warung, tmp_path: Path) -> None:
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    file = take(warung.database, settings, tmp_path / "usb", key).file
    with warung.database.read() as unit:
        unit.connection.execute(text("SELECT 1"))
        with pytest.raises(Refusal) as refused:
            restore(file, settings, key, replace=True)
    assert refused.value.code is ErrorCode.SERVER_RUNNING
    warung.database.close()
    with pytest.raises(Unfit, match="--replace"):
        restore(file, settings, key)


def test_a_restore_mints_an_epoch_keeps_the_old_one_and_lists_what_comes_back(
    warung: Warung, tmp_path: Path
) -> None:
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    one, two = warung.stocked().opened(), warung.opened("K2")
    sell(warung, one, 2)
    sell(warung, two, 1)
    taken = take(warung.database, settings, tmp_path / "usb", key)
    held, epoch = len(one.items), warung.scalar(select(company.c.epoch))
    sell(warung, one, 3)
    warung.adjust((GULA, whole(5), None), number=7)
    warung.database.close()
    restored = restore(taken.file, settings, key, replace=True, edge=Edges(now=lambda: LATER))
    assert restored.secret_fits
    assert restored.aside is not None
    with Database(url_of(warung), now=lambda: LATER) as database:
        back = Warung(database)
        assert back.scalar(select(company.c.epoch)) != epoch
        assert len(back.rows(select(sale))) == 3
        # Before anybody spoke: both are awaited.
        with database.read() as unit:
            (incident,) = incidents(unit)
        assert (incident.taken_at, incident.restored_at) == (NOW, LATER)
        assert [till.register_code for till in incident.awaited] == ["K1", "K2"]
        # Sold while the server was away: it was never acknowledged, so it does not "come back".
        one.sale(line(GULA.item, GULA.price, qty=whole(1)))
        reply = back.push(asked(one, acked=len(one.items) - 1))
        assert reply.known.seq <= held
        assert reply.archived == one.mark(held)
        back.push(one.push(held + 1))
        with database.read() as unit:
            (incident,) = incidents(unit)
            (lost,) = incident.ranges
            page = receipts(unit, incident.id, after=None, limit=10)
        assert (lost.first_seq, lost.last_seq, lost.came_back, lost.receipts) == (held + 1, held + 3, 3, 3)
        assert [row.receipt for row in page.rows] == [f"BDG1-K1A-00000{number}" for number in (3, 4, 5)]
        assert (lost.first_receipt, lost.last_receipt) == (page.rows[0].receipt, page.rows[-1].receipt)
        assert [till.register_code for till in incident.awaited] == ["K2"]
        back.push(asked(two))
        with database.read() as unit:
            (incident,) = incidents(unit)
            assert (len(incident.ranges), incident.awaited) == (1, ())
            assert [finding for finding in verify(unit, SECRET) if not finding.holds] == []
