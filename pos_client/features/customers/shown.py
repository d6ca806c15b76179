"""How the customer screens call things."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pos_client.desk.office.importing import usual_text
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.features.customers.state import Fault
from pos_client.texts import N_, _, ngettext
from shared_models.values.codes import ErrorCode
from shared_models.wire.importing import ImportFault

KINDS: Final = {
    "earned": N_("Earned"),
    "redeemed": N_("Used"),
    "taken_back": N_("Taken back"),
    "given_back": N_("Given back"),
    "corrected": N_("Corrected"),
}
FIELDS: Final = {
    "code": N_("Code"),
    "name": N_("Name"),
    "phone": N_("Phone"),
    "card": N_("Member card"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "npwp": N_("NPWP"),
    "birthday": N_("Birthday"),
    "note": N_("Note for the cashier"),
    "price_level": N_("Price level"),
    "credit_limit": N_("Credit limit"),
    "credit_term": N_("To be paid after"),
}
_STORED_TERM: Final = re.compile(r"([0-9]{1,3}) days")
_TYPED_TERM: Final = re.compile(r"([0-9]{1,3})\s*(?:hari|days?)", re.IGNORECASE)
_OWN: Final = {
    "birthday": N_("Type a day, for instance 17/08/1990."),
    "credit_term": N_("Write 30 days, EOM or EOM+10."),
    "value": N_("A point must pay less than what is spent for it."),
    "redemption": N_("At most 100 percent."),
    "code": N_("Another customer has this code."),
    "card": N_("Another customer has this card number."),
}


def kind_text(kind: str) -> str:
    return _(KINDS.get(kind, kind))


def fault_words(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """What is wrong, by field."""
    return [(field, _own(field, problem_text(code))) for field, code in faults]


def server_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What the server finds wrong, by field."""
    told = [(field.rpartition(".")[2], words) for field, words in fault_texts(facts)]
    return [(field, _own(field, words)) for field, words in told]


def field_text(field: str) -> str:
    """A column of a customer file, as the form calls it."""
    return _(FIELDS[field]) if field in FIELDS else field


def import_text(fault: ImportFault) -> str:
    """What is wrong with a cell of a customer file."""
    if fault.code == ErrorCode.CONFLICT and "customer" in fault.facts:
        name, code = fault.facts["name"], fault.facts["customer"]
        return _("It belongs to {name} ({code}) already.", name=name, code=code)
    if fault.column == "code" and fault.code == ErrorCode.FIELD_REQUIRED:
        return _("A code or a phone number that only this customer has is needed.")
    if fault.column == "phone" and fault.code == ErrorCode.FIELD_REQUIRED:
        return _("Without a code, a whole phone number is needed.")
    if fault.code == ErrorCode.INVALID and fault.column in _OWN:
        return _(_OWN[fault.column])
    return usual_text(fault)


def term_words(term: str) -> str:
    """The term `30 days` in the words of the screen; any other stands as it is."""
    found = _STORED_TERM.fullmatch(term)
    return ngettext("{n} day", "{n} days", int(found[1])) if found else term


def term_typed(words: str) -> str:
    """What stands in the field, as it is stored: days are days in any language of the screen."""
    found = _TYPED_TERM.fullmatch(words.strip())
    return f"{found[1]} days" if found else words


def _own(field: str, words: str) -> str:
    return words if words == problem_text(ErrorCode.FIELD_REQUIRED) else _(_OWN.get(field, words))
