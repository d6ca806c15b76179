"""The buyer and the figures of a full tax invoice."""

from dataclasses import replace

import pytest
from hypothesis import given

from shared_models.rules.receipt import Receipt
from shared_models.rules.tax import TaxRule
from shared_models.rules.tax_invoice import (
    BuyerFault,
    BuyerIdKind,
    InvoiceFigures,
    LineFigures,
    TaxBuyer,
    buyer_faults,
    cleaned,
    invoice_figures,
    line_figures,
)
from shared_models.values.money import Money
from tests.factories.receipts import PPN_EXCLUSIVE, PPN_INCLUSIVE, PPN_LUXURY, cart_of, sale_of, sales

SHOP = TaxBuyer(BuyerIdKind.NPWP, "0012345678901000", "CV Maju", "Jl. Braga 10, Bandung")
BUDI = TaxBuyer(BuyerIdKind.NIK, "3273010101900001", "Budi", "Jl. Asia Afrika 1, Bandung")


@pytest.mark.parametrize(
    "buyer",
    [
        SHOP,
        BUDI,
        replace(SHOP, number="0012 3456 7890 1000"),
        replace(SHOP, number="00.123.456.7-8901.000"),
        replace(SHOP, nitku="0012345678901000000001"),
        replace(BUDI, nitku="3273010101900001000000"),
    ],
)
def test_a_buyer_that_can_be_named(buyer: TaxBuyer) -> None:
    assert buyer_faults(buyer) == []


@pytest.mark.parametrize(
    ("buyer", "faults"),
    [
        (replace(SHOP, number="01.234.567.8-901.000"), [BuyerFault.NUMBER_OLD_FORM]),
        (replace(BUDI, number="327301010190001"), [BuyerFault.NUMBER_LENGTH]),
        (replace(SHOP, number=""), [BuyerFault.NUMBER_LENGTH]),
        (replace(SHOP, number="00123456789010000"), [BuyerFault.NUMBER_LENGTH]),
        (replace(SHOP, number="001234567890100A"), [BuyerFault.NUMBER_NOT_DIGITS]),
        (replace(SHOP, number="٠٠12345678901000"), [BuyerFault.NUMBER_NOT_DIGITS]),
        (replace(BUDI, number="0" * 16), [BuyerFault.NUMBER_PLACEHOLDER]),
        (replace(SHOP, nitku="000001"), [BuyerFault.NITKU_MALFORMED]),
        (replace(SHOP, nitku="001234567890100000000X"), [BuyerFault.NITKU_MALFORMED]),
        (replace(SHOP, nitku="9912345678901000000001"), [BuyerFault.NITKU_OF_ANOTHER]),
        (
            TaxBuyer(BuyerIdKind.NPWP, "1", " ", ""),
            [BuyerFault.NUMBER_LENGTH, BuyerFault.NAME_MISSING, BuyerFault.ADDRESS_MISSING],
        ),
    ],
)
def test_every_fault_is_named(buyer: TaxBuyer, faults: list[BuyerFault]) -> None:
    assert buyer_faults(buyer) == faults


def test_numbers_are_kept_bare_and_the_head_office_is_named() -> None:
    kept = cleaned(replace(SHOP, number="0012 3456 7890 1000", name=" CV Maju "))
    assert kept == replace(SHOP, nitku="0012345678901000000000")
    assert cleaned(BUDI) == BUDI
    assert cleaned(kept) == kept


# domain_vectors.json: ppn_incl, digunggung2, ppn_lux12.
@pytest.mark.parametrize(
    ("price", "rule", "base", "other_base", "vat"),
    [
        (111_000, PPN_INCLUSIVE, 100_000, 91_667, 11_000),
        (12_500, PPN_INCLUSIVE, 11_261, 10_323, 1_239),
        (99_900, PPN_INCLUSIVE, 90_000, 82_500, 9_900),
        (87_654_300, PPN_INCLUSIVE, 78_967_838, 72_387_185, 8_686_462),
        (100_000, PPN_EXCLUSIVE, 100_000, 91_667, 11_000),
        (2_000_000_000, PPN_LUXURY, 2_000_000_000, 2_000_000_000, 240_000_000),
    ],
)
def test_the_figures_of_a_sale(price: int, rule: TaxRule, base: int, other_base: int, vat: int) -> None:
    figures = invoice_figures(sale_of(cart_of([price], tax_rules=[rule])))
    assert figures == (InvoiceFigures(rule, Money(base), Money(other_base), Money(vat)),)


def test_untaxed_goods_have_no_figures() -> None:
    assert invoice_figures(sale_of(cart_of([75_000], tax_rules=[]))) == ()


# domain_vectors.json: ppn_excl, to the two decimals of the file.
@pytest.mark.parametrize(
    ("price", "other_base", "vat"),
    [
        (100_000, 9_166_667, 1_100_000),
        (15_766, 1_445_217, 173_426),
        (3_453_454, 316_566_617, 37_987_994),
        (1_000, 91_667, 11_000),
    ],
)
def test_the_figures_of_a_line_of_the_file(price: int, other_base: int, vat: int) -> None:
    assert line_figures(Money(price), PPN_INCLUSIVE) == LineFigures(price * 100, other_base, vat)


@given(sales())
def test_the_figures_are_those_of_the_receipt(sale: Receipt) -> None:
    figures = invoice_figures(sale)
    assert sum(one.vat for one in figures) == sale.tax
    taxed = [line for line in sale.lines if line.tax_rule is not None]
    assert sum(one.base for one in figures) == sum(line.revenue for line in taxed)
    assert all(0 <= one.other_base <= one.base for one in figures)
