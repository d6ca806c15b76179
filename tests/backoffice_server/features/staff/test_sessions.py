"""Signing in to the back office: who may, what a wrong password costs, and when a session ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from backoffice_server.features.staff.service import FREE_TRIES, note_failure, pause_s, save_staff
from backoffice_server.features.staff.tables import session, sign_in_failure, staff
from backoffice_server.kernel.security import pin_matches
from shared_models.rules.staff_cards import is_card
from shared_models.values.codes import Role
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import StaffRow
from shared_models.wire.staff import SaveStaff
from tests.factories.enrolled import enrolled
from tests.factories.shop import PASSWORD, Door, Shop


def try_to_sign_in(door: Door, login: str, password: str) -> tuple[int, str]:
    reply = door.client.post("/api/sessions", json={"username": login, "password": password})
    return reply.status_code, reply.json().get("code", "")


def test_the_owner_signs_in_and_is_known(door: Door) -> None:
    reply = door.client.post("/api/sessions", json={"username": "ratna", "password": PASSWORD})
    body = reply.json()
    assert (body["name"], body["role"], body["company_name"]) == ("Ratna", "owner", "Toko Ratna")
    assert [branch["code"] for branch in body["branches"]] == ["BDG1", "BDG2"]
    assert "admin_staff" in body["permissions"]


def test_a_session_is_kept_as_a_hash_and_ends(door: Door, shop: Shop) -> None:
    who = door.sign_in()
    assert door.client.get("/api/branches", headers=who).status_code == 200
    token = who["Authorization"].removeprefix("Bearer ")
    assert token.encode() not in shop.scalar(select(session.c.token_hash))
    shop.clock.forward(hours=13)
    assert door.client.get("/api/branches", headers=who).json()["code"] == "not_signed_in"


def test_signing_out_ends_the_session(door: Door) -> None:
    who = door.sign_in()
    assert door.client.delete("/api/sessions", headers=who).status_code == 204
    assert door.client.get("/api/branches", headers=who).status_code == 401


def test_wrong_passwords_cost_more_and_more_time(door: Door, shop: Shop) -> None:
    for _ in range(FREE_TRIES):
        assert try_to_sign_in(door, "ratna", "salah") == (401, "wrong_login")
    assert try_to_sign_in(door, "ratna", PASSWORD) == (429, "too_many_tries")
    shop.clock.forward(seconds=pause_s(FREE_TRIES) + 1)
    assert try_to_sign_in(door, "ratna", "salah") == (401, "wrong_login")
    shop.clock.forward(seconds=pause_s(FREE_TRIES) + 1)
    assert try_to_sign_in(door, "ratna", PASSWORD) == (429, "too_many_tries")
    shop.clock.forward(seconds=pause_s(FREE_TRIES))
    assert try_to_sign_in(door, "ratna", PASSWORD) == (201, "")


def test_wrong_tries_at_one_moment_all_count(shop: Shop) -> None:
    """Two that meet: the second waits for the first and counts on, instead of counting the same again."""
    met = Barrier(2)

    def wrong(_: int) -> None:
        for _ in range(4):
            met.wait()
            with shop.database.write() as unit:
                note_failure(unit, username="ratna")

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(wrong, range(2)))
    assert shop.scalar(select(sign_in_failure.c.failures)) == 8


def test_strangers_and_cashiers_get_the_same_answer(door: Door) -> None:
    assert try_to_sign_in(door, "siapa", PASSWORD) == (401, "wrong_login")
    assert try_to_sign_in(door, "sari", PASSWORD) == (401, "wrong_login")


def test_a_clerk_may_not_hire(door: Door) -> None:
    request = {"username": "tono", "name": "Tono", "role": "cashier", "pin": "4567"}
    refused = door.client.post("/api/staff", json=request, headers=door.sign_in("dewi"))
    assert (refused.status_code, refused.json()["facts"]) == (403, {"permission": "admin_staff"})
    hired = door.client.post("/api/staff", json=request, headers=door.sign_in("ratna"))
    assert (hired.status_code, hired.json()["has_pin"]) == (201, True)


def test_all_faults_of_a_person_come_at_once(door: Door) -> None:
    request = {"username": "sari", "name": "Sari", "role": "cashier", "pin": "12", "password": "pendek"}
    reply = door.client.post("/api/staff", json=request, headers=door.sign_in())
    faults = {(fault["field"], fault["code"]) for fault in reply.json()["facts"]["faults"]}
    assert faults == {("username", "conflict"), ("password", "invalid"), ("pin", "invalid")}


def test_a_dismissed_clerk_is_out_at_once(door: Door, shop: Shop) -> None:
    clerk = door.sign_in("dewi")
    gone = {"username": "dewi", "name": "Dewi", "role": "clerk", "active": False}
    door.client.put(f"/api/staff/{shop.person('dewi')}", json=gone, headers=door.sign_in())
    assert door.client.get("/api/branches", headers=clerk).status_code == 401
    kept = select(func.length(staff.c.password_hash)).where(staff.c.username == "dewi")
    assert shop.scalar(kept) > 0


@pytest.mark.parametrize(("change", "field"), [({"role": "clerk"}, "role"), ({"active": False}, "active")])
def test_the_last_owner_stays_one(door: Door, shop: Shop, change: dict[str, object], field: str) -> None:
    """Nobody else could sign in and let them in again."""
    who, ratna = door.sign_in(), f"/api/staff/{shop.person('ratna')}"
    wanted = {"username": "ratna", "name": "Ratna", "role": "owner", **change}
    refused = door.client.put(ratna, json=wanted, headers=who).json()
    assert [(fault["field"], fault["code"]) for fault in refused["facts"]["faults"]] == [
        (field, "last_owner")
    ]
    other = {"username": "wira", "name": "Wira", "role": "owner"}
    (second := door.client.post("/api/staff", json=other, headers=who)).raise_for_status()
    assert door.client.put(ratna, json=wanted, headers=who).status_code == 422
    login = {**other, "password": PASSWORD}
    door.client.put(f"/api/staff/{second.json()['id']}", json=login, headers=who).raise_for_status()
    assert door.client.put(ratna, json=wanted, headers=who).status_code == 200


def save(door: Door, login: str, pin: str, *, staff: object = None) -> Any:
    owner = door.sign_in("ratna")
    request = {"username": login, "name": login.title(), "role": "supervisor", "pin": pin}
    if staff is None:
        return door.client.post("/api/staff", json=request, headers=owner).json()
    return door.client.put(f"/api/staff/{staff}", json=request, headers=owner).json()


def test_no_two_people_who_work_here_share_a_pin(door: Door, shop: Shop) -> None:
    taken = save(door, "tono", "1234")
    assert taken["facts"]["faults"] == [{"field": "pin", "code": "pin_taken"}]
    assert "ari" not in str(taken)
    assert save(door, "budi", "1234", staff=shop.person("budi"))["code"] == "invalid"
    assert save(door, "budi", "2345", staff=shop.person("budi"))["has_pin"]
    gone = {"username": "sari", "name": "Sari", "role": "cashier", "active": False}
    door.client.put(f"/api/staff/{shop.person('sari')}", json=gone, headers=door.sign_in("ratna"))
    assert save(door, "tono", "1234")["has_pin"]


def test_who_comes_back_needs_a_pin_that_nobody_has_by_now(door: Door, shop: Shop) -> None:
    """Of two hashes nobody can tell whether they are of one PIN."""
    owner, sari = door.sign_in("ratna"), f"/api/staff/{shop.person('sari')}"
    here = {"username": "sari", "name": "Sari", "role": "cashier"}
    door.client.put(sari, json={**here, "active": False}, headers=owner).raise_for_status()
    assert save(door, "tono", "1234")["has_pin"]
    refused = door.client.put(sari, json=here, headers=owner).json()
    assert refused["facts"]["faults"] == [{"field": "pin", "code": "pin_needed"}]
    assert save(door, "sari", "1234", staff=shop.person("sari"))["facts"]["faults"][0]["code"] == "pin_taken"
    assert save(door, "sari", "4321", staff=shop.person("sari"))["active"]
    named = {**here, "name": "Sari Dewi"}
    assert door.client.put(sari, json=named, headers=owner).json()["name"] == "Sari Dewi"


def test_who_never_had_a_pin_comes_back_without_one(door: Door) -> None:
    owner = door.sign_in("ratna")
    person = {"username": "wati", "name": "Wati", "role": "clerk"}
    path = f"/api/staff/{door.client.post('/api/staff', json=person, headers=owner).json()['id']}"
    door.client.put(path, json={**person, "active": False}, headers=owner).raise_for_status()
    assert door.client.put(path, json=person, headers=owner).json()["active"]


def test_a_pin_that_was_taken_meanwhile_is_refused_too(shop: Shop) -> None:
    request = SaveStaff(username="tono", name="Tono", role=Role.CASHIER, pin="1234")
    with shop.database.write() as unit, pytest.raises(Refusal):
        save_staff(unit, staff_id=None, request=request, compared=frozenset())


def test_a_card_is_told_once_and_kept_as_a_hash(door: Door, shop: Shop) -> None:
    till, budi = enrolled(door, shop), shop.person("budi")
    cursor = till.snapshot().cursor
    path, owner = f"/api/staff/{budi}/card", door.sign_in("ratna")
    first = door.client.post(path, headers=owner).json()
    second = door.client.post(path, headers=owner).json()
    assert is_card(first["code"])
    assert (second["name"], first["code"] == second["code"]) == ("Budi", False)
    rows = [StaffRow.model_validate(change.row) for change in till.changes(cursor).rows]
    held = rows[-1].card_hash
    assert held is not None
    assert [pin_matches(held, one["code"]) for one in (first, second)] == [False, True]
    assert first["code"] not in held
    assert door.client.delete(path, headers=owner).json()["has_card"] is False
    assert door.client.post(path, headers=door.sign_in("dewi")).json()["code"] == "not_allowed"
