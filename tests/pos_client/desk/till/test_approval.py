"""A supervisor approves in place; everything else stays as it was."""

from typing import Final

from argon2 import PasswordHasher

from pos_client.desk.till.approval import ApprovalPanel
from pos_client.store.replica import keep, staff_rows
from shared_models.rules.staff_cards import CHANCE_BYTES, card_code
from shared_models.wire.sync import Entity
from tests.factories.seller import BUDI_PIN, KOPI, SARI_PIN, Seller


def asked(seller: Seller) -> ApprovalPanel:
    """Opening the drawer without a sale asks for a supervisor."""
    seller.press("F5", "Return")
    assert isinstance(seller.panel, ApprovalPanel)
    return seller.panel


def test_a_wrong_pin_is_said_in_place_and_typed_again(sari: Seller) -> None:
    panel = asked(sari)
    sari.press("Return")
    assert panel.problem.text() == ""
    sari.enter("9999")
    assert panel.problem.text() == "This PIN is not right."
    assert panel.pin.text() == ""
    sari.enter(BUDI_PIN)
    assert sari.panel is None
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'drawer.opened'") == [(1,)]


def test_a_cashier_cannot_allow_it(sari: Seller) -> None:
    panel = asked(sari)
    sari.enter(SARI_PIN)
    assert sari.panel is panel
    assert panel.problem.text() != ""


def test_esc_leaves_everything_as_it_was(sari: Seller) -> None:
    sari.scan(KOPI)
    asked(sari)
    sari.press("Esc")
    assert not isinstance(sari.panel, ApprovalPanel)
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'drawer.opened'") == [(0,)]
    assert sari.lines() == [("KOPI", 1000)]


def test_scanned_goods_are_no_pin(sari: Seller) -> None:
    panel = asked(sari)
    sari.scan(KOPI)
    assert panel.pin.text() == ""
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'drawer.opened'") == [(0,)]


CARD: Final = card_code(b"\x07" * CHANCE_BYTES)


def give_card(seller: Seller) -> None:
    assert seller.window.opened is not None
    with seller.window.opened.store.write() as unit:
        budi = next(row for row in staff_rows(unit) if row.username == "budi")
        held = PasswordHasher(1, 8, 1).hash(CARD)
        keep(unit, Entity.STAFF, str(budi.id), budi.model_copy(update={"card_hash": held}))


def test_a_scanned_card_allows_it_and_is_in_the_event(sari: Seller) -> None:
    give_card(sari)
    asked(sari)
    sari.scan(CARD)
    assert sari.panel is None
    (row,) = sari.rows("SELECT body FROM event WHERE type = 'drawer.opened'")
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        budi = next(one for one in staff_rows(unit) if one.username == "budi")
    assert f'"approver":"{budi.id}"' in row[0]
    assert CARD not in row[0]


def test_a_card_nobody_holds_is_refused_in_place(sari: Seller) -> None:
    panel = asked(sari)
    sari.scan(CARD)
    assert sari.panel is panel
    assert panel.problem.text() == "This card does not allow it, or no longer counts."


def test_a_card_never_gets_into_the_cart(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.scan(CARD)
    assert sari.lines() == [("KOPI", 1000)]
    assert sari.rows("SELECT count(*) FROM event WHERE instr(body, ?)", CARD) == [(0,)]
