"""Value-added tax (PPN) from effective-dated rules.

Tax is computed once per receipt and rule, then spread over the lines. Since 2025 non-luxury goods are taxed
12 % on 11/12 of the selling price (PMK 131/2024): a rule holds the statutory rate and the fraction of the
price that is taxed, so no rate stands in the code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared_models.rules.allocation import largest_remainder
from shared_models.values.codes import TaxClass
from shared_models.values.money import Money, divide_down, divide_half_up

BASIS_POINTS = 10_000


class TaxRounding(StrEnum):
    """How a tax amount becomes whole: half-up since PER-11/PJ/2025, down before."""

    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """One rate for one tax class from `valid_from` on.

    `rate_bp` in 1/100 %, on `base_num/base_den` of the price.
    """

    code: str
    tax_class: TaxClass
    rate_bp: int
    base_num: int
    base_den: int
    inclusive: bool
    rounding: TaxRounding
    valid_from: date

    def tax_on(self, amount: Money) -> Money:
        """Tax in (inclusive) or on top of (exclusive) `amount`."""
        part = self.rate_bp * self.base_num
        whole = BASIS_POINTS * self.base_den + (part if self.inclusive else 0)
        divide = divide_half_up if self.rounding is TaxRounding.HALF_UP else divide_down
        return Money(divide(amount * part, whole))

    def other_base(self, price_without_tax: Money) -> Money:
        """DPP nilai lain: the fraction of the price without tax that the statutory rate applies to."""
        return Money(divide_half_up(price_without_tax * self.base_num, self.base_den))


def rule_for(rules: Iterable[TaxRule], tax_class: TaxClass, day: date) -> TaxRule | None:
    """The youngest rule of a class valid on `day`.

    None when nothing is taxed (shop not PKP, exempt goods).
    """
    valid = [rule for rule in rules if rule.tax_class is tax_class and rule.valid_from <= day]
    youngest = max(valid, key=lambda rule: rule.valid_from, default=None)
    # A rule of 0 % ends a tax: the older rate must not come back.
    return youngest if youngest is not None and youngest.rate_bp else None


def tax_per_line(nets: Sequence[Money], rules: Sequence[TaxRule | None]) -> list[Money]:
    """Tax of each line: one computation per rule on the sum of its lines, spread by largest remainder.

    `nets` are line prices after discounts, >= 0; `rules` runs parallel. Untaxed lines get 0.
    """
    taxes = [Money(0)] * len(nets)
    for rule in dict.fromkeys(rule for rule in rules if rule is not None):
        indexes = [index for index, own in enumerate(rules) if own == rule]
        weights = [nets[index] for index in indexes]
        total = rule.tax_on(Money(sum(weights)))
        for index, tax in zip(indexes, largest_remainder(total, weights), strict=True):
            taxes[index] = Money(tax)
    return taxes
