"""A small log through real tills and a real server process, as `make replay` does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.replay.shop import ROOT
from tests.replay.test_log import HEAD

LINES = (
    "1,1,2011-01-04 09:00:00,UK,lamp,Lamp,2,1.25,2.50,,17,,sale\n"
    "1,2,2011-01-04 09:00:00,UK,LAMP,LAMP,600,1.25,750,,17,,sale\n"
    "1,3,2011-01-04 09:00:00,UK,lamp,Lamp,1,1.25,1.25,,17,,sale\n"
    "1,4,2011-01-04 09:00:00,UK,POST,Postage,1,3,3,,17,,service\n"
    "2,1,2011-01-04 09:30:00,UK,lamp,Lamp,1,1.45,1.45,,,,sale\n"
    "3,1,2011-01-04 10:00:00,UK,22139,,56,0,0,,,,stock_adjust\n"
    "C4,1,2011-01-05 10:00:00,UK,lamp,Lamp,-2,1.25,-2.50,,17,,cancel\n"
    "C5,1,2011-01-05 10:00:00,UK,LAMP,Lamp,-74215,1.04,-77183.60,,18,,cancel\n"
    "6,1,2011-04-20 11:00:00,UK,LAMP,Lamp,1,1.25,1.25,,19,,sale\n"
)


def test_reports_of_a_replay_are_those_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(HEAD + LINES)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.replay",
            str(log),
            "--tills",
            "2",
            "--cutoffs",
            "2011-01-05,2011-04-20",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.splitlines()
    assert told[0].startswith("5 receipts with 8 lines, 1 stock corrections, 4 products")
    assert "1 of 2 returns against their receipt, 1 stock corrections booked" in told
    assert [line for line in told if "differences" in line] == [
        "days of the log: 9 figures compared, 0 differences",
        "products of the log: 8 figures compared, 0 differences",
        "stock of the log: 3 figures compared, 0 differences",
    ]
    assert "movers on 2011-01-05: FSN F 1/N 2" in told
    assert "movers on 2011-04-20: FSN F 1/N 2" in told
