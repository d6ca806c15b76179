"""What the reports must say: from the log itself, and from oracles that others computed from it."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from shared_models.values.quantity import ONE
from tests.replay.log import Log, opened

FSN_ABC: Final = "05_fsn_abc_"
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Comparison:
    """What was compared with what, and every difference."""

    what: str
    compared: int = 0
    differences: list[str] = field(default_factory=list)

    def expect(self, place: str, key: str, expected: object, found: object) -> None:
        self.compared += 1
        if expected != found:
            self.differences.append(f"{place}: {key} should be {expected}, is {found}")


def cut_offs_in(folder: Path) -> list[date]:
    """Cut-offs that there is an oracle of classes for."""
    return sorted(
        date.fromisoformat(path.name.removeprefix(FSN_ABC).partition(".")[0])
        for path in folder.glob(f"{FSN_ABC}*.csv*")
    )


def against_log(log: Log, *, by_day: Rows, by_product: Rows, stock: Rows) -> Iterator[Comparison]:
    """Sums over the log's own lines, made without any of our rules."""
    yield _days_of_log(log, by_day)
    yield _products_of_log(log, by_product)
    yield _stock_of_log(log, stock)


def _days_of_log(log: Log, by_day: Rows) -> Comparison:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for receipt in log.receipts:
        own = sums[receipt.at.date().isoformat()]
        amount = sum(line.amount for line in receipt.lines)
        own["returns" if receipt.back else "receipts"] += 1
        own["returned"] += amount if receipt.back else 0
        own["revenue"] += -amount if receipt.back else amount
    return _equal("days of the log", "date", by_day, sums)


def _products_of_log(log: Log, by_product: Rows) -> Comparison:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for receipt in log.receipts:
        for line in receipt.lines:
            own = sums[line.sku]
            own["units_returned" if receipt.back else "units_sold"] += line.qty * ONE
            own["revenue"] += -line.amount if receipt.back else line.amount
    return _equal("products of the log", "sku", by_product, sums)


def _stock_of_log(log: Log, stock: Rows) -> Comparison:
    services = {own.sku for own in log.products if own.service}
    levels: Counter[str] = Counter()
    for receipt in log.receipts:
        for line in receipt.lines:
            if line.sku not in services:
                levels[line.sku] += (line.qty if receipt.back else -line.qty) * ONE
    for correction in log.corrections:
        for sku, qty in correction.lines:
            levels[sku] += qty * ONE
    result = Comparison("stock of the log")
    found = {row["sku"]: row["qty"] for row in stock}
    for sku in sorted({*levels, *found}):
        result.expect(sku, "qty", levels[sku], found.get(sku, 0))
    return result


def _equal(what: str, key: str, rows: Rows, sums: dict[str, Counter[str]]) -> Comparison:
    result = Comparison(what)
    found = {row[key]: row for row in rows}
    for place in sorted({*found, *sums}):
        for figure, expected in sums[place].items():
            result.expect(place, figure, expected, found.get(place, {}).get(figure, 0))
        if place not in sums:
            result.expect(place, "rows", 0, 1)
    return result


def against_days(folder: Path, *, factor: int, until: date, by_day: Rows) -> Comparison:
    """Oracle 02: receipts and money per day."""
    result = Comparison("oracle: sales per day")
    found = {row["date"]: row for row in by_day}
    for row in _read(folder / "02_daily.csv"):
        if row["day"] <= until.isoformat() and (row["sale_receipts"] != "0" or row["return_receipts"] != "0"):
            own = found.pop(row["day"], {})
            sold, back = _rupiah(row["gross_sales"], factor), -_rupiah(row["returns_value"], factor)
            result.expect(row["day"], "receipts", int(row["sale_receipts"]), own.get("receipts"))
            result.expect(row["day"], "returns", int(row["return_receipts"]), own.get("returns"))
            result.expect(row["day"], "sold", sold, own.get("revenue", 0) + own.get("returned", 0))
            result.expect(row["day"], "returned", back, own.get("returned"))
    for day in found:
        result.expect(day, "rows", 0, 1)
    return result


def against_products(folder: Path, *, factor: int, log: Log, by_product: Rows, stock: Rows) -> Comparison:
    """Oracle 04: units, revenue and stock per product. Of services it knows the returns only."""
    result = Comparison("oracle: units, revenue and stock per product")
    services = {own.sku for own in log.products if own.service}
    found = {row["sku"]: row for row in by_product}
    levels = {row["sku"]: row["qty"] for row in stock}
    for row in _read(folder / "04_product.csv.gz"):
        sku, own = row["sku"], found.get(row["sku"], {})
        units, back = int(row["units_sold"]) * ONE, int(row["units_returned"]) * ONE
        adjusted = int(row["stock_adjust_units"]) * ONE
        result.expect(sku, "units returned", back, own.get("units_returned", 0))
        if sku in services:
            continue
        revenue = _rupiah(row["revenue"], factor) - _rupiah(row["value_returned"], factor)
        result.expect(sku, "units sold", units, own.get("units_sold", 0))
        result.expect(sku, "revenue", revenue, own.get("revenue", 0))
        result.expect(sku, "stock", back - units + adjusted, levels.get(sku, 0))
    return result


def against_classes(folder: Path, *, factor: int, cut_off: date, movers: Rows) -> Comparison:
    """Oracle 05: FSN and ABC class per code ever sold, with the figures behind them."""
    result = Comparison(f"oracle: FSN and ABC on {cut_off}")
    found = {row["sku"]: row for row in movers}
    sold = {row["sku"] for row in movers if row["last_sale"] is not None}
    for row in _read(next(folder.glob(f"{FSN_ABC}{cut_off}.csv*"))):
        own = found.get(row["sku"], {})
        sold.discard(row["sku"])
        for key, expected in (
            ("fsn", row["fsn"]),
            ("abc", row["abc"]),
            ("units", int(row["units_90"]) * ONE),
            ("revenue_window", _rupiah(row["revenue_90"], factor)),
            ("revenue_to_date", _rupiah(row["revenue_to_date"], factor)),
            ("last_sale", row["last_sale"]),
            ("days_since_sale", int(row["days_since_sale"])),
        ):
            result.expect(row["sku"], key, expected, own.get(key))
    for sku in sorted(sold):
        result.expect(sku, "rows", 0, 1)
    return result


def _rupiah(text: str, factor: int) -> int:
    return int(Decimal(text) * factor)


def _read(path: Path) -> Iterator[dict[str, str]]:
    with opened(path) as file:
        yield from csv.DictReader(file)
