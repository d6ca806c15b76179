"""PPN by effective-dated rules: 12 % on 11/12 of the price, in it or on top of it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.tax import TaxRounding, TaxRule, rule_for, tax_per_line
from shared_models.values.codes import TaxClass
from shared_models.values.money import Money
from tests.factories.receipts import PPN_EXCLUSIVE, PPN_INCLUSIVE, PPN_LUXURY, RULE_SETS, tax_rule
from tests.factories.vectors import domain_vectors

VECTORS = domain_vectors()
DOWN = TaxRounding.DOWN


@pytest.mark.parametrize("vector", VECTORS["ppn_excl"])
def test_tax_on_top_of_the_price(vector: dict[str, Any]) -> None:
    price = Money(vector["harga"])
    assert PPN_EXCLUSIVE.tax_on(price) == vector["ppn_half_up"]
    assert tax_rule(inclusive=False, rounding=DOWN).tax_on(price) == vector["ppn_down"]
    assert abs(100 * PPN_EXCLUSIVE.other_base(price) - int(vector["dpp_nilai_lain"].replace(".", ""))) <= 50


@pytest.mark.parametrize("vector", [*VECTORS["ppn_incl"], VECTORS["ppn_mixed"]])
def test_tax_in_the_price(vector: dict[str, Any]) -> None:
    gross = Money(vector["bruto"])
    tax = PPN_INCLUSIVE.tax_on(gross)
    assert tax == vector["ppn"]
    assert gross - tax == vector["harga_jual"]
    assert PPN_INCLUSIVE.other_base(Money(gross - tax)) == vector["dpp_nilai_lain_rp"]
    assert tax_rule(rounding=DOWN).tax_on(gross) == vector["ppn_floor"]


@pytest.mark.parametrize("vector", VECTORS["ppn_lux12"])
def test_luxury_goods_are_taxed_in_full(vector: dict[str, int]) -> None:
    assert PPN_LUXURY.tax_on(Money(vector["harga"])) == vector["ppn"]


def test_a_month_s_takings_are_taxed_as_a_whole() -> None:
    month = VECTORS["digunggung2"]
    tax = PPN_INCLUSIVE.tax_on(Money(month["gross_incl"]))
    assert (tax, month["gross_incl"] - tax) == (month["VAT"], month["TaxBase"])
    assert PPN_INCLUSIVE.other_base(Money(month["TaxBase"])) == month["Other"]


def test_tax_is_computed_on_the_receipt_and_not_line_by_line() -> None:
    vector = VECTORS["ppn_line_vs_receipt"]
    nets = [Money(line) for line in vector["lines"]]
    taxes = tax_per_line(nets, [PPN_INCLUSIVE] * len(nets))
    assert taxes == VECTORS["ppn_alloc"]
    assert sum(taxes) == vector["receipt_ppn"]
    assert sum(PPN_INCLUSIVE.tax_on(net) for net in nets) == vector["sum_of_line_ppn"]


def test_exempt_rice_beside_taxed_soap_pays_nothing() -> None:
    taxes = tax_per_line([Money(75_000), Money(22_200), Money(3_500)], [None, PPN_INCLUSIVE, PPN_INCLUSIVE])
    assert taxes[0] == 0
    assert sum(taxes) == VECTORS["ppn_mixed"]["ppn"]


def test_the_youngest_rule_that_has_begun_holds() -> None:
    old = tax_rule(rate_bp=1100, base=(1, 1), valid_from=date(2022, 4, 1))
    new = tax_rule(valid_from=date(2025, 1, 1))
    exempt = tax_rule(tax_class=TaxClass.EXEMPT, rate_bp=0)
    rules = (new, old, exempt)
    assert rule_for(rules, TaxClass.TAXABLE, date(2024, 12, 31)) == old
    assert rule_for(rules, TaxClass.TAXABLE, date(2025, 1, 1)) == new
    assert rule_for(rules, TaxClass.TAXABLE, date(2022, 3, 31)) is None
    assert rule_for(rules, TaxClass.EXEMPT, date(2025, 1, 1)) is None
    assert rule_for((), TaxClass.TAXABLE, date(2025, 1, 1)) is None


def test_a_rate_that_ends_stays_ended() -> None:
    """A younger rule of 0 % ends a tax; the older rate must not come back."""
    began = tax_rule(valid_from=date(2025, 1, 1))
    ended = tax_rule(rate_bp=0, valid_from=date(2026, 1, 1))
    assert rule_for((began, ended), TaxClass.TAXABLE, date(2026, 6, 1)) is None


nets = st.lists(st.integers(min_value=0, max_value=10**8).map(Money), min_size=1, max_size=30)


@given(nets, st.sampled_from([rules[0] for rules in RULE_SETS if rules]))
def test_taxes_of_the_lines_sum_to_the_tax_of_the_receipt(amounts: list[Money], rule: TaxRule) -> None:
    """Lesson 37: Receipts are booked one by one; their tax is computed on the receipt."""
    taxes = tax_per_line(amounts, [rule] * len(amounts))
    assert sum(taxes) == rule.tax_on(Money(sum(amounts)))
    assert all(0 <= tax <= amount for tax, amount in zip(taxes, amounts, strict=True))


@given(st.integers(min_value=0, max_value=10**12))
def test_tax_in_the_price_is_tax_on_the_rest(gross: int) -> None:
    """Taking the tax out and putting it on again misses the price by a rupiah at most."""
    without = Money(gross - PPN_INCLUSIVE.tax_on(Money(gross)))
    assert abs(without + PPN_EXCLUSIVE.tax_on(without) - gross) <= 1
