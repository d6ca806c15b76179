"""One receipt each of a trading day for goods that ask first, or are told apart: `told.NEEDS` says which."""

from __future__ import annotations

from typing import Final

from tests.factories.told import OBAT, PONSEL, ROKOK, SUSU
from tests.factories.trading_day import Day, Kinds

PIECE: Final = "359881030000017"
LOT: Final = "DEKAT"


def old_enough(day: Day) -> None:
    """He looks older; the second packet is not asked about."""
    day.seller.scan(ROKOK)
    day.hand.confirm()
    day.seller.scan(ROKOK)
    _in_the_cart(day, 1)
    day.paid(day.hand.exactly)


def on_a_prescription(day: Day) -> None:
    day.seller.scan(OBAT)
    day.hand.write("R-118")
    day.hand.confirm()
    day.hand.write("dr. Ratna")
    day.hand.confirm()
    _in_the_cart(day, 1)
    day.paid(day.hand.exactly)


def by_its_number(day: Day) -> None:
    day.seller.scan(PONSEL, PIECE)
    _in_the_cart(day, 1)
    day.paid(day.hand.exactly)


def of_a_lot(day: Day) -> None:
    """What expires first leaves first, nobody asks."""
    day.seller.scan(SUSU, SUSU)
    _in_the_cart(day, 1)
    line = day.seller.till.cart.lines[0]
    assert line.particulars is not None
    assert line.particulars.lot == LOT
    day.paid(day.hand.exactly)


def _in_the_cart(day: Day, lines: int) -> None:
    day.seller.until(lambda: len(day.seller.lines()) == lines and day.seller.panel is None)


TOLD: Final[Kinds] = {old_enough: 1, on_a_prescription: 1, by_its_number: 1, of_a_lot: 1}
"""Four receipts."""
