"""`make simulate`: seeds of tills, lines and back office under faults. The same seed gives the same trace."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.simulation.seeds import Story, simulate

TOLD_EVERY = 20
STATES = ("online", "draining", "snapshot", "offline")


def main(arguments: list[str] | None = None) -> int:
    chosen = _chosen(arguments)
    if chosen.verbose:
        story = simulate(chosen.first_seed, say=print)
        print(f"seed {story.seed}: {story.trace}", *story.broken or ("all holds",), sep="\n")
        return 1 if story.broken else 0
    began = time.monotonic()
    total, faults, done = Counter[str](), Counter[tuple[str, str]](), 0
    bad: list[int] = []
    for story in _stories(range(chosen.first_seed, chosen.first_seed + chosen.seeds), chosen.jobs):
        total += story.counts
        faults += story.faults
        done += 1
        if not done % TOLD_EVERY:
            print(f"so far {done} seeds, {total['sold']} sales, {len(bad)} broken", flush=True)
        if story.broken:
            bad.append(story.seed)
            _tell_broken(story)
    spent = time.monotonic() - began
    print(_figures(total, faults, seeds=done, spent=spent))
    print(f"seeds that broke a rule: {sorted(bad) or 'none'}")
    return 1 if bad else 0


def _chosen(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulation")
    parser.add_argument("--seeds", type=int, default=50, help="how many")
    parser.add_argument("--first-seed", type=int, default=1, help="the first of them")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument(
        "--verbose", action="store_true", help="the first seed alone, every line of its trace"
    )
    return parser.parse_args(arguments)


def _stories(seeds: Sequence[int], jobs: int) -> Iterator[Story]:
    if jobs == 1:
        yield from map(simulate, seeds)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        asked = {pool.submit(simulate, seed): seed for seed in seeds}
        for finished in as_completed(asked):
            fault = finished.exception()
            if fault is None:
                yield finished.result()
            else:
                # One of thousands of seeds must not end the others; alone it shows where it happened.
                yield Story(asked[finished], "", Counter(), Counter(), (f"{type(fault).__name__}: {fault}",))


def _tell_broken(story: Story) -> None:
    print(f"seed {story.seed} broke {len(story.broken)} rules (trace {story.trace[:16]}):")
    for words in story.broken[:6]:
        print(f"  {words[:400]}")
    command = f"python -m tests.simulation --first-seed {story.seed} --verbose"
    print(f"  again: {command}", flush=True)


def _figures(total: Counter[str], faults: Counter[tuple[str, str]], *, seeds: int, spent: float) -> str:
    happened = f"{total['sold']} sales, {total['returned']} returns, {sum(faults.values())} faults"
    lines = [f"{seeds} seeds, {happened}, {spent:.0f} s ({seeds / spent:.2f} seeds/s)"]
    lines.append(f"{'fault, by the state of the till':<32}" + "".join(f"{state:>10}" for state in STATES))
    lines += [
        f"{kind:<32}" + "".join(f"{faults[kind, state]:>10}" for state in STATES)
        for kind in sorted({kind for kind, _ in faults})
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
