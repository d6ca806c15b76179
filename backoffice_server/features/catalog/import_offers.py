"""Prices of levels, tiers and customers in a product file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from backoffice_server.features.catalog.import_file import LEVEL, UNITS_MAX, numbered
from backoffice_server.kernel import numbers
from backoffice_server.kernel.table_file import Cell, FileRow
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.catalog import SaveOffer

Tell = Callable[[str, ErrorCode, str], None]
"""Column, what is wrong with it, and what stands there."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A price for somebody, or from a quantity on, and the column it stands in."""

    column: str
    price: int
    customer: UUID | None = None
    level: str | None = None
    from_qty: int = 0

    @property
    def kind(self) -> tuple[str | None, bool]:
        """What a cell speaks for as a whole: the prices of one level, of all customers, of all tiers."""
        return self.level, self.customer is not None

    @property
    def saved(self) -> SaveOffer:
        return SaveOffer(
            customer=self.customer,
            level=self.level,
            from_qty=Quantity(self.from_qty),
            price=Money(self.price),
        )


def offer_columns(columns: Sequence[str] | frozenset[str]) -> tuple[str, ...]:
    """Those of a file's columns that are read here."""
    return tuple(sorted(column for column in columns if column.startswith((LEVEL, "tiers", "customers"))))


def names_customers(columns: Sequence[str]) -> bool:
    """Whether prices of single customers stand in the file."""
    return any(column.startswith("customers") for column in columns)


def offers_in(
    row: FileRow, columns: Sequence[str], customers: Mapping[str, UUID], tell: Tell
) -> dict[int, list[Offer]]:
    """The offers of a row by the place of their unit."""
    found: dict[int, list[Offer]] = {}
    for column in columns:
        if column in row.cells:
            place, kind = _place(column)
            found.setdefault(place, []).extend(_read(row, column, kind, customers, tell))
    return found


def _place(column: str) -> tuple[int, str]:
    """Place of the unit, and what the column holds: `tiers`, `customers` or a level's code."""
    if column.startswith(LEVEL):
        place, _, code = column.removeprefix(LEVEL).partition(":")
        return int(place), code
    return next(
        (place, kind)
        for kind in ("tiers", "customers")
        for place in range(UNITS_MAX)
        if column == numbered(kind, place)
    )


def _read(row: FileRow, column: str, kind: str, customers: Mapping[str, UUID], tell: Tell) -> Iterator[Offer]:
    if column.startswith(LEVEL):
        if (price := _said(row.cells[column], column, numbers.amount, tell)) is not None:
            yield Offer(column, price, level=kind)
        return
    for left, price in _pairs(row, column, tell):
        if kind == "tiers":
            if (qty := _said(left, column, numbers.thousandths, tell)) is not None:
                yield Offer(column, price, from_qty=qty)
        elif left in customers:
            yield Offer(column, price, customer=customers[left])
        else:
            tell(column, ErrorCode.NOT_FOUND, left)


def _pairs(row: FileRow, column: str, tell: Tell) -> Iterator[tuple[str, int]]:
    """`12=3300|48=3150`: what stands before each price, and the price."""
    for part in filter(None, map(str.strip, row.text(column).split("|"))):
        left, sign, right = (side.strip() for side in part.partition("="))
        if not (sign and left):
            tell(column, ErrorCode.INVALID, part)
        elif (price := _said(right, column, numbers.amount, tell)) is not None:
            yield left, price


def _said(cell: Cell, column: str, read: Callable[[Cell], int], tell: Tell) -> int | None:
    try:
        return read(cell)
    except numbers.NumberFault as fault:
        tell(column, fault.code, str(cell))
        return None
