"""A code for a till place, and what happens to the device that stands there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backoffice_server import texts
from backoffice_server.commands.tree import app
from backoffice_server.features.tills import service
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.edges import system_new_id
from backoffice_server.kernel.master_secret import load
from shared_models.wire.enrolment import EnrolRequest

OWNER = ("--owner", "Ratna", "--password", "rahasia-toko", "--name", "Toko Ratna", "--branch", "BDG1")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(app, ["--language", "en", *map(str, arguments)])
    assert done.exit_code == 0, done.stderr
    return done


def test_a_code_for_a_place_that_has_a_device_says_what_becomes_of_it(tmp_path: Path) -> None:
    run("create-shop", "--data", tmp_path, *OWNER)
    asked = ("enroll-till", "--data", tmp_path, "--branch", "BDG1", "--register", "K1")
    first = run(*asked)
    assert first.stderr == "Type it at the till within 24 hours; it works once.\n"
    with Database(f"sqlite:///{tmp_path / 'backoffice.db'}") as database, database.write() as unit:
        request = EnrolRequest(
            code=first.stdout.strip(), device=system_new_id(), device_name="Kasir depan", app="test"
        )
        service.enrol(unit, request=request, secret=load(tmp_path / "master.secret"))
    again = run(*asked)
    assert again.stderr.splitlines()[1:] == ["K1 has a device: it is locked when the code is used."]
