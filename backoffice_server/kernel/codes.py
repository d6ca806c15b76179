"""Codes that must be free."""

from collections.abc import Container
from itertools import count
from typing import Final

LENGTH_MAX: Final = 64


def free_variation(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or it with the first number that makes it free: owner, owner2, owner3 …"""
    if wanted not in taken:
        return wanted
    variations = (wanted[: LENGTH_MAX - len(str(number))] + str(number) for number in count(2))
    return next(code for code in variations if code not in taken)
