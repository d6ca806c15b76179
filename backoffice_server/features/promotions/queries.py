"""Reads of promotions."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.promotions.tables import promotion, promotion_code
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.rules.promotions.model import PromotionKind
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.promotions import PromotionLine, PromotionRow, SavePromotion

_IN_ORDER: Final = (promotion.c.active.desc(), promotion.c.valid_from.desc(), promotion.c.promotion_id)


def lines(unit: Unit) -> tuple[PromotionLine, ...]:
    """Every promotion: the active ones first, of those the youngest."""
    own = promotion.c
    query = (
        select(
            own.promotion_id, own.name, own.kind, own.valid_from, own.valid_to, own.active,
            branch.c.code.label("branch"),
        )
        .outerjoin(branch, branch.c.branch_id == own.branch_id)
        .order_by(*_IN_ORDER)
    )  # fmt: skip
    return tuple(_line(found) for found in unit.connection.execute(query))


def active(unit: Unit) -> tuple[PromotionRow, ...]:
    """The promotions that are switched on, as tills hold them."""
    query = select(promotion).where(promotion.c.active).order_by(*_IN_ORDER)
    return tuple(_row(found) for found in unit.connection.execute(query))


def row(unit: Unit, promotion_id: UUID) -> PromotionRow:
    """One promotion, or a refusal."""
    found = known(unit, promotion_id)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="promotion")
    return found


def known(unit: Unit, promotion_id: UUID) -> PromotionRow | None:
    query = select(promotion).where(promotion.c.promotion_id == promotion_id)
    found = unit.connection.execute(query).one_or_none()
    return None if found is None else _row(found)


def owners_of_codes(unit: Unit, codes: Iterable[str]) -> dict[str, UUID]:
    """Whose code each is, by the code as it is compared."""
    columns = (promotion_code.c.folded, promotion_code.c.promotion_id)
    folded = sorted({code.casefold() for code in codes})
    found = rows_by_id(unit, columns, promotion_code.c.folded, folded)
    return {code: _id(owner) for _, code, owner in found}


def bodies(unit: Unit, ids: Sequence[UUID]) -> dict[UUID, SavePromotion]:
    """Promotions by id, as far as they are known."""
    query = select(promotion.c.promotion_id, promotion.c.body).where(promotion.c.promotion_id.in_(ids))
    found = unit.connection.execute(query) if ids else ()
    return {one.promotion_id: SavePromotion.model_validate_json(one.body) for one in found}


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)


def _line(found: Any) -> PromotionLine:
    return PromotionLine(
        id=found.promotion_id,
        name=found.name,
        kind=PromotionKind(found.kind),
        branch=found.branch,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        active=found.active,
    )


def _row(found: Any) -> PromotionRow:
    return PromotionRow(id=found.promotion_id, promotion=SavePromotion.model_validate_json(found.body))
