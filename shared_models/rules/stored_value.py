"""Value a customer holds with the shop: gift vouchers, gift cards, store credit and deposits.

A voucher for any goods is money: VAT arises when it is spent (PMK 6/2021). A deposit on an order is taxed
when it is received (UU PPN art. 11(2)): it lies net of VAT, and the order is taxed less what was taxed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine, entry, moved
from shared_models.rules.tax import TaxRule
from shared_models.values.money import ZERO, Money, divide_half_up


class StoredKind(StrEnum):
    """What the customer holds."""

    GIFT_VOUCHER = "gift_voucher"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    CUSTOMER_DEPOSIT = "customer_deposit"


LIABILITY_ACCOUNT: Final = {
    StoredKind.GIFT_VOUCHER: Account.GIFT_VOUCHERS,
    StoredKind.GIFT_CARD: Account.GIFT_VOUCHERS,
    StoredKind.STORE_CREDIT: Account.GIFT_VOUCHERS,
    StoredKind.CUSTOMER_DEPOSIT: Account.CUSTOMER_DEPOSITS,
}
# Where a balance goes that nobody claims; the VAT of a forfeited deposit stays paid.
LAPSED_ACCOUNT: Final = {
    StoredKind.GIFT_VOUCHER: Account.VOUCHER_BREAKAGE,
    StoredKind.GIFT_CARD: Account.VOUCHER_BREAKAGE,
    StoredKind.STORE_CREDIT: Account.VOUCHER_BREAKAGE,
    StoredKind.CUSTOMER_DEPOSIT: Account.OTHER_INCOME,
}


class StoredFault(StrEnum):
    """Why a balance cannot pay."""

    NOT_POSITIVE = "not_positive"
    OVER_BALANCE = "over_balance"
    LAPSED = "lapsed"
    OVER_OFFLINE_CAP = "over_offline_cap"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One voucher, card, credit or deposit. used + lapsed <= loaded, all as the customer paid them.

    `vat`: the part of `loaded` already owed as output VAT (deposits of a taxed shop). `expires_on`: the last
    day it pays, None: it never lapses. `blocked`: by the shop; nothing is paid by it or loaded onto it.
    """

    kind: StoredKind
    loaded: Money
    vat: Money = ZERO
    used: Money = ZERO
    lapsed: Money = ZERO
    expires_on: date | None = None
    blocked: bool = False

    @property
    def balance(self) -> Money:
        return Money(self.loaded - self.used - self.lapsed)

    @property
    def vat_left(self) -> Money:
        """VAT of the balance. Of the balance alone, so the parts of any split sum to the whole."""
        return Money(divide_half_up(self.vat * self.balance, self.loaded)) if self.loaded else ZERO

    @property
    def liability(self) -> Money:
        """What the books owe for it."""
        return Money(self.balance - self.vat_left)


def issue(
    kind: StoredKind, amount: Money, *, expires_on: date | None = None, tax_rule: TaxRule | None = None
) -> StoredValue:
    """A new balance of `amount`; `tax_rule` taxes a deposit (None: the shop is not taxed, or not its goods).

    Every payment of a deposit is a balance of its own: each is taxed on its day. Raises ValueError.
    """
    if amount <= 0:
        raise ValueError(amount)
    vat = ZERO
    if kind is StoredKind.CUSTOMER_DEPOSIT and tax_rule is not None:
        # Whatever the shop's price tags say: in money received the tax is inside.
        vat = replace(tax_rule, inclusive=True).tax_on(amount)
    return StoredValue(kind, amount, vat=vat, expires_on=expires_on)


def top_up(value: StoredValue, amount: Money) -> StoredValue:
    """Load more onto a balance. Raises ValueError for a taxed deposit or one that lapsed."""
    if amount <= 0 or value.vat or value.lapsed:
        raise ValueError(amount)
    return replace(value, loaded=Money(value.loaded + amount))


def spend_faults(
    value: StoredValue, amount: Money, *, on: date, offline_left: Money | None = None
) -> list[StoredFault]:
    """Everything that speaks against paying `amount`.

    `offline_left`: what a till may still take from it without asking; None when the back office answered.
    """
    checks = {
        StoredFault.BLOCKED: value.blocked,
        StoredFault.NOT_POSITIVE: amount <= 0,
        StoredFault.OVER_BALANCE: amount > value.balance,
        StoredFault.LAPSED: _over(value, on),
        StoredFault.OVER_OFFLINE_CAP: offline_left is not None and amount > offline_left,
    }
    return [fault for fault, found in checks.items() if found]


def spend(value: StoredValue, amount: Money) -> StoredValue:
    """Pay `amount` with it, or pay it out. Raises ValueError for more than is left."""
    if not 0 < amount <= value.balance:
        raise ValueError(amount)
    return replace(value, used=Money(value.used + amount))


def give_back(value: StoredValue, amount: Money) -> StoredValue:
    """Refund onto what paid. Raises ValueError for more than it paid, or when it lapsed since."""
    if not 0 < amount <= value.used or value.lapsed:
        raise ValueError(amount)
    return replace(value, used=Money(value.used - amount))


def lapse(value: StoredValue, *, on: date) -> StoredValue:
    """What is left after the last day lapses; before, nothing changes."""
    return forfeit(value) if _over(value, on) else value


def forfeit(value: StoredValue) -> StoredValue:
    """The customer gives up what is left: a deposit on an order that was cancelled."""
    return replace(value, lapsed=Money(value.lapsed + value.balance))


def issued_entry(value: StoredValue, paid: Iterable[tuple[Account, int]]) -> tuple[JournalLine, ...]:
    """Sold, loaded or deposited for `paid` by account (vectors voucher_sold, deposit_customer)."""
    owed = LIABILITY_ACCOUNT[value.kind]
    return entry([*paid, (owed, -value.liability), (Account.OUTPUT_VAT, -value.vat)])


def topped_up_entry(value: StoredValue, paid: Iterable[tuple[Account, int]]) -> tuple[JournalLine, ...]:
    """More loaded onto a balance for `paid` by account. Raises ValueError for a taxed one."""
    if value.vat:
        raise ValueError(value)
    parts = list(paid)
    return entry([*parts, (LIABILITY_ACCOUNT[value.kind], -sum([amount for _, amount in parts]))])


def tender_lines(before: StoredValue, after: StoredValue) -> tuple[JournalLine, ...]:
    """Its side of a receipt it pays (debit) or is refunded onto (credit); the goods are the other side.

    A deposit brings the VAT it was taxed with: vectors voucher_redeem, deposit_apply.
    """
    vat = before.vat_left - after.vat_left
    owed = LIABILITY_ACCOUNT[before.kind]
    lines = ((owed, before.liability - after.liability), (Account.OUTPUT_VAT, vat))
    return tuple([JournalLine(account, Money(amount)) for account, amount in lines if amount])


def tender_vat_entry(before: StoredValue, after: StoredValue) -> tuple[JournalLine, ...]:
    """What is left to book where the receipt booked the whole tender against the liability account.

    It stands beside the receipt's own entry, which keeps the tax the receipt states.
    """
    vat = Money(before.vat_left - after.vat_left)
    return moved(vat, debit=Account.OUTPUT_VAT, credit=LIABILITY_ACCOUNT[before.kind])


def paid_out_entry(before: StoredValue, after: StoredValue, *, out_of: Account) -> tuple[JournalLine, ...]:
    """Paid back in money, with the VAT it was taxed with."""
    return entry([*tender_lines(before, after), (out_of, after.balance - before.balance)])


def lapsed_entry(before: StoredValue, after: StoredValue) -> tuple[JournalLine, ...]:
    """Nobody claims it any more: income (vector voucher_expired)."""
    freed = Money(before.liability - after.liability)
    return moved(freed, debit=LIABILITY_ACCOUNT[before.kind], credit=LAPSED_ACCOUNT[before.kind])


def _over(value: StoredValue, on: date) -> bool:
    return value.expires_on is not None and value.expires_on < on
