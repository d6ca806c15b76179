"""Cash rounding.

Only the part paid in cash is rounded, to its own account, never DPP or PPN (Permendag 35/2013).
"""

from dataclasses import dataclass
from typing import Final

from shared_models.values.codes import RoundingMode
from shared_models.values.money import Money


@dataclass(frozen=True, slots=True)
class CashRounding:
    """A branch's rule: amounts due in cash become multiples of `step` (0 or 1: no rounding)."""

    step: int
    mode: RoundingMode


NO_ROUNDING: Final = CashRounding(step=0, mode=RoundingMode.NEAREST)


def rounding_of(amount: Money, rule: CashRounding) -> Money:
    """What must be added to `amount` so that it can be paid in cash; negative when rounded down.

    A negative amount (a refund) mirrors the positive one.
    """
    if rule.step <= 1:
        return Money(0)
    sign = -1 if amount < 0 else 1
    size = abs(amount)
    below = size - size % rule.step
    if rule.mode is RoundingMode.DOWN or below == size:
        rounded = below
    elif rule.mode is RoundingMode.UP:
        rounded = below + rule.step
    else:
        rounded = below + (rule.step if 2 * (size - below) >= rule.step else 0)
    return Money(sign * (rounded - size))
