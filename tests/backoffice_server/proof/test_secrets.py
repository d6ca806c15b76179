"""A secret that is not the tills' own: nothing is served with it, and each command says why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backoffice_server import texts
from backoffice_server.app import create_app
from backoffice_server.backup import key as keys
from backoffice_server.commands.tree import app
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.proof.secrets import fits
from backoffice_server.settings import SECRET_FILE, Settings
from shared_models.values.quantity import whole
from tests.factories.events import line
from tests.factories.warung import GULA, SECRET, SECRET_BYTES, Warung

STRANGE = bytes(reversed(SECRET_BYTES)).hex()


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


def url_of(warung: Warung) -> str:
    return warung.database.url.render_as_string(hide_password=False)


def run(warung: Warung, folder: Path, *arguments: str) -> Result:
    target = ("--data", str(folder), "--database-url", url_of(warung))
    return CliRunner().invoke(app, ["--language", "en", *arguments, *target])


def sold(warung: Warung) -> Warung:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(1)))
    warung.push(till.push())
    return warung


def test_nothing_is_served_with_another_shop_s_secret(warung: Warung, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=url_of(warung))
    (tmp_path / SECRET_FILE).write_text(STRANGE)
    create_app(settings, warung.database)  # no till has joined: it is nobody's yet
    sold(warung)
    with pytest.raises(Unfit, match="not the master secret that this shop's tills know"):
        create_app(settings, warung.database)
    (tmp_path / SECRET_FILE).unlink()
    with pytest.raises(Unfit, match="is missing"):
        create_app(settings, warung.database)
    assert not (tmp_path / SECRET_FILE).exists()  # never made anew
    (tmp_path / SECRET_FILE).write_text(SECRET_BYTES.hex())
    create_app(settings, warung.database)


def test_one_till_that_knows_it_is_enough(warung: Warung) -> None:
    sold(warung)
    with warung.database.read() as unit:
        assert (fits(unit, SECRET), fits(unit, None)) == (True, False)


def test_verify_says_that_the_secret_is_the_cause(warung: Warung, tmp_path: Path) -> None:
    sold(warung)
    told = run(warung, tmp_path, "verify")
    assert (told.exit_code, "master.secret is missing" in told.stderr) == (1, True)
    (tmp_path / SECRET_FILE).write_text(STRANGE)
    told = run(warung, tmp_path, "verify")
    assert (told.exit_code, "not the master secret" in told.stderr) == (1, True)
    assert told.stdout.count("BROKEN") == 1
    (tmp_path / SECRET_FILE).write_text(SECRET_BYTES.hex())
    told = run(warung, tmp_path, "verify")
    assert (told.stderr, "signatures" in told.stdout) == ("", True)


def test_a_backup_is_not_called_broken_for_the_secret_s_sake(warung: Warung, tmp_path: Path) -> None:
    sold(warung)
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    (here / SECRET_FILE).write_text(SECRET_BYTES.hex())
    keys.ensure(here / "backup.key")
    assert run(warung, here, "backup").exit_code == 0
    (file,) = (here / "backups").iterdir()
    shutil.copy(here / "backup.key", there)
    told = run(warung, there, "verify-backup", str(file))
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("master.secret is missing or not the one that the tills in backoffice-")
