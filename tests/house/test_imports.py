"""The ladders of pyproject.toml hold, and the check that says so finds planted climbs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import PACKAGES, ROOT, Tree

CHECK: Final = "from importlinter.cli import lint_imports_command as run; run()"

PLANTED: Final = (
    ("shared_models/values/planted.py", "import shared_models.wire", "shared_models inside"),
    ("shared_models/rules/planted.py", "import httpx", "shared_models is pure"),
    ("pos_client/desk/planted.py", "import backoffice_server.kernel", "meet only in shared_models"),
    ("backoffice_server/kernel/planted.py", "import backoffice_server.features", "server inside"),
    ("backoffice_server/unplaced.py", "", "server inside"),
    ("backoffice_server/features/unplaced/__init__.py", "", "server features stand on a ladder"),
    ("pos_client/store/planted.py", "import pos_client.engine", "client inside"),
    ("pos_client/engine/planted.py", "import PySide6", "no Qt below the presenter"),
    ("pos_client/sync/planted.py", "import httpx", "httpx lives in pos_client.remote only"),
    ("pos_client/desk/sql.py", "import sqlalchemy", "views and presenters never touch SQL or HTTP"),
)


def broken_contracts(root: Path, cache: Path) -> tuple[int, str]:
    command = [sys.executable, "-c", CHECK, "--no-logo", "--cache-dir", str(cache)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_import_goes_down_the_ladder(tmp_path: Path) -> None:
    code, report = broken_contracts(ROOT, tmp_path)
    assert code == 0, report


def test_planted_climbs_are_found(tmp_path: Path) -> None:
    """One copy of the tree with every fault in it: each contract must name its own."""
    tree = Tree(ROOT)
    for source in tree.below(*PACKAGES):
        target = tmp_path / source.place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.text, "utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for place, text, _ in PLANTED:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(f"{text}\n", "utf-8")
    code, report = broken_contracts(tmp_path, tmp_path / "cache")
    broken = [line for line in report.splitlines() if line.endswith("BROKEN")]
    assert code == 1
    for _, _, contract in PLANTED:
        assert any(contract in line for line in broken), f"{contract} kept quiet:\n{report}"


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_are_where_the_contracts_look(name: str) -> None:
    assert (ROOT / name / "__init__.py").exists()
