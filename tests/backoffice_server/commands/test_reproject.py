"""`reproject`: says what it would do, does it once, and names what waits for a still newer version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backoffice_server import texts
from backoffice_server.commands.tree import app
from backoffice_server.kernel.database import Database
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.money import Money
from shared_models.wire.shifts import CashMoved
from tests.databases import Backend, Databases
from tests.factories.versions import without
from tests.factories.warung import NOW, Warung, build


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


@pytest.fixture
def url(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Warung Sri after an older server took in what it did not know."""
    url = databases.cloned(backend, tmp_path, template="warung", build=build)
    with Database(url, now=lambda: NOW) as database, without("cash.moved"):
        warung = Warung(database)
        till = warung.opened()
        for amount in (100, 200, 300):
            moved = CashMoved(
                direction=CashDirection.IN, reason=CashReason.FLOAT, amount=Money(amount), note=""
            )
            till.write("cash.moved", moved)
        warung.push(till.push())
    yield url
    databases.drop(url)


def said(url: str, folder: Path, *flags: str, language: str = "en") -> list[str]:
    asked = ["--language", language, "reproject", "--data", str(folder), "--database-url", url, *flags]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_it_is_said_first_then_done_once(url: str, tmp_path: Path) -> None:
    foreseen = ["cash.moved version 1: 3 events", "3 events would be posted. Nothing was written."]
    assert said(url, tmp_path, "--dry-run") == foreseen
    assert said(url, tmp_path) == ["3 events posted, 0 set aside for review."]
    assert said(url, tmp_path, language="id") == ["0 kejadian dibukukan, 0 disisihkan untuk ditinjau."]


def test_a_server_that_is_still_too_old_posts_nothing(url: str, tmp_path: Path) -> None:
    with without("cash.moved"):
        waits = "cash.moved version 1: 3 events wait for a newer back office"
        assert said(url, tmp_path) == ["0 events posted, 0 set aside for review.", waits]
