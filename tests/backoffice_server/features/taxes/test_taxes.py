"""PPN as rows with a first day: eleven percent, then twelve on eleven twelfths, then rounded half-up."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice_server.features.taxes import queries, service
from backoffice_server.founding import found_shop
from backoffice_server.kernel.database import Database
from shared_models.rules.tax import TaxRounding, TaxRule, rule_for
from shared_models.values.codes import TaxClass
from shared_models.values.money import Money
from tests.factories.shop import Door, Shop, shop_of_ratna


def rules_of(shop: Shop) -> list[TaxRule]:
    with shop.database.read() as unit:
        return [TaxRule(**row.model_dump()) for row in queries.rules(unit)]


@pytest.mark.parametrize(
    ("day", "rate_bp", "rounding", "tax"),
    [
        (date(2024, 12, 31), 1_100, TaxRounding.DOWN, 1_238),
        (date(2025, 1, 1), 1_200, TaxRounding.DOWN, 1_238),
        (date(2025, 5, 22), 1_200, TaxRounding.HALF_UP, 1_239),
        (date(2026, 11, 22), 1_200, TaxRounding.HALF_UP, 1_239),
    ],
)
def test_the_rule_of_a_day(shop: Shop, day: date, rate_bp: int, rounding: TaxRounding, tax: int) -> None:
    rule = rule_for(rules_of(shop), TaxClass.TAXABLE, day)
    assert rule is not None
    assert (rule.rate_bp, rule.rounding, rule.tax_on(Money(12_500))) == (rate_bp, rounding, tax)
    assert rule_for(rules_of(shop), TaxClass.EXEMPT, day) is None


def test_the_admin_sees_them(door: Door) -> None:
    assert [rule["rate_bp"] for rule in door.get("/api/tax-rules", door.sign_in("dewi"))] == [
        1100,
        1200,
        1200,
    ]


def test_a_shop_that_is_not_pkp_has_none(database: Database) -> None:
    with database.write() as unit:
        found_shop(unit, shop=shop_of_ratna(is_pkp=False, staff=()))
        assert queries.rules(unit) == []


def test_prices_may_be_without_tax(database: Database) -> None:
    with database.write() as unit:
        service.seed_ppn(unit, inclusive=False)
        assert {rule.inclusive for rule in queries.rules(unit)} == {False}
