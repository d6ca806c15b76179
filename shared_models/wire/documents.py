"""Sales in the admin tab: the list, and one receipt beside its journal entry and stock moves."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared_models.wire.base import ApiModel, Code, Int, Name, Text
from shared_models.wire.ledger import Entry
from shared_models.wire.paging import Page
from shared_models.wire.sales import SaleCompleted, SaleReturned


class SaleLineRow(ApiModel):
    """A row of the sales list. `kind`: sale or return; amounts of returns are negative."""

    branch: UUID
    branch_code: Code
    sale: UUID
    kind: Code
    receipt: Code
    at: AwareDatetime
    bdate: date
    register_code: Code
    cashier: Text
    lines: int
    total: Int
    revenue: Int
    cost: Int
    method: Text
    reviews: int


class SalesPage(Page[SaleLineRow]):
    """A page of the sales list. The sums are of all receipts that match; null beyond the first page."""

    sum_total: Int | None = None
    sum_profit: Int | None = None


class StockMoveRow(ApiModel):
    """A stock move of the receipt; `qty_after` right after it."""

    product: UUID
    sku: Code
    name: Name
    unit: Code
    qty: Int
    value: Int
    qty_after: Int


class TrailStep(ApiModel):
    """One step of the receipt's life: what happened when."""

    at: AwareDatetime
    what: Code  # recorded, received, posted, reviewed
    facts: dict[str, str | int] = Field(default_factory=dict)


class NamedPerson(ApiModel):
    """Somebody of the staff."""

    staff: UUID
    name: Name


class SaleDocument(ApiModel):
    """A receipt as the till wrote it, its entry, its moves and its trail."""

    head: SaleLineRow
    event: UUID
    sale: SaleCompleted | None
    returned: SaleReturned | None
    entry: Entry | None
    moves: tuple[StockMoveRow, ...]
    trail: tuple[TrailStep, ...]
    review_codes: tuple[Code, ...]
    sellers: tuple[NamedPerson, ...] = ()  # of the lines that name somebody
