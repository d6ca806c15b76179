"""PINs and approvals."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest
from argon2 import PasswordHasher

from pos_client.engine import staff
from pos_client.engine.staff import Tries
from pos_client.store.replica import keep, staff_row
from shared_models.rules.staff_cards import CHANCE_BYTES, card_code
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import Entity
from tests.factories.tills import Shop


def test_sign_in_by_pin(shop: Shop) -> None:
    reader = shop.store.reader()
    assert [member.name for member in staff.members(reader)] == ["Budi", "Ratna", "Sari"]
    found = staff.sign_in(reader, username="sari", pin="1111", tries=Tries(), now_ms=0)
    assert (found.id, found.may(Permission.SELL), found.may(Permission.RETURN)) == (shop.sari, True, False)
    assert staff.name_of(reader, shop.ratna) == "Ratna"
    assert staff.name_of(reader, shop.clock.new_id()) == ""
    reader.close()


def test_wrong_pins_make_the_till_wait(shop: Shop) -> None:
    tries, reader = Tries(), shop.store.reader()

    def try_pin(pin: str, now_ms: int) -> ErrorCode | None:
        try:
            staff.sign_in(reader, username="sari", pin=pin, tries=tries, now_ms=now_ms)
        except Refusal as refused:
            return refused.code
        return None

    assert [try_pin("9999", at) for at in range(4)] == [ErrorCode.WRONG_PIN] * 4
    assert try_pin("1111", 4) is None
    assert [try_pin("9999", at) for at in range(5)] == [ErrorCode.WRONG_PIN] * 5
    assert try_pin("1111", 1_000) is ErrorCode.TOO_MANY_TRIES
    assert try_pin("1111", 40_000) is None
    reader.close()


def test_a_pin_approves_only_what_its_owner_may(shop: Shop) -> None:
    reader, tries = shop.store.reader(), Tries()
    found = staff.approve(reader, pin="2222", permission=Permission.RETURN, tries=tries, now_ms=0)
    assert found.id == shop.budi
    for pin, permission in (("1111", Permission.RETURN), ("2222", Permission.ADMIN_STAFF)):
        with pytest.raises(Refusal) as refused:
            staff.approve(reader, pin=pin, permission=permission, tries=tries, now_ms=0)
        assert refused.value.code is ErrorCode.WRONG_PIN
    with pytest.raises(Refusal):
        staff.approve(
            reader, pin="2222", permission=Permission.RETURN, tries=tries, now_ms=0, staff=shop.ratna
        )
    reader.close()


@pytest.mark.parametrize("pin", ["", "123", "12a4", "1" * 13, "１２３４"])
def test_what_is_no_pin_is_not_hashed(pin: str) -> None:
    with pytest.raises(Refusal) as refused:
        staff.hash_pin(pin)
    assert refused.value.code is ErrorCode.WRONG_PIN


def test_pins_are_hashed_for_a_small_machine() -> None:
    program = "from pos_client.engine.staff import hash_pin; print(hash_pin('4711'))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


CARD: Final = card_code(b"\x07" * CHANCE_BYTES)


def give_card(shop: Shop, code: str | None) -> None:
    with shop.store.write() as unit:
        row = staff_row(unit, shop.budi)
        assert row is not None
        held = None if code is None else PasswordHasher(1, 8, 1).hash(code)
        keep(unit, Entity.STAFF, str(shop.budi), row.model_copy(update={"card_hash": held}))


def test_a_card_allows_what_its_owner_may(shop: Shop) -> None:
    give_card(shop, CARD)
    reader, tries = shop.store.reader(), Tries()
    found = staff.approve(reader, pin=CARD, permission=Permission.RETURN, tries=tries, now_ms=0)
    assert found.id == shop.budi
    with pytest.raises(Refusal) as refused:
        staff.approve(reader, pin=CARD, permission=Permission.ADMIN_STAFF, tries=tries, now_ms=0)
    assert refused.value.code is ErrorCode.WRONG_CARD
    reader.close()
    give_card(shop, card_code(b"\x08" * CHANCE_BYTES))
    reader = shop.store.reader()
    with pytest.raises(Refusal):
        staff.approve(reader, pin=CARD, permission=Permission.RETURN, tries=tries, now_ms=0)
    reader.close()
