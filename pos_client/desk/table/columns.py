"""Columns of a table: what a value is decides how it is written, aligned, sorted, filtered and exported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from pos_client import texts
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.notations import Amount, Thousandths, bare
from pos_client.desk.widgets.words import Words
from pos_client.texts import DASH, DECIMAL, _

Kind = Literal[
    "text", "code", "money", "quantity", "integer", "percent", "date", "moment", "clock", "class", "spark"
]
Align = Literal["left", "center", "right"]
Row = Mapping[str, object]
"""One line as it came: whole numbers in smallest units, percents in basis points, dates, local moments."""

FilterKind = Literal["text", "figure", "choice"]
Operator = Literal["has", "at_least", "at_most", "is"]

NUMBERS: Final[frozenset[Kind]] = frozenset({"money", "quantity", "integer", "percent"})
# What must never be cut.
WHOLE: Final[frozenset[Kind]] = NUMBERS | {"code", "date", "moment", "clock", "class"}
_WIDTH: Final[dict[Kind, int]] = {
    "text": 12,
    "code": 9,
    "money": 10,
    "quantity": 7,
    "integer": 6,
    "percent": 6,
    "date": 8,
    "moment": 13,
    "clock": 5,
    "class": 4,
    "spark": 7,
}
_NAME_WIDTH: Final = 20
_SIGNS: Final[dict[str, Operator]] = {
    "≥": "at_least",
    ">": "at_least",
    "≤": "at_most",
    "<": "at_most",
    "=": "is",
}


@dataclass(frozen=True, slots=True)
class Column:
    """`chars` is the width in digits (0: what its kind needs); a `stretch` column takes the room left over.

    `unit` names the row's field that stands muted after the figure, `note` one that stands muted below.
    `filter` puts a field under the heading: a text to look for, a limit, or one of `choices`.
    Where the table is too narrow for all, columns that yield leave it, the lowest number first.
    """

    key: str
    label: Words
    kind: Kind = "text"
    chars: int = 0
    align: Align | None = None
    stretch: bool = False
    sortable: bool = True
    hidden: bool = False
    yields: int = 0
    strong: bool = False
    muted: bool = False
    link: bool = False
    signed: bool = False
    unit: str = ""
    note: str = ""
    tone: Callable[[Row], Tone | None] | None = None
    filter: FilterKind | None = None
    operator: Operator = "has"
    choices: Sequence[tuple[str, Words]] = ()

    @property
    def width(self) -> int:
        return self.chars or (_NAME_WIDTH if self.stretch else _WIDTH[self.kind])

    @property
    def side(self) -> Align:
        if self.align is not None:
            return self.align
        if self.kind in NUMBERS:
            return "right"
        return "center" if self.kind in {"class", "spark"} else "left"


@dataclass(frozen=True, slots=True)
class Filter:
    """A wish of the filter row. A figure is a whole number in the column's smallest unit."""

    key: str
    operator: Operator
    value: str | int


def shown(column: Column, row: Row) -> str:
    """The cell's text, without its unit."""
    return written(column, row.get(column.key))


def written(column: Column, value: object) -> str:
    """A value as it stands in a cell of the column; nothing is a dash."""
    if value is None:
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and column.kind in NUMBERS:
        return _figure(column, value)
    if isinstance(value, datetime):
        return texts.clock(value) if column.kind == "clock" else texts.moment(value)
    if isinstance(value, date):
        return texts.day(value)
    return str(value)


def _figure(column: Column, value: int) -> str:
    if column.kind == "quantity":
        return texts.quantity(value)
    if column.kind == "percent":
        return texts.percent(value, signed=column.signed)
    return texts.amount(value, signed=column.signed)


def negative(column: Column, row: Row) -> bool:
    value = row.get(column.key)
    return column.kind in NUMBERS and isinstance(value, int) and value < 0


def read_filter(column: Column, text: str) -> Filter | None:
    """What was typed under a heading, None where it says nothing yet. `<5`, `>5` choose the direction."""
    text = text.strip()
    if not text:
        return None
    if column.filter != "figure":
        return Filter(column.key, "is" if column.filter == "choice" else "has", text)
    operator: Operator = "at_least" if column.operator == "has" else column.operator
    if text[0] in _SIGNS:
        operator, text = _SIGNS[text[0]], text[1:].lstrip("= ")
    value = _read_figure(column.kind, text)
    return None if value is None else Filter(column.key, operator, value)


def _read_figure(kind: Kind, text: str) -> int | None:
    minus = text.startswith(("-", texts.MINUS))
    text = text.lstrip("-" + texts.MINUS)
    notation = Amount() if kind in {"money", "integer"} else Thousandths()
    raw = bare(text.removesuffix("%").strip())
    if not raw or not raw.replace(DECIMAL, "", 1).isdigit():
        return None
    value = notation.read(raw) if DECIMAL not in raw or kind in {"quantity", "percent"} else None
    if value is None:
        return None
    if kind == "percent":
        value //= 10
    return -value if minus else value


def matches(rule: Filter, row: Row) -> bool:
    """Whether a row of a local table passes a filter."""
    value = row.get(rule.key)
    if isinstance(rule.value, int):
        if not isinstance(value, int):
            return False
        return {
            "at_least": value >= rule.value,
            "at_most": value <= rule.value,
            "is": value == rule.value,
            "has": value == rule.value,
        }[rule.operator]
    if rule.operator == "is":
        return str(value) == rule.value
    return rule.value.casefold() in str(value or "").casefold()
