"""QRIS: payment codes the merchant shows (EMVCo merchant-presented mode), read, checked and given an amount.

A payload is a row of objects: two digits tag, two digits length, value. Lengths count characters; the check
sum (tag 63, always last) runs over the UTF-8 bytes of everything before its four digits. Some objects are
rows of objects themselves. A static code is never edited as text: it is read whole, and only a faultless one
gets an amount, so nothing doubtful is ever shown to a customer.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from shared_models.values.money import Money
from shared_models.values.refusals import Fact

Facts = tuple[tuple[str, Fact], ...]

FORMAT, METHOD, CATEGORY, CURRENCY, AMOUNT = "00", "01", "52", "53", "54"
COUNTRY, NAME, CITY, ADDITIONAL, CRC = "58", "59", "60", "62", "63"
STATIC, DYNAMIC = "11", "12"
BILL_NO, REFERENCE = "01", "05"
NATIONAL: Final = "51"
RUPIAH_NUMBER: Final = "360"
AMOUNT_LENGTH_MAX: Final = 13
REFERENCE_LENGTH_MAX: Final = 25
VALUE_LENGTH_MAX: Final = 99
RRN_LENGTH: Final = 12
_TIPS: Final = ("55", "56", "57")
_TEMPLATES: Final = frozenset({*map(str, range(26, 52)), ADDITIONAL, "64", *map(str, range(80, 100))})
_CRC_OBJECT: Final = CRC + "04"
_DIGITS_2: Final = re.compile(r"[0-9]{2}")
_NMID: Final = re.compile(r"ID[0-9]{13}")
_REFERENCE: Final = re.compile(r"[ -~]{1,25}")
_RRN_NOISE: Final = re.compile(r"[\s\-]+")


class QrisFault(StrEnum):
    """What is wrong with a payload."""

    EMPTY = "empty"
    TAG_NOT_DIGITS = "tag_not_digits"  # place
    LENGTH_NOT_DIGITS = "length_not_digits"  # place, tag
    LENGTH_ZERO = "length_zero"  # tag
    TRUNCATED = "truncated"  # tag, wanted, left
    DUPLICATE_TAG = "duplicate_tag"  # tag
    FORMAT_NOT_FIRST = "format_not_first"
    FORMAT_UNKNOWN = "format_unknown"  # found
    CRC_MISSING = "crc_missing"
    CRC_NOT_LAST = "crc_not_last"
    CRC_NOT_HEX = "crc_not_hex"  # found
    CRC_NOT_UPPER = "crc_not_upper"  # found
    CRC_WRONG = "crc_wrong"  # found, expected
    METHOD_UNKNOWN = "method_unknown"  # found
    CURRENCY = "currency"  # found
    COUNTRY = "country"  # found
    AMOUNT_IN_STATIC = "amount_in_static"
    AMOUNT_MISSING = "amount_missing"  # a dynamic code without one
    AMOUNT_NOT_WHOLE = "amount_not_whole"  # found: whole rupiah, digits only, above 0, up to 13 signs
    NAME_MISSING = "name_missing"
    CITY_MISSING = "city_missing"
    CATEGORY_MISSING = "category_missing"
    NMID_MISSING = "nmid_missing"


INCOMPLETE: Final = frozenset(
    {QrisFault.NAME_MISSING, QrisFault.CITY_MISSING, QrisFault.CATEGORY_MISSING, QrisFault.NMID_MISSING}
)
"""Codes of older issuers lack these and are paid all the same: worth a question, no refusal."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a payload and the facts to say it in words. `tag` may be a path: `26.01`."""

    fault: QrisFault
    facts: Facts = ()

    @property
    def blocks(self) -> bool:
        """Whether the code must not be shown to a customer."""
        return self.fault not in INCOMPLETE


class Tlv(NamedTuple):
    """One object: tag, value."""

    tag: str
    value: str


@dataclass(frozen=True, slots=True)
class Qris:
    """The objects of a payload in their order, without the check sum."""

    objects: tuple[Tlv, ...]

    def value(self, tag: str, sub: str = "") -> str:
        """Value of an object, or of a part of a template; "" when there is none."""
        found = next((tlv.value for tlv in self.objects if tlv.tag == tag), "")
        if not sub:
            return found
        return next((tlv.value for tlv in _objects(found) if tlv.tag == sub), "")

    @property
    def nmid(self) -> str:
        """The national merchant id (ID and thirteen digits), or ""."""
        found = self.value(NATIONAL, "02")
        return found if _NMID.fullmatch(found) else ""

    @property
    def merchant_name(self) -> str:
        """As the customer's app shows it."""
        return self.value(NAME)

    @property
    def merchant_city(self) -> str:
        """As the customer's app shows it."""
        return self.value(CITY)

    @property
    def is_static(self) -> bool:
        """A code that stands on the counter; the customer types the amount."""
        return self.value(METHOD) == STATIC

    @property
    def amount(self) -> Money | None:
        """Whole rupiah, or None when the code has none."""
        return Money(int(self.value(AMOUNT))) if _whole_rupiah(self.value(AMOUNT)) else None

    @property
    def reference(self) -> str:
        """The reference label (62.05), or ""."""
        return self.value(ADDITIONAL, REFERENCE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a payload holds as far as it could be read, and everything wrong with it."""

    qris: Qris
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the code may be shown and built upon."""
        return not any(problem.blocks for problem in self.problems)


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of the UTF-8 bytes (polynomial 1021, start FFFF): four upper-case hex digits."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def parse(payload: str) -> Parsed:
    """Read a payload and name every fault: of its shape, its check sum and of the rules of QRIS."""
    if not payload:
        return Parsed(Qris(()), (Problem(QrisFault.EMPTY),))
    objects, problems = read_objects(payload)
    problems += crc_problems(payload, objects)
    qris = Qris(tuple(tlv for tlv in objects if tlv.tag != CRC))
    problems += [problem for check in _CHECKS for problem in check(qris)]
    return Parsed(qris, tuple(problems))


def read_objects(payload: str, path: str = "") -> tuple[list[Tlv], list[Problem]]:
    """The objects of a payload or template and the faults of its shape. Reading ends at a broken one.

    Nothing here asks for rupiah or Indonesia: any EMVCo payload is read.
    """
    objects: list[Tlv] = []
    problems: list[Problem] = []
    place = 0
    while place < len(payload):
        found = _object_at(payload, place, path)
        if isinstance(found, Problem):
            problems.append(found)
            break
        place += 4 + len(found.value)
        if any(tlv.tag == found.tag for tlv in objects):
            problems.append(_problem(QrisFault.DUPLICATE_TAG, tag=path + found.tag))
        objects.append(found)
        if not path and found.tag in _TEMPLATES:
            problems += read_objects(found.value, found.tag + ".")[1]
    return objects, problems


def _object_at(payload: str, place: int, path: str) -> Tlv | Problem:
    tag, size = payload[place : place + 2], payload[place + 2 : place + 4]
    if not (tag.isascii() and _DIGITS_2.fullmatch(tag)):
        return _problem(QrisFault.TAG_NOT_DIGITS, place=place, within=path)
    if len(size) < 2:
        return _problem(QrisFault.TRUNCATED, tag=path + tag, wanted=2, left=len(size))
    if not (size.isascii() and _DIGITS_2.fullmatch(size)):
        return _problem(QrisFault.LENGTH_NOT_DIGITS, place=place + 2, tag=path + tag)
    value = payload[place + 4 : place + 4 + int(size)]
    if len(value) < int(size):
        return _problem(QrisFault.TRUNCATED, tag=path + tag, wanted=int(size), left=len(value))
    return Tlv(tag, value) if value else _problem(QrisFault.LENGTH_ZERO, tag=path + tag)


def _problem(fault: QrisFault, **facts: Fact) -> Problem:
    return Problem(fault, tuple(facts.items()))


def _objects(template: str) -> list[Tlv]:
    return read_objects(template, ".")[0]


def crc_problems(payload: str, objects: Sequence[Tlv]) -> list[Problem]:
    """What is wrong with the check sum of `payload`."""
    found = next((tlv.value for tlv in objects if tlv.tag == CRC), None)
    if found is None:
        return [Problem(QrisFault.CRC_MISSING)]
    if objects[-1].tag != CRC or not payload.endswith(_CRC_OBJECT + found):
        return [Problem(QrisFault.CRC_NOT_LAST)]
    if not re.fullmatch(r"[0-9A-Fa-f]{4}", found):
        return [_problem(QrisFault.CRC_NOT_HEX, found=found)]
    expected = crc16(payload[: -len(found)])
    if found.upper() != expected:
        return [_problem(QrisFault.CRC_WRONG, found=found, expected=expected)]
    return [] if found == expected else [_problem(QrisFault.CRC_NOT_UPPER, found=found)]


def _format_problems(qris: Qris) -> Iterator[Problem]:
    if not qris.objects or qris.objects[0].tag != FORMAT:
        yield Problem(QrisFault.FORMAT_NOT_FIRST)
    elif qris.value(FORMAT) != "01":
        yield _problem(QrisFault.FORMAT_UNKNOWN, found=qris.value(FORMAT))


def _rule_problems(qris: Qris) -> Iterator[Problem]:
    if qris.value(METHOD) not in {STATIC, DYNAMIC}:
        yield _problem(QrisFault.METHOD_UNKNOWN, found=qris.value(METHOD))
    if qris.value(CURRENCY) != RUPIAH_NUMBER:
        yield _problem(QrisFault.CURRENCY, found=qris.value(CURRENCY))
    if qris.value(COUNTRY) != "ID":
        yield _problem(QrisFault.COUNTRY, found=qris.value(COUNTRY))


def _amount_problems(qris: Qris) -> Iterator[Problem]:
    amount = qris.value(AMOUNT)
    if amount and qris.is_static:
        yield Problem(QrisFault.AMOUNT_IN_STATIC)
    if not amount and qris.value(METHOD) == DYNAMIC:
        yield Problem(QrisFault.AMOUNT_MISSING)
    if amount and not _whole_rupiah(amount):
        yield _problem(QrisFault.AMOUNT_NOT_WHOLE, found=amount)


def _gaps(qris: Qris) -> Iterator[Problem]:
    missing = {
        QrisFault.NAME_MISSING: qris.merchant_name,
        QrisFault.CITY_MISSING: qris.merchant_city,
        QrisFault.CATEGORY_MISSING: qris.value(CATEGORY),
        QrisFault.NMID_MISSING: qris.nmid,
    }
    yield from (Problem(fault) for fault, value in missing.items() if not value)


_CHECKS: Final[tuple[Callable[[Qris], Iterator[Problem]], ...]] = (
    _format_problems,
    _rule_problems,
    _amount_problems,
    _gaps,
)


def _whole_rupiah(amount: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,13}", amount)) and int(amount) > 0


def build(objects: Sequence[Tlv]) -> str:
    """The payload of objects (without tag 63) with its check sum. Raises ValueError for what does not fit."""
    body = written(objects) + _CRC_OBJECT
    return body + crc16(body)


def written(objects: Sequence[Tlv]) -> str:
    """Objects as text, without a check sum: the value of a template. Raises ValueError as `build` does."""
    for tag, value in objects:
        if not re.fullmatch(r"[0-9]{2}", tag, re.ASCII) or not 0 < len(value) <= VALUE_LENGTH_MAX:
            raise ValueError(tag)
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in objects)


def dynamic(qris: Qris, *, amount: Money, reference: str = "", bill_no: str = "") -> str:
    """The payload of a static code for one payment of `amount` (whole rupiah, above 0).

    `reference` (62.05) and `bill_no` (62.01) are up to 25 printable ASCII signs. Tips and fees of the static
    code are dropped: no surcharge to the buyer. Raises ValueError naming the tag that does not fit; `qris`
    comes from a payload that is `ok`.
    """
    if not _whole_rupiah(str(int(amount))):
        raise ValueError(AMOUNT)
    objects = [tlv for tlv in qris.objects if tlv.tag not in {METHOD, AMOUNT, *_TIPS}]
    objects = _with(_with(objects, Tlv(METHOD, DYNAMIC)), Tlv(AMOUNT, str(int(amount))))
    extra = _objects(qris.value(ADDITIONAL))
    for tag, text in ((BILL_NO, bill_no), (REFERENCE, reference)):
        if text and not _REFERENCE.fullmatch(text):
            raise ValueError(f"{ADDITIONAL}.{tag}")
        extra = _with(extra, Tlv(tag, text)) if text else extra
    if extra:
        objects = _with(objects, Tlv(ADDITIONAL, written(extra)))
    return build(objects)


def _with(objects: Sequence[Tlv], new: Tlv) -> list[Tlv]:
    """`objects` with `new` in place of the one with its tag, or before the first larger tag."""
    if any(tlv.tag == new.tag for tlv in objects):
        return [new if tlv.tag == new.tag else tlv for tlv in objects]
    place = next((at for at, tlv in enumerate(objects) if tlv.tag > new.tag), len(objects))
    return [*objects[:place], new, *objects[place:]]


def rrn_of(text: str) -> str | None:
    """The normal form of a retrieval reference number: twelve digits, not all zero; None for anything else.

    Spaces and dashes between the digits are how people read it out.
    """
    digits = _RRN_NOISE.sub("", text)
    shaped = len(digits) == RRN_LENGTH and digits.isascii() and digits.isdecimal() and digits.strip("0")
    return digits if shaped else None


def same_rrn(one: str, other: str) -> bool:
    """Whether two texts are the same RRN. What is no RRN is the same as nothing."""
    normal = rrn_of(one)
    return normal is not None and normal == rrn_of(other)
