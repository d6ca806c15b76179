"""Every price of an article as the price check shows it: each unit, tier and level, and what is in stock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_client import texts
from pos_client.texts import _
from shared_models.rules.price_choice import Buyer
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity

if TYPE_CHECKING:
    from pos_client.store.catalogue import CatalogueItem, Offer


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """One price and for what it is; `strong`: the price of the list, by which a unit begins."""

    words: str
    price: Money | None
    strong: bool = False

    def price_text(self) -> str:
        return _("no price") if self.price is None else texts.rupiah(self.price)


def entries(
    units: Sequence["CatalogueItem"], levels: Mapping[str, str], buyer: Buyer
) -> tuple[PriceEntry, ...]:
    """All that anybody may be told; of prices for one customer only those of who stands here."""
    return tuple(entry for unit in units for entry in _of_unit(unit, units[0], levels, buyer))


def _of_unit(
    unit: "CatalogueItem", base: "CatalogueItem", levels: Mapping[str, str], buyer: Buyer
) -> Iterator[PriceEntry]:
    yield PriceEntry(_unit_words(unit, base), unit.price, strong=True)
    for offer in sorted(unit.offers, key=_order):
        if offer.customer is None or offer.customer == buyer.customer:
            yield PriceEntry(_offer_words(unit, offer, levels), offer.price)


def _order(offer: "Offer") -> tuple[bool, str, Quantity]:
    return offer.customer is not None, offer.level or "", offer.from_qty


def _unit_words(unit: "CatalogueItem", base: "CatalogueItem") -> str:
    if unit.factor == ONE:
        return unit.unit
    return _("{unit} of {qty} {base}", unit=unit.unit, qty=texts.quantity(unit.factor), base=base.unit)


def _offer_words(unit: "CatalogueItem", offer: "Offer", levels: Mapping[str, str]) -> str:
    parts = [unit.unit]
    if offer.customer is not None:
        parts.append(_("this customer"))
    if offer.level is not None:
        parts.append(levels.get(offer.level, offer.level))
    if offer.from_qty:
        parts.append(_("from {qty}", qty=texts.quantity(offer.from_qty)))
    return ", ".join(parts)
