"""The tax invoice page: who asked, the file for Coretax, and the number that is entered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import update

from backoffice_server.features.branches.tables import company
from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.quantity import ONE
from shared_models.wire.tax_invoices import InvoiceLine, TaxInvoiceRequested
from tests.factories.events import TillWriter, line
from tests.factories.office import Premises, Window


def asks(till: TillWriter, premises: Premises) -> None:
    sold = till.sale(line(premises.item("GULA-1KG"), 17_500))
    receipt = sold.receipt
    told = InvoiceLine(
        name="Gula", unit="pcs", kind=ProductKind.GOODS, tax_class=TaxClass.TAXABLE, qty=ONE,
        base=receipt.revenue, vat=receipt.tax, rate_bp=1_200, base_num=11, base_den=12,
    )  # fmt: skip
    wanted = TaxInvoiceRequested(
        request=UUID(int=0xF1), sale=sold.sale, receipt=sold.receipt_no, sold_on=date(2026, 11, 21),
        id_kind=BuyerIdKind.NPWP, number="0123456789012345", name="CV Sumber Rejeki",
        address="Jl. Kenari 7", nitku="0123456789012345000000", lines=(told,), base=receipt.revenue,
        vat=receipt.tax,
    )  # fmt: skip
    till.write("tax_invoice.requested", wanted)


def rows(page: Any) -> list[Any]:
    return [page.table.model.row(at) for at in range(page.table.model.rowCount())]


def test_a_request_goes_into_the_file_and_gets_its_number(
    office: Window, premises: Premises, tmp_path: Path
) -> None:
    with premises.shop.database.write() as unit:
        unit.connection.execute(update(company).values(npwp="1234567890123456"))
    till = premises.till()
    till.writer.opened()
    till.writer.shift_opened()
    asks(till.writer, premises)
    till.push()
    page = office.open("tax-invoices")
    (row,) = rows(page)
    assert (row["name"], row["tone"]) == ("CV Sumber Rejeki", "warn")
    file = tmp_path / "faktur.xml"
    page.ask_file = lambda _parent, _name: str(file)
    office.click(page.save_button)
    office.settle()
    assert "CV Sumber Rejeki" in file.read_text(encoding="utf-8")
    page.table.view.select_row(0)
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    office.click(page.panel.keep)
    assert page.panel.form.fields["number"].fault()
    office.type(page.panel.number, "0400-26")
    office.click(page.panel.keep)
    office.settle()
    assert (rows(page), page.panel) == ([], None)
    page.which.set_key("done")
    page.which.chosen.emit("done")
    office.settle()
    (row,) = rows(page)
    assert (row["state"], row["tone"]) == ("0400-26", "ok")
