"""A harm that can be switched on for a while: attributes of the production code, replaced and put back."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest

from tests.simulation import mutants

_NOT_MUTANTS = {"__main__", "hunting", "mutation"}


class Mutation:
    """What one mutant changes."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def change(self, owner: Any, name: str, into: Any) -> None:
        self._patch.setattr(owner, name, into)


def names() -> list[str]:
    """Every mutant: the modules beside this one that hold an `apply`."""
    return sorted({one.name for one in pkgutil.iter_modules(mutants.__path__)} - _NOT_MUTANTS)


@contextmanager
def harmed_by(name: str) -> Iterator[None]:
    """The production code with one mutant in it."""
    with pytest.MonkeyPatch.context() as patch:
        import_module(f"tests.simulation.mutants.{name}").apply(Mutation(patch))
        yield
