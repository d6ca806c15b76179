"""The simulation itself: the same seed is the same story, what is built holds, and planted harm is
noticed.
"""

from __future__ import annotations

import pytest

from tests.simulation.__main__ import main
from tests.simulation.mutants.mutation import harmed_by, names
from tests.simulation.seeds import simulate

SHORT = 25
# Which seed notices a harm moves with every change of the world: hunted as `make mutants` does.
SEEDS = range(1, 21)


def test_the_same_seed_is_the_same_story() -> None:
    first, second = (simulate(5, actions=SHORT) for _ in range(2))
    other = simulate(6, actions=SHORT)
    assert first == second
    assert first.trace != other.trace
    assert (first.broken, other.broken) == ((), ())


def test_whole_seeds_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "3", "--first-seed", "7"]) == 0
    assert "seeds that broke a rule: none" in capsys.readouterr().out


def test_there_is_a_mutant_for_every_harm_that_is_named() -> None:
    assert len(names()) == 16


@pytest.mark.parametrize("name", ["goes_on_unaware", "no_dedupe", "never_rewinds"])
def test_planted_harm_is_noticed(name: str) -> None:
    with harmed_by(name):
        assert any(simulate(seed).broken for seed in SEEDS)
