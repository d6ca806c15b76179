"""What the back office knew and the till could not, a name and a value per line."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from pos_client import texts
from pos_client.desk.office.clocks import clock_text
from pos_client.features.reviews.shown import fault_text
from pos_client.texts import N_, _
from shared_models.values.codes import ReviewCode
from shared_models.wire.reviews import ReviewDocument

Pair = tuple[str, str]
NAMES: Final = {
    "price": N_("Price paid"),
    "list_then": N_("List price at the till"),
    "listed_then": N_("List price of that day"),
    "listed": N_("List price now"),
    "on_hand_then": N_("On hand before it"),
    "on_hand": N_("On hand now"),
    "stock_value": N_("Value of the stock now"),
    "cost": N_("Catalogue cost now"),
    "expected": N_("Expected in the drawer"),
    "counted": N_("Counted"),
    "left_in_drawer": N_("Left in the drawer by the books"),
    "closed_at": N_("Closed at"),
    "posting_date": N_("Booked on"),
    "skew_ms": N_("Clock"),
    "fault": N_("Fault"),
}
FIRST_TIME: Final = (("price", "price"), ("listed", "list_then"))
PRICES: Final = frozenset({"price", "list_then", "listed_then", "listed"})
GOODS: Final = frozenset({"on_hand_then", "on_hand", "stock_value", "cost"})
# Of all that is known of a product, what its flag is not about.
BESIDE: Final = {
    ReviewCode.NEGATIVE_STOCK: PRICES,
    ReviewCode.COST_UNKNOWN: PRICES - {"price"},
    ReviewCode.PRICE_DIFFERS: GOODS - {"cost"},
    ReviewCode.UNKNOWN_PRODUCT: PRICES - {"price"} | GOODS - {"on_hand"},
}


def known_facts(document: ReviewDocument, local: Callable[[datetime], datetime]) -> list[Pair]:
    """The facts of the flag and what is known here, in the order of `NAMES`."""
    told: dict[str, str | int | bool | None]
    told = {key: document.facts[key] for key in ("skew_ms", "fault") if key in document.facts}
    if document.line.occurrences == 1:
        # A flag keeps the facts of the first time; of a later one they would be wrong.
        told |= {fact: document.facts[key] for key, fact in FIRST_TIME if key in document.facts}
    given: dict[str, str | int | bool | None] = {**told, **document.known}
    beside = BESIDE.get(document.line.code, frozenset())
    pairs = []
    for key, name in NAMES.items():
        value = given.get(key)
        if value is not None and key not in beside:
            per = _per(document) if key in PRICES else ""
            pairs.append((_(name), _written(key, value, document.unit, local) + per))
    return pairs


def _written(key: str, value: str | int, unit: str, local: Callable[[datetime], datetime]) -> str:
    if key == "posting_date":
        return texts.day(date.fromisoformat(str(value)))
    if key == "closed_at":
        return texts.moment(local(datetime.fromisoformat(str(value))))
    if key in {"on_hand", "on_hand_then"}:
        return f"{texts.quantity(int(value))} {unit}"
    if key == "fault":
        return fault_text(str(value))
    if key == "skew_ms":
        return clock_text(int(value))
    return texts.rupiah(value) if isinstance(value, int) else str(value)


def _per(document: ReviewDocument) -> str:
    """Of what a price is, where that is not the base unit."""
    unit = document.known.get("priced_unit", document.unit)
    return "" if unit == document.unit else f" / {unit}"
