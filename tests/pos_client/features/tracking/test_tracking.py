"""Lots by expiry, where pieces are, what was confirmed: received here, sold at a till, listed here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit

from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.tracking.tables import lot, serial
from shared_models.rules.particulars import AgeConfirmed, Particulars
from shared_models.values.codes import Tracking
from shared_models.wire.replica import NeedsRow
from tests.factories.events import line
from tests.factories.office import Premises, Window
from tests.factories.shop import goods


def keep(premises: Premises, sku: str, **needs: Any) -> None:
    with premises.shop.database.write() as unit:
        request = goods(sku, 20_000, cost=15_000, needs=NeedsRow(**needs))
        save_product(unit, product=None, request=request, by=None)


def receive(office: Window, page: Any, sku: str, count: str, *told: str) -> None:
    """Through the adjustment: the product, how many, and of what lot or by which numbers."""
    office.type(page.finder, sku)
    office.until(lambda: bool(page._adjusting.state.offered))
    page._take(page._adjusting.state.offered[0])
    office.type(page.figures[-1], count)
    fields = [
        field for field in page.findChildren(QLineEdit) if field.accessibleName() or field.placeholderText()
    ]
    wanted = {"Lot number", "Serial numbers", "Good until, DDMMYY"}
    named = [one for one in fields if {one.accessibleName(), one.placeholderText()} & wanted]
    for field, words in zip(named[-len(told) :], told, strict=True):
        office.type(field, words)


def rows(page: Any) -> list[dict[str, Any]]:
    return [page.table.model.row(at) for at in range(page.table.model.rowCount())]


def test_goods_are_received_by_lot_and_piece_sold_and_found_again(office: Window, premises: Premises) -> None:
    keep(premises, "SUSU", tracking=Tracking.LOT)
    keep(premises, "PONSEL", tracking=Tracking.SERIAL)
    keep(premises, "ROKOK", min_age=18)
    page = office.open("stock-adjust", reason="opening")
    receive(office, page, "SUSU", "12", "A7", "01/12/26")
    receive(office, page, "PONSEL", "2", "S1 S2")
    page.book.click()
    office.settle()
    with premises.shop.database.read() as unit:
        held = [(row.lot, row.expires_on, row.qty) for row in unit.connection.execute(lot.select())]
        pieces = [(row.serial, row.state) for row in unit.connection.execute(serial.select())]
    assert held == [("A7", date(2026, 12, 1), 12_000)]
    assert pieces == [("S1", "in_stock"), ("S2", "in_stock")]
    till = premises.till()
    till.writer.opened()
    till.writer.shift_opened()
    told = {
        "SUSU": Particulars(lot="A7"),
        "PONSEL": Particulars(serial="S1"),
        "ROKOK": Particulars(age=AgeConfirmed(18)),
    }
    sold = till.writer.sale(
        *(replace(line(premises.item(sku), 20_000), particulars=one) for sku, one in told.items())
    )
    till.push()
    (found,) = rows(office.open("lots"))
    assert (found["lot"], found["qty"], found["near"]) == ("A7", 11_000, True)
    by_serial = {row["serial"]: (row["state"], row["document"]) for row in rows(office.open("serials"))}
    assert by_serial["S1"] == ("sold", sold.receipt_no)
    assert by_serial["S2"][0] == "in stock"
    (check,) = rows(office.open("checks"))
    assert (check["receipt"], check["told"]) == (sold.receipt_no, "from 18, by the looks")
