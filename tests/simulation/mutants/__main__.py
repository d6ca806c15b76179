"""`make mutants`: every planted harm must be noticed; prints the seed it died at and of what."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.simulation.mutants.hunting import Death, hunt
from tests.simulation.mutants.mutation import names


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("--seeds", type=int, default=60, help="at most, for each")
    parser.add_argument("--first-seed", type=int, default=1, help="the first of them")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--only", nargs="*", default=[], help="names; all when none is given")
    chosen = parser.parse_args(arguments)
    began, alive = time.monotonic(), []
    wanted = chosen.only or names()
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        hunts = [pool.submit(hunt, name, chosen.first_seed, chosen.seeds) for name in wanted]
        for finished in hunts:
            death = finished.result()
            if death.seed is None:
                alive.append(death.name)
            print(_told(death), flush=True)
    killed = len(wanted) - len(alive)
    print(f"{killed} of {len(wanted)} mutants killed, {time.monotonic() - began:.0f} s")
    return 1 if alive else 0


def _told(death: Death) -> str:
    if death.seed is None:
        return f"{death.name:<30} SURVIVED {death.tried} seeds"
    return f"{death.name:<30} died at seed {death.seed:<4} of: {death.words[:160]}"


if __name__ == "__main__":
    sys.exit(main())
