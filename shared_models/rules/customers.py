"""Telling customers apart: phone numbers compare by their digits, however they were typed."""

from datetime import date
from typing import Final

_SHORTEST: Final = 6
_COUNTRY: Final = "62"


def phone_key(phone: str | None) -> str:
    """The digits of a phone number as dialled inside the country; empty when it is none."""
    digits = "".join([mark for mark in phone or "" if mark.isascii() and mark.isdecimal()])
    if digits.startswith(_COUNTRY):
        digits = "0" + digits[len(_COUNTRY) :]
    return digits if len(digits) >= _SHORTEST else ""


def has_birthday(born: date | None, today: date) -> bool:
    """Whether it is the customer's day; who was born on 29 February has it on the 28th in other years."""
    if born is None:
        return False
    if (born.month, born.day) == (2, 29) and not _leap(today.year):
        return (today.month, today.day) == (2, 28)
    return (born.month, born.day) == (today.month, today.day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
