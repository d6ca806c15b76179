"""How the columns of a table share its width: what is in them decides, never a column nobody fills."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Want:
    """Px a column has at first, wants for what stands in it, and needs at least. `fixed`: chosen by hand.

    `yields` above 0: it leaves a table that is too narrow for all, the lowest number first.
    """

    base: int
    wish: int
    least: int
    stretch: bool = False
    fixed: bool = False
    yields: int = 0


def leaving(wants: Sequence[Want], room: int) -> set[int]:
    """Places of the columns that leave, so that the others need not be scrolled sideways."""
    # A name that would be cut to nothing much is worth more than a column that yields.
    short = sum(want.base if want.stretch else want.least for want in wants) - room
    gone: set[int] = set()
    for at in sorted((at for at, want in enumerate(wants) if want.yields), key=lambda at: wants[at].yields):
        if short <= 0:
            break
        gone.add(at)
        short -= wants[at].least
    return gone


def shared(wants: Sequence[Want], room: int) -> list[int]:
    """Widths in px. Room left over shows names and words whole before the stretching column takes the rest;

    where room is short, columns give what they do not need before a name is cut.
    """
    sizes = [want.base for want in wants]
    at = next((at for at, want in enumerate(wants) if want.stretch), None)
    if at is None:
        return sizes
    others = sum(sizes) - sizes[at]
    own = wants[at]
    spare = room - others - max(own.wish, own.least)
    if spare >= 0:
        _grow(sizes, wants, spare)
    else:
        _shrink(sizes, wants, -spare)
    sizes[at] = max(own.least, room - (sum(sizes) - sizes[at]))
    return sizes


def _grow(sizes: list[int], wants: Sequence[Want], spare: int) -> None:
    for at, want in enumerate(wants):
        if not want.stretch and not want.fixed and want.wish > sizes[at]:
            more = min(want.wish - sizes[at], spare)
            sizes[at] += more
            spare -= more


def _shrink(sizes: list[int], wants: Sequence[Want], short: int) -> None:
    """Every column gives of what it has over, in the same proportion."""
    over = [
        0 if want.stretch or want.fixed else max(0, sizes[at] - want.least) for at, want in enumerate(wants)
    ]
    whole = sum(over)
    given = min(short, whole)
    taken = seen = 0
    for at, own in enumerate(over):
        # What has been given up to here, rounded once: no pixel is left over at the end.
        seen += own
        part = seen * given // whole - taken if whole else 0
        sizes[at] -= part
        taken += part
