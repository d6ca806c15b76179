"""The lots a line's goods may be from; the one that expires first stands first."""

from collections.abc import Sequence
from datetime import date

from pos_client import texts
from pos_client.desk.till.pick_panel import PickPanel
from pos_client.texts import _
from shared_models.rules.lots import Lot


class LotPanel(PickPanel):
    """Arrows choose, Enter takes the goods from that lot."""

    def __init__(self, lots: Sequence[Lot], today: date) -> None:
        super().__init__(
            lambda: _("Lot"), lambda: _("What expires first stands first."), lambda: _("Take this lot")
        )
        # On the first that may be sold: what has expired is chosen only by hand.
        good = (at for at, lot in enumerate(lots) if lot.expires_on is None or lot.expires_on >= today)
        self.offer(lots, [_words(lot, today) for lot in lots], current=next(good, 0))


def _words(lot: Lot, today: date) -> str:
    left = _("{qty} left", qty=texts.quantity(lot.left))
    if lot.expires_on is None:
        return f"{lot.lot}  ·  {left}"
    day = texts.day(lot.expires_on)
    until = _("expired {day}", day=day) if lot.expires_on < today else _("until {day}", day=day)
    return f"{lot.lot}  ·  {until}  ·  {left}"
