"""What the back office does meanwhile: prices, products, stock counts, people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.catalog import service as catalogue
from backoffice_server.features.catalog.tables import product
from backoffice_server.features.promotions import queries as promotions
from backoffice_server.features.promotions.service import save_promotion
from backoffice_server.features.staff.service import save_staff
from backoffice_server.features.stock.adjustments import adjust
from shared_models.rules.price_choice import WHOLESALE
from shared_models.values.codes import Role
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.catalog import SaveOffer, SaveProduct
from shared_models.wire.promotions import (
    AmountOffRow,
    BuyGetRow,
    PercentOffRow,
    SavePromotion,
    ScopeRow,
    VoucherTermsRow,
)
from shared_models.wire.staff import SaveStaff
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from shared_models.wire.sync import Entity
from tests.factories import shop as shops
from tests.factories.tills import product_row

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

VOUCHER: Final = "HEMAT"
BRANCHES = ("BDG1", "BDG2")


def new_price(world: World, _: Till) -> None:
    price = Money(world.random.randint(30, 60) * 100)
    _change(world, world.random.choice(world.skus), price=price)


def new_offers(world: World, _: Till) -> None:
    """A product is cheaper from three pieces on, and for resellers, or no longer."""
    price = world.random.randint(15, 29) * 100
    offers = (
        SaveOffer(from_qty=whole(3), price=Money(price)),
        SaveOffer(level=WHOLESALE, price=Money(price - 200)),
    )
    _change(world, world.random.choice(world.skus), offers=offers[: world.random.randint(0, 2)])


def take_out_or_bring_back(world: World, _: Till) -> None:
    """A product is no longer sold, or is again."""
    _change(world, world.random.choice(world.skus), turn=True)


def new_product(world: World, _: Till) -> None:
    sku = f"BARU-{world.counts['new_product']}"
    price = world.random.randint(10, 90) * 100
    with world.office.used_by_people(), world.office.database.write() as unit:
        catalogue.save_product(unit, product=None, request=shops.goods(sku, price), by=None)
    world.codes.append(sku)
    world.skus.append(sku)


def _product(world: World, sku: str) -> UUID | None:
    """None when the back office was restored to a day before it was made."""
    found: UUID | None = world.office.shop.scalar(select(product.c.product_id).where(product.c.sku == sku))
    return found


def _change(
    world: World,
    sku: str,
    *,
    price: Money | None = None,
    offers: tuple[SaveOffer, ...] | None = None,
    turn: bool = False,
) -> None:
    with world.office.used_by_people(), world.office.database.write() as unit:
        known = _product(world, sku)
        if known is None:
            return
        held = catalogue.document(unit, product=known)
        changes: dict[str, object] = {"version": held.version, "active": held.product.active != turn}
        if price is not None:
            changes["units"] = [one.model_copy(update={"price": price}) for one in held.product.units]
        if offers is not None:
            changes["units"] = [one.model_copy(update={"offers": offers}) for one in held.product.units]
        request = SaveProduct.model_validate(dict(held.product) | changes)
        catalogue.save_product(unit, product=known, request=request, by=None)


def promote(world: World, _: Till) -> None:
    """A promotion is made, changed or switched off; one of three asks for a code with few uses."""
    place = world.random.randrange(3)
    skus = world.random.sample(world.skus, 2)
    with world.office.used_by_people(), world.office.database.write() as unit:
        known = tuple(one for sku in skus if (one := _product(world, sku)) is not None)
        promotion_id = UUID(int=0x9F00 + place)
        before = promotions.known(unit, promotion_id)
        request = SavePromotion(
            name=f"Promo {place}",
            benefit=_benefits(world, known)[world.random.randrange(3)],
            valid_from=date(2020, 1, 1),
            active=world.random.random() < 0.9,
            stackable=place == 1,
            voucher=VoucherTermsRow(codes=(VOUCHER,), uses_max=5) if place == 2 else None,
            version=0 if before is None else before.promotion.version,
        )
        save_promotion(unit, promotion_id=promotion_id, request=request, by=None)


def _benefits(world: World, known: tuple[UUID, ...]) -> tuple[PercentOffRow | BuyGetRow | AmountOffRow, ...]:
    scope = ScopeRow(products=known)
    return (
        PercentOffRow(scope=scope, rate_bp=world.random.randint(1, 9_999)),
        BuyGetRow(buy=scope, buy_count=2),
        AmountOffRow(amount=Money(world.random.randint(1, 5_000)), per_unit=False),
    )


def passing_product(world: World, _: Till) -> None:
    """A product that the tills know for a while only: it is made, or taken from every replica."""
    sku = world.random.choice(("LEWAT-0", "LEWAT-1"))
    known = world.passing.pop(sku, None)
    with world.office.used_by_people(), world.office.database.write() as unit:
        if known is not None:
            unit.change(Entity.PRODUCT, known, None, None)
            return
        row = product_row(world.office_ids, sku, "", sku, world.random.randint(10, 90) * 100)  # type: ignore[arg-type] # ids are all it takes
        unit.change(Entity.PRODUCT, str(row.id), row, None)
    world.passing[sku] = str(row.id)


def count_stock(world: World, _: Till) -> None:
    """A count is booked as the difference to the level of that moment."""
    skus = world.random.sample(world.skus, 2)
    products = [known for sku in skus if (known := _product(world, sku)) is not None]
    lines = tuple(
        AdjustmentLine(product=known, qty=whole(world.random.choice((-7, -1, 4, 30)))) for known in products
    )
    if lines:
        request = AdjustStock(
            id=world.office_ids.new_id(),
            branch=world.office.shop.branch(world.random.choice(BRANCHES)),
            reason=AdjustmentReason.COUNT,
            bdate=world.office.now().date(),
            lines=lines,
        )
        with world.office.used_by_people(), world.office.database.write() as unit:
            adjust(unit, request, by=None)


def hire(world: World, _: Till) -> None:
    login = f"kasir{world.counts['hire']}"
    request = SaveStaff(username=login, name=login.capitalize(), role=Role.CASHIER)
    with world.office.used_by_people(), world.office.database.write() as unit:
        world.cashiers.append(save_staff(unit, staff_id=None, request=request).id)


def dismiss_or_take_back(world: World, _: Till) -> None:
    with world.office.used_by_people(), world.office.database.write() as unit:
        held = {"sari": True} | world.dismissed
        held["sari"] = not held["sari"]
        request = SaveStaff(username="sari", name="Sari", role=Role.CASHIER, active=held["sari"])
        save_staff(unit, staff_id=world.sari, request=request)
        world.dismissed = held
