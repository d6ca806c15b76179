"""A shop that began on its own till, as it asks an empty company to take it over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from backoffice_server.features.branches.service import new_branch
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.service import new_code
from backoffice_server.founding import NewShop, found_shop
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unit import Unit
from shared_models.rules.tax import TaxRounding
from shared_models.values.codes import (
    PERMISSIONS_OF,
    ProductKind,
    Role,
    RoundingMode,
    StreamPurpose,
    TaxClass,
)
from shared_models.values.moments import Zone
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.wire.enrolment import EnrolRequest, ShopRecord
from shared_models.wire.replica import (
    BranchRow,
    CategoryRow,
    CompanyRow,
    CustomerRow,
    PriceRow,
    ProductRow,
    RegisterRow,
    StaffRow,
    TaxRuleRow,
    UnitRow,
)
from shared_models.wire.staff import SaveStaff

TODAY: Final = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
COMPANY, BRANCH, PLACE, OWNER, DEVICE = (UUID(int=0xA0 + number) for number in range(5))
KEY: Final = bytes(range(32))
SINCE: Final = date(2025, 8, 17)
PPN: Final = TaxRuleRow(
    code="PPN",
    tax_class=TaxClass.TAXABLE,
    rate_bp=1200,
    base_num=11,
    base_den=12,
    inclusive=True,
    rounding=TaxRounding.HALF_UP,
    valid_from=date(2025, 1, 1),
)


def found_office(unit: Unit, **changes: Any) -> None:
    """What `create-shop` makes."""
    fields: dict[str, Any] = {
        "name": "Toko Baru",
        "is_pkp": False,
        "npwp": "01.234.567.8-901.000",
        "books_from": date(2026, 1, 1),
        "branches": (new_branch(unit, code="01", name="Toko Baru"),),
        "registers": (("01", "K1", "K1"),),
        "staff": (SaveStaff(username="owner", name="Bu Sri", role=Role.OWNER, password="rahasia-sri"),),
    }
    found_shop(unit, shop=NewShop(**(fields | changes)))


def code_at(database: Database, register: str = "K1", **changes: Any) -> str:
    fields: dict[str, Any] = {"purpose": StreamPurpose.LIVE, "valid_hours": 24, "by": None}
    with database.write() as unit:
        place = next(row for row in tills.registers(unit) if row.code == register)
        return new_code(unit, register_id=place.id, **(fields | changes))


def product(sku: str = "KOPI", *, number: int = 0xC0, **changes: Any) -> ProductRow:
    price = PriceRow(id=UUID(int=number + 0x1000), branch=None, price=Money(5_000), valid_from=SINCE)
    fields: dict[str, Any] = {
        "id": UUID(int=number),
        "sku": sku,
        "name": sku.title(),
        "kind": ProductKind.GOODS,
        "category": None,
        "tax_class": TaxClass.TAXABLE,
        "active": True,
        "units": (UnitRow(unit="pcs", factor=ONE, barcodes=(f"{sku}-1",), prices=(price,)),),
    }
    return ProductRow(**(fields | changes))


def warung(**changes: Any) -> ShopRecord:
    """Warung Sri of one till, PKP, with an owner, a category, a customer and one product."""
    fields: dict[str, Any] = {
        "company": CompanyRow(id=COMPANY, name="Warung Sri", currency="IDR", currency_digits=0, is_pkp=True),
        "branch": BranchRow(
            id=BRANCH,
            code="TK1",
            name="Warung Sri",
            address="Jl. Kenanga 2",
            zone=Zone.WITA,
            rounding_step=100,
            rounding_mode=RoundingMode.NEAREST,
            receipt_footer=("Matur suksma",),
        ),
        "place": RegisterRow(id=PLACE, branch=BRANCH, code="K9", name="K9"),
        "series": "A",
        "kid": 1,
        "device_key": KEY.hex(),
        "since": SINCE,
        "staff": (
            StaffRow(
                id=OWNER,
                username="owner",
                name="Sri",
                role=Role.OWNER,
                permissions=tuple(sorted(PERMISSIONS_OF[Role.OWNER])),
                pin_hash="$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
                active=True,
            ),
        ),
        "tax_rules": (PPN,),
        "categories": (CategoryRow(id=UUID(int=0xB1), code="MIN", name="Minuman"),),
        "customers": (CustomerRow(id=UUID(int=0xB2), code="P1", name="Bu Wayan"),),
        "products": (product(category=UUID(int=0xB1)),),
    }
    return ShopRecord(**(fields | changes))


def asking(code: str, **changes: Any) -> EnrolRequest:
    fields: dict[str, Any] = {
        "code": code,
        "device": DEVICE,
        "device_name": "Laptop",
        "app": "0.1.0",
        "shop": warung(),
    }
    return EnrolRequest(**(fields | changes))
