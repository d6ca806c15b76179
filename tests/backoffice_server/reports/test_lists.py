"""Receipts, entries, accounts and levels as the admin tab reads them: paged, sorted, searched, in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Any
from uuid import UUID

import pytest

from backoffice_server.features.branches.queries import branch_by_code
from backoffice_server.features.ledger import listing as ledger
from backoffice_server.features.sales import listing as sales
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import stock_levels
from shared_models.rules.receipt import ReceiptKind
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.documents import SaleLineRow
from shared_models.wire.stock import StockLine
from tests.factories.reported import GOODS, TODAY, Fortnight, story

ALL = sales.SalesWanted()


@pytest.fixture(scope="module")
def told() -> Fortnight:
    return story()


def every(read: Callable[[str | None], Any]) -> list[Any]:
    """All rows of a list, page by page."""
    rows: list[Any] = []
    after: str | None = None
    while True:
        page = read(after)
        rows += page.rows
        after = page.next
        if after is None:
            assert len(rows) == page.total
            return rows


def receipts(
    unit: Unit, wanted: sales.SalesWanted = ALL, *, sort: str = "at", descending: bool = True
) -> list[SaleLineRow]:
    return every(
        lambda after: sales.sales(unit, wanted, sort=sort, descending=descending, after=after, limit=17)
    )


def test_the_list_holds_every_receipt_newest_first(unit: Unit, told: Fortnight) -> None:
    rows = receipts(unit)
    assert {row.receipt for row in rows} == {sold.receipt_no for _, _, sold in told.sold}
    assert [(row.bdate, row.at) for row in rows] == sorted(
        ((row.bdate, row.at) for row in rows), reverse=True
    )
    by_number = {row.receipt: row for row in rows}
    for till, day, sold in told.sold:
        row, receipt = by_number[sold.receipt_no], sold.receipt
        sign = 1 if receipt.kind is ReceiptKind.SALE else -1
        assert (row.kind, row.bdate, row.lines) == (receipt.kind, day, len(receipt.lines))
        assert (row.total, row.revenue) == (sign * receipt.total, sign * receipt.revenue)
        assert (row.register_code, row.branch_code) == (till.register_code, till.branch_code)
        assert (row.method, row.sale) == ("cash", sold.sale)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(sales.SORTS))
def test_receipts_can_be_sorted_by_any_column(unit: Unit, sort: str, descending: bool) -> None:
    keys: dict[str, Callable[[SaleLineRow], Any]] = {
        "at": lambda row: (row.bdate, row.at),
        "register": lambda row: row.register_code,
        "receipt": lambda row: row.receipt.encode(),
    }
    key = keys.get(sort, attrgetter(sort))
    rows = receipts(unit, sort=sort, descending=descending)
    for before, after in pairwise(rows):
        assert key(before) >= key(after) if descending else key(before) <= key(after)


def test_receipts_can_be_searched_and_filtered(unit: Unit, told: Fortnight) -> None:
    (one,) = receipts(unit, sales.SalesWanted(search="bdg1-k2a-000007"))
    assert one.receipt == "BDG1-K2A-000007"
    of_sari = receipts(unit, sales.SalesWanted(search="sari"))
    assert {row.register_code for row in of_sari} == {"K1"}
    assert {row.cashier for row in of_sari} == {"Sari"}
    branch = branch_by_code(unit, "MKS1").id
    wanted = sales.SalesWanted(
        branch=branch, first=TODAY - timedelta(days=3), last=TODAY - timedelta(days=2), kind="return"
    )
    back = receipts(unit, wanted)
    assert len(back) == 2
    assert all(row.total < 0 and row.branch == branch for row in back)
    register = told.till("K2").register
    assert {row.register_code for row in receipts(unit, sales.SalesWanted(register_id=register))} == {"K2"}
    assert receipts(unit, sales.SalesWanted(search="100%_")) == []


def test_the_first_page_sums_what_matches(unit: Unit) -> None:
    for wanted in (ALL, sales.SalesWanted(cashier="sari"), sales.SalesWanted(kind="return")):
        page = sales.sales(unit, wanted, sort="at", descending=True, after=None, limit=1)
        rows = receipts(unit, wanted)
        assert page.sum_total == sum(row.total for row in rows)
        assert page.sum_profit == sum(row.revenue - row.cost for row in rows)
        following = sales.sales(unit, wanted, sort="at", descending=True, after=page.next, limit=1)
        assert (following.sum_total, following.sum_profit) == (None, None)
    none = sales.sales(unit, sales.SalesWanted(search="?"), sort="at", descending=True, after=None, limit=1)
    assert (none.sum_total, none.sum_profit) == (0, 0)


def test_receipts_to_review_are_those_with_an_open_flag(unit: Unit) -> None:
    flagged = {row.sale for row in receipts(unit) if row.reviews}
    assert flagged
    assert {row.sale for row in receipts(unit, sales.SalesWanted(to_review=True))} == flagged


def test_a_list_takes_two_queries(unit: Unit, statements: list[str]) -> None:
    sales.sales(unit, ALL, sort="at", descending=True, after=None, limit=50)
    assert len(statements) == 2
    levels(unit)
    assert len(statements) == 4


@pytest.mark.parametrize("kind", ReceiptKind)
def test_a_receipt_stands_beside_its_entry_its_moves_and_its_trail(
    unit: Unit, told: Fortnight, kind: ReceiptKind
) -> None:
    till, _, sold = next(own for own in reversed(told.sold) if own[2].receipt.kind is kind)
    shown = sales.document(unit, branch_id=till.branch, sale_id=sold.sale)
    payload = shown.sale if kind is ReceiptKind.SALE else shown.returned
    assert payload is not None
    assert (shown.sale is None, shown.returned is None) == (
        kind is not ReceiptKind.SALE,
        kind is ReceiptKind.SALE,
    )
    assert payload.to_receipt() == sold.receipt
    assert shown.entry is not None
    assert (shown.entry.document, shown.entry.document_no) == (sold.sale, sold.receipt_no)
    assert sum(line.debit - line.credit for line in shown.entry.lines) == 0
    assert -sum(move.value for move in shown.moves) == shown.head.cost or kind is ReceiptKind.RETURN
    goods = [line for line in sold.receipt.lines if line.item.kind == "goods" and line.restock]
    sign = -1 if kind is ReceiptKind.SALE else 1
    assert [(move.sku, move.qty) for move in shown.moves] == [
        (line.item.sku, sign * line.base_qty) for line in goods
    ]
    assert [step.what for step in shown.trail[:3]] == ["recorded", "received", "posted"]
    assert shown.trail[2].facts["posting_no"] == shown.entry.posting_no
    assert [step.at for step in shown.trail] == sorted(step.at for step in shown.trail)


def test_a_flagged_receipt_says_why(unit: Unit, told: Fortnight) -> None:
    flagged = [row for row in receipts(unit) if row.reviews]
    assert flagged
    shown = sales.document(unit, branch_id=flagged[0].branch, sale_id=flagged[0].sale)
    assert shown.review_codes
    told_in_trail = dict.fromkeys(step.facts["code"] for step in shown.trail if step.what == "reviewed")
    assert list(told_in_trail) == list(shown.review_codes)


def test_what_there_is_not_is_refused(unit: Unit, told: Fortnight) -> None:
    branch = told.till("K1").branch
    unknown: list[Callable[[], object]] = [
        lambda: sales.document(unit, branch_id=branch, sale_id=UUID(int=1)),
        lambda: ledger.entry(unit, branch_id=branch, posting_no=10**6),
        lambda: account(unit, "9999"),
        lambda: stock_levels.card(unit, product_id=UUID(int=1), branch_id=branch, first=None, last=None),
    ]
    for read in unknown:
        with pytest.raises(Refusal) as refused:
            read()
        assert refused.value.code is ErrorCode.NOT_FOUND
    wrong: list[Callable[[], object]] = [
        lambda: sales.sales(unit, ALL, sort="colour", descending=False, after=None, limit=5),
        lambda: levels(unit, sort="colour"),
        lambda: account(unit, "1101", after="bm9uc2Vuc2U"),
        lambda: account(unit, "1101", after="WzEsMiwzLDQsNV0"),
    ]
    for read in wrong:
        with pytest.raises(Refusal) as refused:
            read()
        assert refused.value.code is ErrorCode.INVALID


def account(unit: Unit, code: str, **changes: Any) -> Any:
    fields: dict[str, Any] = {"branches": [], "period": ledger.Period(), "after": None, "limit": 25}
    return ledger.account_entries(unit, code=code, **(fields | changes))


@pytest.mark.parametrize("code", ["1101", "1141", "4101", "2131"])
@pytest.mark.parametrize("branch", [None, "BDG1"])
@pytest.mark.parametrize("first", [None, date(2026, 11, 15)])
def test_an_account_s_entries_lead_from_opening_to_closing(
    unit: Unit, report: Any, code: str, branch: str | None, first: date | None
) -> None:
    branches = [branch_by_code(unit, branch).id] if branch else []
    last = date(2026, 11, 19)
    rows: list[Any] = []
    after: str | None = None
    while True:
        page = account(unit, code, branches=branches, period=ledger.Period(first, last), after=after)
        rows += page.rows
        after = page.next
        if after is None:
            break
    begin = first or date(2026, 1, 1)
    (balance,) = (
        row
        for row in report("trial-balance", branch=branch, date_from=begin, date_to=last)
        if row["account"] == code
    )
    assert (page.opening, page.closing) == (balance["opening"], balance["closing"])
    running = page.opening
    for row in rows:
        running += row.debit - row.credit
        assert row.balance == running
    assert running == page.closing
    assert sum(row.debit for row in rows) == balance["debit"]
    assert [(row.posting_date, row.branch_code, row.posting_no) for row in rows] == sorted(
        (row.posting_date, row.branch_code, row.posting_no) for row in rows
    )


def test_an_account_without_end_goes_on_to_today(unit: Unit) -> None:
    page = account(unit, "1101", period=ledger.Period(TODAY, None), limit=500)
    assert page.rows[-1].balance == page.closing == 0


def test_an_entry_names_its_accounts(unit: Unit, told: Fortnight) -> None:
    shown = ledger.entry(unit, branch_id=told.till("K1").branch, posting_no=1)
    assert (shown.document_kind, shown.document_no) == ("stock_adjustment", "BDG1-OPN-000001")
    assert [(line.account, line.account_name_en) for line in shown.lines] == [
        ("1141", "Merchandise Inventory"),
        ("3190", "Opening Balance Equity"),
    ]


def levels(unit: Unit, *, sort: str = "name", descending: bool = False, **wanted: Any) -> list[StockLine]:
    return every(
        lambda after: stock_levels.levels(
            unit,
            stock_levels.LevelsWanted(**wanted),
            sort=sort,
            descending=descending,
            after=after,
            limit=4 if descending else 100,
        )
    )


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(stock_levels.SORTS))
def test_levels_can_be_sorted_by_any_column(unit: Unit, report: Any, sort: str, descending: bool) -> None:
    keys: dict[str, Callable[[StockLine], Any]] = {
        "name": lambda row: row.name.lower().encode(),
        "sku": lambda row: row.sku.encode(),
        "category": lambda row: row.category or "",
        "last_sale": lambda row: row.last_sale or date.min,
    }
    key = keys.get(sort, attrgetter(sort))
    rows = levels(unit, sort=sort, descending=descending)
    for before, after in pairwise(rows):
        assert key(before) >= key(after) if descending else key(before) <= key(after)
    assert {(row.branch_code, row.sku, row.qty, row.value) for row in rows} == {
        (row["branch"], row["sku"], row["qty"], row["value"]) for row in report("stock-on-hand")
    }


def test_levels_can_be_searched(unit: Unit, told: Fortnight) -> None:
    branch = told.till("K1").branch
    assert {row.sku for row in levels(unit, branch=branch, search="sab")} == {"SABUN", "sabun"}
    assert [row.sku for row in levels(unit, branch=branch, search="GULA-1")] == ["GULA-1KG"]
    assert levels(unit, search="8995522000015") == []


def test_a_card_leads_from_its_opening_to_the_level(unit: Unit, told: Fortnight) -> None:
    branch, soap = told.till("K1").branch, GOODS[2]
    whole = stock_levels.card(unit, product_id=soap.id, branch_id=branch, first=None, last=None)
    assert (whole.opening_qty, whole.opening_value) == (0, 0)
    assert whole.rows[-1].qty_after == whole.line.qty == sum(row.qty for row in whole.rows)
    assert whole.rows[-1].value_after == whole.line.value
    part = stock_levels.card(
        unit, product_id=soap.id, branch_id=branch, first=date(2026, 11, 10), last=date(2026, 11, 12)
    )
    before = [row for row in whole.rows if row.bdate < date(2026, 11, 10)]
    assert part.opening_qty == sum(row.qty for row in before)
    assert part.opening_value == sum(row.value for row in before)
    assert {row.bdate.day for row in part.rows} == {10, 11, 12}


def test_a_product_that_never_moved_has_an_empty_card(unit: Unit, told: Fortnight) -> None:
    bag = GOODS[4]
    shown = stock_levels.card(
        unit, product_id=bag.id, branch_id=told.till("K3").branch, first=TODAY, last=TODAY
    )
    assert (shown.line.sku, shown.line.qty, shown.line.branch_code, shown.rows) == ("KANTONG", 0, "MKS1", ())
