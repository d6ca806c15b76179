"""How the lists call things."""

from datetime import date
from typing import Final

from pos_client import texts
from pos_client.texts import N_, _, ngettext
from shared_models.values.codes import CheckKind, SerialState
from shared_models.wire.tracking import CheckLine

STATES: Final = {
    SerialState.IN_STOCK: N_("in stock"),
    SerialState.SOLD: N_("sold"),
    SerialState.RETURNED: N_("came back"),
    SerialState.GONE: N_("taken out"),
}
CHECKS: Final = {CheckKind.AGE: N_("Age"), CheckKind.PRESCRIPTION: N_("Prescription")}


def how_long(expires_on: date | None, today: date) -> str:
    """How long goods are good from today on."""
    if expires_on is None:
        return ""
    days = (expires_on - today).days
    if days < 0:
        return _("expired")
    return ngettext("{n} day", "{n} days", days)


def confirmed(line: CheckLine) -> str:
    """What stands behind a confirmation."""
    if line.kind is CheckKind.PRESCRIPTION:
        return f"{line.number}  {line.prescriber}"
    if line.born is None:
        return _("from {years}, by the looks", years=line.at_least)
    return _("from {years}, born {day}", years=line.at_least, day=texts.day(line.born))
