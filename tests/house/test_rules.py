"""The rules of this house hold for every file of the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.house.rules import edges, files, layout, numbers, sizes, words
from tests.house.tree import ROOT, Tree

Rule = Callable[[Tree], list[str]]
RULES: Final[tuple[Rule, ...]] = (
    numbers.no_float_in_money,
    edges.clock_and_chance_are_handed_in,
    edges.only_edges_commit,
    edges.nobody_uses_qtsql,
    sizes.files_and_functions_stay_small,
    words.every_text_is_translated,
    words.no_text_bypasses_the_catalogue,
    layout.nothing_unknown_at_the_top,
    layout.packaging_is_no_package,
    layout.shared_models_is_pure,
    layout.every_slice_has_tests,
    files.no_place_of_one_machine,
    files.no_registry_address,
    files.nothing_left_over,
    files.silence_has_a_reason,
    files.tests_run_always_and_for_real,
    files.tests_do_not_sleep,
    files.requirements_are_pinned,
)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule(rule: Rule, tree: Tree) -> None:
    faults = rule(tree)
    assert not faults, "\n" + "\n".join(faults)


def test_the_tree_is_not_empty(tree: Tree) -> None:
    assert len(tree.sources) > 20
