"""The simulation itself: the same seed is the same story, what is built holds, and planted harm is
noticed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_client.sync import acks, pushing
from tests.simulation.world import make_template, simulate

Change = Callable[[pytest.MonkeyPatch], None]
SEEDS = range(1, 9)
SHORT = 50


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "server.db")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A clone's token is warned about by the server: here that is the game."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def run(seed: int, tmp_path: Path, template: Path, name: str, **more: Any) -> tuple[str, list[str]]:
    folder = tmp_path / f"{name}-{seed}"
    folder.mkdir()
    trace, _, faults = simulate(seed, folder, template, **more)
    return trace, faults


def test_the_same_seed_is_the_same_story(tmp_path: Path, template: Path) -> None:
    first, second = (run(5, tmp_path, template, name, actions=SHORT) for name in ("first", "second"))
    other = run(6, tmp_path, template, "other", actions=SHORT)
    assert first == second
    assert first[0] != other[0]
    assert (first[1], other[1]) == ([], [])


def test_a_whole_seed_holds(tmp_path: Path, template: Path) -> None:
    assert run(7, tmp_path, template, "whole")[1] == []


def _goes_on_unaware(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pushing, "_parted", lambda *_: None)


def _keeps_own_moves(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acks, "add_pending", lambda *_, **__: None)


@pytest.mark.parametrize("harm", [_goes_on_unaware, _keeps_own_moves])
def test_planted_harm_is_noticed(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch, harm: Change
) -> None:
    harm(monkeypatch)
    assert any(run(seed, tmp_path, template, "harm")[1] for seed in SEEDS)
