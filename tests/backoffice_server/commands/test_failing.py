"""What an operator can put right is said in a line in his language; nothing ever fails without a reason."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import typer
from typer.testing import CliRunner, Result

from backoffice_server import texts
from backoffice_server.commands.failing import reason, told
from backoffice_server.commands.tree import app
from backoffice_server.commands.words import fault_words, refusal_words
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid
from tests.databases import Databases

OWNER = ("--owner", "Ratna", "--password", "rahasia-toko", "--name", "Toko Ratna", "--branch", "BDG1")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    assert run("create-shop", "--data", folder, *OWNER).exit_code == 0
    return folder


def run(*arguments: str | Path, language: str = "en") -> Result:
    given = [str(argument) for argument in arguments]
    return CliRunner().invoke(app, ["--language", language, *given], env={"NO_COLOR": "1"})


def said(*arguments: str | Path, language: str = "en") -> str:
    """The one line on stderr of a command that could not be done."""
    told_ = run(*arguments, language=language)
    assert (told_.exit_code, told_.stdout, told_.exception.__class__) == (1, "", SystemExit)
    line: str = told_.stderr
    assert line.strip()
    return line.strip()


UNREADABLE = "The address of the database cannot be read"


@pytest.mark.parametrize("command", ["migrate", "verify"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("harga", UNREADABLE),
        ("sqlite:///", UNREADABLE),
        ("sqlite:///:memory:", UNREADABLE),
        ("sqlite:///file::memory:?uri=true", UNREADABLE),
        ("sqlite://host/backoffice.db", UNREADABLE),
        ("postgresql://127.0.0.1:1/x?lantai=2", UNREADABLE),
        ("mysql://x/y", "no such kind of database"),
        ("postgresql://nobody:x@127.0.0.1:1/x", "PostgreSQL does not do what it should"),
        ("sqlite:////proc/nowhere/backoffice.db", "/proc/nowhere"),
    ],
)
def test_an_address_that_leads_nowhere(command: str, url: str, words: str, tmp_path: Path) -> None:
    line = said(command, "--data", tmp_path, "--database-url", url)
    assert (words in line, "\n" in line) == (True, False)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_password_of_postgresql_is_said(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh("postgresql", tmp_path)
    stranger = url.replace("postgres@", "nobody:wrong@", 1)
    line = said("migrate", "--data", tmp_path, "--database-url", stranger)
    assert ("nobody" in line, "\n" in line) == (True, False)
    databases.drop(url)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "backoffice.db"
    file.write_text("kode,nama,harga\n" * 100)
    for command in ("verify", "migrate"):
        line = said(command, "--data", tmp_path)
        assert ("file is not a database" in line, "`backoffice-server restore`" in line) == (True, True)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in said("migrate", "--data", tmp_path / "file")


def test_a_mistyped_folder_makes_no_database(tmp_path: Path) -> None:
    prices = tmp_path / "harga.csv"
    prices.write_text("kode,nama,harga\nKOPI,Kopi,9000\n")
    for arguments in (
        ("import", "products", str(prices)),
        ("enroll-till", "--branch", "BDG1", "--register", "K1"),
        ("verify",),
        ("report", "journal"),
    ):
        line = said(*arguments, "--data", tmp_path / "typo")
        assert ("There is no database" in line, "typo" in line) == (True, True)
    assert not (tmp_path / "typo").exists()


def test_a_database_without_a_shop(tmp_path: Path) -> None:
    prices = tmp_path / "harga.csv"
    prices.write_text("kode,nama,harga\nKOPI,Kopi,9000\n")
    assert run("migrate", "--data", tmp_path).stdout == "The schema was brought up to date.\n"
    assert run("migrate", "--data", tmp_path).stdout == "The schema is up to date.\n"
    for arguments in (
        ("import", "products", str(prices)),
        ("enroll-till", "--branch", "BDG1", "--register", "K1"),
    ):
        assert (
            said(*arguments, "--data", tmp_path) == "There is no shop in this database. Is --data right?"
            " restore brings a backup back, create-shop makes a new shop."
        )


@pytest.mark.parametrize(("schema", "words"), [("r9999", "it is newer"), (None, "makes a new shop")])
def test_a_schema_of_another_program(shop: Path, schema: str | None, words: str) -> None:
    with sqlite3.connect(shop / "backoffice.db") as database:
        database.execute("DELETE FROM alembic_version")
        if schema:
            database.execute("INSERT INTO alembic_version VALUES (?)", (schema,))
    database.close()
    assert words in said("verify", "--data", shop)
    assert words in said("report", "journal", "--data", shop)


def test_a_master_secret_that_is_damaged(shop: Path) -> None:
    for rubbish in ("", "x" * 64, "ab" * 8):
        (shop / "master.secret").write_text(rubbish)
        assert "master.secret is damaged" in said("verify", "--data", shop)


def test_every_fault_names_its_flag_and_what_is_wanted(tmp_path: Path) -> None:
    wrong = ("--owner", "Ratna", "--password", "x", "--name", "Toko", "--pin", "1")
    assert said("create-shop", "--data", tmp_path, *wrong).splitlines() == [
        "--password: needs at least 8 characters",
        "--pin: needs 4 to 8 digits",
    ]
    odd = said("create-shop", "--data", tmp_path, *OWNER, "--register", "a b/")
    assert odd == "--register: up to 12 letters and digits, nothing else"
    long = said("create-shop", "--data", tmp_path, *OWNER, "--login", "x" * 70)
    assert long == "--login: is longer than 64 characters"


def test_who_cannot_be_asked_is_told_the_flag(tmp_path: Path) -> None:
    refused = run("create-shop", "--data", tmp_path, "--owner", "Ratna", "--password", "rahasia-toko")
    assert (refused.exit_code, refused.stderr) == (2, "--name is missing.\n")
    assert not any(tmp_path.iterdir())


def test_what_the_user_reads_is_in_his_language(shop: Path) -> None:
    asked = ("report", "journal", "--data", shop, "--branch", "NOPE")
    assert said(*asked) == "There is no branch with the code NOPE."
    assert said(*asked, language="id") == "Tidak ada cabang dengan kode NOPE."
    period = ("report", "journal", "--data", shop, "--from", "2026-12-01", "--to", "2026-01-01")
    assert said(*period) == "--from: must not be after 2026-01-01"


def test_files_that_are_no_price_list(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "harga.xlsx"
    for content, words in (
        (b"\x89PNG\x00\x81\x8d", "no table"),
        (b"", "no table"),
        (b"PK\x03\x04 but no spreadsheet", "no table"),
        (b"foo,bar\n1,2\n", "code: this column is missing"),
    ):
        file.write_bytes(content)
        assert words in said("import", "products", file, "--data", shop)
    file.write_bytes(b"kode,nama,harga\n")
    told_ = run("import", "products", file, "--data", shop)
    assert told_.stdout.splitlines()[-2:] == [
        "The file has a heading and no products.",
        "Nothing was written.",
    ]


@pytest.mark.parametrize(
    "error",
    [
        Refusal(ErrorCode.CONFLICT),
        Refusal(ErrorCode.SERVER_BUSY, why=None),
        invalid([Fault("x", ErrorCode.UNKNOWN_UNIT), Fault("from", ErrorCode.FIELD_REQUIRED)]),
        psycopg.OperationalError(),
        OSError(),
        OSError(errno.ENOSPC, "No space left on device", "/media/full"),
    ],
)
def test_no_failure_is_without_its_reason(error: Exception) -> None:
    assert (reason(error) or "").strip()


def test_leaving_is_no_failure_and_a_fault_of_ours_is_not_hushed() -> None:
    for leaving in (typer.Exit(0), typer.Exit(3), typer.Abort()):
        with pytest.raises(type(leaving)) as left, told():
            raise leaving
        assert left.value is leaving
    with pytest.raises(RuntimeError, match="a bug"), told():
        raise RuntimeError("a bug")


def test_a_fault_of_ours_ends_with_its_own_code() -> None:
    program = (
        "import sys; from backoffice_server.commands import tree; tree.app = lambda **_: 1 / 0;"
        "from backoffice_server.__main__ import main; sys.argv = ['backoffice-server']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Ini kesalahan program")


def test_every_fault_an_import_can_find_has_words() -> None:
    texts.use("en")
    facts = {"value": "x", "row": 2, "barcode": "899", "at_most": 64, "product": "p"}
    codes = (
        *(ErrorCode.NOT_A_NUMBER, ErrorCode.AMBIGUOUS_NUMBER, ErrorCode.PRICE_MISSING, ErrorCode.SKU_TAKEN),
        *(ErrorCode.PRICE_NOT_POSITIVE, ErrorCode.DUPLICATE_ROW, ErrorCode.BARCODE_TAKEN, ErrorCode.INVALID),
        *(ErrorCode.BARCODE_CHECK_DIGIT, ErrorCode.FIELD_REQUIRED, ErrorCode.FIELD_TOO_LONG),
        *(ErrorCode.UNKNOWN_TAX_CLASS, ErrorCode.COLUMN_MISSING, ErrorCode.TOO_LARGE),
    )
    for code in codes:
        assert "Refused" not in fault_words(code.value, facts)
    assert "Refused" in fault_words("code_of_tomorrow", {})
    assert refusal_words(Refusal(ErrorCode.SERVER_RUNNING)).startswith("The server is running")
