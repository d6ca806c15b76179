"""Vouchers of the office: issued, blocked, released, voided, lapsed, each with its entry and in the proof."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.wire.replica import StoredValueRow
from shared_models.wire.sync import Entity
from tests.factories.enrolled import enrolled
from tests.factories.shop import PASSWORD, Door, Shop

BUDI: Final = {"username": "budi", "password": PASSWORD}


def ask(door: Door, shop: Shop, document: int, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": str(UUID(int=0x15500 + document)),
        "branch": str(shop.branch("BDG1")),
        "method": "gift_voucher",
        "count": 3,
        "amount": 50_000,
        "against": "cash",
    }
    return usual | changes


def post(door: Door, path: str, body: dict[str, Any], who: str = "dewi") -> Any:
    return door.client.post(path, json=body, headers=door.sign_in(who)).json()


def issue(door: Door, shop: Shop, document: int = 1, **changes: Any) -> Any:
    return post(door, "/api/stored-values", ask(door, shop, document, **changes))


def broken(shop: Shop) -> list[str]:
    with shop.database.read() as unit:
        return [str(one) for one in verify(unit, None) if not one.holds]


def balance(door: Door, account: Account) -> int:
    entries = door.get(f"/api/ledger/accounts/{account.value}/entries", door.sign_in("dewi"))
    return sum(row["debit"] - row["credit"] for row in entries["rows"])


def path_of(number: str, last: str = "") -> str:
    return f"/api/stored-values/gift_voucher/{number}{last}"


def test_a_batch_is_owed_from_the_day_it_was_paid_for(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    booked = issue(door, shop, expires_on="2099-12-31")
    assert len(set(booked["numbers"])) == 3
    assert (booked["amount"], booked["number"]) == (150_000, "BDG1-VCR-000001")
    assert balance(door, Account.GIFT_VOUCHERS) == -150_000
    assert balance(door, Account.MAIN_CASH) == 150_000
    told = [
        StoredValueRow.model_validate(change.row)
        for change in till.changes(cursor).rows
        if change.entity is Entity.STORED_VALUE
    ]
    assert {(row.number, row.balance, row.expires_on) for row in told} == {
        (number, 50_000, date(2099, 12, 31)) for number in booked["numbers"]
    }
    assert broken(shop) == []


def test_sent_twice_a_batch_is_issued_once(door: Door, shop: Shop) -> None:
    assert issue(door, shop) == issue(door, shop)
    assert issue(door, shop, amount=60_000)["code"] == "conflict"
    listed = door.get("/api/stored-values", door.sign_in("dewi"))
    assert (listed["total"], listed["held"]) == (3, 150_000)
    one = door.get("/api/stored-values", door.sign_in("dewi"), document=str(UUID(int=0x15501)), state="open")
    assert one["total"] == 3


def test_what_is_given_away_is_an_expense(door: Door, shop: Shop) -> None:
    issue(door, shop, against="given_away", method="store_credit", count=1)
    assert balance(door, Account.MARKETING) == 50_000
    assert broken(shop) == []


def test_printed_numbers_are_taken_as_they_are_once(door: Door, shop: Shop) -> None:
    booked = issue(door, shop, method="gift_card", numbers=["kh 0001", "KH0002", "KH0003"])
    assert booked["numbers"] == ["KH0001", "KH0002", "KH0003"]

    def faults(document: int, **changes: Any) -> set[tuple[str, str]]:
        told = issue(door, shop, document, **changes)
        return {(fault["field"], fault["code"]) for fault in told["facts"]["faults"]}

    assert faults(2, count=1, numbers=["KH0003"]) == {("numbers", "conflict")}
    wrong = ["A", "4111 1111 1111 1111", "KH9", "KH9"]
    assert faults(3, numbers=wrong, expires_on="2001-01-01", against="lapsed") == {
        ("numbers", "invalid"),
        ("numbers", "card_number_refused"),
        ("numbers", "duplicate_row"),
        ("count", "invalid"),
        ("expires_on", "invalid"),
        ("against", "invalid"),
    }
    assert faults(4, method="card") == {("method", "invalid")}
    assert post(door, "/api/stored-values", ask(door, shop, 9), "sari")["code"] == "not_allowed"


def test_a_block_needs_somebody_who_answers_for_it(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    number = issue(door, shop)["numbers"][0]
    cursor = till.snapshot().cursor
    who = door.sign_in("dewi")

    def change(act: str, document: int, **more: Any) -> Any:
        body = {"id": str(UUID(int=document)), "act": act, "reason": "hilang"} | more
        return door.client.put(path_of(number), json=body, headers=who).json()

    assert change("blocked", 1)["code"] == "approval_needed"
    assert change("blocked", 1, approver=BUDI | {"password": "salah-salah"})["code"] == "wrong_login"
    assert change("blocked", 1, approver={"username": "dewi", "password": PASSWORD})["code"] == "not_allowed"
    held = change("blocked", 1, approver=BUDI)
    assert held["value"]["blocked"] is True
    ((act, by, approver),) = [(one["act"], one["by"], one["approver"]) for one in held["acts"]]
    assert (act, by, approver) == ("blocked", "Dewi", "Budi")
    (row,) = [StoredValueRow.model_validate(one.row) for one in till.changes(cursor).rows]
    assert (row.number, row.blocked) == (number, True)
    assert len(change("blocked", 1, approver=BUDI)["acts"]) == 1
    later = change("expiry_set", 2, approver=BUDI, expires_on="2099-01-31")
    assert (later["value"]["expires_on"], later["value"]["blocked"]) == ("2099-01-31", True)
    released = change("released", 3, approver=BUDI)
    assert (released["value"].get("blocked", False), released["value"]["expires_on"]) == (False, "2099-01-31")
    assert change("voided", 4, approver=BUDI)["code"] == "invalid"
    assert broken(shop) == []


def test_a_void_gives_back_what_was_paid_and_blocks(door: Door, shop: Shop) -> None:
    number = issue(door, shop)["numbers"][0]
    body = {
        "id": str(UUID(int=0xF01)),
        "branch": str(shop.branch("BDG1")),
        "against": "cash",
        "reason": "salah nominal",
    }
    first = post(door, path_of(number, "/void"), body, "ratna")
    assert post(door, path_of(number, "/void"), body, "ratna") == first
    assert (first["amount"], first["number"]) == (-50_000, "BDG1-VCX-000001")
    assert balance(door, Account.GIFT_VOUCHERS) == -100_000
    assert balance(door, Account.MAIN_CASH) == 100_000
    held = door.get(path_of(number), door.sign_in("dewi"))
    assert (held["value"]["balance"], held["value"]["blocked"]) == (0, True)
    assert [move["amount"] for move in held["moves"]] == [-50_000, 50_000]
    again = body | {"id": str(UUID(int=0xF02))}
    assert post(door, path_of(number, "/void"), again, "ratna")["code"] == "tender_too_small"
    assert post(door, path_of("NIX", "/void"), again, "ratna")["code"] == "not_found"
    assert broken(shop) == []


def test_what_lapsed_is_income_once(door: Door, shop: Shop) -> None:
    issue(door, shop, count=2, expires_on=shop.clock.now.date().isoformat())
    issue(door, shop, 2, count=1)
    body = {"id": str(UUID(int=0xE01)), "branch": str(shop.branch("BDG1"))}
    assert post(door, "/api/stored-values/lapsed", body, "ratna")["code"] == "not_found"
    shop.clock.now += timedelta(days=2)
    listed = door.get("/api/stored-values", door.sign_in("dewi"), state="lapsed")
    assert (listed["total"], listed["held"]) == (2, 100_000)
    assert post(door, "/api/stored-values/lapsed", body, "ratna")["amount"] == -100_000
    assert balance(door, Account.VOUCHER_BREAKAGE) == -100_000
    assert balance(door, Account.GIFT_VOUCHERS) == -50_000
    assert broken(shop) == []
