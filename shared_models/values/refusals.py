"""A refusal is expected data: a code and the facts a person needs to put it right."""

from dataclasses import dataclass

from shared_models.values.codes import ErrorCode

Fact = str | int | bool | None
Facts = dict[str, Fact | list[dict[str, Fact]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request.

    Which field, which code, and facts. Validation returns every fault at once.
    """

    field: str
    code: ErrorCode
    facts: tuple[tuple[str, Fact], ...] = ()


class Refusal(Exception):
    """Raised where a request cannot be carried out for a reason the user can act on."""

    def __init__(self, code: ErrorCode, **facts: Fact) -> None:
        super().__init__(code.value, facts)
        self.code = code
        self.facts: Facts = dict(facts)


def invalid(faults: list[Fault]) -> Refusal:
    """The refusal that carries every fault found in a request."""
    refusal = Refusal(ErrorCode.INVALID)
    refusal.facts["faults"] = [
        {"field": fault.field, "code": fault.code.value, **dict(fault.facts)} for fault in faults
    ]
    return refusal
