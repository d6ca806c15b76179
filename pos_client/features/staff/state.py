"""A person as they are being edited."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared_models.values.codes import ErrorCode, Role
from shared_models.values.refusals import Fact
from shared_models.wire.staff import StaffMember

PIN_DIGITS: Final = range(4, 9)
PASSWORD_LEAST: Final = 8

Facts = dict[str, Fact]
Fault = tuple[str, ErrorCode, Facts]


@dataclass(frozen=True, slots=True)
class Draft:
    """As typed. `password` and `pin` empty: they stay as they are."""

    name: str = ""
    username: str = ""
    role: Role = Role.CASHIER
    active: bool = True
    password: str = ""
    pin: str = ""


EMPTY: Final = Draft()


def draft_of(member: StaffMember) -> Draft:
    return Draft(member.name, member.username, member.role, member.active)


def faults_in(draft: Draft) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    return list(_faults(draft))


def _faults(draft: Draft) -> Iterator[Fault]:
    for key, text in (("name", draft.name), ("username", draft.username)):
        if not text.strip():
            yield key, ErrorCode.FIELD_REQUIRED, {}
    pin = draft.pin
    if pin and not (pin.isascii() and pin.isdecimal() and len(pin) in PIN_DIGITS):
        yield "pin", ErrorCode.INVALID, {"at_least": PIN_DIGITS[0], "at_most": PIN_DIGITS[-1]}
    if draft.password and len(draft.password) < PASSWORD_LEAST:
        yield "password", ErrorCode.INVALID, {"at_least": PASSWORD_LEAST}
