"""Promotions are saved whole or refused with every fault, and reach the tills with their next pull."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared_models.wire.promotions import PromotionRow, SavePromotion
from shared_models.wire.sync import Entity
from tests.factories.enrolled import enrolled
from tests.factories.shop import Door, Shop

ONE, OTHER = str(UUID(int=0x9901)), str(UUID(int=0x9902))


def promo(**changes: Any) -> dict[str, Any]:
    benefit = {"kind": "percent_off", "rate_bp": 1_000}
    return {"name": "Akhir pekan", "benefit": benefit, "valid_from": "2026-11-01"} | changes


def put(door: Door, promotion: str, body: dict[str, Any], who: dict[str, str]) -> Any:
    return door.client.put(f"/api/promotions/{promotion}", json=body, headers=who).json()


def faults(reply: Any) -> list[tuple[str, str]]:
    return [(one["field"], one["code"]) for one in reply["facts"]["faults"]]


def test_a_promotion_reaches_the_tills(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    who = door.sign_in("dewi")
    saved = put(door, ONE, promo(), who)
    assert saved["promotion"]["version"] == 1
    (change,) = till.changes(cursor).rows
    assert change.entity is Entity.PROMOTION
    assert PromotionRow.model_validate(change.row).promotion == SavePromotion.model_validate(
        saved["promotion"]
    )
    assert [row.key for row in till.snapshot().rows if row.entity is Entity.PROMOTION] == [ONE]
    (listed,) = door.get("/api/promotions", who)
    assert (listed["name"], listed["kind"], listed["branch"]) == ("Akhir pekan", "percent_off", None)
    assert door.get("/api/promotions/active", who) == [saved]
    assert door.get(f"/api/promotions/{ONE}", who) == saved


def test_sent_twice_is_saved_once_and_the_slower_of_two_is_refused(door: Door) -> None:
    who = door.sign_in("dewi")
    first = put(door, ONE, promo(), who)
    assert put(door, ONE, promo(), who) == first
    assert put(door, ONE, promo(name="Lain"), who)["code"] == "conflict"
    changed = put(door, ONE, promo(name="Lain", active=False, version=1), who)
    assert changed["promotion"]["version"] == 2
    assert door.get("/api/promotions/active", who) == []


def test_every_fault_is_named(door: Door) -> None:
    who = door.sign_in("dewi")
    benefit = {"kind": "percent_off", "rate_bp": 0, "scope": {"products": [ONE], "categories": [ONE]}}
    body = promo(name=" ", benefit=benefit, valid_to="2026-10-31", branch=ONE)
    assert faults(put(door, ONE, body, who)) == [
        ("name", "invalid"),
        ("valid_to", "invalid"),
        ("benefit.rate_bp", "invalid"),
        ("branch", "not_found"),
        ("benefit.scope.products", "not_found"),
        ("benefit.scope.categories", "unknown_category"),
    ]
    assert door.get("/api/promotions", who) == []


def test_a_code_asks_for_one_promotion_and_for_no_goods(door: Door) -> None:
    who = door.sign_in("dewi")
    put(door, ONE, promo(voucher={"codes": ["HEMAT10"]}), who)
    taken = put(door, OTHER, promo(voucher={"codes": ["hemat10", "SABUN", "BARU"]}), who)
    assert [one["code"] for one in taken["facts"]["faults"]] == ["conflict", "conflict"]
    put(door, ONE, promo(voucher={"codes": ["LAIN"]}, version=1), who)
    free = put(door, OTHER, promo(voucher={"codes": ["hemat10", "BARU"]}), who)
    assert free["promotion"]["voucher"]["codes"] == ["hemat10", "BARU"]
    twice = put(door, OTHER, promo(voucher={"codes": ["A1", "a1"]}, version=1), who)
    assert faults(twice) == [("voucher.codes", "conflict")]


def test_a_cashier_neither_looks_nor_changes(door: Door) -> None:
    cashier = door.sign_in("sari")
    assert door.client.get("/api/promotions", headers=cashier).status_code == 403
    assert put(door, ONE, promo(), cashier)["code"] == "not_allowed"
