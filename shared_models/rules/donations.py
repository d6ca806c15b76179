"""Change a customer gives away: only by consent, and never the shop's own money."""

from enum import StrEnum

from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine, moved
from shared_models.values.money import Money


class DonationFault(StrEnum):
    """Why change cannot be donated."""

    NO_CONSENT = "no_consent"
    NOT_POSITIVE = "not_positive"
    OVER_CHANGE = "over_change"


def donation_faults(amount: Money, *, change: Money, consented: bool) -> list[DonationFault]:
    """Everything that speaks against keeping `amount` of `change` as a donation."""
    checks = {
        DonationFault.NO_CONSENT: not consented,
        DonationFault.NOT_POSITIVE: amount <= 0,
        DonationFault.OVER_CHANGE: amount > change,
    }
    return [fault for fault, found in checks.items() if found]


def donated_entry(amount: Money) -> tuple[JournalLine, ...]:
    """Change that stays in the drawer for others (vector sale_donation, beside the sale with its change)."""
    return moved(amount, debit=Account.TILL_CASH, credit=Account.CHANGE_DONATIONS)


def donations_passed_on_entry(amount: Money, *, out_of: Account) -> tuple[JournalLine, ...]:
    """Held donations go where they were meant to."""
    return moved(amount, debit=Account.CHANGE_DONATIONS, credit=out_of)
