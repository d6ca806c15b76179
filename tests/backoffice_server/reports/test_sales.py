"""Sales by anything add up to what was rung up, to each other and to the books, to the rupiah."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from backoffice_server.kernel.unit import Unit
from shared_models.rules.receipt import ReceiptKind
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.reports import ReportTable
from tests.factories.reported import DEWI, GOODS, SARI, TODAY, Fortnight, story

FIGURES = ("receipts", "returns", "gross", "discount", "returned", "revenue", "tax", "total", "rounding")
BY_RECEIPT = ("sales-by-hour", "sales-by-day", "sales-by-cashier", "sales-by-branch")
WEEK = {"date_from": TODAY - timedelta(days=6), "date_to": TODAY}


@pytest.fixture(scope="module")
def told() -> Fortnight:
    """What the tills rang up, without a database."""
    return story()


def expected(told: Fortnight, key: Callable[..., Any], begin: date, end: date) -> dict[Any, Counter[str]]:
    """Figures by `key(till, day, receipt)`, computed from the receipts alone."""
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for till, day, sold in told.sold:
        if begin <= day <= end:
            receipt = sold.receipt
            sign = 1 if receipt.kind is ReceiptKind.SALE else -1
            own = sums[key(till, day, sold)]
            own["receipts" if sign == 1 else "returns"] += 1
            for figure in ("discount", "revenue", "tax", "total", "rounding"):
                own[figure] += sign * getattr(receipt, figure)
            own["returned"] += receipt.revenue if sign == -1 else 0
            own["gross"] += sign * sum(line.gross for line in receipt.lines)
    return sums


@pytest.mark.parametrize(
    ("name", "column", "key"),
    [
        ("sales-by-day", "date", lambda till, day, sold: day.isoformat()),
        ("sales-by-branch", "branch", lambda till, day, sold: till.branch_code),
        ("sales-by-cashier", "cashier", lambda till, day, sold: {SARI: "Sari", DEWI: "Dewi"}[till.actor]),
        ("sales-by-hour", "hour", lambda till, day, sold: told_hour(sold)),
    ],
)
@pytest.mark.parametrize("period", [WEEK, {"date_from": TODAY, "date_to": TODAY}])
def test_sales_are_what_the_tills_rang_up(
    report: Any, told: Fortnight, name: str, column: str, key: Callable[..., Any], period: dict[str, date]
) -> None:
    sums = expected(told, key, period["date_from"], period["date_to"])
    rows = report(name, **period)
    assert [row[column] for row in rows] == sorted(sums)
    for row in rows:
        assert {figure: row[figure] for figure in FIGURES} == {
            figure: sums[row[column]][figure] for figure in FIGURES
        }


def told_hour(sold: Any) -> int:
    import json

    return int(json.loads(sold.item.bytes)["at"][11:13])


def test_every_report_of_a_period_has_the_same_totals(table: Callable[..., ReportTable]) -> None:
    def totals(name: str) -> dict[str, Any]:
        made = table(name, **WEEK)
        return dict(zip((column.key for column in made.columns), made.totals, strict=True))

    whole = totals("sales-by-day")
    for name in BY_RECEIPT:
        assert {key: totals(name)[key] for key in (*FIGURES, "cost", "profit", "margin_bp")} == {
            key: whole[key] for key in (*FIGURES, "cost", "profit", "margin_bp")
        }
    for name in ("sales-by-product", "sales-by-category", "sales-by-salesperson"):
        for key in ("revenue", "tax", "cost", "profit", "margin_bp"):
            assert totals(name)[key] == whole[key]
    methods = totals("sales-by-method")
    assert methods["amount"] == methods["taken"] - methods["refunded"] == whole["total"] + whole["rounding"]
    assert (methods["receipts"], methods["returns"]) == (whole["receipts"], whole["returns"])


@pytest.mark.parametrize("branch", [None, "BDG1", "MKS1"])
def test_revenue_is_sales_less_discounts_less_returns_in_the_books(
    report: Any, table: Callable[..., ReportTable], branch: str | None
) -> None:
    sales = table("sales-by-day", branch=branch, **WEEK)
    totals = dict(zip((column.key for column in sales.columns), sales.totals, strict=True))
    books = {
        row["account"]: row["debit"] - row["credit"] for row in report("trial-balance", branch=branch, **WEEK)
    }
    assert totals["revenue"] == -(books["4101"] + books["4102"] + books["4103"])
    assert totals["tax"] == -books["2131"]
    assert totals["cost"] == books["5101"]


def test_units_by_product_are_those_of_the_receipts(report: Any, told: Fortnight) -> None:
    units: dict[str, Counter[str]] = defaultdict(Counter)
    for _, day, sold in told.sold:
        if day >= WEEK["date_from"]:
            for line in sold.receipt.lines:
                kind = "units_sold" if sold.receipt.kind is ReceiptKind.SALE else "units_returned"
                units[line.item.sku][kind] += line.base_qty
    rows = report("sales-by-product", **WEEK)
    assert [row["sku"] for row in rows] == sorted(units, key=str.encode)
    for row in rows:
        assert row["units_sold"] == units[row["sku"]]["units_sold"]
        assert row["units"] == row["units_sold"] - units[row["sku"]]["units_returned"]


def test_categories_are_those_at_the_sale(report: Any, unit: Unit) -> None:
    rows = {row["category"]: row for row in report("sales-by-category", **WEEK)}
    by_product = report("sales-by-product", **WEEK)
    for category in ("Sembako", "Kebersihan", None):
        of_category = [row for row in by_product if row["category"] == category]
        assert rows[category]["revenue"] == sum(row["revenue"] for row in of_category)
        assert rows[category]["cost"] == sum(row["cost"] for row in of_category)


def test_one_branch_alone(report: Any) -> None:
    (row,) = report("sales-by-branch", branch="MKS1", **WEEK)
    assert (row["branch"], row["branch_name"]) == ("MKS1", "Makassar")


def test_without_days_the_month_so_far_is_shown(table: Callable[..., ReportTable]) -> None:
    made = table("sales-by-day")
    assert (made.date_from, made.date_to) == (TODAY.replace(day=1), TODAY)
    assert made.branches == ("BDG1", "MKS1")


def test_a_day_without_sales_is_an_empty_table(table: Callable[..., ReportTable]) -> None:
    made = table("sales-by-product", date_from=date(2026, 1, 1), date_to=date(2026, 1, 1))
    assert made.rows == ()
    assert dict(zip((column.key for column in made.columns), made.totals, strict=True))["revenue"] == 0


@pytest.mark.parametrize(
    ("wanted", "code", "fact"),
    [
        ({"branch": "NOPE"}, ErrorCode.NOT_FOUND, ("wanted", "NOPE")),
        ({"date_from": TODAY, "date_to": TODAY - timedelta(days=1)}, ErrorCode.INVALID, None),
        ({"window": 0}, ErrorCode.INVALID, None),
        ({"fast_percent": 101}, ErrorCode.INVALID, None),
        ({"a_percent": 96}, ErrorCode.INVALID, None),
    ],
)
def test_what_makes_no_sense_is_refused(
    report: Any, wanted: dict[str, Any], code: ErrorCode, fact: tuple[str, str] | None
) -> None:
    with pytest.raises(Refusal) as refused:
        report("sales-by-day", **wanted)
    assert refused.value.code is code
    assert fact is None or refused.value.facts[fact[0]] == fact[1]


@pytest.mark.parametrize("name", [*BY_RECEIPT, "sales-by-method", "sales-by-product", "sales-by-category"])
def test_a_report_is_one_query_beside_that_of_the_branches(
    report: Any, statements: list[str], name: str
) -> None:
    report(name, **WEEK)
    assert len(statements) == 2


def test_goods_of_the_story_are_all_there(unit: Unit) -> None:
    connection: Connection = unit.connection
    assert connection.execute(text("SELECT count(*) FROM product")).scalar() == len(GOODS)
