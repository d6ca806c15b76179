"""Journal lines put together: one line an account, in balance or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.accounts import Account
from shared_models.rules.entries import entry, moved
from shared_models.values.money import Money

lines = st.lists(st.tuples(st.sampled_from(Account), st.integers(min_value=-(10**9), max_value=10**9)))


@given(lines)
def test_an_entry_names_an_account_once_and_sums_to_nothing(given_lines: list[tuple[Account, int]]) -> None:
    rest = -sum(amount for _, amount in given_lines)
    made = entry([*given_lines, (Account.SALES, rest)])
    assert sum(line.amount for line in made) == 0
    assert len({line.account for line in made}) == len(made)
    assert all(line.amount for line in made)


def test_an_entry_that_does_not_balance_is_a_bug_and_stops() -> None:
    with pytest.raises(AssertionError):
        entry([(Account.TILL_CASH, 1)])


def test_a_negative_amount_goes_the_other_way() -> None:
    there = moved(Money(500), debit=Account.BANK, credit=Account.TILL_CASH)
    assert there == ((Account.BANK, 500), (Account.TILL_CASH, -500))
    assert entry([*there, *moved(Money(-500), debit=Account.BANK, credit=Account.TILL_CASH)]) == ()
    assert moved(Money(0), debit=Account.BANK, credit=Account.TILL_CASH) == ()
