"""Full tax invoices as Coretax imports them: element order, two decimals, and lines that come out even."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.coretax import INVOICES_MAX, CoretaxInvoice, CoretaxLine, coretax_file
from shared_models.rules.tax_invoice import BuyerIdKind, TaxBuyer
from shared_models.values.codes import ProductKind
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from tests.factories.receipts import tax_rule

SELLER, NUMBER = "1234567890123456", "0123456789012345"
BUYER = TaxBuyer(BuyerIdKind.NPWP, NUMBER, "CV Sumber & Rejeki", "Jl. Kenari 7", NUMBER + "000000")
LINE = CoretaxLine(
    "Gula pasir", "pcs", ProductKind.GOODS, whole(2), Money(31_532), tax_rule(valid_from=date(2025, 1, 1))
)
INVOICE = CoretaxInvoice(date(2026, 3, 7), "BDG1-K1A-000041", BUYER, "", (LINE,))


def sen(node: ET.Element, name: str) -> int:
    whole_part, _dot, part = (node.findtext(name) or "").partition(".")
    return int(whole_part) * 100 + int(part)


def test_a_buyer_with_an_npwp() -> None:
    root = ET.fromstring(coretax_file(SELLER, [INVOICE]))
    (invoice,) = root.findall("ListOfTaxInvoice/TaxInvoice")
    assert root.findtext("TIN") == SELLER
    assert [one.tag for one in invoice][:5] == [
        "TaxInvoiceDate",
        "TaxInvoiceOpt",
        "TrxCode",
        "AddInfo",
        "CustomDoc",
    ]
    told = {one.tag: one.text for one in invoice}
    assert (told["TrxCode"], told["BuyerTin"], told["BuyerName"]) == ("04", NUMBER, "CV Sumber & Rejeki")
    assert (told["SellerIDTKU"], told["BuyerIDTKU"]) == (SELLER + "000000", NUMBER + "000000")
    (goods,) = invoice.findall("ListOfGoodService/GoodService")
    assert (goods.findtext("Price"), goods.findtext("Qty"), goods.findtext("Unit")) == (
        "15766.00",
        "2",
        "UM.0021",
    )
    assert (goods.findtext("TaxBase"), goods.findtext("OtherTaxBase")) == ("31532.00", "28904.33")
    assert (goods.findtext("VATRate"), goods.findtext("VAT")) == ("12", "3468.52")


def test_a_person_is_named_by_the_nik() -> None:
    person = replace(BUYER, id_kind=BuyerIdKind.NIK, nitku="")
    root = ET.fromstring(coretax_file(SELLER, [replace(INVOICE, buyer=person)]))
    (invoice,) = root.findall("ListOfTaxInvoice/TaxInvoice")
    assert (invoice.findtext("BuyerTin"), invoice.findtext("BuyerDocument")) == ("0" * 16, "National ID")
    assert invoice.findtext("BuyerDocumentNumber") == NUMBER


def test_a_file_takes_a_thousand() -> None:
    with pytest.raises(ValueError, match="1001"):
        coretax_file(SELLER, [INVOICE] * (INVOICES_MAX + 1))


@given(qty=st.integers(1, 10**6), base=st.integers(1, 10**10))
def test_price_times_quantity_less_discount_is_the_base(qty: int, base: int) -> None:
    line = replace(LINE, qty=Quantity(qty), base=Money(base))
    root = ET.fromstring(coretax_file(SELLER, [replace(INVOICE, lines=(line,))]))
    goods = root.find("ListOfTaxInvoice/TaxInvoice/ListOfGoodService/GoodService")
    assert goods is not None
    gross = -(-sen(goods, "Price") * qty // 1_000)
    assert gross - sen(goods, "TotalDiscount") == sen(goods, "TaxBase") == base * 100
    assert sen(goods, "TotalDiscount") >= 0
