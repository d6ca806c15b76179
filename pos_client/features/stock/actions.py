"""What the stock screens ask of the back office."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pos_client.features.stock.state import LineDraft
from pos_client.remote.api import Api, Sheet, Span
from pos_client.remote.tables import report_rows
from shared_models.rules.accounts import Account
from shared_models.values.codes import ErrorCode, ProductKind
from shared_models.values.refusals import Refusal
from shared_models.wire.paging import Page
from shared_models.wire.reports import ReportName
from shared_models.wire.stock import AdjustStock, StockAdjusted, StockCard, StockLine

OFFERED = 8


@dataclass(frozen=True, slots=True)
class Worth:
    """Value of the goods of one branch, at moving average."""

    branch: UUID
    value: int


def list_levels(api: Api, sheet: Sheet, *, branch: UUID | None, search: str) -> Page[StockLine]:
    return api.stock(sheet, branch=branch, search=search)


def worth(api: Api, branches: Sequence[UUID]) -> tuple[Worth, ...]:
    """The inventory account of each branch: the books hold the same value as the shelves."""
    return tuple(Worth(branch, _inventory(api, branch)) for branch in branches)


def fetch_card(api: Api, *, product: UUID | None, sku: str, span: Span) -> StockCard:
    found = product if product is not None else _product_of(api, sku)
    return api.stock_card(found, span)


def offer_products(api: Api, *, words: str, branch: UUID) -> tuple[LineDraft, ...]:
    """Products to put into an adjustment, with their levels in the branch."""
    page = api.products(Sheet(limit=OFFERED), search=words, branch=branch)
    return tuple(
        LineDraft(line.id, line.sku, line.name, line.unit, line.stock, tracking=line.tracking)
        for line in page.rows
        if line.kind is ProductKind.GOODS
    )


def book(api: Api, request: AdjustStock) -> StockAdjusted:
    return api.adjust_stock(request)


def _inventory(api: Api, branch: UUID) -> int:
    rows, _totals = report_rows(api.report(ReportName.TRIAL_BALANCE, Span(branch=branch)))
    closing = [row["closing"] for row in rows if row["account"] == Account.INVENTORY.value]
    return sum(value for value in closing if isinstance(value, int))


def _product_of(api: Api, sku: str) -> UUID:
    page = api.products(Sheet(limit=50), search=sku)
    found = next((line.id for line in page.rows if line.sku == sku), None)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="product")
    return found
