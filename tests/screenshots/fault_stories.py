"""Faults of a till's machine: the stories of tests/system/faults are told, and leave their pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.screenshots.office import ROOT

NAME: Final = "faults"
STORIES: Final = "tests/system/faults/test_what_people_see.py"


def draw_stories(target: Path) -> bool:
    """Each story once, into a folder of its own. False when one of them does not end well."""
    command = [sys.executable, "-m", "pytest", "-q", "-k", "not postgresql", STORIES]
    folder = {"POS_SYSTEM_SCREENSHOTS": str((target / NAME).absolute())}
    return subprocess.run(command, cwd=ROOT, env=os.environ | folder, check=False).returncode == 0
