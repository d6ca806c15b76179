"""How ways to pay are called, and what is said of the kinds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from pos_client.desk.problems import fault_texts, problem_text
from pos_client.features.payments.state import NAME_MAX, Fault
from pos_client.printing.receipts import TENDER_WORDS
from pos_client.texts import N_, _
from shared_models.values.codes import TenderMethod
from shared_models.wire.payments import Against, StoredAct, StoredState
from shared_models.wire.replica import StoredValueRow

STATES: Final = {
    StoredState.OPEN: N_("Can be spent"),
    StoredState.LAPSED: N_("Lapsed"),
    StoredState.BLOCKED: N_("Blocked"),
    StoredState.USED_UP: N_("Used up"),
}
ACTS: Final = {
    StoredAct.BLOCKED: N_("Blocked"),
    StoredAct.RELEASED: N_("Released"),
    StoredAct.EXPIRY_SET: N_("Other last day"),
    StoredAct.VOIDED: N_("Voided"),
}
AGAINST: Final = {
    Against.CASH: N_("Office cash"),
    Against.BANK: N_("Bank"),
    Against.GIVEN_AWAY: N_("Given away"),
    Against.LAPSED: N_("Nobody claims it"),
}


def state_text(row: StoredValueRow, today: date) -> str:
    """How it stands with a card or voucher."""
    return _(STATES[state_of(row, today)])


def state_of(row: StoredValueRow, today: date) -> StoredState:
    if row.blocked:
        return StoredState.BLOCKED
    if row.balance <= 0:
        return StoredState.USED_UP
    lapsed = row.expires_on is not None and row.expires_on < today
    return StoredState.LAPSED if lapsed else StoredState.OPEN


def kind_text(method: TenderMethod) -> str:
    return _(TENDER_WORDS[method])


def fault_words(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """What is wrong, by field."""
    return [(field, problem_text(code, {"at_most": NAME_MAX})) for field, code in faults]


def server_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What the server finds wrong, by field."""
    told = [(field.rpartition(".")[2], words) for field, words in fault_texts(facts)]
    return [(field, _taken(facts) if field == "numbers" else words) for field, words in told]


def _taken(facts: Mapping[str, object]) -> str:
    """Which of the printed numbers cannot be issued."""
    faults = facts.get("faults")
    taken = [str(one["numbers"]) for one in faults if one.get("numbers")] if isinstance(faults, list) else []
    if taken:
        return _("Issued already: {numbers}", numbers=taken[0])
    return _("Each number once, at least four signs, and no number of a bank card.")
