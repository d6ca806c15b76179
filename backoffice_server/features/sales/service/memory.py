"""What posting remembers of company-wide facts from one push to the next.

Products, prices, staff and tax rules change seldom and always move the company's feed: a memory is good as
long as the feed stands where it stood. It belongs to one database connection, so no two threads share it;
what is rolled back takes the memory with it (Unit.forget), for it may hold the transaction's own new rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.catalog.tables import price, product
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.taxes.tables import tax_rule
from backoffice_server.kernel.bulk import coded_id
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.rules.particulars import NO_NEEDS, Needs
from shared_models.rules.tax import TaxRounding, TaxRule
from shared_models.values.codes import TaxClass, Tracking
from shared_models.values.money import Money
from shared_models.values.quantity import NONE, Quantity

PRODUCTS_MAX: Final = 50_000
_NAME: Final = "what posting remembers"
_PRODUCT: Final = (
    product.c.category_id,
    product.c.cost,
    product.c.placeholder,
    product.c.min_age,
    product.c.prescription,
    product.c.tracking,
)
_PRICE: Final = (
    price.c.unit,
    price.c.price,
    price.c.valid_from,
    price.c.valid_to,
    price.c.introduced,
    price.c.branch_id,
    price.c.customer_id,
    price.c.level,
    price.c.from_qty,
)


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A price; days as ordinals. `introduced`: the company feed number that carried it."""

    price: Money
    valid_from: int
    valid_to: int | None
    introduced: int
    branch: Any  # as the driver gives it; null: everywhere
    customer: Any = None
    level: str | None = None
    from_qty: Quantity = NONE

    @property
    def is_plain(self) -> bool:
        """For everybody, everywhere, from any quantity."""
        return self.branch is None and self.customer is None and self.level is None and not self.from_qty


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """What the catalogue says of a product; ids as the driver takes and gives them.

    `placeholder`: only an earlier event told of it, so nobody has said what it costs.
    """

    key: Any
    category: Any
    cost: Money | None
    placeholder: bool
    needs: Needs = NO_NEEDS
    prices: dict[str, list[ListPrice]] = field(default_factory=dict)


@dataclass(slots=True)
class Memory:
    """Facts at one position of the company's feed, read when they are first asked for."""

    position: int
    rules: tuple[TaxRule, ...] | None = None
    known_products: dict[UUID, KnownProduct] = field(default_factory=dict)
    known_staff: dict[UUID, bool] = field(default_factory=dict)

    def products(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, KnownProduct | None]:
        """What is known of the products; None for one that does not exist."""
        known = self.known_products
        if missing := [one for one in ids if one not in known]:
            if len(known) + len(missing) > PRODUCTS_MAX:
                known.clear()
                missing = list(ids)
            known |= _read_products(unit, missing)
        return {one: known.get(one) for one in ids}

    def staff(self, unit: Unit, people: Iterable[UUID]) -> dict[UUID, bool]:
        """Who is active, of the people that exist."""
        asked = set(people)
        if missing := asked - self.known_staff.keys():
            query = select(staff.c.staff_id, staff.c.active).where(staff.c.staff_id.in_(missing))
            self.known_staff |= {row.staff_id: row.active for row in unit.connection.execute(query)}
        return {one: self.known_staff[one] for one in asked if one in self.known_staff}

    def tax_rules(self, unit: Unit) -> tuple[TaxRule, ...]:
        """All tax rules of the company."""
        if self.rules is None:
            self.rules = tuple(map(_rule, unit.connection.execute(select(tax_rule))))
        return self.rules


def memory_at(unit: Unit, position: int) -> Memory:
    """The memory of this unit's connection for the company feed at `position`."""
    kept = unit.connection.info.get(_NAME)
    if not isinstance(kept, Memory) or kept.position != position:
        kept = unit.connection.info[_NAME] = Memory(position)
    return kept


def _read_products(unit: Unit, ids: Sequence[UUID]) -> dict[UUID, KnownProduct]:
    known: dict[UUID, KnownProduct] = {}
    for place, category, cost, hidden, *asked in rows_by_id(unit, _PRODUCT, product.c.product_id, ids):
        key = coded_id(ids[place])
        known[ids[place]] = KnownProduct(key, category, cost, bool(hidden), _needs(*asked))
    for place, unit_code, *figures in rows_by_id(unit, _PRICE, price.c.product_id, ids):
        if (one := known.get(ids[place])) is not None:
            one.prices.setdefault(unit_code, []).append(ListPrice(*figures))
    return known


def _needs(min_age: int, prescription: Any, tracking: str | None) -> Needs:
    if not (min_age or prescription or tracking):
        return NO_NEEDS
    return Needs(min_age, bool(prescription), None if tracking is None else Tracking(tracking))


def _rule(row: Any) -> TaxRule:
    return TaxRule(
        code=row.code,
        tax_class=TaxClass(row.tax_class),
        rate_bp=row.rate_bp,
        base_num=row.base_num,
        base_den=row.base_den,
        inclusive=row.inclusive,
        rounding=TaxRounding(row.rounding),
        valid_from=row.valid_from,
    )
