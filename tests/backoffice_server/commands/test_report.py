"""`backoffice-server report`: any report as a table, CSV or JSON, from a snapshot."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backoffice_server import texts
from backoffice_server.commands.tree import app
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from shared_models.wire.reports import ReportTable
from tests.databases import Databases
from tests.factories.reported import NOW, TODAY, fortnight


def build(url: str) -> None:
    with Database(url, now=lambda: NOW) as database:
        migrate(database)
        fortnight(database)


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> str:
    return databases.cloned("sqlite", tmp_path, template="reported", build=build)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments], env={"NO_COLOR": "1", "COLUMNS": "200"})


def test_a_table_is_printed_in_the_language_asked_for(url: str) -> None:
    period = ("--from", "2026-11-20", "--to", TODAY.isoformat(), "--database-url", url)
    indonesian, english = (run("sales-by-branch", *period, "--language", own) for own in ("id", "en"))
    assert (indonesian.exit_code, english.exit_code) == (0, 0)
    assert indonesian.stdout.startswith("Penjualan per cabang\n20/11/26 – 21/11/26   BDG1, MKS1\n")
    assert english.stdout.startswith("Sales by branch\n")


def test_csv_and_json_are_for_machines(url: str) -> None:
    asked = ("movers", "--to", TODAY.isoformat(), "--branch", "BDG1", "--database-url", url)
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    table = ReportTable.model_validate_json(run(*asked, "--format", "json").stdout)
    assert [row["sku"] for row in rows] == [row[0] for row in table.rows]
    assert table.branches == ("BDG1",)


def test_the_options_of_movers_reach_the_report(url: str) -> None:
    asked = ("movers", "--to", TODAY.isoformat(), "--database-url", url, "--format", "json")
    narrow = run(*asked, "--group", "all", "--window", "7", "--fast-percent", "10", "--a-percent", "10")
    table = ReportTable.model_validate_json(narrow.stdout)
    assert (table.date_to, (table.date_to or TODAY) - (table.date_from or TODAY)) == (
        TODAY,
        (TODAY - TODAY.replace(day=15)),
    )
    assert [row[4] for row in table.rows].count("F") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sales-by-day", "--branch", "NOPE"), "NOPE"),
        (("stock-card",), "product"),
        (("movers", "--window", "0"), "window"),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_line(url: str, arguments: tuple[str, ...], said: str) -> None:
    told = run(*arguments, "--database-url", url)
    assert (told.exit_code, told.stdout) == (1, "")
    assert said in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "nothing.db"
    told = run("movers", "--database-url", f"sqlite:///{missing}")
    assert told.exit_code == 1
    assert not missing.exists()
