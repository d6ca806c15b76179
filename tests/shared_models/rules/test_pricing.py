"""Which price of the list holds: first day, the branch's own, introduced last."""

from dataclasses import dataclass

import pytest

from shared_models.rules.pricing import in_force, not_covered


@dataclass(frozen=True)
class Listed:
    name: str
    valid_from: int
    valid_to: int | None = None
    branch: str | None = None


OLD = Listed("old", 1)
NEW = Listed("new", 5)
AGAIN = Listed("again", 5)
OWN = Listed("own", 5, branch="BDG1")
OWN_OLD = Listed("own of old", 2, branch="BDG1")
WEEKEND = Listed("weekend", 5, valid_to=6)


@pytest.mark.parametrize(
    ("prices", "day", "holds"),
    [
        ([OLD], 0, None),
        ([NEW, OLD], 5, "new"),
        ([NEW, OLD], 4, "old"),
        ([NEW, AGAIN], 5, "again"),
        ([OWN, AGAIN], 5, "own"),
        ([OWN_OLD, NEW], 5, "new"),
        ([NEW, WEEKEND], 6, "weekend"),
        ([NEW, WEEKEND], 7, "new"),
        ([WEEKEND, NEW], 6, "new"),
    ],
)
def test_the_price_that_holds(prices: list[Listed], day: int, holds: str | None) -> None:
    held = in_force(prices, day=day, branch="BDG1")
    assert (held and held.name) == holds
    left = in_force(not_covered(prices), day=day, branch="BDG1")
    assert left == held


def test_another_branch_has_its_own() -> None:
    held = in_force([OLD, OWN_OLD], day=9, branch="BDG2")
    assert held is OLD


def test_what_can_hold_no_more_is_left_out() -> None:
    assert not_covered([OLD, NEW, OWN, WEEKEND, AGAIN]) == [OLD, OWN, AGAIN]
    assert not_covered([NEW, WEEKEND]) == [NEW, WEEKEND]
    assert not_covered([WEEKEND, Listed("longer", 5, valid_to=8)]) == [Listed("longer", 5, valid_to=8)]
