"""Tills of two branches sell at the same time; then everything that adds up their day says the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import pytest

from pos_client.app import edges
from pos_client.engine import returns
from pos_client.engine.shifts import ShiftReport
from pos_client.remote.api import Api, Sheet, Span
from shared_models.rules.returns import LineBack
from shared_models.rules.shifts import ShiftSums
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.wire.reports import ReportName
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.databases import BACKENDS, Backend
from tests.factories.back_office import BackOffice
from tests.factories.live_till import LiveTill
from tests.factories.shop import GULA_CODE, TEH_CODE, TEH_DOZEN_CODE
from tests.system.processes.conftest import OpenTill

SALES = 8
# What is rung up, and what it is of its base unit.
GOODS = {TEH_CODE: ("TEH-KENARA", 1), TEH_DOZEN_CODE: ("TEH-KENARA", 12), GULA_CODE: ("GULA-1KG", 1)}
OPENING = {"TEH-KENARA": 120, "GULA-1KG": 30, "TELUR": 10}


@pytest.fixture(params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Backend:
    chosen: Backend = request.param
    return chosen


@dataclass
class Day:
    """What one till knows of its day; `sold`: thousandths of the base unit by product."""

    branch: str
    z: ShiftReport
    sold: dict[str, int]


def test_tills_stock_ledger_and_reports_agree(office: BackOffice, open_till: OpenTill) -> None:
    """Lesson 30: No counter is shared across branches."""
    api = office.owner()
    branches = {row.code: row.id for row in api.branches()}
    for branch in branches.values():
        receive_goods(office, api, branch)
    tills = [open_till("K1"), open_till("K2"), open_till("K1", branch="BDG2")]
    with ThreadPoolExecutor(len(tills)) as hands:
        days = list(hands.map(work_a_day, tills, range(len(tills))))
    for till, day in zip(tills, days, strict=True):
        till.wait_until_sent()
        shift_agrees(till, day)
    for code, branch in branches.items():
        own = [day for day in days if day.branch == code]
        sales_agree(api, branch, own)
        books_agree(api, branch, own)
        stock_agrees(api, branch, own)
    sales_agree(api, None, days)
    home = api.home(branch=None)
    assert home.today.sales == total_of(days)
    assert home.today.receipts == SALES * len(tills)
    assert office.verify()


def receive_goods(office: BackOffice, api: Api, branch: UUID) -> None:
    costs = {"TEH-KENARA": 2_800, "GULA-1KG": 15_000, "TELUR": 25_000}
    lines = tuple(
        AdjustmentLine(product=office.product(sku), qty=whole(count), unit_cost=Money(costs[sku]))
        for sku, count in OPENING.items()
    )
    today = api.home(branch=branch).today.bdate
    request = AdjustStock(
        id=edges.new_id(), branch=branch, reason=AdjustmentReason.OPENING, bdate=today, lines=lines
    )
    api.adjust_stock(request)


def work_a_day(till: LiveTill, seed: int) -> Day:
    """Sell, take one receipt back, close with 500 too much in the drawer."""
    dice, sold = Random(seed), dict.fromkeys(OPENING, 0)
    sari = till.open_shift()
    last = till.sell(sari, (TEH_CODE, whole(1)), ("TELUR", whole(1)))
    sold["TEH-KENARA"] += 1_000
    sold["TELUR"] += 1_000
    for _ in range(SALES - 1):
        basket = [(code, whole(dice.randint(1, 3))) for code in dice.sample(sorted(GOODS), 2)]
        weight = dice.randint(100, 900)
        last = till.sell(sari, *basket, ("TELUR", weight))
        for code, qty in basket:
            sku, factor = GOODS[code]
            sold[sku] += qty * factor
        sold["TELUR"] += weight
    budi = till.approver()
    back = last.receipt.lines[-1]
    with till.store.write() as unit:
        returns.return_lines(
            unit,
            original=last.sale,
            back=[LineBack(of_line=back.line, qty=Quantity(back.qty))],
            reason="Telur retak",
            actor=sari,
            approver=budi,
        )
    sold["TELUR"] -= back.qty
    return Day(till.till.branch_code, till.close_shift(sari, over=500), sold)


def shift_agrees(till: LiveTill, day: Day) -> None:
    held = till.confirmed(day.z.shift)
    assert (held.issued, held.acknowledged, held.posted) == (SALES + 1,) * 3
    assert held.expected_till == held.expected_server == day.z.expected
    assert (held.counted, held.difference) == (day.z.expected + 500, 500)


def sales_agree(api: Api, branch: UUID | None, days: list[Day]) -> None:
    sums = sum((day.z.sums for day in days), ShiftSums())
    for name in (ReportName.SALES_BY_BRANCH, ReportName.SALES_BY_DAY, ReportName.SALES_BY_HOUR):
        said = totals(api, name, branch)
        assert (said["receipts"], said["returns"]) == (sums.sales, sums.returns), name
        assert said["total"] == sums.sales_total - sums.returns_total
        assert said["tax"] == sums.tax_on_sales - sums.tax_on_returns
        assert said["rounding"] == sums.rounding
        assert said["revenue"] == said["total"] - said["tax"]
    paid = totals(api, ReportName.SALES_BY_METHOD, branch)
    assert (paid["taken"], paid["refunded"]) == (sums.cash_sales, sums.cash_refunds)
    products = totals(api, ReportName.SALES_BY_PRODUCT, branch)
    assert products["revenue"] == totals(api, ReportName.SALES_BY_DAY, branch)["revenue"]
    rows, after = 0, None
    while True:
        page = api.sales(Sheet(after=after, limit=10), Span(branch=branch))
        rows, after = rows + len(page.rows), page.next
        if after is None:
            break
    assert rows == sums.sales + sums.returns


def books_agree(api: Api, branch: UUID, days: list[Day]) -> None:
    sums = sum((day.z.sums for day in days), ShiftSums())
    balance = {row["account"]: row["closing"] for row in table(api, ReportName.TRIAL_BALANCE, branch)}
    assert sum(balance.values()) == 0
    assert balance.get("1101", 0) == 0  # every drawer was counted out
    floats = sum(day.z.opening_float for day in days)
    assert balance["1102"] == sum(day.z.counted or 0 for day in days) - floats
    assert -balance["2131"] == sums.tax_on_sales - sums.tax_on_returns
    revenue = -sum(balance.get(account, 0) for account in ("4101", "4102", "4103"))
    assert revenue == totals(api, ReportName.SALES_BY_DAY, branch)["revenue"]
    assert -balance["6191"] == 500 * len(days)
    assert balance["1141"] == totals(api, ReportName.STOCK_ON_HAND, branch)["value"]
    assert balance["5101"] == totals(api, ReportName.SALES_BY_DAY, branch)["cost"]


def stock_agrees(api: Api, branch: UUID, days: list[Day]) -> None:
    on_hand = {row["sku"]: row["qty"] for row in table(api, ReportName.STOCK_ON_HAND, branch)}
    for sku, opening in OPENING.items():
        assert on_hand[sku] == whole(opening) - sum(day.sold[sku] for day in days), sku


def total_of(days: list[Day]) -> int:
    return sum(day.z.sums.sales_total - day.z.sums.returns_total for day in days)


def table(api: Api, name: ReportName, branch: UUID | None) -> list[dict[str, Any]]:
    report = api.report(name, Span(branch=branch))
    keys = [column.key for column in report.columns]
    return [dict(zip(keys, row, strict=True)) for row in report.rows]


def totals(api: Api, name: ReportName, branch: UUID | None) -> dict[str, Any]:
    report = api.report(name, Span(branch=branch))
    return dict(zip([column.key for column in report.columns], report.totals, strict=True))
