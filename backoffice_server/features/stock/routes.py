"""Adjustments and opening stock over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from backoffice_server.features.stock import adjustments
from backoffice_server.kernel.web import SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.stock import AdjustStock, StockAdjusted

router = APIRouter(prefix="/api/stock", tags=["stock"])


@router.post("/adjustments", status_code=201)
def adjust_stock(
    request: AdjustStock, unit: WriteUnit, clerk: Annotated[SignedInStaff, needs(Permission.ADMIN_STOCK)]
) -> StockAdjusted:
    return adjustments.adjust(unit, request, by=clerk.staff)
