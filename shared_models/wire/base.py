"""Base classes and field types of wire models."""

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)

from shared_models.values.money import LARGEST_INTEGER, Money
from shared_models.values.quantity import Quantity


class WireModel(BaseModel):
    """What a till writes into its journal: frozen, strict (an integer is an integer), no unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", ser_json_inf_nan="null")


def later_words(model: type[WireModel]) -> frozenset[str]:
    """Names of the fields marked `LATER`."""
    return frozenset(name for name, field in model.model_fields.items() if field.exclude_if is not None)


def says_later(said: WireModel, words: frozenset[str]) -> bool:
    """Whether one of `words` is said."""
    return any(getattr(said, word) for word in words & said.model_fields_set)


class ApiModel(BaseModel):
    """Requests and replies of the back office.

    Frozen, no unknown fields; integers are strict field by field.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


def _on_every_clock(moment: datetime) -> datetime:
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(moment.year)
    return moment


Instant = Annotated[AwareDatetime, AfterValidator(_on_every_clock)]
"""A moment that every zone can show: at either end of the calendar some have no such day."""

_BOUNDS = Field(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)

Int = Annotated[int, Strict(), _BOUNDS]
# A Literal[1] would let 1.0 and true through.
Version1 = Annotated[int, Strict(), Field(ge=1, le=1)]
Version2 = Annotated[int, Strict(), Field(ge=1, le=2)]
LATER = Field(exclude_if=lambda value: not value)
"""A word that the first version of a shape did not have. Unsaid it is left out of the bytes, so that what the
first version could say keeps its bytes; `says_later` tells an event that needs the later version.
"""
Ordinal = Annotated[int, Strict(), Field(ge=1, le=LARGEST_INTEGER)]
Count = Annotated[int, Strict(), Field(ge=0, le=LARGEST_INTEGER)]
Amount = Annotated[Money, Strict(), _BOUNDS]
Positive = Annotated[Money, Strict(), Field(ge=0, le=LARGEST_INTEGER)]
Milli = Annotated[Quantity, Strict(), _BOUNDS]
# PostgreSQL texts cannot hold NUL: a sale with one could be kept, but never posted.
_NO_NUL = r"^[^\x00]*$"
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_NO_NUL)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=1000, pattern=_NO_NUL)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
