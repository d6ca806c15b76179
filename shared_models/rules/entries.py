"""Putting journal lines together: one line per account, and a sum of 0 or nothing."""

from collections.abc import Iterable
from typing import NamedTuple

from shared_models.rules.accounts import Account
from shared_models.values.money import Money


class JournalLine(NamedTuple):
    """One line of an entry; `amount` > 0 debits, < 0 credits `account`."""

    account: Account
    amount: Money


def entry(lines: Iterable[tuple[Account, int]]) -> tuple[JournalLine, ...]:
    """Lines (debit positive) summed by account, without those of 0. Raises AssertionError if unbalanced."""
    totals: dict[Account, int] = {}
    for account, amount in lines:
        totals[account] = totals.get(account, 0) + amount
    if sum(totals.values()) != 0:
        raise AssertionError(totals)
    return tuple([JournalLine(account, Money(amount)) for account, amount in totals.items() if amount])


def moved(amount: Money, *, debit: Account, credit: Account) -> tuple[JournalLine, ...]:
    """`amount` from the credited to the debited account; a negative one goes the other way."""
    return entry([(debit, amount), (credit, -amount)])
