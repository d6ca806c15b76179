"""PostgreSQL: the restored database takes the place of the old one in one step, or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backoffice_server.backup import copying, restoring
from backoffice_server.backup import key as keys
from backoffice_server.backup.restoring import restore
from backoffice_server.backup.taking import take
from backoffice_server.kernel.database import Database
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.backoffice_server.backup.test_backup import settings_of
from tests.databases import Backend
from tests.factories.warung import Warung


@pytest.fixture
def backend() -> Backend:
    return "postgresql"


@pytest.fixture
def open_ends() -> Iterator[contextlib.ExitStack]:
    with contextlib.ExitStack() as stack:
        yield stack


def test_whoever_looks_into_the_new_database_does_not_leave_the_shop_without_one(
    warung: Warung, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_ends: contextlib.ExitStack
) -> None:
    settings = settings_of(warung, tmp_path / "data")
    key = keys.ensure(settings.backup_key_file)
    file = take(warung.database, settings, tmp_path / "usb", key).file
    warung.database.close()
    prepared = restoring._prepare

    def looked_at(url: Any, *more: Any) -> Any:
        incident = prepared(url, *more)
        open_ends.enter_context(copying.connected(url))
        return incident

    monkeypatch.setattr(restoring, "_prepare", looked_at)
    with pytest.raises(Refusal) as refused:
        restore(file, settings, key, replace=True)
    assert refused.value.code is ErrorCode.SERVER_RUNNING
    with Database(settings.url, writes=False) as database, database.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM company").scalar() == 1
