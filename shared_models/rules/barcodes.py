"""Trade item codes (GS1): EAN-8, UPC-A, EAN-13 and GTIN-14 end in a check digit; UPC-E is a short UPC-A.

A code is text, never a number. What a shop calls its goods by is its own affair: only what no scanner can
send again (nothing, invisible characters, too much) is unusable, everything else is a reason to ask. A code
is looked up as it was scanned first and only then under the other spellings of the same trade item, so a
shop's own code is never taken for another one's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
CODE_LENGTH_MAX: Final = 64
EAN13_BODY: Final = 12
_DIGITS: Final = frozenset("0123456789")
_LONGEST: Final = max(GTIN_LENGTHS)
# An element string (GS1 General Specifications, AI 01 and 02) as scanners send it: the symbology in front or
# not, brackets or not.
_GS1: Final = re.compile(r"(?:\](?:C1|d2|Q3|e0))?\x1d?\(?0[12]\)?([0-9]{14})")
_ADD_ONS: Final = {15: 13, 18: 13, 17: 12}
"""Length of a code with a magazine's two or five add-on digits -> length of the code itself."""


class CodeKind(StrEnum):
    """What a code is by its shape and check digit."""

    EAN_8 = "ean_8"
    UPC_E = "upc_e"
    UPC_A = "upc_a"
    EAN_13 = "ean_13"
    GTIN_14 = "gtin_14"
    GS1 = "gs1"  # an element string with a trade item code in it
    FREE = "free"  # letters and signs: Code 128, Code 39, a shop's own


class CodeFault(StrEnum):
    """Why a code is unusable, or worth a question."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    INVISIBLE_CHARACTER = "invisible_character"  # control characters, zero-width signs, line ends
    SPACE_AROUND = "space_around"
    NOT_ASCII = "not_ascii"  # no barcode holds it: mostly a keyboard left in another script
    CHECK_DIGIT = "check_digit"
    LENGTH = "length"  # digits only, but of no length a trade item code has


UNUSABLE: Final = frozenset(
    {CodeFault.EMPTY, CodeFault.TOO_LONG, CodeFault.INVISIBLE_CHARACTER, CodeFault.SPACE_AROUND}
)
_KIND_OF: Final = {8: CodeKind.EAN_8, 12: CodeKind.UPC_A, 13: CodeKind.EAN_13, 14: CodeKind.GTIN_14}


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """The answer to a code.

    `expected` is the right check digit ("" where there is none), `place` the index of an odd character and
    `meant` what may have been meant instead, likeliest first: a question to ask, never a replacement.
    """

    code: str
    kind: CodeKind | None
    fault: CodeFault | None = None
    expected: str = ""
    place: int | None = None
    meant: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether a product may carry the code. A doubtful one may, once a person has looked."""
        return self.fault not in UNUSABLE


def judge(code: str) -> CodeVerdict:
    """What `code` is, or what is wrong with it."""
    element = _GS1.match(code)
    if element and check_digit_ok(element[1]) and len(code) > _LONGEST:
        return CodeVerdict(code, CodeKind.GS1, meant=(shortest(element[1]),))
    fault, place = _unusable(code)
    if fault:
        return CodeVerdict(code, None, fault, place=place)
    if not code.isascii():
        odd = next(place for place, sign in enumerate(code) if not sign.isascii())
        return CodeVerdict(code, None, CodeFault.NOT_ASCII, place=odd, meant=tuple(_in_ascii(code)))
    if not _DIGITS.issuperset(code):
        return CodeVerdict(code, CodeKind.FREE)
    return _judge_trade(code) if len(code) in GTIN_LENGTHS else _judge_length(code)


def _unusable(code: str) -> tuple[CodeFault | None, int | None]:
    if not code.strip():
        return CodeFault.EMPTY, None
    for place, sign in enumerate("" if code.isascii() and code.isprintable() else code):
        if unicodedata.category(sign) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}:
            return CodeFault.INVISIBLE_CHARACTER, place
    if code != code.strip():
        return CodeFault.SPACE_AROUND, None
    return (CodeFault.TOO_LONG if len(code) > CODE_LENGTH_MAX else None), None


def _in_ascii(code: str) -> Iterator[str]:
    """The same code with the digits and letters of another script or width as plain ones."""
    plain = unicodedata.normalize("NFKC", code)
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)
    if plain.isascii():
        yield plain


def _judge_trade(code: str) -> CodeVerdict:
    if check_digit_ok(code):
        return CodeVerdict(code, _KIND_OF[len(code)])
    expanded = expand_upc_e(code)
    if expanded and check_digit_ok(expanded):
        return CodeVerdict(code, CodeKind.UPC_E, meant=(expanded,))
    right = [check_digit(code[:-1])]
    if expanded:
        right.append(check_digit(expanded[:-1]))
    meant = tuple(dict.fromkeys(code[:-1] + digit for digit in right))
    return CodeVerdict(code, None, CodeFault.CHECK_DIGIT, expected=right[0], meant=meant)


def _judge_length(code: str) -> CodeVerdict:
    return CodeVerdict(code, None, CodeFault.LENGTH, meant=tuple(dict.fromkeys(_completed(code))))


def _completed(code: str) -> Iterator[str]:
    """Trade items a number may stand for: zeros a spreadsheet lost, no check digit, a magazine's add-on."""
    length = len(code)
    if length == 6:
        yield from filter(None, [_upc_e_of("0" + code)])
    target = {7: 8, 9: 12, 10: 12, 11: 12}.get(length)
    if target and trade_numbers(code.zfill(target)):
        yield code.zfill(target)
    if length in {7, 11}:
        yield code + check_digit(code)
    if length in _ADD_ONS and check_digit_ok(code[: _ADD_ONS[length]]):
        yield code[: _ADD_ONS[length]]


def _upc_e_of(seven: str) -> str:
    expanded = expand_upc_e(seven + "0")
    return seven + check_digit(expanded[:-1]) if expanded else ""


def expand_upc_e(code: str) -> str:
    """The UPC-A that a UPC-E of eight digits is short for, with the same last digit; "" for other shapes.

    The last of the six middle digits says where zeros were left out (GS1 General Specifications 5.2.2.4.2).
    """
    if len(code) != 8 or not _DIGITS.issuperset(code) or code[0] not in "01":
        return ""
    system, six, check = code[0], code[1:7], code[7]
    rule = six[5]
    if rule in "012":
        body = six[:2] + rule + "0000" + six[2:5]
    elif rule in "34":
        kept = int(rule)
        body = six[:kept] + "00000" + six[kept:5]
    else:
        body = six[:5] + "0000" + rule
    return system + body + check


def _short_upc_a(code: str) -> Iterator[str]:
    """The UPC-E spellings of a UPC-A: none for most, now and then two."""
    maker, item = code[1:6], code[6:11]
    sixes = (
        maker[:2] + item[2:] + maker[2],
        maker[:3] + item[3:] + "3",
        maker[:4] + item[4:] + "4",
        maker + item[4:],
    )
    shorts = (code[0] + six + code[11] for six in sixes)
    yield from (short for short in shorts if expand_upc_e(short) == code)


def trade_numbers(code: str) -> tuple[str, ...]:
    """The trade items `code` names, as GTIN-14; none for a code that is not one.

    Eight digits can be right as EAN-8 and as UPC-E: then both, EAN-8 first.
    """
    verdict = judge(code)
    numbers = [code] if verdict.kind in _KIND_OF.values() else []
    if verdict.kind is CodeKind.GS1:
        numbers = list(verdict.meant)
    expanded = expand_upc_e(code)
    if expanded and check_digit_ok(expanded):
        numbers.append(expanded)
    return tuple(number.zfill(_LONGEST) for number in numbers)


def normal(code: str) -> str:
    """One text for all spellings of a trade item (its GTIN-14); any other code is its own normal form."""
    return next(iter(trade_numbers(code)), code)


def shortest(number: str) -> str:
    """How a GTIN-14 is printed on goods: as EAN-8, EAN-13 (a UPC-A with its leading zero) or GTIN-14."""
    if number.startswith("000000"):
        return number[6:]
    return number.removeprefix("0") if len(number) == _LONGEST else number


def spellings(code: str) -> tuple[str, ...]:
    """Texts a product may be found under, in the order to try: `code` as it is, then its other spellings."""
    found = [code]
    for number in trade_numbers(code):
        found += [number[14 - size :] for size in (13, 12, 14, 8) if not number[: 14 - size].strip("0")]
        if number.startswith("00"):
            found += _short_upc_a(number[2:])
    return tuple(dict.fromkeys(found))


def same_trade_item(one: str, other: str) -> bool:
    """Whether two codes name the same goods: the same text, or spellings of one trade item."""
    return one == other or not set(trade_numbers(one)).isdisjoint(trade_numbers(other))


def repeated(codes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Codes that stand more than once in a list, in whatever spelling: normal form -> places, from 0."""
    places: dict[str, tuple[int, ...]] = {}
    for place, code in enumerate(codes):
        key = normal(code)
        places[key] = (*places.get(key, ()), place)
    return {key: found for key, found in places.items() if len(found) > 1}


def check_digit(body: str) -> str:
    """The check digit that belongs behind `body` (ASCII digits). Raises ValueError for anything else."""
    if not body or not _DIGITS.issuperset(body):
        raise ValueError(body)
    # Weights 3, 1, 3, … from the right: the same for every length, so a leading zero changes nothing.
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def check_digit_ok(code: str) -> bool | None:
    """Whether the check digit of `code` fits its other digits; None: not the shape of a trade item code.

    A shop's own codes may have such a shape too: a False is a reason to ask, no verdict.
    """
    if len(code) not in GTIN_LENGTHS or not _DIGITS.issuperset(code):
        return None
    return check_digit(code[:-1]) == code[-1]


def make_ean13(body: str) -> str:
    """The EAN-13 of twelve digits. Raises ValueError when `body` is not twelve digits."""
    if len(body) != EAN13_BODY:
        raise ValueError(body)
    return body + check_digit(body)
