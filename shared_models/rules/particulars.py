"""What is particular about the goods of one line: which lot, which piece, and what was asked before it was
sold.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from shared_models.values.codes import Tracking

AGE_MAX: Final = 99


@dataclass(frozen=True, slots=True)
class Needs:
    """What a product asks for when it is sold. `min_age` in years, 0: anybody may buy it."""

    min_age: int = 0
    prescription: bool = False
    tracking: Tracking | None = None

    def __bool__(self) -> bool:
        return bool(self.min_age or self.prescription or self.tracking)


NO_NEEDS: Final = Needs()


@dataclass(frozen=True, slots=True)
class AgeConfirmed:
    """The buyer is `at_least` so many years old; `born` null: he looks older, no paper was asked for."""

    at_least: int
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Prescription:
    """The prescription that was shown: its number, and who wrote it."""

    number: str
    prescriber: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """Of one line: the lot its goods are from, the serial number of its piece, what was confirmed."""

    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None
    age: AgeConfirmed | None = None
    prescription: Prescription | None = None

    def __bool__(self) -> bool:
        return any((self.lot, self.expires_on, self.serial, self.age, self.prescription))


def age_on(born: date, day: date) -> int:
    """Whole years. Who was born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def old_enough(born: date, *, day: date, at_least: int) -> bool:
    return age_on(born, day) >= at_least
