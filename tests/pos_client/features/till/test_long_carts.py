"""A cart of very many lines: the till asks for a second receipt before it can no longer be paid."""

import pytest

from pos_client.engine.cart_rows import LINES_MAX
from pos_client.features.till import shown
from pos_client.features.till.shown import LINES_MOST
from pos_client.features.till.state import Sound, Stage
from tests.factories.seller import GULA, KOPI, TEH, Seller


def test_what_does_not_fit_is_refused_before_it_is_painted(
    sari: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LINES_MOST == LINES_MAX
    monkeypatch.setattr(shown, "LINES_MOST", 2)
    sari.scan(KOPI, TEH)
    # One more of the last is no new line.
    sari.scan(TEH)
    assert sari.lines() == sari.stored_lines() == [("KOPI", 1000), ("TEH", 2000)]
    sari.scan(GULA)
    assert sari.heard[-1] is Sound.REFUSED
    (refused,) = sari.till.state.refused
    assert refused.advice() == "This receipt is full. Pay it, then scan this again on a second one."
    assert sari.lines() == sari.stored_lines() == [("KOPI", 1000), ("TEH", 2000)]
    sari.press("Return", "Return")
    assert sari.stage() is Stage.PAID
    sari.scan(GULA)
    assert sari.lines() == [("GULA", 1000)]
