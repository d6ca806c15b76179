"""Running seeds until a mutant is noticed."""

from __future__ import annotations

from dataclasses import dataclass

from tests.simulation.mutants.mutation import harmed_by
from tests.simulation.seeds import simulate


@dataclass(frozen=True, slots=True)
class Death:
    """At which seed a mutant was noticed, and what broke first; seed None: it lives."""

    name: str
    seed: int | None
    tried: int
    words: str = ""


def hunt(name: str, first_seed: int, seeds: int) -> Death:
    """Run seeds until one of them breaks."""
    for tried, seed in enumerate(range(first_seed, first_seed + seeds), 1):
        with harmed_by(name):
            try:
                broken = simulate(seed).broken
            except Exception as fault:  # noqa: BLE001 - whatever it is, it was noticed
                broken = (f"{type(fault).__name__}: {fault}",)
        if broken:
            return Death(name, seed, tried, broken[0])
    return Death(name, None, seeds)
