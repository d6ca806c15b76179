"""The commands about backups, in a process of their own, as an operator gives them."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backoffice_server.commands.backup import incidents, restore, verify_backup
from tests.factories.server_process import command, serving

OWNER = ("--owner", "Ratna", "--password", "rahasia-toko", "--name", "Toko Ratna", "--branch", "BDG1")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    assert command("create-shop", "--data", folder, *OWNER, POS_LANGUAGE="en").returncode == 0
    return folder


def test_from_set_up_to_a_new_machine(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stat.S_IMODE((data / "backup.key").stat().st_mode) == 0o600
    with serving("--data", data) as server:
        taken = command("backup", "--data", data, POS_LANGUAGE="en")
        assert (taken.returncode, taken.stderr) == (0, "")
        (file,) = (data / "backups").iterdir()
        assert "none broken" in taken.stdout
        refused = command("restore", file, "--data", data, "--replace", POS_LANGUAGE="en")
        assert (refused.returncode, "server is running" in refused.stderr) == (1, True)
        assert server.get("/api/health").status_code == 200
    # The disk is gone; the backup and the two keys are what was kept elsewhere.
    new = tmp_path / "new"
    new.mkdir()
    for name in ("backup.key", "master.secret"):
        shutil.copy(data / name, new / name)
    verify_backup(file, data=new)
    assert "Toko Ratna" in capsys.readouterr().out
    restore(file, data=new)
    assert (
        str(new) not in capsys.readouterr().out
    )  # nothing was there to keep, nothing is wrong with the keys
    incidents(data=new)
    assert capsys.readouterr().out.count("\n") == 2
    with serving("--data", new) as server:
        assert server.get("/api/health").status_code == 200


def test_a_disk_that_is_not_mounted_gets_no_folder_on_this_one(data: Path, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    refused = command("backup", "--data", data, "--to", usb, POS_LANGUAGE="en")
    assert (refused.returncode, "is its disk mounted?" in refused.stderr, usb.exists()) == (1, True, False)
    usb.mkdir()
    assert command("backup", "--data", data, "--to", usb).returncode == 0
    assert len(list(usb.glob("*.posbackup"))) == 1


def test_a_backup_that_is_stopped_leaves_nothing_in_the_clear(data: Path, tmp_path: Path) -> None:
    os.mkfifo(data / "backup.key.fifo")
    (tmp_path / "usb").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED_IN_THE_MIDDLE, str(data), str(tmp_path / "usb")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "copied\n"
        assert list(data.glob(".backup-*/copy"))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert (list(data.glob(".backup-*")), list((tmp_path / "usb").iterdir())) == ([], [])


# Sealing stops at a pipe that nobody fills.
STOPPED_IN_THE_MIDDLE = """
import sys
from pathlib import Path
from backoffice_server.backup import sealed
from backoffice_server.commands.backup import backup

data, to = Path(sys.argv[1]), Path(sys.argv[2])

def seal(*_):
    print("copied", flush=True)
    (data / "backup.key.fifo").read_bytes()

sealed.seal = seal
backup(data=data, to=to)
"""
