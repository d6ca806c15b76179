"""Sale on account: whether a customer may owe more, when it is due, in which parts, and how old it is."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine, moved
from shared_models.values.money import ZERO, Money

_TERM: Final = re.compile(r"(?:(EOM)(?:\s*\+\s*([0-9]{1,3}))?|([0-9]{1,3})(?:\s*days?)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CreditAccount:
    """A customer's account as the back office last knew it.

    `limit` 0: nothing on account. `oldest_due`: the earliest due date that is not paid, None: nothing open.
    `overdue_days_allowed`: how late it may be before new credit is blocked.
    """

    limit: Money
    outstanding: Money = ZERO
    oldest_due: date | None = None
    overdue_days_allowed: int = 0


@dataclass(frozen=True, slots=True)
class OfflineCredit:
    """What a till may give on its own: `cap` in all, of which `given` since it last heard of the customer."""

    cap: Money
    given: Money = ZERO


class CreditFault(StrEnum):
    """Why a sale cannot go on account."""

    NOT_POSITIVE = "not_positive"
    OVER_LIMIT = "over_limit"
    OVERDUE = "overdue"
    OVER_OFFLINE_CAP = "over_offline_cap"


def credit_left(account: CreditAccount, *, on: date, offline: OfflineCredit | None = None) -> Money:
    """What the customer may still owe more on `on`; `offline` null when the back office answered."""
    if _overdue(account, on):
        return ZERO
    left = account.limit - account.outstanding
    if offline is not None:
        left = min(left, offline.cap) - offline.given
    return Money(max(left, 0))


def credit_faults(
    amount: Money, account: CreditAccount, *, on: date, offline: OfflineCredit | None = None
) -> list[CreditFault]:
    """Everything that speaks against `amount` on account."""
    given = offline.given if offline is not None else 0
    checks = {
        CreditFault.NOT_POSITIVE: amount <= 0,
        CreditFault.OVER_LIMIT: account.outstanding + given + amount > account.limit,
        CreditFault.OVERDUE: _overdue(account, on),
        CreditFault.OVER_OFFLINE_CAP: offline is not None and given + amount > offline.cap,
    }
    return [fault for fault, found in checks.items() if found]


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """`days` after the sale, or after the end of its month (`EOM+days`)."""

    days: int
    end_of_month: bool = False

    def due_date(self, sold_on: date) -> date:
        start = _month_end(sold_on) if self.end_of_month else sold_on
        return start + timedelta(days=self.days)

    def __str__(self) -> str:
        return f"EOM+{self.days}" if self.end_of_month else f"{self.days} days"


def term_of(text: str) -> PaymentTerm:
    """The term written as `30 days`, `30`, `EOM+10` or `EOM`. Raises ValueError."""
    found = _TERM.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    end_of_month, after, days = found.groups()
    if end_of_month:
        return PaymentTerm(int(after or 0), end_of_month=True)
    return PaymentTerm(int(days))


@dataclass(frozen=True, slots=True)
class Due:
    """One amount of a receivable and the last day it is paid in time."""

    due_on: date
    amount: Money


def instalments(total: Money, count: int, *, first_due: date) -> tuple[Due, ...]:
    """`total` in `count` monthly dues, the remainder on the last: 1.000.000 in 3 ends with 333.334.

    A month without the first day's number is due on its last day. Raises ValueError below 1 rupiah each.
    """
    if not 1 <= count <= total:
        raise ValueError(count)
    part = total // count
    parts = [part] * (count - 1) + [total - part * (count - 1)]
    return tuple([Due(_months_later(first_due, place), Money(amount)) for place, amount in enumerate(parts)])


def pay_oldest_first(dues: Sequence[Due], amount: Money) -> tuple[tuple[Due, ...], Money]:
    """What is still open after `amount` was received, in the order of `dues`, and what nobody owed.

    Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError(amount)
    open_dues = list(dues)
    left = amount
    for place in sorted(range(len(dues)), key=lambda place: dues[place].due_on):
        paid = min(left, open_dues[place].amount)
        open_dues[place] = replace(open_dues[place], amount=Money(open_dues[place].amount - paid))
        left = Money(left - paid)
    return tuple([due for due in open_dues if due.amount]), left


class AgeBucket(StrEnum):
    """How late an amount is, in days."""

    NOT_DUE = "0"
    TO_30 = "1-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    OVER_90 = ">90"


_BUCKETS: Final = (
    (0, AgeBucket.NOT_DUE),
    (30, AgeBucket.TO_30),
    (60, AgeBucket.TO_60),
    (90, AgeBucket.TO_90),
)


def bucket_of(due_on: date, *, on: date) -> AgeBucket:
    """The bucket of an amount; on its due date it is not late."""
    late = (on - due_on).days
    return next((bucket for last, bucket in _BUCKETS if late <= last), AgeBucket.OVER_90)


def aged(dues: Iterable[Due], *, on: date) -> dict[AgeBucket, Money]:
    """Open amounts by bucket, every bucket named; each instalment ages by its own due date."""
    sums = dict.fromkeys(AgeBucket, 0)
    for due in dues:
        sums[bucket_of(due.due_on, on=on)] += due.amount
    return {bucket: Money(amount) for bucket, amount in sums.items()}


def received_entry(amount: Money, *, into: Account) -> tuple[JournalLine, ...]:
    """A customer pays what he owes (vector ar_receipt; ar_giro where `into` is the giro account)."""
    return moved(amount, debit=into, credit=Account.RECEIVABLES)


def giro_cleared_entry(amount: Money) -> tuple[JournalLine, ...]:
    """A held giro reaches the bank (vector ar_giro_clear)."""
    return moved(amount, debit=Account.BANK, credit=Account.GIRO_RECEIVABLE)


def giro_bounced_entry(amount: Money) -> tuple[JournalLine, ...]:
    """A held giro is refused: the customer owes again (vector ar_giro_bounce)."""
    return moved(amount, debit=Account.RECEIVABLES, credit=Account.GIRO_RECEIVABLE)


def _overdue(account: CreditAccount, on: date) -> bool:
    due = account.oldest_due
    return due is not None and (on - due).days > account.overdue_days_allowed


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    start = date(first.year + years, month + 1, 1)
    return start.replace(day=min(first.day, _month_end(start).day))
