"""`python -m tests.fuzz --times 20`: the same tests as in `make test`, with so many times their examples."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--times", type=int, default=10, help="how much more than in `make test`")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    chosen, rest = parser.parse_known_args(arguments)
    os.environ["FUZZ_TIMES"] = str(chosen.times)
    # What takes longer than a test may is the point here.
    options = ["-q", f"-n{chosen.jobs}", "--timeout=0", "-o", "faulthandler_timeout=0", "--durations=12"]
    return int(pytest.main([*options, str(Path(__file__).parent), *rest]))


if __name__ == "__main__":
    sys.exit(main())
