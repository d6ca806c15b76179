"""Stock, its value, its card, and the books agree with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from backoffice_server.reports import books
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.reports import ReportTable
from tests.factories.reported import TODAY

OPENED = date(2026, 11, 1)


@pytest.mark.parametrize("branch", [None, "BDG1", "MKS1"])
@pytest.mark.parametrize(
    "until", [None, TODAY, TODAY - timedelta(days=5), OPENED, OPENED - timedelta(days=1)]
)
def test_the_value_of_the_stock_is_the_inventory_account(
    report: Any, branch: str | None, until: date | None
) -> None:
    levels = report("stock-on-hand", branch=branch, date_to=until)
    accounts = report("trial-balance", branch=branch, date_from=OPENED - timedelta(days=1), date_to=until)
    inventory = sum(row["closing"] for row in accounts if row["account"] == "1141")
    assert sum(row["value"] for row in levels) == inventory


def test_levels_today_are_the_levels_now(report: Any) -> None:
    assert report("stock-on-hand") == report("stock-on-hand", date_to=TODAY)


def test_a_level_below_nothing_has_no_average(report: Any) -> None:
    rows = {(row["branch"], row["sku"]): row for row in report("stock-on-hand")}
    soap, rice = rows["BDG1", "SABUN"], rows["BDG1", "BERAS"]
    assert (soap["qty"], soap["average"]) == (-53_000, None)
    assert (rice["average"], rice["unit"]) == (11_900, "KG")


@pytest.mark.parametrize("sku", ["SABUN", "BERAS"])
def test_a_card_tells_how_a_level_came_about(report: Any, sku: str) -> None:
    rows = report("stock-card", product=sku, branch="BDG1")
    level = next(row for row in report("stock-on-hand", branch="BDG1") if row["sku"] == sku)
    assert rows[0]["document_kind"] == "stock_adjustment"
    assert sum(row["moved"] for row in rows) == rows[-1]["qty_after"] == level["qty"]
    assert sum(row["value"] for row in rows) == rows[-1]["value_after"] == level["value"]


@pytest.mark.parametrize("product", [None, "NOTHING", "00000000-0000-0000-0000-000000000000"])
def test_a_card_needs_a_product_there_is(report: Any, product: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        report("stock-card", product=product)
    assert refused.value.code is (ErrorCode.INVALID if product is None else ErrorCode.NOT_FOUND)


def test_a_product_is_found_by_its_id_too(report: Any) -> None:
    by_id = "00000000-0000-600d-0000-000000000003"
    assert report("stock-card", product=by_id) == report("stock-card", product="SABUN")


def test_the_trial_balance_sums_to_nothing_and_opens_where_it_closed(
    report: Any, table: Callable[..., ReportTable]
) -> None:
    early = {
        row["account"]: row["closing"]
        for row in report("trial-balance", date_from=OPENED, date_to=date(2026, 11, 10))
    }
    late = report("trial-balance", date_from=date(2026, 11, 11), date_to=TODAY)
    assert {row["account"]: row["opening"] for row in late} == {
        row["account"]: early.get(row["account"], 0) for row in late
    }
    for row in late:
        assert row["closing"] == row["opening"] + row["debit"] - row["credit"]
    totals = table("trial-balance").totals
    opening, debit, credit, closing = totals[3:]
    assert (opening, closing) == (0, 0)
    assert debit == credit


def test_the_journal_is_the_trial_balance_line_by_line(report: Any) -> None:
    sums: Counter[str] = Counter()
    for row in report("journal"):
        sums[row["account"]] += row["debit"] - row["credit"]
        assert (row["debit"] == 0) != (row["credit"] == 0)
    balance = {row["account"]: row["debit"] - row["credit"] for row in report("trial-balance")}
    assert {account: amount for account, amount in sums.items() if amount} == {
        account: amount for account, amount in balance.items() if amount
    }


def test_accounts_are_named_in_both_languages(report: Any) -> None:
    cash = next(row for row in report("trial-balance") if row["account"] == "1101")
    assert (cash["name_id"], cash["name_en"]) == ("Kas Kasir (Laci)", "Cash in Tills")


def test_a_journal_too_long_for_one_table_is_refused(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "JOURNAL_LINES_MAX", 10)
    with pytest.raises(Refusal) as refused:
        report("journal")
    assert refused.value.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize("name", ["stock-on-hand", "trial-balance", "journal"])
def test_one_query_beside_that_of_the_branches(report: Any, statements: list[str], name: str) -> None:
    report(name)
    assert len(statements) == 2
