"""A supervisor approves in place; everything else stays as it was."""

from pos_client.desk.till.approval import ApprovalPanel
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


def test_a_scanned_badge_or_product_is_no_pin(sari: Seller) -> None:
    panel = asked(sari)
    sari.scan(KOPI)
    assert panel.pin.text() == ""
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'drawer.opened'") == [(0,)]
