"""Movers as the screen shows them, computed once per answer and off the GUI thread."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shared_models.values.money import divide_half_up

Row = Mapping[str, object]
Group = Literal["unit", "category", "all"]
LETTERS: Final = ("A", "B", "C")
# Days of stock: below, somebody should order now or soon; above, money lies on the shelf.
COVER_DANGER: Final = 3
COVER_WARN: Final = 7
COVER_LONG: Final = 180


@dataclass(frozen=True, slots=True)
class Movers:
    """`shares`: cumulative revenue in 1/100 %, best class first. `counts` by (FSN, ABC)."""

    rows: Sequence[Row]
    totals: Row
    shares: tuple[int, ...]
    classes: tuple[int, ...]
    counts: Mapping[tuple[str, str], int]


def movers_of(rows: Sequence[Row], totals: Row, *, window: int, day_word: str) -> Movers:
    """`window` days were counted; `day_word` stands behind days of cover."""
    ranked = sorted(rows, key=lambda row: (str(row["abc"]), -_whole(row["revenue_to_date"])))
    earned = [max(0, _whole(row["revenue_to_date"])) for row in ranked]
    whole = sum(earned)
    shares, running = [], 0
    for revenue in earned:
        running += revenue
        shares.append(divide_half_up(running * 10_000, whole) if whole else 0)
    per_class = Counter(str(row["abc"]) for row in rows)
    return Movers(
        rows=[_shown(row, window, day_word) for row in rows],
        totals=totals,
        shares=tuple(shares),
        classes=tuple(per_class[letter] for letter in LETTERS),
        counts=Counter((str(row["fsn"]), str(row["abc"])) for row in rows),
    )


def cover_days(stock: int, units: int, window: int) -> int | None:
    """For how many days the stock lasts at the window's pace; None for what does not move."""
    return None if units <= 0 else max(0, stock) * window // units


def _shown(row: Row, window: int, day_word: str) -> Row:
    cover = cover_days(_whole(row["stock"]), _whole(row["units"]), window)
    return {
        **row,
        "id": row["sku"],
        "cover": cover,
        "days": day_word if cover is not None else "",
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
