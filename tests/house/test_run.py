"""`make run` with stand-ins for both programs: what is started, and what is left when it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import psutil
import pytest

from tests.house.tree import ROOT

SERVER: Final = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
data = Path(sys.argv[sys.argv.index("--data") + 1])
if sys.argv[1] == "create-shop":
    data.mkdir()
    (data / "made").write_text("half")
    if Path("fail").exists():
        sys.exit(3)
    (data / "demo.json").write_text("{}")
    sys.exit()
class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
server = HTTPServer(("127.0.0.1", 0), Health)
Path("server.pid").write_text(str(os.getpid()))
Path(sys.argv[sys.argv.index("--port-file") + 1]).write_text(str(server.server_port))
server.serve_forever()
"""
CLIENT: Final = """
import json, os, sys, threading
from pathlib import Path
told = {"arguments": sys.argv[1:], "screen": os.environ.get("QT_QPA_PLATFORM")}
Path("client.json").write_text(json.dumps(told))
print("client is up", flush=True)
if Path("stay").exists():
    threading.Event().wait()
sys.exit(7)
"""
RUN: Final = """
import sys, dev_processes
from pathlib import Path
sys.exit(dev_processes.run_demo(Path.cwd(), sys.executable))
"""
# Ctrl-C while the last program is being started: it runs already, and its start has not returned.
RUN_CUT_OFF: Final = (
    """
import signal, subprocess, sys
class Cut(subprocess.Popen):
    def __init__(self, command, **options):
        super().__init__(command, **options)
        if "pos_client" in command:
            signal.raise_signal(signal.SIGINT)
subprocess.Popen = Cut
"""
    + RUN
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, program in (("backoffice_server", SERVER), ("pos_client", CLIENT)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__main__.py").write_text(program, "utf-8")
    return tmp_path


def running(tree: Path, program: str = RUN) -> subprocess.Popen[str]:
    displays = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in displays}
    environment["PYTHONPATH"] = str(ROOT / "packaging")
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tree,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def server_lives(tree: Path) -> bool:
    return bool(psutil.pid_exists(int((tree / "server.pid").read_text())))


def test_the_clients_exit_code_is_handed_on_and_the_server_stopped(tree: Path) -> None:
    with running(tree) as process:
        said, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (7, "")
    assert "client is up" in said
    assert not server_lives(tree)
    client = json.loads((tree / "client.json").read_text())
    assert client["screen"] == "offscreen"
    arguments = client["arguments"]
    assert "--demo-day" in arguments
    assert arguments[arguments.index("--demo") + 1] == str(tree / ".run" / "server" / "demo.json")
    assert arguments[arguments.index("--server") + 1].startswith("http://127.0.0.1:")


def test_yesterdays_shop_is_found_again(tree: Path) -> None:
    for _ in range(2):
        with running(tree) as process:
            process.communicate(timeout=60)
        (tree / ".run" / "server" / "yesterday").touch()
    assert (tree / ".run" / "server" / "yesterday").exists()


def test_a_shop_half_made_is_made_anew(tree: Path) -> None:
    (tree / "fail").touch()
    with running(tree) as process:
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "could not be created" in complaints
    (tree / "fail").unlink()
    with running(tree) as process:
        process.communicate(timeout=60)
    assert process.returncode == 7
    assert not (tree / ".run" / "server.new").exists()


def test_ctrl_c_stops_both(tree: Path) -> None:
    (tree / "stay").touch()
    with running(tree) as process:
        assert process.stdout is not None
        while "client is up" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert not server_lives(tree)


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing_behind(tree: Path) -> None:
    (tree / "stay").touch()
    with running(tree, RUN_CUT_OFF) as process:
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert not server_lives(tree)
