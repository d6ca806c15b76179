"""Spreading an amount over lines so that the parts always sum to the whole."""

from collections.abc import Sequence


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights` (each >= 0); the parts sum to `total`.

    Every part is cut down, then the units left over go to the largest remainders, earlier lines first
    (Hamilton's method). A negative total is the mirror of the positive one. All weights zero is only
    allowed for a total of zero. Raises ValueError.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError(weights)
    whole = sum(weights)
    if whole == 0:
        if total != 0:
            raise ValueError(total)
        return [0] * len(weights)
    sign = -1 if total < 0 else 1
    amount = abs(total)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    if left:
        by_remainder = sorted(
            range(len(weights)), key=lambda index: (-(amount * weights[index] % whole), index)
        )
        for index in by_remainder[:left]:
            parts[index] += 1
    return [sign * part for part in parts]
