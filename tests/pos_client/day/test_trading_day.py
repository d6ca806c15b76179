"""A whole trading day through the real window, by keys alone and by touch: what the till says at its end."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication

from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, SARI_PIN, TEH, TELUR, at_the_till
from tests.factories.touch_day import Touch
from tests.factories.trading_day import KINDS, CountingHands, Day, Goods, People, events

GOODS: Final = Goods(pieces=(KOPI, GULA, TEH), dear=BERAS, weighed=TELUR)
TILES: Final = Goods(
    pieces=("Kopi Tubruk 250 g", "Gula Pasir 1 kg", "Teh Melati 25 kantong"),
    dear="Beras Pandan 5 kg",
    weighed="Telur ayam curah",
)
PEOPLE: Final = People(cashier="Sari", cashier_pin=SARI_PIN, supervisor_pin=BUDI_PIN)
# A new customer's name wants a keyboard; as many plain receipts stand for it.
BY_TOUCH: Final = {**KINDS, Day.joined: 0, Day.exact: KINDS[Day.exact] + KINDS[Day.joined]}
STROKES_PER_RECEIPT_MAX: Final = 9  # returns, weights and discounts included
TOUCHES_PER_RECEIPT_MAX: Final = 12  # each thing bought is a touch


def test_a_day_by_keys_alone(folder: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    hands = CountingHands()
    with at_the_till(folder, hands=hands) as seller:
        seller.until(lambda: seller.here == "start")
        day = Day(seller, GOODS, PEOPLE)
        day.open_with(200_000)
        hands.strokes = 0
        day.trade()
        strokes = hands.strokes / day.receipts
        _agrees(day)
        with capsys.disabled():
            print(f" {day.receipts} receipts, {strokes:.1f} keystrokes each", end="")
        assert strokes < STROKES_PER_RECEIPT_MAX


def test_the_same_day_by_touch(folder: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    with at_the_till(folder, hands=CountingHands()) as seller:
        seller.until(lambda: seller.here == "start")
        touch = Touch(seller)
        day = Day(seller, TILES, PEOPLE, hand=touch)
        day.open_with(200_000)
        touch.fingers.spread()
        day.trade(BY_TOUCH)
        touches = touch.touches / day.receipts
        _agrees(day)
        with capsys.disabled():
            print(f" {day.receipts} receipts, {touches:.1f} touches each", end="")
        assert touches < TOUCHES_PER_RECEIPT_MAX


def _agrees(day: Day) -> None:
    """Journal, receipts and drawer tell the same day."""
    seller = day.seller
    assert day.receipts == 120
    assert len(events(seller, "sale.completed")) == day.sold
    assert len(events(seller, "sale.returned")) == day.returned
    assert seller.rows("SELECT count(DISTINCT receipt) FROM sale") == [(day.receipts,)]
    day.close_counted()
    (closed,) = events(seller, "shift.closed")
    assert closed["counted"] == closed["figures"]["expected"]
