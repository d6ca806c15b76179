"""Runs the tests of this folder; their files are named so that nobody else collects them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent

if __name__ == "__main__":
    sys.exit(pytest.main([str(FOLDER / "queue_page.py"), *sys.argv[1:]]))
