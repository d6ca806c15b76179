"""Codes that sales use up, counted over all branches: one used too often is for a person to see.

Branches post beside each other: two that use the last use of a code in the same instant both count one less.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.promotions import queries as promotions
from backoffice_server.features.sales.service.facts import TillEvent
from backoffice_server.features.sales.tables import sale_voucher
from backoffice_server.kernel.unit import Unit
from shared_models.wire.promotions import SavePromotion
from shared_models.wire.sales import UsedVoucher

Use = tuple[UUID, str, UUID | None]
"""Promotion, code, and the customer (null: in all)."""


@dataclass(frozen=True, slots=True)
class Overused:
    """A code with one use too many: how often it was used, and how often it may be."""

    name: str
    uses: int
    allowed: int


@dataclass(slots=True)
class VoucherUses:
    """Uses of the codes in one batch before it, and their promotions."""

    terms: dict[UUID, SavePromotion] = field(default_factory=dict)
    uses: Counter[Use] = field(default_factory=Counter)

    @classmethod
    def read(cls, unit: Unit, items: Iterable[TillEvent]) -> Self:
        """No statement at all for a batch without codes."""
        named = {(one.promotion, one.code) for item in items for one in item.vouchers}
        found = cls()
        if named:
            found.terms = promotions.bodies(unit, sorted({promotion for promotion, _ in named}))
            found.uses = _uses(unit, named)
        return found

    def count(self, used: UsedVoucher, customer: UUID | None) -> Overused | None:
        """One use more; whether it is one too many."""
        self.uses[used.promotion, used.code, None] += 1
        if customer is not None:
            self.uses[used.promotion, used.code, customer] += 1
        saved = self.terms.get(used.promotion)
        terms = None if saved is None else saved.voucher
        if saved is None or terms is None:
            return None
        limits = ((None, terms.uses_max), (customer, terms.uses_per_customer_max))
        for who, allowed in limits:
            uses = self.uses[used.promotion, used.code, who]
            if allowed is not None and uses > allowed:
                return Overused(saved.name, uses, allowed)
        return None


def _uses(unit: Unit, named: set[tuple[UUID, str]]) -> Counter[Use]:
    own = sale_voucher.c
    query = (
        select(own.promotion_id, own.code, own.customer_id, func.count().label("uses"))
        .where(own.promotion_id.in_({promotion for promotion, _ in named}))
        .where(own.code.in_({code for _, code in named}))
        .group_by(own.promotion_id, own.code, own.customer_id)
    )
    found: Counter[Use] = Counter()
    rows: Iterable[Any] = unit.connection.execute(query)
    for row in rows:
        found[row.promotion_id, row.code, None] += row.uses
        if row.customer_id is not None:
            found[row.promotion_id, row.code, row.customer_id] += row.uses
    return found
