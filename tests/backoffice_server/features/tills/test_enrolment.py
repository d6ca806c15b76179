"""Enrolling a till: one-time codes, keys, series letters, replaced and revoked devices."""

from __future__ import annotations

import re
import stat
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backoffice_server.features.tills.service import next_series
from backoffice_server.features.tills.tables import enrolment_code
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.settings import SECRET_FILE
from shared_models.values.codes import StreamPurpose
from tests.factories.enrolled import asks, code_for, enrolled
from tests.factories.shop import Door, Shop


def test_a_till_gets_all_it_needs_to_work_alone(door: Door, shop: Shop) -> None:
    reply = enrolled(door, shop).reply
    assert (reply.branch_code, reply.register_code, reply.series) == ("BDG1", "K1", "A")
    secret = master_secret.load(shop.folder / SECRET_FILE)
    assert reply.device_key == secret.device_key(UUID(int=0xD1), reply.kid).hex()
    assert reply.certificate.register_id == shop.register("K1")


def test_a_code_is_good_for_one_device_and_kept_as_a_hash(door: Door, shop: Shop) -> None:
    code = code_for(shop)
    assert door.client.post("/api/enrol", json=asks(code)).status_code == 201
    other = door.client.post("/api/enrol", json=asks(code, 0xD2))
    assert other.json()["code"] == "enrolment_code_used"
    assert shop.scalar(select(func.length(enrolment_code.c.code_hash))) == 32


def test_a_lost_reply_is_asked_for_again(door: Door, shop: Shop) -> None:
    code = code_for(shop)
    first, second = (door.client.post("/api/enrol", json=asks(code)).json() for _ in range(2))
    assert (first["series"], first["device_key"]) == (second["series"], second["device_key"])
    assert first["credential"] != second["credential"]
    shop.clock.forward(hours=24)
    late = door.client.post("/api/enrol", json=asks(code))
    assert (late.status_code, late.json()["code"]) == (409, "enrolment_code_used")


def test_a_code_may_be_typed_carelessly(door: Door, shop: Shop) -> None:
    typed = code_for(shop).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert door.client.post("/api/enrol", json=asks(typed)).status_code == 201


def test_dead_codes_are_refused(door: Door, shop: Shop) -> None:
    late = code_for(shop, valid_hours=1)
    shop.clock.forward(hours=1)
    assert door.client.post("/api/enrol", json=asks(late)).json()["code"] == "enrolment_code_expired"
    unknown = door.client.post("/api/enrol", json=asks("AAAAA-AAAAA"))
    assert unknown.json()["code"] == "enrolment_code_unknown"


def test_a_reinstalled_till_gets_the_next_series_and_a_new_key(door: Door, shop: Shop) -> None:
    first, second = enrolled(door, shop).reply, enrolled(door, shop).reply
    assert (second.series, second.kid) == ("B", first.kid + 1)
    assert first.device_key != second.device_key


def test_who_is_not_known_here_gets_a_higher_key_than_any_given_before(door: Door, shop: Shop) -> None:
    """A back office that came back from before a till was enrolled takes it for a new one."""
    before = enrolled(door, shop).reply
    shop.clock.forward(hours=1)
    assert enrolled(door, shop, device=0xD2).reply.kid == before.kid + 60


def test_a_new_device_takes_the_register_from_the_old_one(door: Door, shop: Shop) -> None:
    old, new = enrolled(door, shop), enrolled(door, shop, device=0xD2)
    assert old.refused("/api/sync/snapshot") == "device_revoked"
    assert new.snapshot().rows


def test_a_revoked_till_pulls_no_more(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    revoked = door.client.post(f"/api/tills/{shop.register()}/revoke", headers=door.sign_in("dewi"))
    assert revoked.status_code == 204
    assert till.refused("/api/sync/snapshot") == "device_revoked"


def test_a_stranger_pulls_nothing(door: Door) -> None:
    reply = door.client.get("/api/sync/snapshot", headers={"Authorization": "Till whoever"})
    assert reply.json()["code"] == "not_signed_in"


def test_the_admin_opens_a_register_and_shows_a_code_once(door: Door, shop: Shop) -> None:
    clerk = door.sign_in("dewi")
    place = {"branch": str(shop.branch()), "code": "K9", "name": "Kasir 9"}
    register = door.client.post("/api/tills/registers", json=place, headers=clerk).json()
    asked = {"register_id": register["id"]}
    code = door.client.post("/api/tills/enrolments", json=asked, headers=clerk).json()["code"]
    assert door.client.post("/api/enrol", json=asks(code)).json()["register_code"] == "K9"
    again = door.client.post("/api/tills/registers", json=place, headers=clerk)
    assert again.json()["facts"]["faults"] == [{"field": "code", "code": "conflict"}]


def test_importing_needs_its_own_permission(door: Door, shop: Shop) -> None:
    asked = {"register_id": str(shop.register()), "purpose": StreamPurpose.IMPORT.value}
    refused = door.client.post("/api/tills/enrolments", json=asked, headers=door.sign_in("dewi"))
    assert refused.json()["facts"] == {"permission": "import_sales"}
    code = door.client.post("/api/tills/enrolments", json=asked, headers=door.sign_in("ratna")).json()["code"]
    assert door.client.post("/api/enrol", json=asks(code)).json()["purpose"] == "import"


def test_the_board_shows_every_register(door: Door, shop: Shop) -> None:
    enrolled(door, shop)
    board = door.get("/api/tills", door.sign_in("dewi"))
    assert [(till["branch_code"], till["code"], till["device_name"]) for till in board] == [
        ("BDG1", "K1", "Kasir depan"),
        ("BDG1", "K2", None),
        ("BDG2", "K1", None),
    ]


@pytest.mark.parametrize(
    ("used", "following"), [(set(), "A"), ({"A"}, "B"), ({"A", "C"}, "D"), ({"Z"}, "AA"), ({"Z", "AZ"}, "BA")]
)
def test_series_letters_never_come_back(used: set[str], following: str) -> None:
    assert next_series(used) == following


def test_the_master_secret_is_for_its_owner_alone(shop: Shop) -> None:
    path = shop.folder / SECRET_FILE
    master_secret.make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        master_secret.make(path)
    path.write_text("ab")
    with pytest.raises(Unfit, match=re.escape(str(path))):
        master_secret.load(path)
