"""What a scanned or typed code names: the catalogue's own codes first, then what a label says by a layout."""

from dataclasses import dataclass, replace
from typing import Final

from pos_client.store.catalogue import Catalogue, CatalogueItem
from shared_models.rules.barcodes import GTIN_LENGTHS, spellings
from shared_models.rules.gs1 import Elements, read_elements
from shared_models.rules.particulars import Particulars
from shared_models.rules.store_codes import read
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity

# A longer code may say more than which article it is.
_ONE_ITEM: Final = max(GTIN_LENGTHS)
_KILOGRAMS: Final = frozenset({"kg", "kilo"})


@dataclass(frozen=True, slots=True)
class Goods:
    """`qty`: what a label weighs or counts, in thousandths of the item's unit. `label`: the price that a
    label states for the whole package; then the quantity follows from it.
    """

    item: CatalogueItem
    qty: Quantity = ONE
    label: Money | None = None
    told: Particulars | None = None  # what its code says beside the article

    def times(self, packages: Quantity) -> "Goods | None":
        """So many of it (thousandths); null for a part of a package that was weighed."""
        if packages == ONE:
            return self
        if self.label is None and self.qty == ONE:
            return replace(self, qty=packages)
        if packages % ONE:
            return None
        count = packages // ONE
        label = None if self.label is None else Money(self.label * count)
        return replace(self, qty=Quantity(self.qty * count), label=label)


def goods_of(catalogue: Catalogue, code: str) -> Goods | None:
    """Keyed reads only, fit for the GUI thread."""
    elements = read_elements(code, day=catalogue.day()) if len(code) > _ONE_ITEM else None
    for spelled in spellings(code if elements is None else elements.number):
        if (item := catalogue.by_code(spelled)) is not None:
            return Goods(item) if elements is None else _told(item, elements)
    label = read(code, catalogue.store_codes())
    if label is None:
        return None
    for number in label.lookup:
        if (item := catalogue.by_code(number)) is not None:
            return Goods(item, qty=label.qty or ONE, label=label.price)
    return None


def _told(item: CatalogueItem, elements: Elements) -> Goods:
    """A weight counts for goods sold by the kilogram."""
    weighed = item.unit.strip().lower() in _KILOGRAMS and elements.weight
    told = Particulars(lot=elements.lot, expires_on=elements.expires_on, serial=elements.serial)
    return Goods(item, qty=elements.weight if weighed and elements.weight else ONE, told=told or None)
