"""Products in the admin: saved with every fault at once, prices as history, lists in pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import queries
from backoffice_server.features.catalog.records import Price, still_needed
from backoffice_server.features.catalog.tables import price, product
from backoffice_server.kernel.feed import feed_row
from shared_models.rules.barcodes import make_ean13
from shared_models.rules.pricing import in_force
from shared_models.values.money import Money
from tests.factories.shop import GULA_CODE, TEH_CODE, TEH_DOZEN_CODE, Door, Shop

FRESH = make_ean13("899100000099")


def asked(**changes: Any) -> dict[str, Any]:
    unit = {"unit": "pcs", "factor": 1000, "barcodes": [FRESH], "price": 5_000}
    return {"sku": "KOPI", "name": "Kopi Gurinda", "units": [unit]} | changes


def faults(reply: Any) -> set[tuple[str, str]]:
    return {(fault["field"], fault["code"]) for fault in reply.json()["facts"]["faults"]}


def test_a_new_product_can_be_found_by_its_barcode(door: Door) -> None:
    clerk = door.sign_in("dewi")
    made = door.client.post("/api/products", json=asked(), headers=clerk)
    assert made.status_code == 201
    (line,) = door.get("/api/products", clerk, search=FRESH)["rows"]
    assert (line["sku"], line["price"], line["barcode"], line["stock"]) == ("KOPI", 5_000, FRESH, 0)
    document = door.get(f"/api/products/{made.json()['id']}", clerk)
    assert (document["version"], document["product"]["units"][0]["price"]) == (1, 5_000)


def test_every_fault_comes_at_once(door: Door) -> None:
    wrong_digit = FRESH[:-1] + str((int(FRESH[-1]) + 1) % 10)
    units = [
        {"unit": "pcs", "factor": 500, "barcodes": [GULA_CODE, wrong_digit], "price": 0},
        {"unit": "pcs", "factor": 12_000, "decimals": 4, "barcodes": [], "price": None},
    ]
    request = asked(sku="GULA-1KG", category="00000000-0000-0000-0000-000000000001", units=units)
    reply = door.client.post("/api/products", json=request, headers=door.sign_in("dewi"))
    assert reply.status_code == 422
    assert faults(reply) == {
        ("sku", "sku_taken"),
        ("category", "unknown_category"),
        ("units.0.factor", "invalid"),
        ("units.0.price", "price_not_positive"),
        ("units.0.barcodes.0", "barcode_taken"),
        ("units.0.barcodes.1", "barcode_check_digit"),
        ("units.1.unit", "duplicate_row"),
        ("units.1.decimals", "invalid"),
    }


def test_codes_differ_by_letter_case_alone(door: Door) -> None:
    clerk = door.sign_in("dewi")
    request = asked(sku="gula-1kg", units=[{"unit": "pcs", "factor": 1000, "price": 1_000}])
    assert door.client.post("/api/products", json=request, headers=clerk).status_code == 201


def test_a_change_needs_the_version_it_was_made_from(door: Door, shop: Shop) -> None:
    clerk, path = door.sign_in("dewi"), f"/api/products/{shop.product('SABUN')}"
    before = door.get(path, clerk)["product"]
    assert door.client.put(path, json=before | {"name": "Sabun Mandi"}, headers=clerk).status_code == 200
    late = door.client.put(path, json=before | {"name": "Sabun Cuci"}, headers=clerk)
    assert (late.status_code, late.json()["code"], late.json()["facts"]) == (409, "conflict", {"version": 2})


def test_a_new_price_leaves_the_old_one_as_history(door: Door, shop: Shop) -> None:
    clerk, gula = door.sign_in("dewi"), shop.product("GULA-1KG")
    document = door.get(f"/api/products/{gula}", clerk)["product"]
    document["units"][0] |= {"price": 18_000, "price_from": "2026-12-01"}
    assert door.client.put(f"/api/products/{gula}", json=document, headers=clerk).status_code == 200
    assert door.get("/api/products", clerk, search="gula")["rows"][0]["price"] == 17_500
    shop.clock.forward(days=12)
    clerk = door.sign_in("dewi")
    assert door.get("/api/products", clerk, search="gula")["rows"][0]["price"] == 18_000
    rows = shop.rows(select(price).where(price.c.product_id == gula).order_by(price.c.introduced))
    assert [(row.price, row.valid_from) for row in rows] == [
        (17_500, date(2026, 11, 20)),
        (18_000, date(2026, 12, 1)),
    ]
    newest = shop.scalar(select(feed_row.c.seq).where(feed_row.c.key == str(gula)))
    assert rows[1].introduced == newest


def in_branch(shop: Shop, code: str, price_: int, **more: Any) -> dict[str, Any]:
    return {"branch": str(shop.branch(code)), "price": price_} | more


def sold_at(door: Door, shop: Shop, code: str) -> Any:
    """What a till of the branch takes from what it was sent, by the rule it shares with the back office."""
    gula = shop.product("GULA-1KG")
    with shop.database.read() as unit:
        today = branches.today(unit)
        row = queries.one(unit, gula).as_replica(today)
    held = in_force(row.units[0].prices, day=today, branch=shop.branch(code))
    shown = door.get("/api/products", door.sign_in("dewi"), search="gula", branch=str(shop.branch(code)))
    assert held is not None
    assert shown["rows"][0]["price"] == held.price
    return held.price


def test_a_branch_can_have_a_price_of_its_own_from_a_day_on(door: Door, shop: Shop) -> None:
    clerk, path = door.sign_in("dewi"), f"/api/products/{shop.product('GULA-1KG')}"
    document = door.get(path, clerk)["product"]
    document["units"][0]["branch_prices"] = [in_branch(shop, "BDG2", 16_900, price_from="2026-12-01")]
    saved = door.client.put(path, json=document, headers=clerk)
    assert saved.status_code == 200
    assert saved.json()["prices"][0] == {
        "unit": "pcs", "branch": "BDG2", "price": 16_900, "valid_from": "2026-12-01", "valid_to": None,
        "customer": None, "level": None, "from_qty": 0,
    }  # fmt: skip
    assert saved.json()["product"]["units"][0]["branch_prices"] == []
    late = door.client.put(path, json=document, headers=clerk)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (sold_at(door, shop, "BDG1"), sold_at(door, shop, "BDG2")) == (17_500, 17_500)
    shop.clock.forward(days=12)
    assert (sold_at(door, shop, "BDG1"), sold_at(door, shop, "BDG2")) == (17_500, 16_900)
    same = saved.json()["product"] | {"version": saved.json()["version"]}
    same["units"][0]["branch_prices"] = document["units"][0]["branch_prices"]
    assert door.client.put(path, json=same, headers=door.sign_in("dewi")).status_code == 200
    counted = select(func.count()).select_from(price).where(price.c.product_id == shop.product("GULA-1KG"))
    assert shop.scalar(counted) == 2


def test_a_branch_keeps_the_figure_it_shares_when_that_of_everywhere_changes(door: Door, shop: Shop) -> None:
    """Both on one day: the branch's own goes first, in the list as at its tills."""
    clerk, path = door.sign_in("dewi"), f"/api/products/{shop.product('GULA-1KG')}"
    document = door.get(path, clerk)["product"]
    document["units"][0] |= {"price_from": None, "branch_prices": [in_branch(shop, "BDG2", 17_500)]}
    assert door.client.put(path, json=document, headers=clerk).status_code == 200
    document |= {"version": document["version"] + 1}
    document["units"][0] |= {"price": 19_000, "branch_prices": []}
    assert door.client.put(path, json=document, headers=clerk).status_code == 200
    assert (sold_at(door, shop, "BDG1"), sold_at(door, shop, "BDG2")) == (19_000, 17_500)


def test_a_wrong_branch_price_is_told_with_its_place(door: Door, shop: Shop) -> None:
    nowhere = {"branch": "00000000-0000-0000-0000-000000000001", "price": 1}
    wrong = [in_branch(shop, "BDG2", 0), in_branch(shop, "BDG2", 5), nowhere]
    request = asked()
    request["units"][0]["branch_prices"] = wrong
    reply = door.client.post("/api/products", json=request, headers=door.sign_in("dewi"))
    assert faults(reply) == {
        ("units.0.branch_prices.0.price", "price_not_positive"),
        ("units.0.branch_prices.1.branch", "duplicate_row"),
        ("units.0.branch_prices.2.branch", "not_found"),
    }


def test_the_same_price_again_is_no_new_row(door: Door, shop: Shop) -> None:
    clerk, gula = door.sign_in("dewi"), shop.product("GULA-1KG")
    document = door.get(f"/api/products/{gula}", clerk)["product"]
    door.client.put(f"/api/products/{gula}", json=document | {"name": "Gula"}, headers=clerk)
    counted = select(func.count()).select_from(price).where(price.c.product_id == gula)
    assert shop.scalar(counted) == 1


def test_prices_cannot_be_rewritten(shop: Shop) -> None:
    for statement in ("UPDATE price SET price = 1", "DELETE FROM price"):
        with pytest.raises(Exception, match="append-only: price"), shop.database.write() as unit:
            unit.connection.execute(text(statement))


def test_a_barcode_moves_when_its_unit_goes(door: Door, shop: Shop) -> None:
    clerk, teh = door.sign_in("dewi"), shop.product("TEH-KENARA")
    document = door.get(f"/api/products/{teh}", clerk)["product"]
    document["units"].pop()
    assert door.client.put(f"/api/products/{teh}", json=document, headers=clerk).status_code == 200
    reused = asked(units=[{"unit": "pcs", "factor": 1000, "barcodes": [TEH_DOZEN_CODE], "price": 1_000}])
    assert door.client.post("/api/products", json=reused, headers=clerk).status_code == 201
    taken = asked(sku="X", units=[{"unit": "pcs", "factor": 1000, "barcodes": [TEH_CODE], "price": 1_000}])
    reply = door.client.post("/api/products", json=taken, headers=clerk)
    assert faults(reply) == {("units.0.barcodes.0", "barcode_taken")}


def test_a_cashier_is_kept_out(door: Door) -> None:
    reply = door.client.post("/api/products", json=asked(), headers=door.sign_in("budi"))
    assert reply.json()["facts"] == {"permission": "admin_catalog"}


def fill(shop: Shop, count: int) -> None:
    rows = [
        (shop.database._new_id(), f"S{number:06}", f"Barang {number % 7}", f"barang {number % 7}")
        for number in range(count)
    ]
    with shop.database.write() as unit:
        unit.insert(
            product,
            [
                (
                    *row,
                    f"{row[3]} {row[1].lower()}",
                    "goods",
                    None,
                    "taxable",
                    None,
                    True,
                    False,
                    1,
                    0,
                    False,
                    None,
                )
                for row in rows
            ],
        )
        unit.connection.execute(
            text(
                "INSERT INTO product_unit (product_id, unit, position, factor, decimals) "
                "SELECT product_id, 'pcs', 0, 1000, 0 FROM product WHERE sku LIKE 'S0%'"
            )
        )


@pytest.mark.parametrize(
    ("sort", "descending"),
    [("name", False), ("name", True), ("sku", False), ("price", True), ("cost", False), ("category", True)],
)
def test_pages_hold_every_product_once(door: Door, shop: Shop, sort: str, descending: bool) -> None:
    """Lesson 46: Lists come by pages that each hold every row once."""
    fill(shop, 40)
    clerk = door.sign_in("dewi")
    seen: list[Any] = []
    after: dict[str, str] = {}
    while True:
        page = door.get("/api/products", clerk, sort=sort, descending=descending, limit=7, **after)
        seen += page["rows"]
        assert page["total"] == 44
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len({line["id"] for line in seen}) == len(seen) == 44
    values = [line[sort] if line[sort] is not None else -1 for line in seen]
    if sort in {"sku", "price", "cost"}:
        assert values == sorted(values, reverse=descending)


def test_the_list_is_narrowed_by_what_is_on_hand(door: Door, shop: Shop) -> None:
    clerk = door.sign_in("dewi")
    every = door.get("/api/products", clerk)["rows"]
    assert door.get("/api/products", clerk, stock_at_least=1)["total"] == 0
    assert door.get("/api/products", clerk, stock_at_most=0)["total"] == len(every)
    some = door.get("/api/products", clerk, stock_at_most=0, price_at_least=17_500, price_at_most=17_500)
    assert [line["sku"] for line in some["rows"]] == ["GULA-1KG"]
    wrong = door.client.get("/api/products", params={"price_at_least": "x"}, headers=clerk)
    assert wrong.status_code == 422


def test_a_search_needs_all_its_words(door: Door, shop: Shop) -> None:
    fill(shop, 40)
    clerk = door.sign_in("dewi")
    named_or_coded = [number for number in range(40) if number % 7 == 3 or "3" in str(number)]
    assert door.get("/api/products", clerk, search="barang 3")["total"] == len(named_or_coded)
    assert door.get("/api/products", clerk, search="KENARA teh")["total"] == 1
    assert door.get("/api/products", clerk, search="%")["total"] == 0
    assert door.get("/api/products", clerk, search="tidak ada")["rows"] == []


def test_broken_cursors_and_sorts_are_refused(door: Door) -> None:
    clerk = door.sign_in("dewi")
    for asked_for in ({"after": "x"}, {"after": "WzEsMl0"}, {"sort": "colour"}, {"limit": 0}):
        reply = door.client.get("/api/products", headers=clerk, params=asked_for)
        assert (reply.status_code, reply.json()["code"]) == (422, "invalid"), asked_for


def price_of(day: int, amount: int, introduced: int) -> Price:
    return Price(None, None, Money(amount), date(2026, 11, day), None, introduced)  # type: ignore[arg-type] # no id


def test_tills_get_the_prices_they_can_still_use() -> None:
    history = [price_of(1, 100, 1), price_of(5, 110, 2), price_of(5, 111, 3), price_of(25, 120, 4)]
    kept = still_needed(history, date(2026, 11, 20))
    assert [(kept_price.valid_from.day, kept_price.price) for kept_price in kept] == [(5, 111), (25, 120)]
    assert len(still_needed(history, date(2026, 11, 8))) == 3
