"""Receivables: who owes what, by age, and a payment that is received."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.parties.service import save_customer
from backoffice_server.features.receivables.tables import receivable_account
from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.wire.replica import CustomerRow
from shared_models.wire.sales import OnCredit
from tests.factories.events import line
from tests.factories.members import unpaid
from tests.factories.office import Premises, Window

ANI: Final = CustomerRow(id=UUID(int=0xA1), code="M1", name="Ibu Ani", credit_limit=Money(500_000))


def test_a_payment_settles_what_is_owed(office: Window, premises: Premises) -> None:
    with premises.shop.database.write() as unit:
        save_customer(unit, row=ANI)
    till = premises.till()
    till.writer.opened()
    till.writer.shift_opened()
    receipt = unpaid(till.writer, line(premises.item("GULA-1KG"), 20_000))
    tenders = (Tender(TenderMethod.CREDIT_SALE, receipt.total),)
    words = {"customer": ANI.id, "credit": OnCredit(due_on=date(2026, 11, 1))}
    till.writer.sold(replace(receipt, tenders=tenders, change=ZERO), words=words)
    till.push()
    page = office.open("receivables")
    (row,) = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    assert (row["name"], row["owed"], row["to_30"]) == ("Ibu Ani", 20_000, 20_000)
    page.table.view.select_row(0)
    page.table.opened.emit(page.table.current())
    office.settle()
    office.type(page.panel.amount, "15000")
    office.click(page.panel.book)
    office.settle()
    assert premises.shop.scalar(select(func.sum(receivable_account.c.owed))) == 5_000
    assert page.panel is None
    assert page.table.model.row(0)["owed"] == 5_000
