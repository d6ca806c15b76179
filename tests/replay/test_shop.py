"""How a replay tells that a command of the back office ended badly: with all that it said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.replay.shop import Failed, command, why_ended


def ended(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_line_on_stderr_does_not_hide_what_was_found() -> None:
    done = ended("import sys; print('I2 BROKEN'); print('a warning', file=sys.stderr); sys.exit(1)")
    assert why_ended("verify", done) == "verify ended with 1\nI2 BROKEN\na warning"


def test_who_is_killed_or_says_nothing_is_told_of() -> None:
    killed = ended("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert why_ended("verify", killed).startswith("verify was ended by SIGKILL")
    assert why_ended("verify", ended("raise SystemExit(1)")) == "verify ended with 1\nit said nothing"


def test_a_command_that_fails_raises_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="verify ended with 1\nTidak ada basis data"):
        command(tmp_path, "", "verify")
