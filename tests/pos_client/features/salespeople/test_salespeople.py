"""The report of salespeople, from a till's receipts to the screen."""

from __future__ import annotations

from dataclasses import replace

from tests.factories.events import line
from tests.factories.office import Premises, Till, Window


def test_each_is_shown_with_the_sums_of_all_sales(office: Window, premises: Premises, till: Till) -> None:
    sugar, soap = premises.item("GULA-1KG"), premises.item("SABUN")
    budi = premises.shop.person("budi")
    till.writer.sale(replace(line(sugar, 17_500), salesperson=budi), replace(line(soap, 4_300), line=2))
    till.push()
    page = office.open("salespeople")
    rows = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    assert [(row["salesperson"], row["lines"]) for row in rows] == [("Budi", 1), ("Nobody named", 1)]
    assert page._people.rows()[1]["revenue"] == sum(row["revenue"] for row in rows)


def test_the_receipt_of_the_office_names_who_sold(office: Window, premises: Premises, till: Till) -> None:
    budi = premises.shop.person("budi")
    sold = replace(line(premises.item("GULA-1KG"), 17_500), salesperson=budi, remark="dua kantong")
    receipt = till.writer.sale(sold)
    till.push()
    page = office.open("receipt", branch=premises.shop.branch(), sale=receipt.sale)
    assert {"  dua kantong", "  Sold by Budi"} <= set(page._presenter.state.lines)
