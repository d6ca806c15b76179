"""Price levels: those that every shop has, and a shop's own."""

from typing import Final

from sqlalchemy import select

from backoffice_server.features.catalog.tables import price_level
from backoffice_server.kernel.unit import Unit
from shared_models.rules.price_choice import MEMBER, RETAIL, WHOLESALE
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.replica import PriceLevelRow
from shared_models.wire.sync import Entity

GIVEN: Final = (WHOLESALE, MEMBER)
"""Worded by whoever shows them. The retail level is the list itself: it has no rows of its own."""


def own_levels(unit: Unit) -> tuple[PriceLevelRow, ...]:
    """The levels a shop added, by name."""
    query = select(price_level).order_by(price_level.c.name, price_level.c.code)
    return tuple(
        PriceLevelRow(code=row.code, name=row.name, active=row.active)
        for row in unit.connection.execute(query)
    )


def codes(unit: Unit) -> frozenset[str]:
    """What a price may be for; a level that is no longer given keeps its prices."""
    return frozenset((*GIVEN, *unit.connection.execute(select(price_level.c.code)).scalars()))


def save_level(unit: Unit, *, row: PriceLevelRow) -> PriceLevelRow:
    """Add or change a level of the shop's own. Refuses the code of one that every shop has."""
    unit.lock_company()
    if row.code in {*GIVEN, RETAIL}:
        raise invalid([Fault("code", ErrorCode.CONFLICT)])
    unit.upsert(price_level, [(row.code, row.name, row.active)])
    unit.change(Entity.PRICE_LEVEL, row.code, row, None)
    return row
