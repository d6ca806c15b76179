"""Prices of levels, customers and from a quantity on: saved, withdrawn, sent to tills, brought by file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import queries
from backoffice_server.features.catalog.import_products import import_products
from backoffice_server.features.parties import service as customers
from backoffice_server.features.parties.queries import by_code
from shared_models.rules.price_choice import Buyer, LevelCode, choose_price
from shared_models.values.quantity import whole
from shared_models.wire.importing import ImportPreview
from shared_models.wire.replica import CustomerRow, OfferRow, UnitRow
from tests.factories.shop import Door, Shop

SRI = UUID(int=0x5121)
TIERS: list[dict[str, Any]] = [{"from_qty": 12_000, "price": 17_000}, {"from_qty": 48_000, "price": 16_500}]


def save(door: Door, shop: Shop, offers: list[dict[str, Any]] | None, **more: Any) -> Any:
    clerk, path = door.sign_in("dewi"), f"/api/products/{shop.product('GULA-1KG')}"
    document = door.get(path, clerk)["product"]
    document["units"][0] |= {"offers": offers} | more
    return door.client.put(path, json=document, headers=clerk)


def sent(shop: Shop, sku: str = "GULA-1KG") -> UnitRow:
    with shop.database.read() as unit:
        return queries.one(unit, shop.product(sku)).as_replica(branches.today(unit)).units[0]


def at_till(shop: Shop, count: int, buyer: Buyer) -> int:
    row = sent(shop)
    with shop.database.read() as unit:
        today = branches.today(unit)
    rows = [*(OfferRow(**price.model_dump()) for price in row.prices), *row.offers]
    return choose_price(rows, day=today, branch=None, qty=whole(count), buyer=buyer).price


def test_tiers_levels_and_customers_reach_the_till_and_are_chosen_in_their_order(
    door: Door, shop: Shop
) -> None:
    """domain_id.md section 4: customer, level, tier by quantity, list."""
    offers: list[dict[str, Any]] = [
        *TIERS,
        {"level": "member", "price": 17_200},
        {"customer": str(SRI), "price": 16_000},
    ]
    assert save(door, shop, offers).status_code == 200
    walk_in, member = Buyer(), Buyer(level=LevelCode("member"))
    assert [at_till(shop, count, walk_in) for count in (1, 11, 12, 48)] == [17_500, 17_500, 17_000, 16_500]
    assert at_till(shop, 48, member) == 17_200
    assert at_till(shop, 1, Buyer(SRI, LevelCode("member"))) == 16_000


def test_what_is_left_out_of_a_saved_set_is_withdrawn_and_null_leaves_all(door: Door, shop: Shop) -> None:
    save(door, shop, TIERS)
    assert save(door, shop, None).status_code == 200
    assert at_till(shop, 48, Buyer()) == 16_500
    saved = save(door, shop, TIERS[:1]).json()
    assert [one["from_qty"] for one in saved["product"]["units"][0]["offers"]] == [12_000]
    assert at_till(shop, 48, Buyer()) == 17_000
    assert save(door, shop, []).status_code == 200
    assert at_till(shop, 48, Buyer()) == 17_500


def test_the_list_shows_the_list_price_whatever_offers_there_are(door: Door, shop: Shop) -> None:
    offers: list[dict[str, Any]] = [*TIERS, {"level": "wholesale", "price": 15_000}]
    save(door, shop, offers)
    clerk = door.sign_in("dewi")
    assert door.get("/api/products", clerk, search="gula")["rows"][0]["price"] == 17_500


def test_every_fault_of_an_offer_is_told(door: Door, shop: Shop) -> None:
    offers: list[dict[str, Any]] = [
        {"price": 100},
        {"level": "gold", "price": 100},
        {"level": "member", "customer": str(SRI), "price": 100},
        {"from_qty": 12_000, "price": 0},
        {"from_qty": 12_000, "price": 5},
    ]
    reply = save(door, shop, offers)
    found = {(fault["field"], fault["code"]) for fault in reply.json()["facts"]["faults"]}
    assert found == {
        ("units.0.offers.0.from_qty", "field_required"),
        ("units.0.offers.1.level", "unknown_price_level"),
        ("units.0.offers.2.customer", "invalid"),
        ("units.0.offers.3.price", "price_not_positive"),
        ("units.0.offers.4.from_qty", "duplicate_row"),
    }


def test_a_shop_adds_levels_of_its_own(door: Door, shop: Shop) -> None:
    clerk = door.sign_in("dewi")
    row = {"code": "reseller", "name": "Reseller", "active": True}
    assert door.client.put("/api/price-levels/reseller", json=row, headers=clerk).status_code == 200
    assert door.get("/api/price-levels", clerk) == [row]
    assert save(door, shop, [{"level": "reseller", "price": 16_800}]).status_code == 200
    assert at_till(shop, 1, Buyer(level=LevelCode("reseller"))) == 16_800
    taken = door.client.put("/api/price-levels/member", json=row | {"code": "member"}, headers=clerk)
    assert taken.status_code == 422


def bring(shop: Shop, text: str) -> ImportPreview:
    with shop.database.write() as unit:
        customers.save_customer(unit, row=CustomerRow(id=SRI, code="C-SRI", name="Warung Sri"))
        return import_products(
            unit, content=text.encode(), filename="harga.csv", dry_run=False, by=None, customers=by_code
        )


def test_a_file_brings_tiers_levels_customers_and_four_units(shop: Shop) -> None:
    preview = bring(
        shop,
        "kode;nama;harga;satuan;harga grosir;harga member;tiers;harga pelanggan;"
        "satuan2;isi2;harga2;satuan3;isi3;harga3;harga grosir3;satuan4;isi4;harga4\n"
        "MIE;Mie Goreng;3500;pcs;3200;3400;12=3300|48=3150;C-SRI=3000;"
        "renceng;10;34000;dus;40;130000;125000;karton;200;640000\n",
    )
    assert (preview.written, preview.wrong) == (True, 0)
    with shop.database.read() as unit:
        row = queries.one(unit, shop.product("MIE")).as_replica(branches.today(unit))
    assert [(one.unit, one.factor) for one in row.units] == [
        ("pcs", 1_000), ("renceng", 10_000), ("dus", 40_000), ("karton", 200_000),
    ]  # fmt: skip
    assert {(one.level, one.customer, one.from_qty, one.price) for one in row.units[0].offers} == {
        ("wholesale", None, 0, 3_200),
        ("member", None, 0, 3_400),
        (None, None, 12_000, 3_300),
        (None, None, 48_000, 3_150),
        (None, SRI, 0, 3_000),
    }
    assert [(one.level, one.price) for one in row.units[2].offers] == [("wholesale", 125_000)]


def test_a_cell_speaks_for_its_own_prices_alone(shop: Shop) -> None:
    bring(shop, "kode;nama;harga;harga grosir;tiers\nMIE;Mie;3500;3200;12=3300|48=3150\n")
    again = bring(shop, "kode;nama;harga;harga grosir;tiers\nMIE;Mie;3500;;12=3250\n")
    assert again.rows[0].changes == ("offers",)
    held = {(one.level, one.from_qty, one.price) for one in sent(shop, "MIE").offers}
    assert {("wholesale", 0, 3_200), (None, 12_000, 3_250), (None, 48_000, 0)} <= held
    same = bring(shop, "kode;nama;harga;harga grosir;tiers\nMIE;Mie;3500;3200;12=3250\n")
    assert same.same == 1


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("12:3300", "tiers", "invalid"),
        ("12=abc", "tiers", "not_a_number"),
        ("1,000=3300", "tiers", "ambiguous_number"),
        ("0=3300", "tiers", "field_required"),
    ],
)
def test_a_tier_that_cannot_be_read_is_told(shop: Shop, cell: str, column: str, code: str) -> None:
    preview = bring(shop, f"kode;nama;harga;tiers\nMIE;Mie;3500;{cell}\n")
    assert [(fault.column, fault.code) for fault in preview.rows[0].faults] == [(column, code)]


def test_an_unknown_customer_is_told(shop: Shop) -> None:
    preview = bring(shop, "kode;nama;harga;harga pelanggan\nMIE;Mie;3500;C-999=3000\n")
    (fault,) = preview.rows[0].faults
    assert (fault.column, fault.code, fault.facts) == ("customers", "not_found", {"value": "C-999"})
