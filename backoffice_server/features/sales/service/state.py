"""What a batch of events needs to know, read once under the branch lock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timezone
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, true

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.branches.tables import company as company_table
from backoffice_server.features.catalog.tables import price, product
from backoffice_server.features.sales.service.facts import TillEvent
from backoffice_server.features.sales.service.originals import Originals
from backoffice_server.features.sales.service.shift_rows import ShiftRows
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock.book import StockBook
from backoffice_server.features.taxes.tables import tax_rule
from backoffice_server.kernel.bulk import coded_id
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.rules.tax import TaxRounding, TaxRule
from shared_models.values.codes import TaxClass
from shared_models.values.ids import BranchId
from shared_models.values.moments import Zone, business_date, zone_of
from shared_models.values.money import Money

_PRODUCT: Final = (product.c.product_id, product.c.category_id, product.c.cost)
_PRICE: Final = (
    price.c.unit,
    price.c.price,
    price.c.valid_from,
    price.c.valid_to,
    price.c.introduced,
    price.c.branch_id,
)


@dataclass(frozen=True, slots=True)
class Place:
    """The branch and the company it belongs to, as posting needs them."""

    branch: BranchId
    code: str
    zone: timezone
    epoch: UUID
    books_from: date
    today: date
    tax_rules: tuple[TaxRule, ...]


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A price of the list; days as ordinals. `introduced`: the company feed number that carried it."""

    price: int
    valid_from: int
    valid_to: int | None
    introduced: int


@dataclass(slots=True)
class ProductFacts:
    """What the catalogue says of a product, and what this batch sold of it per business date.

    days: [units sold, units returned, revenue, tax, cost]; `last_sale` is null when it was only returned.
    """

    product: UUID
    key: Any  # the id as the driver takes it: it stands in many rows
    category: Any = None  # its id, as the driver gave it
    cost: Money | None = None
    known: bool = False
    prices: dict[str, list[ListPrice]] = field(default_factory=dict)
    days: dict[date, list[int]] = field(default_factory=dict)


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


def read_state(unit: Unit, branch: BranchId, items: Sequence[TillEvent]) -> State:
    """Read what `items` touch."""
    receipts = [item.receipt for item in items if item.receipt is not None]
    ids = dict.fromkeys(line.item.product for receipt in receipts for line in receipt.lines)
    place = _place(unit, branch)
    products = _products(unit, branch, list(ids))
    costs = {key: facts.cost for key, facts in products.items()}
    return State(
        place=place,
        products=products,
        stock=StockBook.open(unit, branch, products, costs),
        shifts=ShiftRows.read(unit, branch, items),
        originals=Originals.read(unit, branch, items),
        receipts=_receipts_held(unit, branch, items),
        staff=_staff(unit, items),
    )


def _place(unit: Unit, branch: BranchId) -> Place:
    query = (
        select(
            branch_table.c.code,
            branch_table.c.zone,
            branch_table.c.day_starts_at_hour,
            company_table.c.epoch,
            company_table.c.books_from,
            company_table.c.is_pkp,
        )
        .join_from(branch_table, company_table, true())
        .where(branch_table.c.branch_id == branch)
    )
    row = unit.connection.execute(query).one()
    zone = Zone(row.zone)
    return Place(
        branch=branch,
        code=row.code,
        zone=zone_of(zone),
        epoch=row.epoch,
        books_from=row.books_from,
        today=business_date(unit.now(), zone, day_starts_at_hour=row.day_starts_at_hour),
        tax_rules=_tax_rules(unit) if row.is_pkp else (),
    )


def _tax_rules(unit: Unit) -> tuple[TaxRule, ...]:
    return tuple(
        TaxRule(
            code=row.code,
            tax_class=TaxClass(row.tax_class),
            rate_bp=row.rate_bp,
            base_num=row.base_num,
            base_den=row.base_den,
            inclusive=row.inclusive,
            rounding=TaxRounding(row.rounding),
            valid_from=row.valid_from,
        )
        for row in unit.connection.execute(select(tax_rule))
    )


def _products(unit: Unit, branch: BranchId, ids: list[UUID]) -> dict[UUID, ProductFacts]:
    facts = [ProductFacts(key, coded_id(unit.dialect, key)) for key in ids]
    own = branch.bytes if unit.dialect == "sqlite" else branch
    for place, _, category, cost in rows_by_id(unit, _PRODUCT, product.c.product_id, ids):
        one = facts[place]
        one.known, one.category, one.cost = True, category, cost
    for place, unit_code, amount, valid_from, valid_to, introduced, where in rows_by_id(
        unit, _PRICE, price.c.product_id, ids
    ):
        if where is None or where == own:
            entry = ListPrice(amount, valid_from, valid_to, introduced)
            facts[place].prices.setdefault(unit_code, []).append(entry)
    return {one.product: one for one in facts}


def _receipts_held(unit: Unit, branch: BranchId, items: Iterable[TillEvent]) -> set[str]:
    numbers = [item.event.receipt for item in items if item.receipt is not None and item.event.receipt]
    query = select(sale.c.receipt).where(sale.c.branch_id == branch, sale.c.receipt.in_(numbers))
    return set(unit.connection.execute(query).scalars()) if numbers else set()


def _staff(unit: Unit, items: Iterable[TillEvent]) -> dict[UUID, bool]:
    people = {item.event.actor for item in items} | {item.event.approver for item in items}
    query = select(staff.c.staff_id, staff.c.active).where(
        staff.c.staff_id.in_([one for one in people if one is not None])
    )
    return {row.staff_id: row.active for row in unit.connection.execute(query)}
