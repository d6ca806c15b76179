"""`serve` towards the network: addresses, ports, certificates, and what its log tells."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from backoffice_server import texts
from backoffice_server.commands.tree import app
from pos_client.remote.api import Api
from pos_client.remote.client import Client
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests import postgres
from tests.factories.server_process import command, serving

OWNER = ("--owner", "Ratna", "--password", "rahasia-toko", "--name", "Toko Ratna", "--branch", "BDG1")
TLS: Final = Path(__file__).parents[2] / "factories" / "tls"
CERT, KEY = TLS / "cert.pem", TLS / "key.pem"
LOG_LINE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR) +[\w.]+: .+")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that these tests only serve."""
    folder = tmp_path_factory.mktemp("served") / "server"
    assert command("create-shop", "--data", folder, *OWNER).returncode == 0
    return folder


def refused(data: Path, *arguments: str | Path) -> str:
    done = command("--language", "en", "serve", "--data", data, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_folder_without_a_shop_is_not_served(tmp_path: Path) -> None:
    assert "There is no database" in refused(tmp_path / "typo")
    assert not (tmp_path / "typo").exists()
    (tmp_path / "backoffice.db").touch()
    # Its first line tells of the schema that it brought there.
    done = command("--language", "en", "serve", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("There is no shop in this database. Is --data right?")
    assert not (tmp_path / "master.secret").exists()


def test_a_port_that_is_taken_and_an_address_of_another_machine(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"Port {port} is taken" in refused(data, "--port", port)
    # 192.0.2.0/24 is nobody's: it stands in documents only.
    assert "192.0.2.1 is no address" in refused(data, "--host", "192.0.2.1", "--insecure-lan")


def test_a_certificate_that_no_till_could_be_shown(data: Path) -> None:
    for given, words in (
        (("--tls-key", KEY), "--tls-key needs --tls-cert"),
        (("--tls-cert", CERT), "cert.pem and its key cannot be used"),
        (("--tls-cert", KEY, "--tls-key", KEY), "key.pem and its key cannot be used"),
    ):
        asked = ["--language", "en", "serve", "--data", str(data), *map(str, given)]
        told = CliRunner().invoke(app, asked)
        assert (told.exit_code, words in told.stderr) == (1, True)


def test_a_shop_s_own_certificate(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving("--data", data, "--host", "0.0.0.0", "--tls-cert", CERT, "--tls-key", KEY) as server:
        address = server.address.replace("0.0.0.0", "localhost")
        assert address.startswith("https://")
        assert unreachable(address) is ErrorCode.SERVER_UNREACHABLE
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
        assert unreachable(address) is ErrorCode.SERVER_UNREACHABLE
        monkeypatch.setenv("SSL_CERT_FILE", str(CERT))
        with closing(Client(address)) as client:
            assert Api(client).sign_in(username="owner", password="rahasia-toko").company_name == "Toko Ratna"
        monkeypatch.delenv("SSL_CERT_FILE")
        with closing(Client(address, verify=str(CERT))) as client:
            assert client.call("GET", "/api/health", dict[str, str]) == {"status": "ok"}
        assert server.stop() == 0


def unreachable(address: str) -> ErrorCode:
    with closing(Client(address)) as client, pytest.raises(Refusal) as told:
        client.call("GET", "/api/health", dict[str, str])
    return told.value.code


def test_the_log_tells_the_time_of_starting_and_stopping(data: Path) -> None:
    with serving("--data", data) as server:
        assert server.stop(signal.SIGTERM) == 0
        assert server.process.stderr is not None
        lines = server.process.stderr.read().splitlines()
    assert [bool(LOG_LINE.fullmatch(line)) for line in lines] == [True] * len(lines)
    assert ("backoffice.db" in lines[0], "serving on" in lines[1], lines[-1].endswith("stopped")) == (
        *(True, True, True),
    )


def test_after_a_kill_it_starts_again_by_itself(data: Path) -> None:
    with serving("--data", data) as server:
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    assert CliRunner().invoke(app, ["verify", "--data", str(data)]).exit_code == 0
    with serving("--data", data) as again:
        assert again.get("/api/health").json() == {"status": "ok"}


def test_without_its_database_it_says_so_and_stops_well(tmp_path: Path) -> None:
    folder = postgres.new_folder()
    started = postgres.start(folder)
    try:
        shop = ("--data", tmp_path, "--database-url", started.url)
        assert command("create-shop", *shop, *OWNER).returncode == 0
        with serving(*shop) as server:
            assert server.get("/api/health").status_code == 200
            postgres.stop(folder)
            assert server.get("/api/health").status_code == 503
            assert server.stop() == 0
            assert server.process.stderr is not None
            lines = server.process.stderr.read().splitlines()
    finally:
        postgres.stop(folder)
    assert [line for line in lines if not LOG_LINE.fullmatch(line)] == []
    assert any("the database cannot serve /api/health" in line for line in lines)
    assert len(lines) == len({line[21:] for line in lines})
    assert not any("Traceback" in line for line in lines)
