"""Prices by quantity and level in the product's form, and the shop's own levels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import select

from backoffice_server.features.catalog.tables import price, price_level
from backoffice_server.features.parties.service import save_customer
from pos_client.features.products.state import Draft, faults_in
from pos_client.features.products.view.offers import OWN_SHOWN
from shared_models.values.codes import ErrorCode
from shared_models.wire.replica import CustomerRow
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


ANI: Final = CustomerRow(id=UUID(int=0xA1), code="M1", name="Ibu Ani", phone="0812-5550-11")


def known(premises: Premises, *rows: CustomerRow) -> None:
    with premises.shop.database.write() as unit:
        for row in rows:
            save_customer(unit, row=row)


def own_prices(premises: Premises) -> list[tuple[Any, ...]]:
    gula = premises.shop.product("GULA-1KG")
    rows = premises.shop.rows(
        select(price.c.customer_id, price.c.from_qty, price.c.price, price.c.valid_to)
        .where(price.c.product_id == gula, price.c.customer_id.is_not(None))
        .order_by(price.c.price)
    )
    return [tuple(row) for row in rows]


def test_a_price_for_one_customer_is_typed_and_the_customer_picked_by_name(
    office: Window, premises: Premises
) -> None:
    known(premises, ANI, CustomerRow(id=UUID(int=0xA2), code="M2", name="Pak Tono"))
    page = opened(office, "GULA-1KG")
    page.panel.form.own_wanted.emit(0)
    office.settle()
    (offer,) = page.panel.form.units[0].offers
    offer.customer.setFocus()
    office.press(offer.customer, Qt.Key.Key_F2)
    panel: Any = office.shell.panel
    office.type(panel.field, "ani")
    office.until(lambda: panel.titles() == ["Ibu Ani"])
    office.press(panel.field, Qt.Key.Key_Return)
    office.settle()
    assert offer.customer.text() == "Ibu Ani"
    office.type(offer.price, "16000")
    page.panel.save.click()
    office.settle()
    assert own_prices(premises) == [(ANI.id, 0, 16_000, None)]
    page = opened(office, "GULA-1KG")
    (offer,) = page.panel.form.units[0].offers
    assert (offer.customer.text(), offer.price.value()) == ("Ibu Ani", 16_000)
    assert [words for words, _ in page.panel.prices.lines if words.startswith("Ibu Ani")]
    assert not page.unsaved()
    office.press(offer.customer, Qt.Key.Key_Delete)
    office.settle()
    page.panel.save.click()
    office.settle()
    assert page.panel.form.units[0].offers == []


def test_a_customer_must_be_chosen_and_only_once(office: Window) -> None:
    page = opened(office, "GULA-1KG")
    page.panel.form.own_wanted.emit(0)
    office.settle()
    page.panel.save.click()
    office.settle()
    assert page.panel.form.fields["units.0.offers.0.customer"].fault()
    draft = Draft(sku="A", name="A").with_offer(0, own=True)
    assert ("units.0.offers.0.customer", ErrorCode.FIELD_REQUIRED) in faults_in(draft, office.office.today())


def test_many_customers_keep_their_prices_beyond_the_fields(office: Window, premises: Premises) -> None:
    people = [
        CustomerRow(id=UUID(int=0xB00 + at), code=f"L{at}", name=f"Langganan {at}")
        for at in range(OWN_SHOWN + 3)
    ]
    known(premises, *people)
    page = opened(office, "GULA-1KG")
    draft = page.panel.form.draft()
    for at, one in enumerate(people):
        draft = draft.with_offer(0)
        unit = draft.units[0]
        offer = replace(unit.offers[-1], own=True, customer=one.id, price=15_000 + at)
        draft = replace(draft, units=(replace(unit, offers=(*unit.offers[:-1], offer)),))
    page._editor.reshape(draft)
    page.panel.save.click()
    office.settle()
    page = opened(office, "GULA-1KG")
    assert sum(hasattr(offer, "customer") for offer in page.panel.form.units[0].offers) == OWN_SHOWN
    office.type(page.panel.form.units[0].price, "18000")
    page.panel.save.click()
    office.settle()
    assert len([row for row in own_prices(premises) if row[3] is None]) == OWN_SHOWN + 3


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
