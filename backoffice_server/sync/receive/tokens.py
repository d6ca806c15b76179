"""The token of a till's next push tells a copied disk from the till itself. It only warns (sync.md §3).

A token is a mark of chance and behind it, youngest first, those of the tokens that led to it. So one that
was just used up is known again, and a second one given for it, without either being kept.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

MARK_BYTES: Final = 4
# Used up marks that a token names: so many pushes may overtake a copy of one, and it is still known for one.
OLDER: Final = 4
# A till that was away for longer and comes with an older state was set back.
OVERTAKEN_WITHIN: Final = timedelta(minutes=2)
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


@dataclass(frozen=True, slots=True)
class Before:
    """What the push before came with and was given, "" when there was none, and how long it is over."""

    token: str = ""
    given: str = ""
    ago: timedelta = timedelta()


def came(token: str, before: Before, *, asks: bool, brings: bool) -> Came:
    """`asks`: the push holds no events; `brings`: some of them were not held."""
    if not before.given:
        return Came.ITSELF
    if not token:
        # A till that names none lost its database; or this is a copy of its very first push.
        return Came.ITSELF if brings else Came.LATE
    if token in {before.token, before.given} or _given_for(token, before.token):
        return Came.ITSELF
    if brings or before.ago > OVERTAKEN_WITHIN:
        return Came.STRANGER
    # A till asks before it sends (sync.md §3): events that are all held already are no stranger's.
    return Came.LATE if not asks or _marks(token)[0] in _marks(before.token)[1:] else Came.STRANGER


def _given_for(token: str, last: str) -> bool:
    """Of a push that arrived twice the till may have heard either answer."""
    return _marks(token)[1:2] == _marks(last)[:1]


def _marks(token: str) -> list[str]:
    return (token or BEGINNING).split(".")
