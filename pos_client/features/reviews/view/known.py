"""What the back office knew and the till could not, a name and a value per line."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from pos_client import texts
from pos_client.desk.office.clocks import clock_text
from pos_client.features.reviews.shown import fault_text
from pos_client.texts import N_, _
from shared_models.wire.reviews import ReviewDocument

Pair = tuple[str, str]
NAMES: Final = {
    "price": N_("Price paid"),
    "list_then": N_("List price at the till"),
    "listed": N_("List price now"),
    "on_hand": N_("On hand now"),
    "stock_value": N_("Value of the stock"),
    "cost": N_("Catalogue cost"),
    "expected": N_("Expected in the drawer"),
    "counted": N_("Counted"),
    "left_in_drawer": N_("Left in the drawer by the books"),
    "closed_at": N_("Closed at"),
    "posting_date": N_("Booked on"),
    "skew_ms": N_("Clock"),
    "fault": N_("Fault"),
}


def known_facts(document: ReviewDocument, local: Callable[[datetime], datetime]) -> list[Pair]:
    """The facts of the flag and what is known here, in the order of `NAMES`."""
    told: dict[str, str | int | bool | None]
    told = {key: document.facts[key] for key in ("price", "skew_ms", "fault") if key in document.facts}
    if "listed" in document.facts:
        told["list_then"] = document.facts["listed"]
    given = {**told, **document.known}
    pairs = []
    for key, name in NAMES.items():
        value = given.get(key)
        if value is not None:
            pairs.append((_(name), _written(key, value, document.unit, local)))
    return pairs


def _written(key: str, value: str | int, unit: str, local: Callable[[datetime], datetime]) -> str:
    if key == "posting_date":
        return texts.day(date.fromisoformat(str(value)))
    if key == "closed_at":
        return texts.moment(local(datetime.fromisoformat(str(value))))
    if key == "on_hand":
        return f"{texts.quantity(int(value))} {unit}"
    if key == "fault":
        return fault_text(str(value))
    if key == "skew_ms":
        return clock_text(int(value))
    return texts.rupiah(value) if isinstance(value, int) else str(value)
