"""A full tax invoice on request: who the buyer is, and the figures of the sale on it.

Numbers have 16 digits since Coretax: an NPWP, or a person's NIK. A place of business (NITKU) is the
number and six digits more, 000000 for the head office.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from shared_models.rules.receipt import Receipt
from shared_models.rules.tax import BASIS_POINTS, TaxRule
from shared_models.values.money import Money, divide_half_up

NUMBER_DIGITS: Final = 16
OLD_NPWP_DIGITS: Final = 15
NITKU_DIGITS: Final = 22
HEAD_OFFICE: Final = "000000"
_DIGITS: Final = frozenset("0123456789")
# How cards and letters print it: 01.234.567.8-901.000, or in groups of four.
_PRINTED: Final = str.maketrans("", "", " .-")
_SEN: Final = 100


class BuyerIdKind(StrEnum):
    """What a buyer's number is."""

    NPWP = "npwp"
    NIK = "nik"


class BuyerFault(StrEnum):
    """What is wrong with a buyer's particulars."""

    NUMBER_NOT_DIGITS = "number_not_digits"
    # No rule turns 15 digits into 16 for everybody (a person's new number is the NIK): the buyer must say.
    NUMBER_OLD_FORM = "number_old_form"
    NUMBER_LENGTH = "number_length"
    NUMBER_PLACEHOLDER = "number_placeholder"  # 16 zeros stand for an unknown buyer
    NITKU_MALFORMED = "nitku_malformed"
    NITKU_OF_ANOTHER = "nitku_of_another"
    NAME_MISSING = "name_missing"
    ADDRESS_MISSING = "address_missing"


@dataclass(frozen=True, slots=True)
class TaxBuyer:
    """A buyer as typed or as kept; `nitku` empty: an NPWP's head office, none for a NIK."""

    id_kind: BuyerIdKind
    number: str
    name: str
    address: str
    nitku: str = ""


def cleaned(buyer: TaxBuyer) -> TaxBuyer:
    """Numbers as bare digits, texts without space around them, and the head office where none is named."""
    number, nitku = buyer.number.translate(_PRINTED), buyer.nitku.translate(_PRINTED)
    if not nitku and buyer.id_kind is BuyerIdKind.NPWP:
        nitku = number + HEAD_OFFICE
    return replace(buyer, number=number, nitku=nitku, name=buyer.name.strip(), address=buyer.address.strip())


def buyer_faults(buyer: TaxBuyer) -> list[BuyerFault]:
    """Everything that keeps `buyer` off a full invoice."""
    bare = cleaned(buyer)
    faults = _number_faults(bare)
    if not faults and bare.nitku:
        faults += _nitku_faults(bare)
    if not bare.name:
        faults.append(BuyerFault.NAME_MISSING)
    if not bare.address:
        faults.append(BuyerFault.ADDRESS_MISSING)
    return faults


@dataclass(frozen=True, slots=True)
class InvoiceFigures:
    """Of all lines under one rule: price without tax, the part of it that is taxed (DPP nilai lain), tax."""

    rule: TaxRule
    base: Money
    other_base: Money
    vat: Money


def invoice_figures(receipt: Receipt) -> tuple[InvoiceFigures, ...]:
    """Figures of a receipt by rule, from the tax it states: never computed a second time."""
    figures = []
    for rule, lines in receipt.by_rule:
        base = Money(sum([line.revenue for line in lines]))
        vat = Money(sum([line.tax for line in lines]))
        figures.append(InvoiceFigures(rule, base, rule.other_base(base), vat))
    return tuple(figures)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line of the invoice file, in hundredths of a rupiah (the file has two decimals)."""

    base_sen: int
    other_base_sen: int
    vat_sen: int


def line_figures(price_without_tax: Money, rule: TaxRule) -> LineFigures:
    """DPP, DPP nilai lain and VAT of a line: VAT is the statutory rate of the other base as it is written."""
    base = price_without_tax * _SEN
    other = divide_half_up(base * rule.base_num, rule.base_den)
    return LineFigures(base, other, divide_half_up(other * rule.rate_bp, BASIS_POINTS))


def _number_faults(bare: TaxBuyer) -> list[BuyerFault]:
    number = bare.number
    if not _DIGITS.issuperset(number):
        return [BuyerFault.NUMBER_NOT_DIGITS]
    if len(number) == OLD_NPWP_DIGITS and bare.id_kind is BuyerIdKind.NPWP:
        return [BuyerFault.NUMBER_OLD_FORM]
    if len(number) != NUMBER_DIGITS:
        return [BuyerFault.NUMBER_LENGTH]
    if not number.strip("0"):
        return [BuyerFault.NUMBER_PLACEHOLDER]
    return []


def _nitku_faults(bare: TaxBuyer) -> list[BuyerFault]:
    if len(bare.nitku) != NITKU_DIGITS or not _DIGITS.issuperset(bare.nitku):
        return [BuyerFault.NITKU_MALFORMED]
    if not bare.nitku.startswith(bare.number):
        return [BuyerFault.NITKU_OF_ANOTHER]
    return []
