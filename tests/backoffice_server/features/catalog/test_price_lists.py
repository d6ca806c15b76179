"""A price level as a list: what holds today, and what comes next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import service
from shared_models.rules.price_choice import RETAIL, WHOLESALE
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, whole
from shared_models.wire.catalog import SaveOffer, SaveUnit
from tests.factories.shop import Door, Shop

SUGAR = "GULA-1KG"


def offered(shop: Shop, *offers: SaveOffer, price: int = 17_500, starts: date | None = None) -> None:
    with shop.database.write() as unit:
        sugar = service.document(unit, product=shop.product(SUGAR))
        own = SaveUnit(unit="pcs", factor=ONE, price=Money(price), price_from=starts, offers=offers)
        request = sugar.product.model_copy(
            update={"units": (own,), "version": sugar.version, "cost": Money(16_000)}
        )
        service.save_product(unit, product=sugar.id, request=request, by=None)


def sugar_at(door: Door, level: str) -> dict[str, Any]:
    found = door.get(f"/api/price-lists/{level}", door.sign_in("dewi"), search=SUGAR, active=True)
    (row,) = found["rows"]
    assert found["total"] == 1
    return dict(row)


def test_each_level_shows_its_own_price(door: Door, shop: Shop) -> None:
    offered(
        shop,
        SaveOffer(level=WHOLESALE, price=Money(16_500)),
        SaveOffer(from_qty=whole(3), price=Money(17_000)),
    )
    retail, wholesale, member = (sugar_at(door, level) for level in (RETAIL, WHOLESALE, "member"))
    assert (retail["price"], retail["cost"], retail["tiers"]) == (17_500, 16_000, 1)
    assert (wholesale["price"], wholesale["tiers"]) == (16_500, 0)
    assert member["price"] is None


def test_the_next_price_says_from_when(door: Door, shop: Shop) -> None:
    offered(shop)
    with shop.database.read() as unit:
        starts = branches.today(unit) + timedelta(days=3)
    offered(shop, price=19_000, starts=starts)
    row = sugar_at(door, RETAIL)
    assert (row["price"], row["next_price"], row["next_from"]) == (17_500, 19_000, starts.isoformat())


def test_a_level_that_nobody_made_is_refused(door: Door) -> None:
    reply = door.client.get("/api/price-lists/nix", headers=door.sign_in("dewi")).json()
    assert reply["code"] == "unknown_price_level"
