"""Tax rules: the seed of a shop that is PKP, and new rates as new rows."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from backoffice_server.features.taxes import queries
from backoffice_server.features.taxes.tables import tax_rule
from backoffice_server.kernel.unit import Unit
from shared_models.rules.tax import TaxRounding
from shared_models.values.codes import TaxClass
from shared_models.wire.replica import TaxRuleRow
from shared_models.wire.sync import Entity

_ELEVEN_PERCENT: Final = (1100, 1, 1)
# PMK 131/2024: 12 % on 11/12 of the price for all but luxury goods.
_TWELVE_ON_ELEVEN_TWELFTHS: Final = (1200, 11, 12)
PPN: Final = (
    (date(2022, 4, 1), _ELEVEN_PERCENT, TaxRounding.DOWN),
    (date(2025, 1, 1), _TWELVE_ON_ELEVEN_TWELFTHS, TaxRounding.DOWN),
    # PER-11/PJ/2025 art. 129: tax amounts are rounded half-up from here on.
    (date(2025, 5, 22), _TWELVE_ON_ELEVEN_TWELFTHS, TaxRounding.HALF_UP),
)


def seed_ppn(unit: Unit, *, inclusive: bool = True) -> None:
    """PPN as it stood and stands; prices on the shelf hold the tax unless `inclusive` is false."""
    for valid_from, (rate_bp, base_num, base_den), rounding in PPN:
        add_rule(
            unit,
            rule=TaxRuleRow(
                code="PPN",
                tax_class=TaxClass.TAXABLE,
                rate_bp=rate_bp,
                base_num=base_num,
                base_den=base_den,
                inclusive=inclusive,
                rounding=rounding,
                valid_from=valid_from,
            ),
        )


def add_rule(unit: Unit, *, rule: TaxRuleRow) -> None:
    """A rate from its first day on; one of the same first day is replaced."""
    row = (
        rule.code,
        rule.tax_class.value,
        rule.valid_from,
        rule.rate_bp,
        rule.base_num,
        rule.base_den,
        rule.inclusive,
        rule.rounding.value,
    )
    unit.upsert(tax_rule, [row])
    unit.change(Entity.TAX_RULE, f"{rule.code}:{rule.tax_class}:{rule.valid_from}", rule, None)


def bring_rules(unit: Unit, *, rules: Iterable[TaxRuleRow]) -> None:
    """Add the rules a till sold by. One that stands here from the same day on stays as it is."""
    known = {(rule.code, rule.tax_class, rule.valid_from) for rule in queries.rules(unit)}
    for rule in rules:
        if (rule.code, rule.tax_class, rule.valid_from) not in known:
            add_rule(unit, rule=rule)
