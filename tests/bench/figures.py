"""What every benchmark hands back: figures beside the floor of the same work, measured in the same run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured case. `ratio` is ours / floor; `goal` the largest ratio or value that is still good.

    `unit` names `ours` and `floor` (ms, µs, CPU ms). A figure without a floor compares `ours` with `goal`.
    """

    goal_no: int
    case: str
    unit: str
    ours: float
    floor: float | None
    goal: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else self.ours

    @property
    def reached(self) -> bool:
        return self.ratio <= self.goal


Bench = Callable[[], list[Figure]]


def percentile(samples: Sequence[float], share: int) -> float:
    """The sample below which `share` percent lie."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
