"""In-store codes: a scale or a label machine writes the goods' number and their weight, price or count into
one barcode. Every shop has its own layouts; a layout is a pattern such as `21PPPPPVVVVVC`.

Digits at the start are the prefix, `P` is the goods' number (PLU), `V` the value, `K` the value's own check
digit (GS1 General Specifications 7.9.2 and 7.9.3), `X` is not read, `C` is the check digit of the whole code.
Whoever reads a scan asks the catalogue for the whole code first: a code that stands there is that product,
whatever a layout would make of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from shared_models.rules.barcodes import check_digit
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Fact

Facts = tuple[tuple[str, Fact], ...]

LENGTHS: Final = (8, 12, 13)
_DIGITS: Final = frozenset("0123456789")
_PARTS: Final = frozenset("PVKXC")
_VALUE_CHECK_LENGTHS: Final = (4, 5)
# GS1 keeps these apart for use inside a shop; any other prefix can be the code of real goods.
_IN_STORE: Final = {8: ("0", "2"), 12: ("2", "4"), 13: ("2", "02", "04")}
_TWO_MINUS: Final = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE: Final = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS: Final = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS: Final = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)


class StoreValue(StrEnum):
    """What the value in a code is."""

    WEIGHT = "weight"
    PRICE = "price"
    PIECES = "pieces"


DECIMALS: Final = {StoreValue.WEIGHT: (0, 4), StoreValue.PRICE: (-3, 2), StoreValue.PIECES: (0, 0)}
"""Decimals a value may have; a price of -2 counts hundreds of rupiah, so five digits reach Rp9.999.900."""


@dataclass(frozen=True, slots=True)
class StoreLayout:
    """How the digits of an in-store code are read.

    `decimals` of the value: weight in kilograms (3: the value is grams), price in rupiah (0: whole rupiah).
    """

    pattern: str
    value: StoreValue
    decimals: int = 0

    @property
    def prefix(self) -> str:
        """The digits at the start."""
        return self.pattern[: len(self.pattern) - len(self.pattern.lstrip("0123456789"))]

    def part(self, letter: str, digits: str) -> str:
        """The digits of `digits` that stand where the pattern has `letter`."""
        return "".join(digit for sign, digit in zip(self.pattern, digits, strict=True) if sign == letter)

    def fits(self, code: str) -> bool:
        """Whether length and prefix of `code` are this layout's."""
        return len(code) == len(self.pattern) and code.startswith(self.prefix) and _DIGITS.issuperset(code)


DEFAULT_LAYOUTS: Final = (
    StoreLayout("21PPPPPVVVVVC", StoreValue.WEIGHT, decimals=3),
    StoreLayout("22PPPPPVVVVVC", StoreValue.PRICE),
    StoreLayout("23PPPPPVVVVVC", StoreValue.PIECES),
)
"""What a new shop starts with. Codes with 20 and 24 to 29 stay what most shops print on their own goods:
plain numbers without a value in them."""


class LayoutFault(StrEnum):
    """What is wrong with a layout, or what to know about it."""

    CHARACTER = "character"  # place (from 1), character
    LENGTH = "length"  # length
    PREFIX_MISSING = "prefix_missing"
    PLU_MISSING = "plu_missing"
    VALUE_MISSING = "value_missing"
    PART_SPLIT = "part_split"  # part
    CHECK_NOT_LAST = "check_not_last"
    VALUE_CHECK_LENGTH = "value_check_length"  # digits of the value: 4 and 5 have a check digit
    DECIMALS = "decimals"  # decimals, least, most
    SAME_PREFIX = "same_prefix"  # prefix, other (place of the other layout, from 1)
    PREFIX_NOT_IN_STORE = "prefix_not_in_store"  # prefix: real goods may carry such codes
    CHECK_MISSING = "check_missing"  # a misread code goes unnoticed


WARNINGS: Final = frozenset({LayoutFault.PREFIX_NOT_IN_STORE, LayoutFault.CHECK_MISSING})


@dataclass(frozen=True, slots=True)
class LayoutProblem:
    """One thing wrong with a layout and the facts to say it in words."""

    fault: LayoutFault
    facts: Facts = ()

    @property
    def blocks(self) -> bool:
        """False: the layout works, but its owner should know."""
        return self.fault not in WARNINGS


def problems_in(layout: StoreLayout) -> list[LayoutProblem]:
    """Everything wrong with one layout and everything to know about it."""
    return [*_pattern_problems(layout), *_part_problems(layout), *_decimals_problems(layout), *_hints(layout)]


def problems_among(layouts: Sequence[StoreLayout]) -> list[tuple[int, LayoutProblem]]:
    """Problems of each layout by its place (from 0), and layouts that claim the same codes."""
    found = [(place, problem) for place, layout in enumerate(layouts) for problem in problems_in(layout)]
    seen: dict[tuple[str, int], int] = {}
    for place, layout in enumerate(layouts):
        key = layout.prefix, len(layout.pattern)
        first = seen.setdefault(key, place)
        if first != place:
            facts = ("prefix", layout.prefix), ("other", first + 1)
            found.append((place, LayoutProblem(LayoutFault.SAME_PREFIX, facts)))
    return found


def _pattern_problems(layout: StoreLayout) -> Iterator[LayoutProblem]:
    pattern = layout.pattern
    if len(pattern) not in LENGTHS:
        yield LayoutProblem(LayoutFault.LENGTH, (("length", len(pattern)),))
    if not layout.prefix:
        yield LayoutProblem(LayoutFault.PREFIX_MISSING)
    for place, sign in enumerate(pattern[len(layout.prefix) :], len(layout.prefix) + 1):
        if sign not in _PARTS:
            yield LayoutProblem(LayoutFault.CHARACTER, (("place", place), ("character", sign)))


def _part_problems(layout: StoreLayout) -> Iterator[LayoutProblem]:
    pattern = layout.pattern
    if "P" not in pattern:
        yield LayoutProblem(LayoutFault.PLU_MISSING)
    if "V" not in pattern:
        yield LayoutProblem(LayoutFault.VALUE_MISSING)
    for part in "PVK":
        yield from _split(pattern, part)
    if "C" in pattern[:-1]:
        yield LayoutProblem(LayoutFault.CHECK_NOT_LAST)
    digits = pattern.count("V")
    if "K" in pattern and digits not in _VALUE_CHECK_LENGTHS:
        yield LayoutProblem(LayoutFault.VALUE_CHECK_LENGTH, (("digits", digits),))


def _split(pattern: str, part: str) -> Iterator[LayoutProblem]:
    count = pattern.count(part)
    if part * count not in pattern or (part == "K" and count > 1):
        yield LayoutProblem(LayoutFault.PART_SPLIT, (("part", part),))


def _decimals_problems(layout: StoreLayout) -> Iterator[LayoutProblem]:
    least, most = DECIMALS[layout.value]
    if not least <= layout.decimals <= most:
        facts = ("decimals", layout.decimals), ("least", least), ("most", most)
        yield LayoutProblem(LayoutFault.DECIMALS, facts)


def _hints(layout: StoreLayout) -> Iterator[LayoutProblem]:
    if layout.prefix and not layout.prefix.startswith(_IN_STORE.get(len(layout.pattern), ())):
        yield LayoutProblem(LayoutFault.PREFIX_NOT_IN_STORE, (("prefix", layout.prefix),))
    if not layout.pattern.endswith("C"):
        yield LayoutProblem(LayoutFault.CHECK_MISSING)


@dataclass(frozen=True, slots=True)
class StoreCode:
    """What an in-store code says: the goods' number and either a quantity (kilograms, pieces) or a price.

    `price` is the price of the whole package, not of a kilogram.
    """

    plu: str
    layout: StoreLayout
    qty: Quantity | None = None
    price: Money | None = None

    @property
    def lookup(self) -> tuple[str, ...]:
        """Codes the product may stand under, in the order to try.

        The code with a value of zero, the number as printed, the number without its leading zeros.
        """
        base = _written(self.layout, plu=self.plu, value="0" * self.layout.pattern.count("V"))
        return tuple(dict.fromkeys([base, self.plu, self.plu.lstrip("0") or "0"]))


class ReadFault(StrEnum):
    """Why a layout does not read a code."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"  # length, wanted
    PREFIX = "prefix"  # wanted
    CHECK_DIGIT = "check_digit"  # expected
    VALUE_CHECK = "value_check"  # expected
    VALUE_ZERO = "value_zero"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A code tried against one layout: what it says, or why it says nothing (with facts for words)."""

    code: StoreCode | None
    fault: ReadFault | None = None
    facts: Facts = ()


def attempt(code: str, layout: StoreLayout) -> Attempt:
    """Read `code` by a layout without blocking problems."""
    misfit = _misfit(code, layout) or _wrong_check(code, layout)
    if misfit:
        return misfit
    value = int(layout.part("V", code))
    if not value:
        return Attempt(None, ReadFault.VALUE_ZERO)
    plu = layout.part("P", code)
    if layout.value is StoreValue.PRICE:
        price = Money(_scaled(value, layout.decimals))
        return Attempt(StoreCode(plu, layout, price=price))
    return Attempt(StoreCode(plu, layout, qty=Quantity(_scaled(value * ONE, layout.decimals))))


def _misfit(code: str, layout: StoreLayout) -> Attempt | None:
    if not _DIGITS.issuperset(code):
        return Attempt(None, ReadFault.NOT_DIGITS)
    if len(code) != len(layout.pattern):
        return Attempt(None, ReadFault.LENGTH, (("length", len(code)), ("wanted", len(layout.pattern))))
    if not code.startswith(layout.prefix):
        return Attempt(None, ReadFault.PREFIX, (("wanted", layout.prefix),))
    return None


def _wrong_check(code: str, layout: StoreLayout) -> Attempt | None:
    if layout.pattern.endswith("C") and check_digit(code[:-1]) != code[-1]:
        return Attempt(None, ReadFault.CHECK_DIGIT, (("expected", check_digit(code[:-1])),))
    if "K" in layout.pattern:
        expected = value_check_digit(layout.part("V", code))
        if layout.part("K", code) != expected:
            return Attempt(None, ReadFault.VALUE_CHECK, (("expected", expected),))
    return None


def _scaled(value: int, decimals: int) -> int:
    return divide_half_up(value, 10**decimals) if decimals >= 0 else value * 10**-decimals


def read(code: str, layouts: Sequence[StoreLayout]) -> StoreCode | None:
    """What `code` says by the layout with the longest fitting prefix, or None.

    Only that layout is asked: a looser one must not accept what the closer one refuses. A scanner may send
    a UPC-A as EAN-13 and the other way round: both are tried.
    """
    for spelling in (code, *_with_and_without_zero(code)):
        fitting = [layout for layout in layouts if layout.fits(spelling) and _works(layout)]
        if fitting:
            return attempt(spelling, max(fitting, key=lambda layout: len(layout.prefix))).code
    return None


def _with_and_without_zero(code: str) -> Iterator[str]:
    if len(code) == 13 and code.startswith("0"):
        yield code[1:]
    elif len(code) == 12:
        yield "0" + code


def _works(layout: StoreLayout) -> bool:
    return not any(problem.blocks for problem in problems_in(layout))


class MakeFault(StrEnum):
    """Why a code cannot be made."""

    LAYOUT = "layout"
    PLU = "plu"  # plu, digits: no number, or one with too many digits
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    AMOUNT_TOO_LARGE = "amount_too_large"  # largest, in the amount's own unit
    AMOUNT_NOT_EXACT = "amount_not_exact"  # the layout has no digit for so small a part


class CannotMake(ValueError):
    """Raised when a layout cannot carry what it is asked to; `facts` say the limit."""

    def __init__(self, fault: MakeFault, **facts: Fact) -> None:
        super().__init__(fault.value, facts)
        self.fault = fault
        self.facts = facts


def make(layout: StoreLayout, *, plu: str, amount: Quantity | Money) -> str:
    """The code of a label: `amount` is a Quantity (weight, pieces) or the Money of the whole package.

    Raises CannotMake; what it makes, `read` reads back exactly.
    """
    if not _works(layout):
        raise CannotMake(MakeFault.LAYOUT)
    digits = layout.pattern.count("P")
    if not plu or not _DIGITS.issuperset(plu) or len(plu.lstrip("0")) > digits:
        raise CannotMake(MakeFault.PLU, plu=plu, digits=digits)
    value = str(_value_of(layout, amount)).zfill(layout.pattern.count("V"))
    return _written(layout, plu=plu.lstrip("0").zfill(digits), value=value)


def _value_of(layout: StoreLayout, amount: int) -> int:
    if amount <= 0:
        raise CannotMake(MakeFault.AMOUNT_NOT_POSITIVE)
    unit = 1 if layout.value is StoreValue.PRICE else ONE
    up: int = 10 ** max(layout.decimals, 0)
    down: int = 10 ** max(-layout.decimals, 0) * unit
    largest = int("9" * layout.pattern.count("V")) * down // up
    if amount > largest:
        raise CannotMake(MakeFault.AMOUNT_TOO_LARGE, largest=largest)
    value, rest = divmod(amount * up, down)
    if rest:
        raise CannotMake(MakeFault.AMOUNT_NOT_EXACT)
    return value


def _written(layout: StoreLayout, *, plu: str, value: str) -> str:
    parts = {"P": iter(plu), "V": iter(value), "X": iter("0" * layout.pattern.count("X"))}
    if "K" in layout.pattern:
        parts["K"] = iter(value_check_digit(value))
    body = layout.pattern.removesuffix("C")
    code = "".join(next(parts[sign]) if sign in parts else sign for sign in body)
    return code + check_digit(code) if len(body) < len(layout.pattern) else code


def value_check_digit(value: str) -> str:
    """The check digit of a value of four or five digits (GS1 General Specifications 7.9.2, 7.9.3)."""
    if len(value) == 4:
        tables = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
        return str(3 * sum(table[int(digit)] for table, digit in zip(tables, value, strict=True)) % 10)
    tables_5 = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)
    weighted = sum(table[int(digit)] for table, digit in zip(tables_5, value, strict=True))
    return str(_FIVE_MINUS.index(-weighted % 10))


def spaced(layout: StoreLayout) -> StoreLayout:
    """The layout with the spaces a person puts into a pattern taken out and its letters made capital."""
    return replace(layout, pattern="".join(layout.pattern.split()).upper())
