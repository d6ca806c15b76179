"""Paying: what is due in cash, what is missing, the change and the notes to hand out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared_models.rules.receipt import Tender
from shared_models.rules.rounding import CashRounding, rounding_of
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money

# Notes and coins in circulation (Bank Indonesia); 1000 exists as both.
DENOMINATIONS: Final = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)
_SUGGESTED_STEPS: Final = (5_000, 10_000, 20_000, 50_000, 100_000)
_LARGE_STEPS: Final = (20_000, 50_000, 100_000)


@dataclass(frozen=True, slots=True)
class Settlement:
    """State of a payment.

    `missing` > 0: not yet paid. total + rounding = tenders - change once missing is 0.
    """

    rounding: Money
    missing: Money
    change: Money


def settle(total: Money, tenders: Sequence[Tender], rule: CashRounding, *, loads: Money = ZERO) -> Settlement:
    """Settle `total` (>= 0) and what gift cards are loaded with: what is not paid by other methods is due in
    cash and rounded by `rule`.

    Raises ValueError when the other methods alone exceed it: no cash can be given back for them.
    """
    owed = total + loads
    other = sum(tender.amount for tender in tenders if tender.method is not TenderMethod.CASH)
    cash = sum(tender.amount for tender in tenders if tender.method is TenderMethod.CASH)
    if other > owed:
        raise ValueError(other)
    due_in_cash = Money(owed - other)
    rounding = rounding_of(due_in_cash, rule)
    left = due_in_cash + rounding - cash
    return Settlement(rounding=rounding, missing=Money(max(left, 0)), change=Money(max(-left, 0)))


def suggested_amounts(due: Money, *, count: int = 4) -> tuple[Money, ...]:
    """Amounts a customer is likely to hand over for `due`, ascending, without the exact amount."""
    next_up = {-(-due // step) * step for step in _SUGGESTED_STEPS}
    next_up |= {-(-due // step) * step + step for step in _LARGE_STEPS}
    return tuple(Money(amount) for amount in sorted(next_up) if amount > due)[:count]


def pieces_of(amount: Money) -> tuple[dict[int, int], Money]:
    """Fewest notes and coins for `amount` and what is left below the smallest coin."""
    pieces: dict[int, int] = {}
    left = int(amount)
    for piece in DENOMINATIONS:
        count, left = divmod(left, piece)
        if count:
            pieces[piece] = count
    return pieces, Money(left)
