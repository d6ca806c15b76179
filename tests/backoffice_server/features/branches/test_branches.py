"""The company is founded once; branch settings reach the tills with their next pull."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice_server.features.branches import queries, service
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow
from shared_models.wire.sync import Entity
from tests.factories.enrolled import enrolled
from tests.factories.shop import Door, Shop

# Of a fictitious merchant (domain_vectors.json S2).
STATIC = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204549953033605802ID5914WARUNG BU TINI6006SLEMAN6105552816304A197"
)


def test_a_database_holds_one_company(shop: Shop) -> None:
    with pytest.raises(Refusal) as refused, shop.database.write() as unit:
        service.found_company(unit, name="Lain", is_pkp=False, books_from=date(2026, 1, 1))
    assert refused.value.code is ErrorCode.CONFLICT


def test_a_changed_setting_reaches_the_tills(door: Door, shop: Shop) -> None:
    till = enrolled(door, shop)
    cursor = till.snapshot().cursor
    who = door.sign_in("dewi")
    branch = door.get("/api/branches", who)[0] | {"rounding_step": 500, "receipt_footer": ["Sampai jumpa"]}
    saved = door.client.put(f"/api/branches/{branch['id']}", json=branch, headers=who)
    assert saved.json() == branch
    (change,) = till.changes(cursor).rows
    assert change.entity is Entity.BRANCH
    row = BranchRow.model_validate(change.row)
    assert (row.rounding_step, row.receipt_footer) == (500, ("Sampai jumpa",))


def test_a_branch_code_is_taken_once(door: Door) -> None:
    who = door.sign_in()
    first, second = door.get("/api/branches", who)
    path = f"/api/branches/{second['id']}"
    refused = door.client.put(path, json=second | {"code": first["code"]}, headers=who)
    assert refused.json()["facts"]["faults"] == [{"field": "code", "code": "conflict"}]
    other = door.client.put(path, json=first | {"code": "NEW"}, headers=who)
    assert other.json()["facts"]["faults"] == [{"field": "id", "code": "invalid"}]


def test_today_is_the_day_of_the_branch(shop: Shop) -> None:
    shop.clock.forward(hours=16)  # 17:00 UTC is midnight in Bandung
    with shop.database.read() as unit:
        assert queries.today(unit, shop.branch()) == date(2026, 11, 21)


def test_labels_are_read_by_layouts_that_can_be_read(door: Door) -> None:
    who = door.sign_in("dewi")
    branch = door.get("/api/branches", who)[0]
    weight = {"pattern": "21PPPPPVVVVVC", "value": "weight", "decimals": 3}
    bad = branch | {"store_codes": [weight, weight | {"pattern": "22PPPPPVVVVQC"}, weight]}
    path = f"/api/branches/{branch['id']}"
    faults = door.client.put(path, json=bad, headers=who).json()["facts"]["faults"]
    assert [(one["field"], one["code"], one["why"]) for one in faults] == [
        ("store_codes.1", "store_code_layout", "character"),
        ("store_codes.2", "store_code_layout", "same_prefix"),
    ]
    good = branch | {"store_codes": [weight]}
    assert door.client.put(path, json=good, headers=who).json() == good
    assert door.get("/api/branches", who)[0]["store_codes"] == [weight]


def test_a_payment_code_is_kept_only_when_it_can_be_shown(door: Door) -> None:
    who = door.sign_in("dewi")
    branch = door.get("/api/branches", who)[0]
    path = f"/api/branches/{branch['id']}"
    wrong = door.client.put(path, json=branch | {"qris": STATIC[:-1] + "0"}, headers=who)
    (fault,) = wrong.json()["facts"]["faults"]
    assert (fault["field"], fault["code"], fault["why"]) == ("qris", "qris_invalid", "crc_wrong")
    saved = door.client.put(path, json=branch | {"qris": STATIC}, headers=who).json()
    assert saved["qris"] == STATIC
