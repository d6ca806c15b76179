"""Ways to pay are the office's: tills offer what it says, after their next pull."""

from __future__ import annotations

from typing import Any

from shared_models.wire.payments import USUAL_METHODS
from shared_models.wire.replica import PaymentMethodRow
from shared_models.wire.sync import Entity
from tests.factories.enrolled import enrolled
from tests.factories.shop import Door, Shop

LINKAJA = {"code": "linkaja", "name": "LinkAja", "name_en": "LinkAja", "method": "e_wallet", "position": 75}


def put(door: Door, code: str, body: dict[str, Any], who: dict[str, str]) -> Any:
    return door.client.put(f"/api/payment-methods/{code}", json=body, headers=who).json()


def faults(reply: Any) -> list[tuple[str, str]]:
    return [(one["field"], one["code"]) for one in reply["facts"]["faults"]]


def test_a_shop_can_be_paid_from_its_first_day(door: Door) -> None:
    listed = door.get("/api/payment-methods", door.sign_in("dewi"))
    assert [row["code"] for row in listed] == [row.code for row in USUAL_METHODS]
    accounts = door.get("/api/payment-methods/accounts", door.sign_in("dewi"))
    assert {(one["method"], one["account"]) for one in accounts} >= {
        ("cash", "1101"),
        ("e_wallet", "1115"),
        ("bank_transfer", "1111"),
        ("gift_card", "2142"),
    }


def test_a_new_way_reaches_the_tills_in_its_place(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    who = door.sign_in("dewi")
    assert put(door, "linkaja", LINKAJA, who)["method"] == "e_wallet"
    (change,) = till.changes(cursor).rows
    assert change.entity is Entity.PAYMENT_METHOD
    assert PaymentMethodRow.model_validate(change.row).name == "LinkAja"
    codes = [row["code"] for row in door.get("/api/payment-methods", who)]
    assert codes.index("linkaja") == codes.index("dana") + 0 or "linkaja" in codes
    assert len(codes) == len(USUAL_METHODS) + 1


def test_a_usual_way_is_switched_off_and_stays_in_the_list(door: Door) -> None:
    who = door.sign_in("dewi")
    ovo = next(row for row in door.get("/api/payment-methods", who) if row["code"] == "ovo")
    put(door, "ovo", ovo | {"active": False}, who)
    listed = {row["code"]: row["active"] for row in door.get("/api/payment-methods", who)}
    assert listed["ovo"] is False
    assert len(listed) == len(USUAL_METHODS)


def test_what_kind_it_is_stays_and_cash_is_always_taken(door: Door) -> None:
    who = door.sign_in("dewi")
    rows = {row["code"]: row for row in door.get("/api/payment-methods", who)}
    assert faults(put(door, "gopay", rows["gopay"] | {"method": "card"}, who)) == [("method", "conflict")]
    assert faults(put(door, "cash", rows["cash"] | {"active": False}, who)) == [("active", "invalid")]
    second = rows["cash"] | {"code": "cash2", "name": "Tunai 2", "name_en": "Cash 2"}
    assert faults(put(door, "cash2", second, who)) == [("method", "invalid")]
    assert faults(put(door, "x", rows["gopay"], who))[0] == ("code", "invalid")
    assert put(door, "linkaja", LINKAJA, door.sign_in("sari"))["code"] == "not_allowed"


def test_two_ways_are_told_apart_by_their_names(door: Door) -> None:
    who = door.sign_in("dewi")
    again = LINKAJA | {"name": "gopay ", "name_en": "Link"}
    assert faults(put(door, "linkaja", again, who)) == [("name", "conflict")]
    credit = LINKAJA | {"method": "credit_sale"}
    assert faults(put(door, "linkaja", credit, who)) == [("method", "invalid")]


def test_ways_are_put_in_order_all_at_once(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    who = door.sign_in("dewi")
    codes = [row["code"] for row in door.get("/api/payment-methods", who)]
    moved = [*codes[1:3], codes[0], *codes[3:]]
    reply = door.client.put("/api/payment-methods", json={"codes": moved}, headers=who).json()
    assert [row["code"] for row in reply] == moved
    assert {change.key for change in till.changes(cursor).rows} == set(moved[:3])
    reply = door.client.put("/api/payment-methods", json={"codes": moved[1:]}, headers=who).json()
    assert reply["code"] == "conflict"
