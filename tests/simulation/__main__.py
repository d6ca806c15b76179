"""`make simulate`: seeds of tills, lines and back office under faults. The same seed gives the same trace."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.simulation.world import make_template, simulate


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="simulation")
    parser.add_argument("--seeds", type=int, default=50, help="how many")
    parser.add_argument("--first-seed", type=int, default=1, help="the first of them")
    parser.add_argument("--verbose", action="store_true", help="a line for every seed")
    chosen = parser.parse_args(arguments)
    # A clone's token is warned about by the server: here that is the game.
    logging.disable(logging.WARNING)
    began, total, bad = time.monotonic(), Counter[str](), []
    with tempfile.TemporaryDirectory(prefix="simulation-") as name:
        folder = Path(name)
        template = make_template(folder / "template.db")
        for seed in range(chosen.first_seed, chosen.first_seed + chosen.seeds):
            place = folder / str(seed)
            place.mkdir()
            trace, counts, faults = simulate(seed, place, template)
            total += counts
            if faults:
                bad.append(seed)
            if chosen.verbose or faults:
                print(f"seed {seed}: {trace[:16]} {'; '.join(faults) or 'all holds'}")
    spent = time.monotonic() - began
    happened = f"{total['sold']} sales, {total['returned']} returns, {total['crashed']} tills crashed"
    restores = total["restore"] + total["restore_the_first"]
    back = f"{total['put_image_back']} images put back, {restores} restores"
    print(f"{chosen.seeds} seeds, {happened}, {back}, {spent:.0f} s")
    print(f"seeds that broke a rule: {bad or 'none'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
