"""Which price of the list holds on a day: one rule for the till that sells and the back office that checks.

Of the prices valid that day: the youngest first day; among those a branch's own before one for everywhere;
among those the one introduced last.
"""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar


class ListedPrice(Protocol):
    """A price as either side keeps it; days as dates or as ordinals. `branch` null: everywhere."""

    @property
    def branch(self) -> Any: ...
    @property
    def valid_from(self) -> Any: ...
    @property
    def valid_to(self) -> Any: ...


P = TypeVar("P", bound=ListedPrice)


def in_force(prices: Iterable[P], *, day: Any, branch: Any) -> P | None:
    """The price that holds on `day` in `branch`; `prices` come in the order they were introduced."""
    held: P | None = None
    for one in prices:
        here = one.branch is None or one.branch == branch
        if here and _valid_on(one, day) and (held is None or _rank(one) >= _rank(held)):
            held = one
    return held


def not_covered(prices: Iterable[P]) -> list[P]:
    """`prices` in the order they were introduced, without those that can hold no more on any day.

    What is left of one place and first day: the later it was introduced, the earlier it ends.
    """
    left: list[P] = []
    for one in prices:
        left = [earlier for earlier in left if not _covers(one, earlier)]
        left.append(one)
    return left


def _rank(one: ListedPrice) -> tuple[Any, bool]:
    return one.valid_from, one.branch is not None


def _valid_on(one: ListedPrice, day: Any) -> bool:
    return bool(one.valid_from <= day and (one.valid_to is None or day <= one.valid_to))


def _covers(later: ListedPrice, earlier: ListedPrice) -> bool:
    if (later.branch, later.valid_from) != (earlier.branch, earlier.valid_from):
        return False
    return later.valid_to is None or (earlier.valid_to is not None and earlier.valid_to <= later.valid_to)
