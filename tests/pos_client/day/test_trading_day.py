"""A whole trading day through the real window, by keys alone: what the till says of it at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, SARI_PIN, TEH, TELUR, at_the_till
from tests.factories.trading_day import CountingHands, Day, Goods, People, events

GOODS = Goods(pieces=(KOPI, GULA, TEH), dear=BERAS, weighed=TELUR)
PEOPLE = People(cashier="Sari", cashier_pin=SARI_PIN, supervisor_pin=BUDI_PIN)
STROKES_PER_RECEIPT_MAX = 9  # returns, weights and discounts included


def test_a_day_by_keys_alone(folder: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    hands = CountingHands()
    with at_the_till(folder, hands=hands) as seller:
        seller.until(lambda: seller.here == "start")
        day = Day(seller, GOODS, PEOPLE)
        day.open_with(200_000)
        hands.strokes = 0
        day.trade()
        strokes = hands.strokes / day.receipts
        assert day.receipts == 120
        assert len(events(seller, "sale.completed")) == day.sold
        assert len(events(seller, "sale.returned")) == day.returned
        assert seller.rows("SELECT count(DISTINCT receipt) FROM sale") == [(day.receipts,)]
        day.close_counted()
        (closed,) = events(seller, "shift.closed")
        assert closed["counted"] == closed["figures"]["expected"]
        with capsys.disabled():
            print(f" {day.receipts} receipts, {strokes:.1f} keystrokes each", end="")
        assert strokes < STROKES_PER_RECEIPT_MAX
