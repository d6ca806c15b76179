"""Everything a developer does with this tree: `python packaging/dev.py help`. Standard library only."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

if sys.version_info < (3, 11):  # noqa: UP036 - told to whoever has an older one, before anything else is read
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")

import dev_processes
import dev_setup

ROOT: Final = Path(__file__).resolve().parent.parent
OFFSCREEN: Final = {"QT_QPA_PLATFORM": "offscreen"}
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - used where it is there, writable and roomy
MEMORY_BYTES_MIN: Final = 6 * 1024**3


def run(_: argparse.Namespace) -> int:
    """Open the desktop program on a demonstration shop, with its own back office."""
    dev_setup.prepare(ROOT, "app")
    return dev_processes.run_demo(ROOT, dev_setup.python(ROOT))


def test(options: argparse.Namespace) -> int:
    """Run lint, types, import contracts, house rules and all tests; ARGS= goes to pytest alone."""
    dev_setup.prepare(ROOT, "dev")
    if options.args:
        return _pytest(options.args)
    return _all_of(_ruff, _mypy, _pytest)


def lint(_: argparse.Namespace) -> int:
    """Check style, types and import contracts."""
    dev_setup.prepare(ROOT, "dev")
    return _all_of(_ruff, _mypy, _imports)


def bench(options: argparse.Namespace) -> int:
    """Measure this tree beside floors of the same work (ARGS=--json for machines)."""
    return _tool("bench", options.args)


def simulate(options: argparse.Namespace) -> int:
    """Run tills, network and back office through seeded faults (SEEDS=, FIRST_SEED=, JOBS=)."""
    return _tool("simulation", [*_given(options, "seeds", "first_seed", "jobs"), *options.args])


def mutants(options: argparse.Namespace) -> int:
    """Break the sync on purpose, one way after the other: the simulation must notice each."""
    return _tool("simulation.mutants", [*_given(options, "seeds", "first_seed", "jobs"), *options.args])


def powerloss(options: argparse.Namespace) -> int:
    """Cut the power of a recorded till at N= moments and open what its disk may hold."""
    return _tool("powerloss", [*_given(options, "n"), *options.args])


def chaos(options: argparse.Namespace) -> int:
    """Kill, stop, cut and fill real tills, server and database for MINUTES= (DATABASE_URL=postgresql)."""
    return _tool("chaos", [*_given(options, "minutes", "database_url"), *options.args])


def replay(options: argparse.Namespace) -> int:
    """Sell every receipt of LOG= through real tills and compare the reports with ORACLES=."""
    if not options.log:
        sys.exit("which receipts? make replay LOG=receipts.csv.gz")
    names = ("database_url", "tills", "until", "price_factor", "oracles", "cutoffs")
    return _tool("replay", [options.log, *_given(options, *names), *options.args])


def screenshots(options: argparse.Namespace) -> int:
    """Draw every screen in both languages, both themes and two sizes."""
    return _tool("screenshots", options.args)


def test_browser(options: argparse.Namespace) -> int:
    """Test the web page of the queue in a real Chromium, which is installed where that may be done."""
    dev_setup.install_browser()
    return _tool("browser", options.args)


def coverage(options: argparse.Namespace) -> int:
    """Run the tests with branch coverage; pages in .cache/coverage/html."""
    dev_setup.prepare(ROOT, "dev")
    packages = [f"--cov={name}" for name in ("shared_models", "backoffice_server", "pos_client")]
    return _pytest([*packages, "--cov-branch", "--cov-report=term", "--cov-report=html", *options.args])


def clean(_: argparse.Namespace) -> int:
    """Remove what can be made again: caches, builds, pictures and the demonstration shop."""
    for name in (
        ".cache",
        ".run",
        "build",
        "dist",
        "screenshots",
        ".hypothesis",
        ".ruff_cache",
        ".import_linter_cache",
    ):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for pattern in ("**/__pycache__", "*.egg-info"):
        for found in [path for path in ROOT.glob(pattern) if ".venv" not in path.parts]:
            shutil.rmtree(found, ignore_errors=True)
    for compiled in ROOT.glob("*/locale/*/messages.mo"):
        compiled.unlink()
    return 0


def setup(_: argparse.Namespace) -> int:
    """Make the virtual environment and install what runs and checks need."""
    dev_setup.prepare(ROOT, "dev")
    return 0


# Each is an option here and a variable of make.
VARIABLES: Final = (
    "log", "database-url", "tills", "until", "price-factor", "oracles", "cutoffs", "seeds", "first-seed",
    "jobs", "n", "minutes",
)  # fmt: skip
COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    step.__name__.replace("_", "-"): step
    for step in (
        run,
        test,
        lint,
        bench,
        simulate,
        mutants,
        powerloss,
        chaos,
        replay,
        screenshots,
        coverage,
        clean,
        setup,
        test_browser,
    )
}


def main() -> int:
    options = _options()
    if options.command == "help":
        for name, step in COMMANDS.items():
            print(f"  {name:<12} {step.__doc__}")
        return 0
    os.chdir(ROOT)
    return COMMANDS[options.command](options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=[*COMMANDS, "help"], nargs="?", default="help")
    for name in VARIABLES:
        parser.add_argument(f"--{name}", default=os.environ.get(name.upper().replace("-", "_"), ""))
    options, rest = parser.parse_known_args()
    options.args = shlex.split(os.environ.get("ARGS", "")) + [part for part in rest if part != "--"]
    return options


def _given(options: argparse.Namespace, *names: str) -> list[str]:
    values = {name: getattr(options, name) for name in names}
    return [
        part for name, value in values.items() if value for part in (f"--{name.replace('_', '-')}", value)
    ]


def _tool(name: str, arguments: list[str]) -> int:
    dev_setup.prepare(ROOT, "dev")
    return _python("-m", f"tests.{name}", *arguments)


def _temporary() -> dict[str, str]:
    """Where tests make their files: in memory if there is room, for they wait for a disk ten thousand times.

    What a disk does with what it was told to keep is played in tests/powerloss.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return {}
    return {"TMPDIR": str(MEMORY)} if shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN else {}


def _python(*arguments: str, **changed: str) -> int:
    environment = {**OFFSCREEN, **os.environ, **changed}
    return subprocess.run(
        [dev_setup.python(ROOT), *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def _ruff() -> int:
    return _python("-m", "ruff", "check", "--quiet") or _python("-m", "ruff", "format", "--check", "--quiet")


def _mypy() -> int:
    return _python("-m", "mypy")


def _imports() -> int:
    return _python(
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--cache-dir",
        ".cache/imports",
    )


def _pytest(arguments: list[str] | None = None) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return _python("-m", "pytest", "-n", str(cores), *(arguments or []), **_temporary())


def _all_of(*steps: Callable[[], int]) -> int:
    failed = []
    for step in steps:
        print(f"— {step.__name__.strip('_')}", flush=True)
        if step():
            failed.append(step.__name__.strip("_"))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
