"""A server that came back from a backup knows its tills again by what it once signed for them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.tills.certificates import certificate
from backoffice_server.features.tills.service import revoke
from backoffice_server.features.tills.tables import device, enrolment, register
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.settings import SECRET_FILE
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import BranchId, CompanyId, DeviceId, RegisterId
from shared_models.wire.chain import holder_proof
from shared_models.wire.enrolment import Certificate, EnrolReply
from tests.factories.enrolled import asks, code_for, enrolled
from tests.factories.shop import Door, Shop

LOST = UUID(int=0xAB)
"""A register the backup knows nothing of."""


def signed(shop: Shop, reply: EnrolReply, **changes: Any) -> Certificate:
    """What the server would have signed, had it been enrolled so."""
    stated = reply.certificate.model_copy(update=changes)
    till = EnrolledTill(
        device=DeviceId(stated.device),
        branch=BranchId(stated.branch),
        register_id=RegisterId(stated.register_id),
        kid=stated.kid,
        purpose=stated.purpose,
        revoked=False,
    )
    return certificate(
        master_secret.load(shop.folder / SECRET_FILE),
        company=CompanyId(stated.company),
        till=till,
        register_code=stated.register_code,
        series=stated.series,
        issued_at=stated.issued_at,
    )


def statement(
    shop: Shop, *shown: Certificate, credential: str = "till-again", **changes: Any
) -> dict[str, Any]:
    """The body of the request, rightly proved."""
    last = shown[-1]
    key = master_secret.load(shop.folder / SECRET_FILE).device_key(last.device, last.kid)
    proof = holder_proof(key, signature=last.signature, credential=credential)
    body: dict[str, Any] = {
        "certificates": [stated.model_dump(mode="json") for stated in shown],
        "device_name": "Kasir depan",
        "app": "1.0.0",
        "credential": credential,
        "proof": proof.hex(),
    }
    return body | changes


def again(door: Door, body: dict[str, Any]) -> dict[str, Any]:
    reply = door.client.post("/api/enrol/again", json=body)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def refused(door: Door, body: dict[str, Any]) -> tuple[str, object]:
    """Code and what it is about."""
    reply = door.client.post("/api/enrol/again", json=body)
    assert reply.is_client_error, reply.text
    return reply.json()["code"], reply.json()["facts"].get("what")


def pulls(door: Door, credential: str = "till-again") -> str:
    """What the till gets when it asks for the catalogue."""
    reply = door.client.get("/api/sync/snapshot", headers={"Authorization": f"Till {credential}"})
    return "rows" if reply.is_success else str(reply.json()["code"])


def forgotten(door: Door, shop: Shop) -> EnrolReply:
    """An enrolment of device 0xD1 on K1 that the database knows nothing of."""
    reply = enrolled(door, shop).reply
    ours = {"device": UUID(int=0xD7), "kid": 1, "series": "C"}
    return reply.model_copy(update={"certificate": signed(shop, reply, **ours)})


def flags(shop: Shop) -> list[Any]:
    query = select(review.c.code, review.c.subject, review.c.occurrences, review.c.facts)
    return list(shop.rows(query.where(review.c.code == "device_reinstated")))


def test_a_forgotten_till_stands_on_its_register_again(door: Door, shop: Shop) -> None:
    shown = forgotten(door, shop).certificate
    other = enrolled(door, shop, device=0xD2)
    shown = signed(shop, other.reply, device=shown.device, series="C", issued_at=shop.clock.now + HOUR)
    assert pulls(door) == "not_signed_in"
    reply = again(door, statement(shop, shown))
    assert (reply["company"], reply["revoked"]) == (str(shown.company), False)
    assert pulls(door) == "rows"
    # The register has one till: the other one was enrolled before.
    assert other.refused("/api/sync/snapshot") == "device_revoked"
    rows = shop.rows(
        select(enrolment.c.series, enrolment.c.purpose, enrolment.c.at).where(
            enrolment.c.device_id == shown.device
        )
    )
    assert [tuple(row) for row in rows] == [("C", "live", shown.issued_at)]
    assert enrolled(door, shop).reply.series == "D"


HOUR = timedelta(hours=1)


def test_it_is_flagged_once_and_may_ask_twice(door: Door, shop: Shop) -> None:
    shown = forgotten(door, shop).certificate
    first, second = (again(door, statement(shop, shown)) for _ in range(2))
    assert first == second
    (flag,) = flags(shop)
    assert (flag.subject, flag.occurrences) == (str(shown.device), 1)
    assert json.loads(flag.facts) == {
        "register": "K1",
        "series": "C",
        "kid": 1,
        "issued_at": shown.issued_at.isoformat(timespec="milliseconds"),
        "revoked": False,
    }
    assert shop.scalar(select(func.count()).select_from(enrolment)) == 2
    board = door.get("/api/tills", door.sign_in("dewi"))
    (till,) = (till for till in board if till["device"] == str(shown.device))
    assert (till["code"], till["reviews_open"]) == ("K1", 1)
    assert till["reviews"] == [{"code": "device_reinstated", "count": 1}]
    home = door.get("/api/home", door.sign_in("dewi"))
    assert (home["reviews_open"], home["till_reviews_open"]) == (1, 1)


def test_a_till_that_was_replaced_since_comes_back_locked(door: Door, shop: Shop) -> None:
    shown = forgotten(door, shop).certificate
    shop.clock.forward(minutes=5)
    newer = enrolled(door, shop, device=0xD2)
    assert again(door, statement(shop, shown))["revoked"] is True
    assert pulls(door) == "device_revoked"
    assert newer.snapshot().rows
    assert len(flags(shop)) == 1


def test_all_enrolments_come_back_and_the_next_has_the_next_key(door: Door, shop: Shop) -> None:
    reply = forgotten(door, shop)
    old = signed(shop, reply, register_id=shop.register("K2"), register_code="K2", series="A")
    later = old.kid + 60
    new = signed(shop, reply, kid=later, issued_at=reply.certificate.issued_at + HOUR)
    again(door, statement(shop, old, new))
    rows = shop.rows(
        select(enrolment.c.kid, enrolment.c.register_id)
        .where(enrolment.c.device_id == old.device)
        .order_by(enrolment.c.kid)
    )
    assert [tuple(row) for row in rows] == [(old.kid, shop.register("K2")), (later, shop.register("K1"))]
    next_one = door.client.post("/api/enrol", json=asks(code_for(shop), 0xD7)).json()
    assert next_one["kid"] > later
    # What it showed before is the past now.
    assert refused(door, statement(shop, old, new)) == ("not_signed_in", None)


def test_a_missing_register_is_opened_again(door: Door, shop: Shop) -> None:
    reply = forgotten(door, shop)
    own = signed(shop, reply, register_id=LOST, register_code="K9")
    again(door, statement(shop, own))
    assert shop.rows(select(register.c.code).where(register.c.register_id == LOST)) == [("K9",)]
    assert pulls(door) == "rows"


def test_a_code_that_was_given_away_gets_a_number(door: Door, shop: Shop) -> None:
    reply = forgotten(door, shop)
    taken = signed(shop, reply, register_id=LOST, register_code="K2")
    again(door, statement(shop, taken))
    assert shop.rows(select(register.c.code).where(register.c.register_id == LOST)) == [("K22",)]
    assert json.loads(flags(shop)[0].facts)["register"] == "K2"


def test_a_missing_branch_is_said(door: Door, shop: Shop) -> None:
    reply = forgotten(door, shop)
    nowhere = signed(shop, reply, branch=UUID(int=0xB9))
    assert refused(door, statement(shop, nowhere)) == ("not_found", "branch")
    assert shop.scalar(select(func.count()).select_from(branch)) == 2


def test_a_till_the_server_knows_only_gets_its_credential_back(door: Door, shop: Shop) -> None:
    shown = enrolled(door, shop).reply.certificate
    assert again(door, statement(shop, shown))["revoked"] is False
    assert pulls(door) == "rows"
    with shop.database.write() as unit:
        revoke(unit, register_id=shop.register(), by=None)
    assert again(door, statement(shop, shown, credential="another"))["revoked"] is True
    assert (pulls(door), pulls(door, "another")) == ("not_signed_in", "device_revoked")
    assert flags(shop) == []


def test_a_till_that_stands_elsewhere_now_is_not_known_by_its_past(door: Door, shop: Shop) -> None:
    """The same key number was given again after the restore, for another register."""
    reply = enrolled(door, shop).reply
    past = signed(shop, reply, register_id=shop.register("K2"), register_code="K2")
    assert refused(door, statement(shop, past)) == ("not_signed_in", None)


def test_a_credential_of_another_till_is_not_taken(door: Door, shop: Shop) -> None:
    theirs = enrolled(door, shop, "K2", device=0xD2).reply.credential
    shown = forgotten(door, shop).certificate
    assert refused(door, statement(shop, shown, credential=theirs)) == ("not_allowed", "credential")


def test_strangers_are_refused_and_change_nothing(door: Door, shop: Shop) -> None:
    reply = forgotten(door, shop)
    good = reply.certificate
    forged = good.model_copy(update={"register_code": "K2"})
    other_device = signed(shop, reply, device=UUID(int=0xD8), kid=2)
    same_kid = signed(shop, reply, series="Z")
    other_company = signed(shop, reply, company=UUID(int=4))
    tries = {
        "certificate": statement(shop, forged),
        "proof": statement(shop, good, proof="ab" * 32),
        "company": statement(shop, other_company),
    }
    for what, body in tries.items():
        assert refused(door, body) == ("not_allowed", what)
    for beside in (other_device, same_kid):
        assert refused(door, statement(shop, beside, good)) == ("not_allowed", "certificates")
    # A proof belongs to one credential.
    body = statement(shop, good) | {"credential": "stolen"}
    assert refused(door, body) == ("not_allowed", "proof")
    assert shop.scalar(select(func.count()).select_from(device)) == 1
    assert flags(shop) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"certificates": []},
        {"certificates": "nonsense"},
        {"credential": "\ud800"},
        {"credential": "a\x00b"},
        {"device_name": ""},
        {"device_name": "\ud800"},
        {"proof": "zz"},
        {"proof": None},
        {"more": 1},
    ],
)
def test_nonsense_is_refused_never_a_fault(door: Door, shop: Shop, changes: dict[str, Any]) -> None:
    shown = forgotten(door, shop).certificate
    body = json.dumps(statement(shop, shown) | changes)
    reply = door.client.post("/api/enrol/again", content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "changes",
    [
        {"register_code": "\ud800"},
        {"kid": 2**40},
        {"kid": True},
        {"issued_at": "0001-01-01T00:00:00+14:00"},
        {"issued_at": "9999-12-31T23:59:59-12:00"},
        {"purpose": "live\x00"},
        {"signature": "AB" * 32},
    ],
)
def test_a_nonsense_certificate_is_refused_never_a_fault(
    door: Door, shop: Shop, changes: dict[str, Any]
) -> None:
    shown = forgotten(door, shop).certificate
    body = statement(shop, shown)
    body["certificates"][0] |= changes
    content = json.dumps(body)
    reply = door.client.post(
        "/api/enrol/again", content=content, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code in {403, 422}


def test_an_importing_till_comes_back_as_one(door: Door, shop: Shop) -> None:
    reply = forgotten(door, shop)
    shown = signed(shop, reply, purpose=StreamPurpose.IMPORT)
    again(door, statement(shop, shown))
    rows = shop.rows(select(device.c.purpose).where(device.c.device_id == shown.device))
    assert rows == [("import",)]
