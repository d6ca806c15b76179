"""Steps are on the screen at once; when the disk refuses one, the screen says so and follows the disk."""

from pos_client.features.till.state import Stage
from shared_models.values.codes import ErrorCode
from tests.factories.seller import BERAS, GULA, KOPI, TELUR, Seller


def test_a_line_is_painted_before_it_is_committed(sari: Seller) -> None:
    store = sari.window.opened
    assert store is not None
    with store.store.write():  # the disk is busy: the lane waits
        sari.hands.scan(KOPI)
        sari.hands.scan(GULA)
        assert sari.lines() == [("KOPI", 1000), ("GULA", 1000)]
        assert sari.view.side.total.text() == "Rp35.950"
    sari.settle()
    assert sari.stored_lines() == sari.lines()


def test_payment_waits_for_the_disk(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    opened = sari.window.opened
    assert opened is not None
    with opened.store.write():
        sari.hands.press("Return")
        sari.hands.press("Return")  # a second Enter changes nothing
        assert sari.stage() is Stage.SELLING
        assert not sari.panel.pay_button.isEnabled()
    sari.settle()
    assert sari.stage() is Stage.PAID
    assert sari.rows("SELECT count(*) FROM sale") == [(1,)]


def test_a_refused_step_is_loud_and_the_screen_follows_the_disk(sari: Seller) -> None:
    sari.enter(f"1,5*{TELUR}")
    sari.press("F11")
    sari.enter("40000")
    sari.enter("2222")
    assert sari.till.state.saved == 40_000
    # Less than its discount is left of the line: the disk says no, and so it says to what came behind.
    sari.hands.enter("-1")
    sari.hands.scan(BERAS)
    sari.settle()
    assert sari.lines() == [("TELUR", 1500)]
    assert sari.till.state.saved == 40_000
    refused = {one.name: one.why for one in sari.till.state.refused}
    assert refused["Telur ayam curah"] is ErrorCode.DISCOUNT_TOO_LARGE
    assert "Beras Pandan 5 kg" in refused
    sari.scan(BERAS)
    assert sari.lines() == [("TELUR", 1500), ("BERAS", 1000)]
    assert sari.stored_lines() == sari.lines()
    sari.press("Esc", "Return", "Return")
    assert sari.stage() is Stage.PAID
