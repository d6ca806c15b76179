"""The orders page: what is open and due, with its deposit and its goods."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shared_models.rules.receipt import Load, Tender
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.wire.orders import AgreedLine, OrderPlaced, QuotationMade
from tests.factories.events import TillWriter
from tests.factories.office import Premises, Window

NUMBER = "BDG1-K1A-P00001"


def goods(premises: Premises) -> tuple[AgreedLine, ...]:
    item = premises.item("GULA-1KG")
    return (
        AgreedLine(
            product=item.product, sku=item.sku, name=item.name, kind=item.kind, tax_class=item.tax_class,
            unit=item.unit, factor=item.factor, decimals=0, qty=ONE, price=Money(17_500), list_price=None,
            discount=Money(500), remark="dua kantong",
        ),
    )  # fmt: skip


def placed(till: TillWriter, lines: tuple[AgreedLine, ...]) -> None:
    load = Load(PutAside.DEPOSIT_TAKEN, NUMBER, Money(10_000), Money(991))
    till.paid(tenders=[Tender(TenderMethod.CASH, Money(10_000))], loads=[load])
    told = OrderPlaced(
        order=UUID(int=0xD1), number=NUMBER, customer=UUID(int=0xA1), customer_name="Ibu Wulan",
        phone="0800-0000-0007", lines=lines,
        total=Money(17_000), tax=Money(1_685), due_on=date(2026, 11, 20), deposit=Money(10_000),
        deposit_vat=Money(991), remark="antar sebelum pukul 10",
    )  # fmt: skip
    till.write("order.placed", told)


def rows(page: Any) -> list[Any]:
    return [page.table.model.row(at) for at in range(page.table.model.rowCount())]


def test_orders_stand_with_their_deposits_and_goods(office: Window, premises: Premises) -> None:
    till = premises.till()
    till.writer.opened()
    till.writer.shift_opened()
    lines = goods(premises)
    placed(till.writer, lines)
    quoted = QuotationMade(
        quotation=UUID(int=0xD2), number="BDG1-K1A-Q00001", lines=lines, total=Money(17_000),
        tax=Money(1_685), valid_until=date(2026, 12, 1),
    )  # fmt: skip
    till.writer.write("quotation.made", quoted)
    till.push()
    page = office.open("orders")
    (row,) = rows(page)
    assert (row["number"], row["customer"], row["deposit"]) == (NUMBER, "Ibu Wulan", 10_000)
    assert row["tone"] == "danger"
    page.table.view.select_row(0)
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    assert page.panel is not None
    said = [label.text() for label in page.panel.findChildren(QLabel)]
    assert {"0800-0000-0007", "antar sebelum pukul 10", "dua kantong"} <= set(said)
    page.which.set_key("quotations")
    page.which.chosen.emit("quotations")
    office.settle()
    (row,) = rows(page)
    assert (row["number"], row["deposit"], row["tone"]) == ("BDG1-K1A-Q00001", 0, "")
