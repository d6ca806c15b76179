"""A log of receipts: `receipt_no,line_no,ts,store,sku,name,qty,unit_price,line_total,…,customer_id,…,kind`.

Kinds: sale, service (sold, but no stock), cancel (comes back; qty < 0), stock_adjust (a correction of the
back office), baddebt (no till can ring that up: left out).
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Final

SOLD: Final = ("sale", "service")
BACK: Final = "cancel"
ADJUSTED: Final = "stock_adjust"
COLUMNS: Final = ("receipt_no", "line_no", "ts", "sku", "name", "qty", "line_total", "kind")


class LogFault(ValueError):
    """A log, or a line of it, that cannot be replayed, with its place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `qty` whole units, positive also when it comes back; `price` whole rupiah."""

    sku: str
    qty: int
    price: int
    kind: str

    @property
    def amount(self) -> int:
        return self.qty * self.price


@dataclass(frozen=True, slots=True)
class LoggedReceipt:
    """What one till rings up at once: a sale or a return."""

    number: str
    at: datetime  # the shop's wall clock
    customer: str
    back: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """Stock that the back office corrects; quantities are signed."""

    number: str
    day: date
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LoggedProduct:
    """A code of the log. `price`: its most frequent price on sale, null when it never was sold."""

    sku: str
    name: str
    service: bool
    price: int | None


@dataclass(slots=True)
class Log:
    """Everything to replay, oldest first."""

    products: list[LoggedProduct] = field(default_factory=list)
    receipts: list[LoggedReceipt] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    until: date = date.min
    whole: bool = True  # false: the log goes on after `until`

    @property
    def first_day(self) -> date:
        return min(receipt.at.date() for receipt in self.receipts)

    @property
    def lines(self) -> int:
        return sum(len(receipt.lines) for receipt in self.receipts)


def read_log(path: Path, *, factor: int, until: date | None) -> Log:
    """The log up to and including `until`. Prices times `factor` must be whole rupiah."""
    log = Log()
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(path):
        if until is not None and row["ts"][:10] > until.isoformat():
            log.whole = False
        else:
            groups[row["receipt_no"]].append(row)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    prices: dict[str, Counter[int]] = defaultdict(Counter)
    services: set[str] = set()
    for number, rows in groups.items():
        _take(log, number, rows, factor)
        for row in rows:
            names[row["sku"]][row["name"].strip()] += 1
            if row["kind"] in SOLD:
                prices[row["sku"]][_price(row, factor)] += 1
            if row["kind"] == "service":
                services.add(row["sku"])
    if not log.receipts:
        raise LogFault(f"{path.name} holds no receipts" + (f" up to {until}" if until else ""))
    log.receipts.sort(key=lambda receipt: (receipt.at, receipt.number))
    log.corrections.sort(key=lambda correction: (correction.day, correction.number))
    log.products = [_product(sku, names[sku], prices[sku], sku in services) for sku in _codes(log)]
    log.until = max(receipt.at.date() for receipt in log.receipts)
    return log


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with opened(path) as file:
        try:
            rows = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise LogFault(f"{path.name} is no log of receipts: it has no {', '.join(missing)}")
            yield from rows
        except (UnicodeDecodeError, csv.Error, EOFError, zlib.error) as fault:
            raise LogFault(f"{path.name} cannot be read: {fault}") from fault


def opened(path: Path) -> IO[str]:
    """A text file, packed or not."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _take(log: Log, number: str, rows: list[dict[str, str]], factor: int) -> None:
    at = min(datetime.fromisoformat(row["ts"]) for row in rows)
    customer = rows[0].get("customer_id", "")
    kinds: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        kinds["sold" if row["kind"] in SOLD else row["kind"]].append(row)
    for kind, back in (("sold", False), (BACK, True)):
        if kind in kinds:
            lines = tuple(_line(row, factor) for row in kinds[kind])
            log.receipts.append(LoggedReceipt(number, at, customer, back, lines))
    if ADJUSTED in kinds:
        moved = tuple((row["sku"], int(row["qty"])) for row in kinds[ADJUSTED] if int(row["qty"]))
        log.corrections.append(Correction(number, at.date(), moved))
    for kind in set(kinds) - {"sold", BACK, ADJUSTED}:
        log.left_out += [f"{number} {row['sku']} {row['name']} {row['line_total']}" for row in kinds[kind]]


def _line(row: dict[str, str], factor: int) -> Line:
    return Line(row["sku"], abs(int(row["qty"])), _price(row, factor), row["kind"])


def _price(row: dict[str, str], factor: int) -> int:
    """What one unit cost by the line's total: some logs add tax that `unit_price` does not hold."""
    qty = abs(int(row["qty"]))
    total = abs(Decimal(row["line_total"])) * factor
    if not qty or total % qty:
        place = f"receipt {row['receipt_no']} line {row['line_no']}"
        raise LogFault(f"{place}: {total} for {qty} is no whole rupiah each; give another --price-factor")
    return int(total / qty)


def _codes(log: Log) -> Iterable[str]:
    codes = {line.sku for receipt in log.receipts for line in receipt.lines}
    codes |= {sku for correction in log.corrections for sku, _ in correction.lines}
    return sorted(codes, key=str.encode)


def _product(sku: str, names: Counter[str], prices: Counter[int], service: bool) -> LoggedProduct:
    called = [name for name, _ in names.most_common() if name]
    usual = prices.most_common(1)
    return LoggedProduct(sku, called[0] if called else sku, service, usual[0][0] if usual else None)
