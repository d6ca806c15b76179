"""The scale's weight as a quantity: of goods that are typed, of the chosen line, or of what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from pos_client.devices.faults import Trouble
from pos_client.devices.scale import NoScale, Scale
from pos_client.features.till.presenter import Till
from pos_client.features.till.state import Sound
from pos_client.texts import _
from shared_models.values.money import divide_half_up
from shared_models.values.quantity import ONE, Quantity

if TYPE_CHECKING:
    from pos_client.store.catalogue import CatalogueItem

# Thousandths of a unit that one gram is.
GRAM: Final = {"kg": 1, "kilo": 1, "g": 1_000, "gr": 1_000, "gram": 1_000, "ons": 10}


class Weighing(QObject):
    """`refused` says in a plain sentence why there is no weight; selling goes on without one."""

    refused = Signal(str)

    def __init__(self, till: Till) -> None:
        super().__init__(till)
        self._till = till
        self.scale: Scale = NoScale()

    def weigh(self, typed: str, chosen: CatalogueItem | None = None) -> bool:
        """Take the weight that is on the scale. Whether what stands in the input line was used up by it.

        `chosen`: the highlighted row of the search for `typed`.
        """
        weight = self.scale.weigh()
        if isinstance(weight, Trouble):
            self._refuse(weight.text())
            return False
        if typed:
            return self._add(typed, chosen, weight.grams)
        self._set(weight.grams)
        return False

    def _set(self, grams: int) -> None:
        """Of the chosen line, if that is goods by weight; else of what comes next."""
        line = self._till.chosen
        item = None if line is None else self._till.lookup.find(line.item.sku)
        qty = None if item is None else _quantity_of_item(item, grams)
        if line is None or not qty or self._till.times is not None:
            self._till.take_ahead(Quantity(grams))
        elif qty != line.qty:
            self._till.step(Quantity(qty - line.qty))

    def _add(self, typed: str, chosen: CatalogueItem | None, grams: int) -> bool:
        item = self._till.lookup.find(typed) or chosen or self._till.lookup.first_named(typed)
        if item is None:
            self._till.enter(typed)
            return True
        qty = _quantity_of_item(item, grams)
        if not qty:
            self._refuse(_("{name} is not sold by weight", name=item.name))
            return False
        self._till.add(item, qty)
        return True

    def _refuse(self, why: str) -> None:
        self._till.sounded.emit(Sound.REFUSED)
        self.refused.emit(why)


def quantity_of(grams: int, unit: str, *, decimals: int) -> Quantity | None:
    """Grams in a unit of weight, rounded half-up to its decimals; None for goods that are not weighed."""
    gram = GRAM.get(unit.strip().lower())
    if gram is None:
        return None
    step = ONE // 10**decimals
    return Quantity(divide_half_up(grams * gram, step) * step)


def _quantity_of_item(item: CatalogueItem, grams: int) -> Quantity | None:
    return quantity_of(grams, item.unit, decimals=item.decimals)
