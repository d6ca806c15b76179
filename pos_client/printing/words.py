"""Words and figures of slips: they follow the shop's language, not the one of the screen."""

from collections.abc import Callable
from functools import partial

from pos_client.texts import Language, amount, said_in

Say = Callable[..., str]
"""`say(N_("TOTAL ({n})"), n="4")`: a marked text in the shop's language, its named facts put in."""


def speaker(language: Language) -> Say:
    """Says texts in `language`."""
    return partial(said_in, language)


def rate_shown(basis_points: int) -> str:
    """1200 is `12%`, 1150 is `11,5%`."""
    whole, part = divmod(basis_points, 100)
    decimals = f",{part:02}".rstrip("0") if part else ""
    return f"{whole}{decimals}%"


def negative(value: int) -> str:
    """What is taken off: `-2.220`, and `0` for nothing."""
    return amount(-value)
