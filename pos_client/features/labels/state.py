"""What the labels page shows, as plain data."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from pos_client import texts
from pos_client.printing.labels import COPIES_MAX
from pos_client.store.label_prices import Priced
from pos_client.store.shelves import Shelf
from pos_client.texts import N_, _

SIZE_WORDS: Final = {
    "40x30": N_("Shelf, 40 x 30 mm"),
    "50x30": N_("Shelf, 50 x 30 mm"),
    "roll58": N_("Shelf, on a roll of 58 mm"),
    "33x15": N_("Goods, 33 x 15 mm"),
}


@dataclass(frozen=True, slots=True)
class LabelLine:
    """Goods on the list. What is not ticked is not printed."""

    priced: Priced
    copies: int = 1
    ticked: bool = True

    def price_words(self) -> str:
        """`Rp12.500`, after a change `Rp12.000 > Rp12.500`."""
        now, before = texts.rupiah(self.priced.price), self.priced.before
        if before is None or before == self.priced.price:
            return now
        return f"{texts.rupiah(before)} \N{RIGHTWARDS ARROW} {now}"

    def why(self) -> str:
        """Why it stands on the list, "" for what was chosen."""
        if self.priced.before is None:
            return _("No label yet")
        return "" if self.priced.before == self.priced.price else _("New price")


@dataclass(frozen=True, slots=True)
class LabelSetup:
    """What is printed on: the size in use, those its printer can make, the goods' shelves; `day`: today."""

    day: date
    size: str
    sizes: tuple[str, ...]
    has_printer: bool
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class LabelState:
    """`begun`: today's prices were taken for what stands on the shelves, so nothing has changed yet."""

    lines: tuple[LabelLine, ...] = ()
    current: int = -1
    setup: LabelSetup | None = None
    begun: bool = False
    busy: bool = False
    said: str = ""

    @property
    def chosen(self) -> LabelLine | None:
        return self.lines[self.current] if 0 <= self.current < len(self.lines) else None

    @property
    def labels(self) -> int:
        """How many come out."""
        return sum(line.copies for line in self.lines if line.ticked)


def bounded(copies: int) -> int:
    return max(1, min(COPIES_MAX, copies))
