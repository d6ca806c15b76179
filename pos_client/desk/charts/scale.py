"""A scale from zero with about three grid lines, in the unit that keeps its figures short."""

from dataclasses import dataclass
from typing import Final

from pos_client import texts
from pos_client.texts import DECIMAL, N_, _

GRID_LINES: Final = 3
_STEPS: Final = (1, 2, 5)
_UNITS: Final = (
    (1, N_("rupiah")),
    (1_000, N_("thousand rupiah")),
    (1_000_000, N_("million rupiah")),
    (1_000_000_000, N_("billion rupiah")),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Grid lines at multiples of `step` up to `top`; `divisor` and `unit` word them."""

    step: int
    top: int
    divisor: int
    msgid: str

    @property
    def ticks(self) -> tuple[int, ...]:
        return tuple(range(0, self.top + 1, self.step))

    @property
    def unit(self) -> str:
        """`million rupiah`, "" for plain counts."""
        return _(self.msgid) if self.msgid else ""

    def label(self, tick: int) -> str:
        """A grid line's figure in the scale's unit: `2`, `0,5`."""
        whole, rest = divmod(tick, self.divisor)
        if not rest:
            return texts.amount(whole)
        part = f"{rest * 1000 // self.divisor:03}".rstrip("0")
        return f"{texts.amount(whole)}{DECIMAL}{part}"


def scale_for(most: int, *, money: bool = True) -> Scale:
    """The scale that holds values from 0 to `most`."""
    step = _step(max(1, most))
    top = max(step, -(-most // step) * step)
    divisor, msgid = 1, ""
    if money:
        # The unit in which the step is at least 1, or 0,5 of it.
        fitting = [unit for unit in _UNITS if step * 2 >= unit[0]]
        divisor, msgid = fitting[-1]
    return Scale(step=step, top=top, divisor=divisor, msgid=msgid)


def _step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20… that needs at most GRID_LINES steps."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * GRID_LINES >= most:
                return step * power
        power *= 10
