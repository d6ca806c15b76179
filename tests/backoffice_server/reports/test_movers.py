"""Movers: the statistics row, the daily totals and the definition itself say the same, for any cut-off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from backoffice_server.features.branches.queries import branches
from backoffice_server.features.sales.service import advance_statistics
from backoffice_server.kernel.database import Database
from backoffice_server.reports.make import make_report
from backoffice_server.reports.scope import Grouping, Wanted
from shared_models.rules.movers import CutOffs, Movement, classify
from shared_models.rules.receipt import ReceiptKind
from shared_models.values.codes import ProductKind
from shared_models.values.ids import BranchId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.reports import ReportName
from tests.factories.reported import GOODS, TODAY, Fortnight, Good, story


@pytest.fixture(scope="module")
def told() -> Fortnight:
    return story()


def by_definition(
    told: Fortnight, cut_off: date, window: int, branch: str | None = None
) -> dict[str, tuple[int, int, int, str | None]]:
    """Units and revenue in the window, revenue to date and last sale, from the receipts."""
    units: Counter[str] = Counter()
    revenue: Counter[str] = Counter()
    to_date: Counter[str] = Counter()
    last: dict[str, date] = {}
    for till, day, sold in told.sold:
        if day > cut_off or branch not in {None, till.branch_code}:
            continue
        sign = 1 if sold.receipt.kind is ReceiptKind.SALE else -1
        for line in sold.receipt.lines:
            to_date[line.item.sku] += sign * line.revenue
            if day > cut_off - timedelta(days=window):
                units[line.item.sku] += sign * line.base_qty
                revenue[line.item.sku] += sign * line.revenue
            if sign == 1:
                last[line.item.sku] = max(day, last.get(line.item.sku, day))
    return {
        own.item.sku: (
            units[own.item.sku],
            revenue[own.item.sku],
            to_date[own.item.sku],
            last[own.item.sku].isoformat() if own.item.sku in last else None,
        )
        for own in GOODS
        if own.item.kind is ProductKind.GOODS
    }


def shown(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    keys = ("units", "revenue_window", "revenue_to_date", "last_sale")
    return {row["sku"]: tuple(row[key] for key in keys) for row in rows}


CUT_OFFS = [TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=8), TODAY + timedelta(days=85)]


@pytest.mark.parametrize("window", [90, 7, 1])
@pytest.mark.parametrize("cut_off", [*CUT_OFFS, date(2026, 1, 1), TODAY + timedelta(days=400)])
def test_any_cut_off_and_window_is_what_the_receipts_say(
    report: Any, told: Fortnight, cut_off: date, window: int
) -> None:
    rows = report("movers", date_to=cut_off, window=window)
    assert shown(rows) == by_definition(told, cut_off, window)


def test_one_branch_alone(report: Any, told: Fortnight) -> None:
    assert shown(report("movers", branch="BDG1")) == by_definition(told, TODAY, 90, "BDG1")


def test_after_the_nightly_job_the_report_is_the_same(writable: Database) -> None:
    cut_offs = [*CUT_OFFS, TODAY + timedelta(days=80)]

    def reports() -> list[object]:
        with writable.read() as unit:
            return [make_report(unit, ReportName.MOVERS, Wanted(date_to=day)).rows for day in cut_offs]

    before = reports()
    with writable.write() as unit:
        for branch in branches(unit):
            assert advance_statistics(unit, BranchId(branch.id), TODAY + timedelta(days=80)) == 5
    assert reports() == before


@pytest.mark.parametrize("group", Grouping)
def test_classes_are_those_of_the_shared_rules(report: Any, told: Fortnight, group: Grouping) -> None:
    groups: dict[Grouping, Callable[[Good], str]] = {
        Grouping.UNIT: lambda own: own.item.unit,
        Grouping.CATEGORY: lambda own: f"{own.category} {own.item.unit}",
        Grouping.ALL: lambda _: "",
    }
    figures = by_definition(told, TODAY, 90)
    classes = classify(
        [
            Movement(sku, groups[group](own), Quantity(figures[sku][0]), Money(figures[sku][2]))
            for own in GOODS
            for sku in (own.item.sku,)
            if sku in figures
        ],
        CutOffs(fast_percent=60, a_percent=50, b_percent=90),
    )
    rows = report("movers", group=group, fast_percent=60, a_percent=50, b_percent=90)
    assert {row["sku"]: (row["fsn"], row["abc"], row["cumulative_bp"]) for row in rows} == {
        sku: (own.fsn, own.abc, own.cumulative_bp) for sku, own in classes.items()
    }


def test_goods_never_sold_are_listed_and_services_are_not(report: Any) -> None:
    rows = {row["sku"]: row for row in report("movers")}
    assert "KANTONG" not in rows
    candle = rows["LILIN"]
    assert (candle["fsn"], candle["abc"], candle["units"], candle["last_sale"]) == ("N", "C", 0, None)
    assert candle["stock"] == 24_000


def test_the_fastest_come_first_and_ties_in_byte_order(report: Any) -> None:
    rows = report("movers")
    assert rows == sorted(rows, key=lambda row: (-row["units"], row["sku"].encode()))


def test_movers_take_a_fixed_number_of_queries(report: Any, statements: list[str]) -> None:
    report("movers")
    # branches, products with their statistics, and where these end: all on the cut-off, so nothing else
    assert len(statements) == 3
