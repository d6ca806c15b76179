"""Promotions for a till and for the back office."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pos_client.store import StoreUnit
from pos_client.store.replica import keep
from shared_models.wire.promotions import PercentOffRow, PromotionRow, SavePromotion, ScopeRow
from shared_models.wire.sync import Entity


def percent_off(*products: UUID, rate_bp: int = 1_000) -> PercentOffRow:
    return PercentOffRow(scope=ScopeRow(products=products), rate_bp=rate_bp)


def promotion_row(number: int, benefit: Any, **more: Any) -> PromotionRow:
    usual: dict[str, Any] = {"name": f"Promo {number}", "valid_from": date(2026, 11, 1), "version": 1}
    saved = SavePromotion(**(usual | more), benefit=benefit)
    return PromotionRow(id=UUID(int=0x9900 + number), promotion=saved)


def give_promotions(unit: StoreUnit, *rows: PromotionRow) -> None:
    """To a till, as if they had come from the back office."""
    for row in rows:
        keep(unit, Entity.PROMOTION, str(row.id), row)
