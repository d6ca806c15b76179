"""Requests for a tax invoice in the office: kept once, and proved against their sale."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.tax_invoices import queries, service
from backoffice_server.features.tax_invoices.tables import tax_invoice_request
from backoffice_server.proof.verify import verify
from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.wire.tax_invoices import InvoiceLine, TaxInvoiceRequested
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung


def asks(till: TillWriter, *, vat_off: int = 0) -> TaxInvoiceRequested:
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
    return wanted


def to_be_made(warung: Warung) -> list[str]:
    with warung.database.read() as unit:
        return [one.name for one in queries.open_requests(unit, branch_id=None, limit=10)]


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


def test_a_sale_asked_for_again_is_filed_once_for_the_buyer_named_last(warung: Warung) -> None:
    """Two invoices of one sale would report its tax twice."""
    till = warung.stocked().opened()
    first = asks(till)
    corrected = first.model_copy(update={"request": UUID(int=0xF2), "name": "Ibu Wulandari"})
    till.write("tax_invoice.requested", corrected)
    warung.push(till.push())
    assert to_be_made(warung) == ["Ibu Wulandari"]
    with warung.database.write() as unit:
        service.issue(unit, first.request, number="0400002600000001", by=StaffId(UUID(int=1)))
    assert to_be_made(warung) == []
