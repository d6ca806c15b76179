"""Prices by quantity and level in the product's form, and the shop's own levels."""

from __future__ import annotations

from sqlalchemy import select

from backoffice_server.features.catalog.tables import price, price_level
from tests.factories.office import Premises, Window
from tests.pos_client.features.products.test_products import opened


def test_prices_by_quantity_and_level_are_kept(office: Window, premises: Premises) -> None:
    page = opened(office, "GULA-1KG")
    for _ in range(2):
        page.panel.form.offer_wanted.emit(0)
        office.settle()
    tier, level = page.panel.form.units[0].offers
    office.type(tier.from_qty, "12")
    office.type(tier.price, "17000")
    office.choose(level.level, "wholesale")
    office.type(level.price, "16500")
    page.panel.save.click()
    office.settle()
    gula = premises.shop.product("GULA-1KG")
    kept = premises.shop.rows(
        select(price.c.level, price.c.from_qty, price.c.price)
        .where(price.c.product_id == gula, price.c.price < 17_500)
        .order_by(price.c.price)
    )
    assert [tuple(row) for row in kept] == [("wholesale", 0, 16_500), (None, 12_000, 17_000)]
    assert ("Wholesale", "16.500") in [
        (words.split(", from")[0], amount) for words, amount in page.panel.prices.lines
    ]


def test_a_price_without_a_quantity_or_a_level_is_asked_for(office: Window) -> None:
    page = opened(office, "GULA-1KG")
    page.panel.form.offer_wanted.emit(0)
    office.settle()
    page.panel.save.click()
    office.settle()
    fields = page.panel.form.fields
    assert fields["units.0.offers.0.from_qty"].fault()
    assert fields["units.0.offers.0.price"].fault()


def test_a_shop_adds_a_level_of_its_own(office: Window, premises: Premises) -> None:
    page = office.open("price-levels")
    office.type(page.name, "Reseller")
    office.type(page.code, "reseller")
    page.save.click()
    office.settle()
    rows = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    assert [row["code"] for row in rows] == ["wholesale", "member", "reseller"]
    assert premises.shop.scalar(select(price_level.c.name)) == "Reseller"
    page.save.click()
    assert page.form.fields["name"].fault()
