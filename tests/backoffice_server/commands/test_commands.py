"""The program as it is started: serving, stopping, founding, enrolling, importing."""

from __future__ import annotations

import json
import signal
import stat
from pathlib import Path

import httpx2
import pytest

from tests.databases import Backend, Databases
from tests.factories.server_process import command, serving

OWNER = ("--owner", "Ratna", "--password", "rahasia-toko", "--name", "Toko Ratna", "--branch", "BDG1")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    assert command("create-shop", "--data", folder, *OWNER).returncode == 0
    return folder


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_stops_cleanly(data: Path, tmp_path: Path, sign: signal.Signals) -> None:
    port_file = tmp_path / "port"
    with serving("--data", data, "--port-file", port_file) as server:
        assert server.get("/api/health").json() == {"status": "ok"}
        assert server.address.endswith(port_file.read_text())
        assert server.stop(sign) == 0


def test_a_listener_does_not_hold_the_server_up(data: Path) -> None:
    with serving("--data", data) as server:
        reply = httpx2.post(
            f"{server.address}/api/sessions", json={"username": "owner", "password": "rahasia-toko"}
        )
        who = {"Authorization": f"Bearer {reply.json()['token']}"}
        with httpx2.stream("GET", f"{server.address}/api/live", headers=who, timeout=30) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            assert server.stop() == 0
            assert list(stream.iter_bytes()) == []


def test_the_network_is_asked_for_explicitly(tmp_path: Path) -> None:
    refused = command("serve", "--data", tmp_path, "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "--insecure-lan" in refused.stderr


def test_writing_commands_wait_for_the_server_to_stop(data: Path) -> None:
    with serving("--data", data):
        refused = command("enroll-till", "--data", data, "--branch", "BDG1", "--register", "K1")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert (
        refused.stderr.strip() == "Server sedang berjalan: gunakan tab admin, atau hentikan dulu server itu."
    )
    done = command("enroll-till", "--data", data, "--branch", "BDG1", "--register", "K2")
    assert (done.returncode, len(done.stdout.strip())) == (0, 11)


def test_a_new_folder_is_for_its_owner_alone(data: Path) -> None:
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "master.secret").stat().st_mode) == 0o600


def test_a_shop_is_founded_once(data: Path) -> None:
    again = command("create-shop", "--data", data, *OWNER)
    assert (again.returncode, again.stdout) == (1, "")
    unknown = command("enroll-till", "--data", data, "--branch", "NOWHERE", "--register", "K1")
    assert (unknown.returncode, "NOWHERE" in unknown.stderr) == (1, True)


def test_products_come_from_a_file(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "harga.csv"
    file.write_text("kode,nama,harga\nKOPI,Kopi,9000\nTEH,Teh,x\n")
    refused = command("import", "products", file, "--data", data)
    assert (refused.returncode, refused.stdout.splitlines()[0]) == (
        1,
        "baris 3, harga: x bukan jumlah: tulis 12500 atau 12.500",
    )
    file.write_text("kode,nama,harga\nKOPI,Kopi,9000\n")
    seen = command("import", "products", file, "--data", data, "--dry-run")
    assert (seen.returncode, seen.stdout.splitlines()[-1]) == (0, "Tidak ada yang ditulis.")
    done = command("import", "products", file, "--data", data)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Sudah ditulis.")


def test_the_secret_must_not_be_replaced_by_a_new_one(data: Path) -> None:
    (data / "master.secret").unlink()
    refused = command("serve", "--data", data, "--port", "0")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith("master.secret tidak ada: kembalikan dari salinannya.")


def test_the_demo_shop_is_told_last(tmp_path: Path, backend: Backend, databases: Databases) -> None:
    url = databases.fresh(backend, tmp_path)
    done = command("create-shop", "--demo", "--data", tmp_path / "demo", "--database-url", url)
    assert done.returncode == 0, done.stderr
    told = tmp_path / "demo" / "demo.json"
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    demo = json.loads(told.read_text())
    assert (demo["company"], demo["branch"], demo["register"]) == ("Toko Melanira", "BDG1", "K1")
    assert [(code["branch"], code["register"]) for code in demo["enrolment_codes"]] == [
        *(("BDG1", "K1"), ("BDG1", "K2"), ("BDG2", "K1"), ("BDG2", "K2")),
    ]
    assert {person["role"] for person in demo["staff"]} == {"cashier", "supervisor", "clerk", "owner"}
    databases.drop(url)
