"""Seeds, one or many: the same seed gives the same story."""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.factories import shop as shops
from tests.simulation.checks import check
from tests.simulation.disks import watched_disks
from tests.simulation.limits import small_limits
from tests.simulation.till import CrashingUnit
from tests.simulation.world import ACTIONS, World


@dataclass(frozen=True, slots=True)
class Story:
    """One seed as it went. `faults`: by kind and the state the till was in. `broken`: rules, in words."""

    seed: int
    trace: str
    counts: Counter[str]
    faults: Counter[tuple[str, str]]
    broken: tuple[str, ...]


@cache
def template() -> Path:
    """An empty shop's database, made once per process."""
    path = Path(tempfile.mkdtemp(prefix="simulated-shop-")) / "server.db"
    shops.build(f"sqlite:///{path}")
    return path


def simulate(seed: int, *, actions: int = ACTIONS, say: Callable[[str], None] | None = None) -> Story:
    """Run a seed in a folder of its own. `say` is told every line of the trace."""
    start_from = template()
    with (
        _quiet(),
        tempfile.TemporaryDirectory(prefix="simulation-") as name,
        small_limits(seed),
        watched_disks(Path(name)) as disks,
    ):
        CrashingUnit.left = 0
        world = World(seed, Path(name), start_from, disks, say)
        try:
            broken = tuple(_played(world, actions))
        except Exception as fault:
            # One of thousands of seeds must not end the others; alone it shows where it happened.
            if say is not None:
                raise
            broken = (f"{type(fault).__name__}: {fault}"[:300],)
        finally:
            world.close()
        return Story(seed, world.trace, world.counts, world.faults, broken)


def _played(world: World, actions: int) -> list[str]:
    world.run(actions)
    return check(world)


@contextmanager
def _quiet() -> Iterator[None]:
    """A clone's token, a nonsense event: the server warns, and here that is the game."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
