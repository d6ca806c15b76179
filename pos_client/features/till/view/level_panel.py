"""Whose prices the cart has: those of the list, or of a price level."""

from collections.abc import Mapping

from pos_client.desk.till.pick_panel import PickPanel
from pos_client.texts import _
from shared_models.rules.price_choice import RETAIL


class LevelPanel(PickPanel):
    """Arrows choose, Enter sells at that level from now on."""

    def __init__(self, levels: Mapping[str, str], current: str) -> None:
        super().__init__(
            lambda: _("Price level"), lambda: _("Every line follows at once."), lambda: _("Use these prices")
        )
        codes = [RETAIL, *levels]
        here = codes.index(current) if current in codes else 0
        self.offer(codes, (_("List price"), *levels.values()), current=here)
