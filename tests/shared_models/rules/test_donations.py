"""Change given away: by consent, never more than the change, and held for others."""

import pytest

from shared_models.rules.accounts import Account
from shared_models.rules.donations import (
    DonationFault,
    donated_entry,
    donation_faults,
    donations_passed_on_entry,
)
from shared_models.rules.entries import entry
from shared_models.rules.posting import entry_of
from shared_models.values.money import Money
from tests.factories.receipts import cart_of, sale_of


def test_sale_donation() -> None:
    # journal_vectors.json: 12.750 paid with 12.800, the change of 50 given away.
    sale = entry_of(sale_of(cart_of([12_750]), extra_cash=50), {})
    books = {line.account.value: line.amount for line in entry([*sale, *donated_entry(Money(50))])}
    assert books == {"1101": 12_800, "4101": -11_486, "2131": -1_264, "2145": -50}


def test_what_was_held_is_passed_on() -> None:
    passed_on = donations_passed_on_entry(Money(7_350), out_of=Account.MAIN_CASH)
    assert passed_on == ((Account.CHANGE_DONATIONS, 7_350), (Account.MAIN_CASH, -7_350))


@pytest.mark.parametrize(
    ("amount", "consented", "faults"),
    [
        (50, True, []),
        (50, False, [DonationFault.NO_CONSENT]),
        (51, True, [DonationFault.OVER_CHANGE]),
        (0, False, [DonationFault.NO_CONSENT, DonationFault.NOT_POSITIVE]),
    ],
)
def test_only_by_consent_and_only_the_change(
    amount: int, consented: bool, faults: list[DonationFault]
) -> None:
    assert donation_faults(Money(amount), change=Money(50), consented=consented) == faults
