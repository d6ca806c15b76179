"""What a batch of events needs to know, read once under the branch lock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timezone
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, select, true

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.branches.tables import company as company_table
from backoffice_server.features.sales.service.facts import TillEvent
from backoffice_server.features.sales.service.members import Members
from backoffice_server.features.sales.service.memory import KnownProduct, memory_at
from backoffice_server.features.sales.service.originals import Originals
from backoffice_server.features.sales.service.shift_rows import ShiftRows
from backoffice_server.features.sales.service.vouchers import VoucherUses
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.stock.book import Shelf, StockBook
from backoffice_server.features.tracking.service import Tracks
from backoffice_server.kernel.bulk import coded_id
from backoffice_server.kernel.feed import COMPANY_SCOPE, feed_head
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import Tracking
from shared_models.values.ids import BranchId
from shared_models.values.moments import Zone, business_date, zone_of

# Put together once: that costs more than the reading.
_PLACE: Final = (
    select(
        branch_table.c.code,
        branch_table.c.zone,
        branch_table.c.day_starts_at_hour,
        company_table.c.epoch,
        company_table.c.books_from,
        company_table.c.is_pkp,
        feed_head.c.last,
    )
    .join_from(branch_table, company_table, true())
    .outerjoin(feed_head, feed_head.c.scope_id == COMPANY_SCOPE)
    .where(branch_table.c.branch_id == bindparam("branch"))
)


@dataclass(frozen=True, slots=True)
class Place:
    """The branch and the company it belongs to, as posting needs them."""

    branch: BranchId
    key: Any  # the branch id as the driver takes and gives it
    code: str
    zone: timezone
    epoch: UUID
    books_from: date
    today: date
    tax_rules: tuple[TaxRule, ...]


@dataclass(slots=True)
class ProductFacts:
    """What the catalogue says of a product (null: nothing), and what this batch sold of it per business date.

    days: [units sold, units returned, revenue, tax, cost].
    """

    product: UUID
    key: Any  # the id as the driver takes it: it stands in many rows
    known: KnownProduct | None
    shelf: Shelf
    days: dict[date, list[int]] = field(default_factory=dict)

    @property
    def listed(self) -> KnownProduct | None:
        """The product as people entered it; a hidden row stands for nothing but the events that named it."""
        return None if self.known is None or self.known.placeholder else self.known


@dataclass(slots=True)
class State:
    """Everything read for one batch."""

    place: Place
    products: dict[UUID, ProductFacts]
    stock: StockBook
    shifts: ShiftRows
    originals: Originals
    receipts: set[str]
    staff: dict[UUID, bool]
    vouchers: VoucherUses
    members: Members
    tracks: Tracks | None = None  # lots and serial numbers; None: only ordinary goods


def read_state(unit: Unit, branch: BranchId, items: Sequence[TillEvent]) -> State:
    """Read what `items` touch."""
    receipts = [item.receipt for item in items if item.receipt is not None]
    ids = list(dict.fromkeys([line.item.product for receipt in receipts for line in receipt.lines]))
    row = _row(unit, branch)
    memory = memory_at(unit, row.last or 0)
    known = memory.products(unit, ids)
    stock = StockBook.open(unit, branch, ids, {one: facts.cost for one, facts in known.items() if facts})
    people = {item.event.actor for item in items} | {item.event.approver for item in items}
    products = {one: _facts(one, facts, stock) for one, facts in known.items()}
    return State(
        place=_place(unit, branch, row, memory.tax_rules(unit) if row.is_pkp else ()),
        products=products,
        stock=stock,
        shifts=ShiftRows.read(unit, branch, items),
        originals=Originals.read(unit, branch, items),
        receipts=_receipts_held(unit, branch, items),
        staff=memory.staff(unit, [one for one in people if one is not None]),
        vouchers=VoucherUses.read(unit, items),
        members=Members.read(unit, branch, items),
        tracks=_tracks(unit, branch, products, items),
    )


def _tracks(
    unit: Unit, branch: BranchId, products: dict[UUID, ProductFacts], items: Sequence[TillEvent]
) -> Tracks | None:
    """None, and no statement at all, for a batch of ordinary goods."""
    levels = {
        one: facts.shelf.level.qty
        for one, facts in products.items()
        if facts.known is not None and facts.known.needs.tracking is Tracking.LOT
    }
    pieces = {
        (line.item.product, line.particulars.serial)
        for item in items
        if item.receipt is not None
        for line in item.receipt.lines
        if line.particulars is not None and line.particulars.serial is not None
    }
    if not levels and not pieces:
        return None
    return Tracks.open(unit, branch, levels=levels, pieces=pieces)


def _facts(product: UUID, known: KnownProduct | None, stock: StockBook) -> ProductFacts:
    key = coded_id(product) if known is None else known.key
    return ProductFacts(product, key, known, stock.shelf(product))


def _row(unit: Unit, branch: BranchId) -> Row[Any, Any, Any, Any, Any, Any, Any]:
    return unit.connection.execute(_PLACE, {"branch": branch}).one()


def _place(unit: Unit, branch: BranchId, row: Any, tax_rules: tuple[TaxRule, ...]) -> Place:
    zone = Zone(row.zone)
    return Place(
        branch=branch,
        key=branch.bytes if unit.dialect == "sqlite" else branch,
        code=row.code,
        zone=zone_of(zone),
        epoch=row.epoch,
        books_from=row.books_from,
        today=business_date(unit.now(), zone, day_starts_at_hour=row.day_starts_at_hour),
        tax_rules=tax_rules,
    )


def _receipts_held(unit: Unit, branch: BranchId, items: Iterable[TillEvent]) -> set[str]:
    numbers = [item.event.receipt for item in items if item.receipt is not None and item.event.receipt]
    return {row[1] for row in rows_by_id(unit, (sale.c.receipt,), sale.c.receipt, numbers, branch=branch)}
