"""Promotions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from backoffice_server.features.promotions import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.promotions import PromotionLine, PromotionRow, SavePromotion

router = APIRouter(prefix="/api/promotions", tags=["promotions"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@router.get("")
def list_promotions(unit: ReadUnit, _: Viewer) -> tuple[PromotionLine, ...]:
    return queries.lines(unit)


@router.get("/active")
def list_active(unit: ReadUnit, _: Viewer) -> tuple[PromotionRow, ...]:
    return queries.active(unit)


@router.get("/{promotion}")
def show_promotion(promotion: UUID, unit: ReadUnit, _: Viewer) -> PromotionRow:
    return queries.row(unit, promotion)


@router.put("/{promotion}")
def save_promotion(
    promotion: UUID,
    request: SavePromotion,
    unit: WriteUnit,
    by: Annotated[SignedInStaff, needs(Permission.ADMIN_CATALOG)],
) -> PromotionRow:
    return service.save_promotion(unit, promotion_id=promotion, request=request, by=by.staff)
