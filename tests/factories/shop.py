"""Toko Ratna, Bandung: a small shop made through the services, with people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog.service import save_categories, save_product
from backoffice_server.features.catalog.tables import product
from backoffice_server.features.staff import queries as staff
from backoffice_server.features.staff.service import open_session
from backoffice_server.features.tills import queries as tills
from backoffice_server.founding import NewShop, found_shop
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.unit import Unit
from shared_models.rules.barcodes import make_ean13
from shared_models.values.codes import Role, RoundingMode, TaxClass
from shared_models.values.ids import BranchId, RegisterId, StaffId
from shared_models.values.moments import Zone
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, whole
from shared_models.wire.catalog import SaveCategory, SaveProduct, SaveUnit
from shared_models.wire.replica import BranchRow
from shared_models.wire.staff import SaveStaff

OPENED: Final = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
BOOKS_FROM: Final = date(2026, 1, 1)
TEH_CODE: Final = make_ean13("899100000001")
TEH_DOZEN_CODE: Final = make_ean13("899100000002")
GULA_CODE: Final = make_ean13("899100000003")
PASSWORD: Final = "rahasia-toko"
PEOPLE: Final = (
    ("sari", "Sari", Role.CASHIER, "1234"),
    ("budi", "Budi", Role.SUPERVISOR, "2345"),
    ("dewi", "Dewi", Role.CLERK, None),
    ("ratna", "Ratna", Role.OWNER, "3456"),
)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = OPENED) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: int) -> None:
        self.now += timedelta(**by)


def build(url: str) -> None:
    """Make the shop in an empty database."""
    with Database(url, now=lambda: OPENED) as database:
        migrate(database)
        with database.write() as unit:
            found_shop(unit, shop=shop_of_ratna())
            _stock_the_shelves(unit)


def shop_of_ratna(**changes: Any) -> NewShop:
    people = tuple(
        SaveStaff(username=login, name=name, role=role, password=PASSWORD, pin=pin)
        for login, name, role, pin in PEOPLE
    )
    fields: dict[str, Any] = {
        "name": "Toko Ratna",
        "is_pkp": True,
        "books_from": BOOKS_FROM,
        "branches": (_branch("BDG1", 0xB1), _branch("BDG2", 0xB2)),
        "registers": (("BDG1", "K1", "Kasir 1"), ("BDG1", "K2", "Kasir 2"), ("BDG2", "K1", "Kasir 1")),
        "staff": people,
    }
    return NewShop(**(fields | changes))


def _branch(code: str, number: int) -> BranchRow:
    return BranchRow(
        id=UUID(int=number),
        code=code,
        name=f"Toko Ratna {code}",
        address="Jl. Melati 5",
        zone=Zone.WIB,
        rounding_step=100,
        rounding_mode=RoundingMode.DOWN,
        line_discount_limit_bp=500,
    )


def goods(
    sku: str, price: int | None, *, cost: int | None = None, barcodes: tuple[str, ...] = (), **rest: Any
) -> SaveProduct:
    """A product sold by the piece."""
    fields: dict[str, Any] = {
        "sku": sku,
        "name": sku.replace("-", " ").title(),
        "cost": None if cost is None else Money(cost),
        "units": (
            SaveUnit(
                unit="pcs", factor=ONE, barcodes=barcodes, price=None if price is None else Money(price)
            ),
        ),
    }
    return SaveProduct(**(fields | rest))


def _stock_the_shelves(unit: Unit) -> None:
    drinks, staples = save_categories(
        unit,
        requests=[SaveCategory(code="MIN", name="Minuman"), SaveCategory(code="SEM", name="Sembako")],
    )
    dozen = (
        SaveUnit(unit="btl", factor=ONE, barcodes=(TEH_CODE,), price=Money(3_500)),
        SaveUnit(unit="lsn", factor=whole(12), barcodes=(TEH_DOZEN_CODE,), price=Money(40_000)),
    )
    weighed = (SaveUnit(unit="kg", factor=ONE, decimals=3, price=Money(28_000)),)
    for request in (
        goods("TEH-KENARA", 3_500, cost=2_800, category=drinks.id, units=dozen),
        goods("TELUR", 28_000, cost=25_000, category=staples.id, units=weighed, tax_class=TaxClass.EXEMPT),
        goods("GULA-1KG", 17_500, cost=15_000, category=staples.id, barcodes=(GULA_CODE,)),
        goods("SABUN", 4_300),
    ):
        save_product(unit, product=None, request=request, by=None)


@dataclass
class Shop:
    """The shop over an open database."""

    database: Database
    folder: Path
    clock: Clock

    def branch(self, code: str = "BDG1") -> BranchId:
        with self.database.read() as unit:
            return BranchId(branches.branch_by_code(unit, code).id)

    def register(self, code: str = "K1", branch: str = "BDG1") -> RegisterId:
        with self.database.read() as unit:
            place = BranchId(branches.branch_by_code(unit, branch).id)
            return RegisterId(next(row.id for row in tills.registers(unit, place) if row.code == code))

    def product(self, sku: str) -> UUID:
        found: UUID = self.scalar(select(product.c.product_id).where(product.c.sku == sku))
        return found

    def person(self, login: str) -> UUID:
        with self.database.read() as unit:
            found: UUID = staff.by_username(unit, login).staff_id
            return found

    def scalar(self, statement: Any) -> Any:
        with self.database.read() as unit:
            return unit.connection.execute(statement).scalar()

    def rows(self, statement: Any) -> list[Any]:
        with self.database.read() as unit:
            return list(unit.connection.execute(statement))


class Door:
    """The server's HTTP door, in this process; `sign_in` gives the headers of a person."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def sign_in(self, login: str = "ratna") -> dict[str, str]:
        """The headers of a person's session; opened without the password: checking it is slow on purpose."""
        with cast(FastAPI, self.client.app).state.database.write() as unit:
            person = StaffId(staff.by_username(unit, login).staff_id)
            session = open_session(unit, person=person, hours=12)
        return {"Authorization": f"Bearer {session.token}"}

    def get(self, path: str, who: dict[str, str], **asked: Any) -> Any:
        reply = self.client.get(path, headers=who, params=asked)
        assert reply.status_code == 200, reply.text
        return reply.json()
