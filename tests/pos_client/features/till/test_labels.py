"""Labels of weighed goods: weight or price in the code, and what the till says of one it cannot read.

Lesson 51: weight barcodes that are set wrongly stay wrong for weeks.
"""

from __future__ import annotations

from shared_models.rules.store_codes import DEFAULT_LAYOUTS, make
from shared_models.values.codes import PriceSource
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from tests.factories.seller import KOPI, TELUR_PLU, Seller

WEIGHT, PRICE, _PIECES = DEFAULT_LAYOUTS


def refused(sari: Seller) -> str:
    return sari.till.state.refused[-1].advice()


def test_a_label_with_a_weight_adds_that_much(sari: Seller) -> None:
    """`2100123007554` of domain_id.md §4: PLU 00123, 0,755 kg."""
    sari.scan("2100123007554")
    assert sari.lines() == [("TELUR", 755)]
    assert sari.till.cart.total == 22_348
    sari.scan("2100123007554")
    assert sari.lines() == [("TELUR", 1510)]


def test_a_label_with_a_price_costs_just_that(sari: Seller) -> None:
    sari.scan(make(PRICE, plu=TELUR_PLU, amount=Money(18_450)))
    (line,) = sari.till.cart.lines
    assert (line.gross, line.qty, line.price_source) == (18_450, 623, PriceSource.LABEL)
    sari.scan(make(PRICE, plu=TELUR_PLU, amount=Money(18_450)))
    assert len(sari.lines()) == 2, "each package stays a line of its own"
    sari.press("Return", "Return")
    assert sari.rows("SELECT total FROM sale") == [(36_900,)]


def test_three_packages_of_one_label(sari: Seller) -> None:
    sari.type("3*")
    sari.press("Return")
    sari.scan(make(PRICE, plu=TELUR_PLU, amount=Money(18_450)))
    assert sari.till.cart.total == 55_350


def test_half_a_package_is_refused(sari: Seller) -> None:
    sari.type("0,5*")
    sari.press("Return")
    sari.scan(make(WEIGHT, plu=TELUR_PLU, amount=Quantity(755)))
    assert sari.lines() == []
    assert "whole units" in refused(sari)


def test_a_misread_code_says_which_digit_does_not_fit(sari: Seller) -> None:
    sari.scan(KOPI[:-1] + "5")
    assert "last digit should be 3" in refused(sari)
    sari.type("899000000001")
    sari.press("Return")
    assert sari.lines() == []
