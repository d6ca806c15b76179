"""The token of a till's next push tells a copied disk from the till itself. It only warns (sync.md §3).

A token is a mark of chance and behind it, youngest first, those of the tokens that led to it. So one that
was just used up is known again, and a second one given for it, without either being kept.
"""

from enum import Enum, auto
from typing import Final

MARK_BYTES: Final = 4
# Used up marks that a token names: so many pushes may overtake a copy of one, and it is still known for one.
OLDER: Final = 4
# What a token given to a till that came without one goes back to.
BEGINNING: Final = "0"


class Came(Enum):
    """Who a token says has come."""

    ITSELF = auto()  # the till
    LATE = auto()  # a push of the till that was overtaken by others: it says nothing new
    STRANGER = auto()  # a copy of its disk, or the till with an older state


def after(token: str, mark: bytes) -> str:
    """The token to be given for `token`."""
    return ".".join([mark.hex(), *_marks(token)[:OLDER]])


def came(token: str, *, last: str, given: str, asks: bool, brings: bool) -> Came:
    """`last`: what the push before came with; `given`: what was given for it, "" when nothing ever was.

    `asks`: the push holds no events; `brings`: some of them were not held.
    """
    if not given:
        return Came.ITSELF
    if not token:
        # A till that names none lost its database; or this is a copy of its very first push.
        return Came.ITSELF if brings else Came.LATE
    if token in {last, given} or _given_for(token, last):
        return Came.ITSELF
    # A till asks before it sends (sync.md §3): events that are all held already are no stranger's.
    if not brings and (not asks or _marks(token)[0] in _marks(last)[1:]):
        return Came.LATE
    return Came.STRANGER


def _given_for(token: str, last: str) -> bool:
    """Of a push that arrived twice the till may have heard either answer."""
    return _marks(token)[1:2] == _marks(last)[:1]


def _marks(token: str) -> list[str]:
    return (token or BEGINNING).split(".")
