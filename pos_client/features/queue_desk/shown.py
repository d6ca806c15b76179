"""States of tickets in words."""

from collections.abc import Mapping
from typing import Final

from pos_client.desk.theme.tokens import Tone
from pos_client.texts import N_, _
from shared_models.values.codes import TicketState

SERVICE_FIRST: Final = "A"
_STATES: Final[Mapping[TicketState, tuple[Tone, str]]] = {
    TicketState.WAITING: ("plain", N_("Waits")),
    TicketState.CALLED: ("info", N_("Called")),
    TicketState.SKIPPED: ("warn", N_("Did not come")),
    TicketState.SERVED: ("ok", N_("Served")),
}


def state_words(state: TicketState) -> tuple[Tone, str]:
    tone, words = _STATES[state]
    return tone, _(words)
