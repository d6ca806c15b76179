"""A till in a folder: a real store with a handed-in clock, a small shop and its staff."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from pos_client.engine import sales, shifts, stand_alone
from pos_client.engine.cart_rows import Cart
from pos_client.engine.carts import add_line, open_cart
from pos_client.engine.till import TillIdentity, identity, this_till
from pos_client.store import Store, StoreUnit, open_store
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.catalogue_tables import CatalogueTables
from pos_client.store.replica import keep
from shared_models.rules.receipt import Tender
from shared_models.values.codes import PERMISSIONS_OF, ProductKind, Role, RoundingMode, TaxClass, TenderMethod
from shared_models.values.ids import CartId, DeviceId, StaffId, uuid7
from shared_models.values.moments import Zone, utc_ms
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.wire.replica import BranchRow, PriceRow, ProductRow, StaffRow, UnitRow
from shared_models.wire.sync import Entity

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)  # 12.00 in WIB
FAST_PIN_HASH: dict[str, str] = {}


@dataclass
class Clock:
    """A clock and ids a test decides."""

    at: datetime = NOON
    mono: int = 0
    random: Random = field(default_factory=lambda: Random(7))

    def now(self) -> datetime:
        return self.at

    def mono_ms(self) -> int:
        return self.mono

    def new_id(self) -> UUID:
        return uuid7(utc_ms(self.at), self.random.getrandbits(74))

    def pass_by(self, **parts: int) -> None:
        step = timedelta(**parts)
        self.at += step
        self.mono += int(step.total_seconds() * 1000)


@cache
def _empty_database() -> Path:
    """Migrated once per run: Alembic takes most of a second."""
    folder = Path(tempfile.mkdtemp(prefix="empty-till-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    clock = Clock()
    open_store(folder, now=clock.now, new_id=clock.new_id, mono_ms=clock.mono_ms, boot=clock.new_id()).close()
    return folder / "till.db"


def new_store(folder: Path, clock: Clock) -> Store:
    """A store in `folder`, created when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "till.db").exists():
        shutil.copy(_empty_database(), folder / "till.db")
    return open_store(folder, now=clock.now, new_id=clock.new_id, mono_ms=clock.mono_ms, boot=clock.new_id())


@dataclass
class Shop:
    """A till that can sell. Sari is the cashier, Budi the supervisor, Ratna the owner."""

    store: Store
    clock: Clock
    sari: StaffId
    budi: StaffId
    ratna: StaffId

    @property
    def till(self) -> TillIdentity:
        reader = self.store.reader()
        till = identity(reader)
        reader.close()
        assert till is not None
        return till

    def item(self, code: str) -> CatalogueItem:
        with self.store.write() as unit:
            found = Catalogue(unit, now=self.clock.now).by_code(code)
        assert found is not None, code
        return found

    def open_shift(self, opening_float: int = 200_000) -> shifts.ShiftReport:
        with self.store.write() as unit:
            return shifts.open_shift(unit, cashier=self.sari, opening_float=Money(opening_float))


PRODUCTS: Sequence[tuple[str, str, str, int, TaxClass]] = (
    ("KOPI", "8990000000017", "Kopi Tubruk 250 g", 18_500, TaxClass.TAXABLE),
    ("GULA", "8990000000024", "Gula Pasir 1 kg", 17_450, TaxClass.TAXABLE),
    ("BERAS", "8990000000031", "Beras Pandan 5 kg", 74_900, TaxClass.EXEMPT),
    ("TEH", "8990000000048", "Teh Melati 25 kantong", 6_725, TaxClass.TAXABLE),
)


def cash(amount: int) -> list[Tender]:
    return [Tender(TenderMethod.CASH, Money(amount))]


def product_row(
    clock: Clock,
    sku: str,
    barcode: str,
    name: str,
    price: int | None,
    tax_class: TaxClass = TaxClass.TAXABLE,
    *,
    kind: ProductKind = ProductKind.GOODS,
    unit: str = "pcs",
    decimals: int = 0,
    product: UUID | None = None,
) -> ProductRow:
    prices: tuple[PriceRow, ...] = ()
    if price is not None:
        prices = (PriceRow(id=clock.new_id(), branch=None, price=Money(price), valid_from=date(2026, 1, 1)),)
    base = UnitRow(
        unit=unit,
        factor=Quantity(1000),
        decimals=decimals,
        barcodes=(barcode,) if barcode else (),
        prices=prices,
    )
    return ProductRow(
        id=product or clock.new_id(),
        sku=sku,
        name=name,
        kind=kind,
        category=None,
        tax_class=tax_class,
        active=True,
        units=(base,),
    )


def add_products(unit: StoreUnit, rows: Sequence[ProductRow], *, version: int = 1) -> None:
    tables = CatalogueTables(unit, branch=this_till(unit).branch)
    tables.add_products([(version, row) for row in rows])


def add_staff(unit: StoreUnit, clock: Clock, username: str, role: Role, pin_hash: str) -> StaffId:
    staff = clock.new_id()
    row = StaffRow(
        id=staff,
        username=username,
        name=username.capitalize(),
        role=role,
        permissions=tuple(PERMISSIONS_OF[role]),
        pin_hash=pin_hash,
        active=True,
    )
    keep(unit, Entity.STAFF, str(staff), row)
    return StaffId(staff)


@cache
def pin_hash(pin: str) -> str:
    from pos_client.engine.staff import hash_pin

    return hash_pin(pin)


def new_shop(folder: Path, clock: Clock | None = None, *, is_pkp: bool = True, step: int = 100) -> Shop:
    """A stand-alone shop in `folder` with four products and three people; no shift is open yet."""
    clock = clock or Clock()
    return found_shop(new_store(folder, clock), clock, is_pkp=is_pkp, step=step)


def found_shop(store: Store, clock: Clock, *, is_pkp: bool = True, step: int = 100) -> Shop:
    """The shop of `new_shop` in a store that holds nothing yet."""
    with store.write() as unit:
        shop = stand_alone.StandAloneShop(
            company_name="Toko Melati",
            branch_code="BDG1",
            branch_name="Bandung",
            address="Jl. Braga 1",
            register_code="K1",
            owner_name="Ratna",
            owner_username="ratna",
            pin="1234",
            zone=Zone.WIB,
            is_pkp=is_pkp,
            device=DeviceId(clock.new_id()),
            device_name="Kasir depan",
            device_key=bytes(range(32)),
            rounding_step=step,
        )
        stand_alone.stand_alone(unit, shop)
        owner = unit.execute("SELECT key FROM replica WHERE entity = 'staff'").fetchone()[0]
        sari = add_staff(unit, clock, "sari", Role.CASHIER, pin_hash("1111"))
        budi = add_staff(unit, clock, "budi", Role.SUPERVISOR, pin_hash("2222"))
        rows = [product_row(clock, *product) for product in PRODUCTS]
        add_products(unit, rows)
        _limit_discounts(unit)
    return Shop(store, clock, sari, budi, StaffId(UUID(owner)))


def _limit_discounts(unit: StoreUnit) -> None:
    body = unit.execute("SELECT body FROM replica WHERE entity = 'branch'").fetchone()[0]
    row = BranchRow.model_validate_json(body).model_copy(
        update={"line_discount_limit_bp": 500, "rounding_mode": RoundingMode.NEAREST}
    )
    keep(unit, Entity.BRANCH, str(row.id), row)


def ring_up(shop: Shop, *codes: str) -> Cart:
    items = [shop.item(code) for code in codes]
    with shop.store.write() as unit:
        cart = open_cart(unit, actor=shop.sari)
        for item in items:
            cart = add_line(unit, cart=cart.id, item=item, qty=whole(1))
    return cart


def pay(shop: Shop, cart: CartId, amount: int) -> sales.FinishedSale:
    with shop.store.write() as unit:
        return sales.complete_sale(unit, cart=cart, actor=shop.sari, tenders=cash(amount))
