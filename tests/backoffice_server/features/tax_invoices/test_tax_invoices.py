"""Requests for a tax invoice in the office: kept once, and proved against their sale."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.tax_invoices.tables import tax_invoice_request
from backoffice_server.proof.verify import verify
from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.wire.tax_invoices import InvoiceLine, TaxInvoiceRequested
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung


def asks(till: TillWriter, *, vat_off: int = 0) -> None:
    """For the tax of a sale of sugar."""
    sold = till.sale(line(GULA.item, 17_500))
    receipt = sold.receipt
    told = InvoiceLine(
        name="Gula", unit="pcs", kind=ProductKind.GOODS, tax_class=TaxClass.TAXABLE, qty=ONE,
        base=receipt.revenue, vat=receipt.tax, rate_bp=1_200, base_num=11, base_den=12,
    )  # fmt: skip
    wanted = TaxInvoiceRequested(
        request=UUID(int=0xF1), sale=sold.sale, receipt=sold.receipt_no, sold_on=date(2026, 11, 21),
        id_kind=BuyerIdKind.NIK, number="3273010101800001", name="Ibu Wulan", address="Jl. Melati 5",
        nitku="", lines=(told,), base=receipt.revenue, vat=Money(receipt.tax + vat_off),
    )  # fmt: skip
    till.write("tax_invoice.requested", wanted)
    till.write("tax_invoice.requested", wanted)


def faults(warung: Warung) -> list[str]:
    with warung.database.read() as unit:
        return [str(one) for one in verify(unit, SECRET) if not one.holds]


def test_asked_twice_it_is_kept_once(warung: Warung) -> None:
    till = warung.stocked().opened()
    asks(till)
    warung.push(till.push())
    (row,) = warung.rows(select(tax_invoice_request))
    assert (row.name, row.receipt) == ("Ibu Wulan", "BDG1-K1A-000001")
    assert faults(warung) == []


def test_another_tax_than_that_of_the_sale_is_found(warung: Warung) -> None:
    till = warung.stocked().opened()
    asks(till, vat_off=1)
    warung.push(till.push())
    assert any("tax invoices asked for" in one for one in faults(warung))
