"""Home: one reply with today beside last week, each branch on its own clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.sales.tables import sale, sale_line
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.home import home
from shared_models.wire.reports import Home, HomeFigures
from tests.factories.reported import TODAY


def figures_of(day: HomeFigures) -> dict[str, int]:
    return {"sales": day.sales, "receipts": day.receipts, "returns": day.returns, "revenue": day.revenue}


def day_of(report: Any, day: Any, branch: str | None) -> dict[str, int]:
    (row,) = report("sales-by-day", date_from=day, date_to=day, branch=branch)
    return {
        "sales": row["total"],
        "receipts": row["receipts"],
        "returns": row["returns"],
        "revenue": row["revenue"],
    }


@pytest.mark.parametrize("branch", [None, "BDG1", "MKS1"])
def test_home_shows_today_and_the_same_day_last_week(unit: Unit, report: Any, branch: str | None) -> None:
    shown = home(unit, branch=branch, warnings=())
    assert (shown.today.bdate, shown.week_ago.bdate) == (TODAY, TODAY - timedelta(days=7))
    assert figures_of(shown.today) == day_of(report, TODAY, branch)
    assert figures_of(shown.week_ago) == day_of(report, TODAY - timedelta(days=7), branch)
    (row,) = report("sales-by-day", date_from=TODAY, date_to=TODAY, branch=branch)
    assert shown.today.gross_profit == row["profit"]
    assert shown.today.average_basket == round(row["total"] / row["receipts"])


def test_the_curve_has_every_hour_and_adds_up(unit: Unit) -> None:
    shown = home(unit, branch=None, warnings=())
    for points, day in ((shown.hours, shown.today), (shown.hours_week_ago, shown.week_ago)):
        assert [point.hour for point in points] == list(range(24))
        assert sum(point.sales for point in points) == day.sales
        assert sum(point.receipts for point in points) == day.receipts


def test_the_best_sellers_carry_their_week(unit: Unit, report: Any) -> None:
    shown = home(unit, branch=None, warnings=())
    today = {row["sku"]: row for row in report("sales-by-product", date_from=TODAY, date_to=TODAY)}
    assert [best.sku for best in shown.top] == sorted(
        (sku for sku in today if sku != "KANTONG"), key=lambda sku: -today[sku]["revenue"]
    )
    for best in shown.top:
        assert (best.units, best.revenue) == (today[best.sku]["units"], today[best.sku]["revenue"])
        assert best.week[-1] == best.units
        assert len(best.week) == 7


def test_the_best_sellers_stand_beside_the_same_hours_last_week(unit: Unit) -> None:
    then, by_now = TODAY - timedelta(days=7), unit.now() - timedelta(days=7)
    rows = unit.connection.execute(
        select(product.c.sku, sale.c.at, sale_line.c.revenue)
        .join(
            sale_line,
            (sale_line.c.branch_id == sale.c.branch_id) & (sale_line.c.posting_no == sale.c.posting_no),
        )
        .join(product, product.c.product_id == sale_line.c.product_id)
        .where(sale.c.bdate == then)
    ).all()
    shown = home(unit, branch=None, warnings=())
    assert any(best.revenue_week_ago for best in shown.top)
    for best in shown.top:
        expected = sum(revenue for sku, at, revenue in rows if sku == best.sku and at <= by_now)
        assert best.revenue_week_ago == expected
    whole_day = sum(revenue for _sku, _at, revenue in rows)
    assert sum(best.revenue_week_ago for best in shown.top) < whole_day


def test_tills_show_their_day_and_their_last_contact(unit: Unit) -> None:
    shown = home(unit, branch=None, warnings=())
    assert [till.code for till in shown.tills] == ["BDG1-K1", "BDG1-K2", "MKS1-K3"]
    assert sum(till.sales for till in shown.tills) == shown.today.sales
    assert all(till.last_contact is not None and till.receipts == 2 for till in shown.tills)


def test_open_reviews_and_warnings_are_counted(unit: Unit) -> None:
    shown = home(unit, branch=None, warnings=["insecure_lan"])
    assert shown.reviews_open == sum(
        home(unit, branch=code, warnings=()).reviews_open for code in ("BDG1", "MKS1")
    )
    assert shown.reviews_open > 0
    assert shown.warnings == ("insecure_lan",)
    assert Home.model_validate_json(shown.model_dump_json()) == shown


def test_home_takes_a_fixed_number_of_queries(unit: Unit, statements: list[str]) -> None:
    home(unit, branch=None, warnings=())
    # branches, company, figures twice, hours twice, best sellers, their week, the week before,
    # tills, contacts, reviews
    assert len(statements) == 12
