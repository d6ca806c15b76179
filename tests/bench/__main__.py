"""`make bench`: every benchmark with its floor in one run, as a table or as JSON.

A benchmark is a module of this package with `run() -> list[Figure]`; `ARGS="till_commit --json"` runs one.
"""

import argparse
import importlib
import json
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench.figures import Figure


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", help="benchmarks to run (all)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args(arguments)
    figures: list[Figure] = []
    for name in chosen.names or benchmarks():
        print(f"… {name}", file=sys.stderr, flush=True)
        figures += importlib.import_module(f"tests.bench.{name}").run()
    print(as_json(figures) if chosen.json else as_table(figures))
    return 0


def benchmarks() -> list[str]:
    """Names of the modules that offer `run`."""
    folder = str(Path(__file__).parent)
    names = [module.name for module in pkgutil.iter_modules([folder]) if not module.name.startswith("_")]
    return [name for name in names if hasattr(importlib.import_module(f"tests.bench.{name}"), "run")]


def as_json(figures: list[Figure]) -> str:
    rows = [asdict(figure) | {"ratio": figure.ratio, "reached": figure.reached} for figure in figures]
    return json.dumps(rows, indent=1)


def as_table(figures: list[Figure]) -> str:
    lines = [f"{'goal':>4}  {'case':<58} {'ours':>10} {'floor':>10} {'ratio':>7} {'goal':>7}  unit"]
    for figure in figures:
        floor = f"{figure.floor:10.3f}" if figure.floor is not None else f"{'':>10}"
        mark = "reached" if figure.reached else "NOT REACHED"
        lines.append(
            f"{figure.goal_no:>4}  {figure.case:<58} {figure.ours:10.3f} {floor} {figure.ratio:7.3g} "
            f"{figure.goal:7.3g}  {figure.unit}  {mark}  {figure.note}".rstrip()
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
