"""Card numbers are kept out: a guard for every text a person types, a mask, and what a payment may keep.

What is refused: 13 to 19 digits with a right Luhn digit behind a prefix that card schemes issue, unbroken or
grouped as cards are printed and typed (fours, 4-6-5, 4-6-4, 8-8, one by one), with spaces, dashes, dots or
line ends between, in any script's digits, anywhere in a longer text.

What is let through, and why. One number in ten has a right Luhn digit by chance, so shape and prefix decide:

- An RRN (12 digits), a phone number, an amount: too short, a prefix no card has, or groups no card has. Two
  references side by side ("623512345678 1111") are not joined: no card is grouped 12-4 or 12-6.
- An EAN-13: the only cards of 13 digits are old Visa ones (first digit 4). When the last digit is also right
  for an EAN-13 it is taken for goods.
- An IMEI (15 digits, a Luhn digit too): begins 01, 35, 86, 99, never 34 or 37 as American Express does.
- A virtual account, an e-wallet's number, the merchant's own number in a QRIS (9360…): prefixes 7, 8, 9 and
  lengths above 19 are no cards. UnionPay's 81 is left out for this reason; such cards are not met here.
- A run of more than 19 digits is an id; no card is looked for inside it.
- NIK and NPWP16. Most begin with digits no card of 16 digits has (Sumatra 1…, Java 31-34 and 36, 7…, 9…, or
  the 0 of a company). Those of Bali and Nusa Tenggara (51-53), of some towns of East Java (3528-3589) and of
  parts of Kalimantan (62, 64, 65) share a card's prefix, and one in ten of these a Luhn digit. In a remark
  such a number is refused: a card number in a journal that is never rewritten cannot be taken back, a NIK
  has a field of its own. In that field (`identity=True`), or behind the word NIK, KTP or NPWP, a number built
  like a NIK (region, day and month of birth, serial) passes, in fours too, for so an NPWP is printed. About
  two cards in a hundred of those prefixes are built so; they would pass there too.
- An old NPWP (15 digits, 2.3.3.1-3.3) is grouped as no card is.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from shared_models.rules.barcodes import check_digit_ok

SHORTEST: Final = 13
LONGEST: Final = 19
LAST_SHOWN: Final = 4
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class _Range(NamedTuple):
    """Card numbers from prefix `first` to `last` (of equal length) have one of `lengths` digits."""

    first: str
    last: str
    lengths: frozenset[int]


_SIXTEEN: Final = frozenset({16})
_LONG: Final = frozenset({16, 17, 18, 19})
_RANGES: Final = (
    _Range("4", "4", frozenset({13, 16, 19})),  # Visa
    _Range("51", "55", _SIXTEEN),  # Mastercard
    _Range("2221", "2720", _SIXTEEN),
    _Range("34", "34", frozenset({15})),  # American Express
    _Range("37", "37", frozenset({15})),
    _Range("300", "305", frozenset({14})),  # Diners Club
    _Range("3095", "3095", frozenset({14})),
    _Range("36", "36", frozenset({14})),
    _Range("38", "39", frozenset({14})),
    _Range("3528", "3589", _LONG),  # JCB
    _Range("1946", "1946", _SIXTEEN),  # debit cards of Indonesian banks (GPN)
    _Range("60", "60", _SIXTEEN),  # the same, Discover 6011, RuPay
    _Range("644", "659", _SIXTEEN),  # Discover
    _Range("62", "62", _LONG),  # UnionPay
    _Range("2200", "2204", _SIXTEEN),  # Mir
    _Range("50", "50", _LONG),  # Maestro
    _Range("56", "58", _LONG),
    _Range("639", "639", _LONG),
    _Range("67", "67", _LONG),
)
_SPACE: Final = r"[\s\u200b\u2060\ufeff]{0,3}"
_BETWEEN: Final = rf"(?![0-9]){_SPACE}[-./_,·‐‑‒–—−]?{_SPACE}"
_RUN: Final = re.compile(rf"[0-9]+(?:{_BETWEEN}[0-9]+)*")
_GROUP: Final = re.compile(r"[0-9]+")
_IDENTITY_WORD: Final = re.compile(r"\b(?:nik|ktp|npwp)\W*\Z", re.IGNORECASE)
_WORD_REACH: Final = 12
# Region (province, regency), district, day (women: plus 40) and month of birth, year, serial.
_NIK: Final = re.compile(
    r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])(?:0[1-9]|[1-3][0-9]|40|7[1-9])(?:0[1-9]|[1-5][0-9])"
    r"(?:[04][1-9]|[1256][0-9]|[37][01])(?:0[1-9]|1[0-2])[0-9]{2}(?!0000)[0-9]{4}"
)


class Span(NamedTuple):
    """Where in a text a card number stands, separators included."""

    start: int
    end: int


def card_numbers_in(text: str, *, identity: bool = False) -> tuple[Span, ...]:
    """Where `text` holds card numbers. `identity`: the text is a field for a NIK or NPWP."""
    plain = _plain(text)
    return tuple(span for run in _RUN.finditer(plain) for span in _in_run(plain, run, identity=identity))


def holds_card_number(text: str, *, identity: bool = False) -> bool:
    """Whether `text` must be refused. `identity`: the text is a field for a NIK or NPWP."""
    return bool(card_numbers_in(text, identity=identity))


def masked(text: str) -> str:
    """`text` with all but the last four digits of every card number in it replaced by `*`."""
    out, done = [], 0
    plain = _plain(text)
    for start, end in card_numbers_in(text):
        digits = "".join(_GROUP.findall(plain[start:end]))
        out += [text[done:start], "*" * (len(digits) - LAST_SHOWN), digits[-LAST_SHOWN:]]
        done = end
    return "".join([*out, text[done:]])


def _plain(text: str) -> str:
    """The same text, sign for sign, with the digits of every script as ASCII."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _in_run(text: str, run: re.Match[str], *, identity: bool) -> Iterator[Span]:
    groups = [match.span() for match in _GROUP.finditer(text, *run.span())]
    first = 0
    while first < len(groups):
        last = _card_from(text, groups, first, identity=identity)
        if last is not None:
            yield Span(groups[first][0], groups[last][1])
        first = first + 1 if last is None else last + 1


def _card_from(text: str, groups: list[tuple[int, int]], first: int, *, identity: bool) -> int | None:
    """The last group of the longest card number that begins with group `first`."""
    found, digits, sizes = None, "", []
    for last in range(first, len(groups)):
        digits += text[slice(*groups[last])]
        sizes.append(groups[last][1] - groups[last][0])
        if len(digits) > LONGEST:
            break
        at = groups[first][0]
        if _is_card(digits, sizes) and not _is_identity(text, at, digits, identity=identity):
            found = last
    return found


def _is_card(digits: str, sizes: list[int]) -> bool:
    if len(digits) < SHORTEST or not _grouped_as_cards(sizes) or not _issued(digits) or not luhn_ok(digits):
        return False
    return not (len(digits) == SHORTEST and check_digit_ok(digits))


def _grouped_as_cards(sizes: list[int]) -> bool:
    if len(sizes) == 1 or sizes in ([4, 6, 5], [4, 6, 4], [8, 8]):
        return True
    *front, rest = sizes
    return set(front) in ({4}, {1}) and rest <= front[0]


def _issued(digits: str) -> bool:
    return any(
        span.first <= digits[: len(span.first)] <= span.last and len(digits) in span.lengths
        for span in _RANGES
    )


def _is_identity(text: str, start: int, digits: str, *, identity: bool) -> bool:
    named = identity or _IDENTITY_WORD.search(text[max(start - _WORD_REACH, 0) : start])
    return bool(named and _NIK.fullmatch(digits))


def luhn_ok(digits: str) -> bool:
    """Whether the last of `digits` is the Luhn digit of the others (ISO/IEC 7812-1, annex B)."""
    from_right = [int(digit) for digit in reversed(digits)]
    doubled = sum(_DOUBLED[digit] for digit in from_right[1::2])
    return (sum(from_right[0::2]) + doubled) % 10 == 0


class CardType(StrEnum):
    """What the terminal's slip says the card is."""

    DEBIT = "debit"
    CREDIT = "credit"


class ReferenceFault(StrEnum):
    """What is wrong with one field of a card payment."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    SHAPE = "shape"
    CARD_NUMBER = "card_number"


ACQUIRER_LENGTH_MAX: Final = 30
_SHAPES: Final = {
    "last4": re.compile(r"[0-9]{4}"),
    "approval_code": re.compile(r"[0-9A-Za-z]{1,8}"),
    "trace_no": re.compile(r"[0-9]{1,12}"),
    "batch_no": re.compile(r"[0-9]{1,6}"),
}
_REQUIRED: Final = frozenset({"acquirer", "approval_code"})


@dataclass(frozen=True, slots=True)
class CardReference:
    """What a payment keeps of a card: fields of the terminal's slip, never the number or the code behind it.

    `trace_no` is the terminal's trace number (up to 6 digits) or the RRN (12). "" where the slip has none.
    """

    acquirer: str
    card_type: CardType
    approval_code: str
    last4: str = ""
    trace_no: str = ""
    batch_no: str = ""


def faults_in(reference: CardReference) -> list[tuple[str, ReferenceFault]]:
    """Every fault of a card payment's fields: (field, fault)."""
    fields = {name: getattr(reference, name) for name in ("acquirer", *_SHAPES)}
    return [(name, fault) for name, text in fields.items() if (fault := _field_fault(name, text))]


def _field_fault(name: str, text: str) -> ReferenceFault | None:
    if holds_card_number(text):
        return ReferenceFault.CARD_NUMBER
    if not text.strip():
        return ReferenceFault.REQUIRED if name in _REQUIRED or text else None
    if name in _SHAPES:
        return None if _SHAPES[name].fullmatch(text) else ReferenceFault.SHAPE
    return ReferenceFault.TOO_LONG if len(text) > ACQUIRER_LENGTH_MAX else None
