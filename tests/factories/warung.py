"""Warung Sri, Bandung: a small PKP shop straight in the tables, with tills on paper and a door to push at.

Every id is fixed, so the same database can be copied for each test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from backoffice_server.features.branches.service import found_company, new_branch, open_branch
from backoffice_server.features.branches.tables import company
from backoffice_server.features.catalog.tables import price, product, product_unit
from backoffice_server.features.ledger.chart import install_chart
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.taxes.service import seed_ppn
from backoffice_server.features.tills.service import open_register
from backoffice_server.features.tills.tables import device, enrolment
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.service import receive
from shared_models.rules.receipt import Item
from shared_models.values.codes import ProductKind, StreamPurpose, TaxClass
from shared_models.values.ids import BranchId, CompanyId, DeviceId, ProductId, RegisterId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, whole
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock, StockAdjusted
from shared_models.wire.sync import PushReply, PushRequest
from tests.factories.events import TillWriter
from tests.factories.receipts import PPN_INCLUSIVE, tax_rule

SECRET_BYTES: Final = b"warung sri's master secret, 32 b"
SECRET: Final = MasterSecret(SECRET_BYTES)
COMPANY: Final = CompanyId(UUID(int=0xC0))
BRANCH: Final = BranchId(UUID(int=0xB1))
OTHER_BRANCH: Final = BranchId(UUID(int=0xB2))
K1: Final = RegisterId(UUID(int=0x11))
K2: Final = RegisterId(UUID(int=0x12))
K1_DEVICE: Final = DeviceId(UUID(int=0xD1))
K2_DEVICE: Final = DeviceId(UUID(int=0xD2))
SARI: Final = UUID(int=0x51)
BUDI: Final = UUID(int=0x52)
BOOKS_FROM: Final = date(2026, 1, 1)
NOW: Final = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
# The rule of the day as the shop's tills have it.
PPN: Final = tax_rule(valid_from=date(2025, 5, 22))
assert PPN.rate_bp == PPN_INCLUSIVE.rate_bp


@dataclass(frozen=True, slots=True)
class Good:
    """A product of the shop: what the till knows, its price, and its catalogue cost per base unit."""

    item: Item
    price: int
    cost: int | None


def good(
    number: int,
    sku: str,
    price_: int,
    cost: int | None,
    *,
    kind: ProductKind = ProductKind.GOODS,
    tax_class: TaxClass = TaxClass.TAXABLE,
) -> Good:
    item = Item(
        product=ProductId(UUID(int=0xA000 + number)),
        sku=sku,
        name=sku.title(),
        kind=kind,
        tax_class=tax_class,
        unit="PCS",
        factor=ONE,
    )
    return Good(item, price_, cost)


GULA: Final = good(1, "GULA-1KG", 17_500, 14_000)
BERAS: Final = good(2, "BERAS-5KG", 72_000, 61_500)
SABUN: Final = good(3, "SABUN", 4_300, None)
TELUR: Final = good(4, "TELUR", 28_900, 25_150, tax_class=TaxClass.EXEMPT)
ANTAR: Final = good(5, "ANTAR", 10_000, None, kind=ProductKind.SERVICE)
GOODS: Final = (GULA, BERAS, SABUN, TELUR, ANTAR)


def build(url: str) -> None:
    """Make the shop in an empty database."""
    with Database(url, now=lambda: NOW) as database:
        migrate(database)
        with database.write() as unit:
            _found(unit)
            _staff(unit)
            _products(unit)
            _tills(unit)


@dataclass
class Warung:
    """The shop, open for business."""

    database: Database
    now: datetime = NOW

    def writer(self, register: str = "K1", **changes: Any) -> TillWriter:
        """A till on paper at K1 or K2, with the shop's tax rule."""
        device_id, register_id = (K1_DEVICE, K1) if register == "K1" else (K2_DEVICE, K2)
        fields: dict[str, Any] = {
            "device": device_id,
            "branch": BRANCH,
            "register": register_id,
            "key": SECRET.device_key(device_id, 1),
            "register_code": register,
            "stream": UUID(int=(0x5EA1 if register == "K1" else 0x5EA2) << 64),
            "actor": SARI,
            "tax_rules": (PPN,),
        }
        return TillWriter(**(fields | changes))

    def opened(self, register: str = "K1", **changes: Any) -> TillWriter:
        """A till with its stream and a shift open."""
        writer = self.writer(register, **changes)
        writer.opened()
        writer.shift_opened()
        return writer

    def till(self, device_id: DeviceId = K1_DEVICE, **changes: Any) -> EnrolledTill:
        """A device as its credential makes it known."""
        fields: dict[str, Any] = {
            "device": device_id,
            "branch": BRANCH,
            "register_id": K1 if device_id == K1_DEVICE else K2,
            "kid": 1,
            "purpose": StreamPurpose.LIVE,
            "revoked": False,
        }
        return EnrolledTill(**(fields | changes))

    def push(self, request: PushRequest, **changes: Any) -> PushReply:
        """Push in this process, one transaction."""
        items = parse(request, SECRET.device_key)
        with self.database.write() as unit:
            return receive(unit, self.till(DeviceId(request.device), **changes), request, items)

    def adjust(
        self,
        *lines: tuple[Good, int, int | None],
        reason: AdjustmentReason = AdjustmentReason.OPENING,
        number: int = 1,
        bdate: date = date(2026, 11, 1),
    ) -> StockAdjusted:
        """Book an adjustment of (product, thousandths, unit cost)."""
        request = AdjustStock(
            id=UUID(int=0xAD00 + number),
            branch=BRANCH,
            reason=reason,
            bdate=bdate,
            lines=tuple(
                AdjustmentLine(
                    product=one.item.product,
                    qty=Quantity(qty),
                    unit_cost=None if cost is None else Money(cost),
                )
                for one, qty, cost in lines
            ),
        )
        with self.database.write() as unit:
            return adjust(unit, request, by=None)

    def stocked(self) -> Warung:
        """A hundred of everything that has a cost."""
        known = [(one, whole(100), one.cost) for one in GOODS if one.cost is not None]
        self.adjust(*known, number=99)
        return self

    def rows(self, statement: Any) -> list[Any]:
        with self.database.read() as unit:
            return list(unit.connection.execute(statement))

    def scalar(self, statement: Any) -> Any:
        with self.database.read() as unit:
            return unit.connection.execute(statement).scalar()


def _found(unit: Unit) -> None:
    found_company(unit, name="Warung Sri", is_pkp=True, books_from=BOOKS_FROM, company_id=COMPANY)
    unit.connection.execute(company.update().values(epoch=UUID(int=0xE0)))
    for branch_id, code in ((BRANCH, "BDG1"), (OTHER_BRANCH, "BDG2")):
        open_branch(unit, row=new_branch(unit, code=code, name=f"Warung Sri {code}", branch_id=branch_id))
    install_chart(unit)
    seed_ppn(unit)


def _staff(unit: Unit) -> None:
    people = ((SARI, "sari", "Sari", "cashier", True), (BUDI, "budi", "Budi", "cashier", False))
    unit.insert(staff, [(*person, None, None, None) for person in people])


def _products(unit: Unit) -> None:
    unit.insert(
        product,
        [
            (
                one.item.product,
                one.item.sku,
                one.item.name,
                one.item.name.lower(),
                one.item.name.lower(),
                one.item.kind,
                None,
                one.item.tax_class,
                one.cost,
                True,
                False,
                1,
                0,
                False,
                None,
            )
            for one in GOODS
        ],
    )
    unit.insert(product_unit, [(one.item.product, "PCS", 0, ONE, 0) for one in GOODS])
    unit.insert(
        price,
        [
            (
                UUID(int=place),
                one.item.product,
                "PCS",
                None,
                one.price,
                BOOKS_FROM,
                None,
                1,
                NOW,
                None,
                None,
                None,
                0,
            )
            for place, one in enumerate(GOODS, 1)
        ],
    )


def _tills(unit: Unit) -> None:
    for device_id, register_id, code in ((K1_DEVICE, K1, "K1"), (K2_DEVICE, K2, "K2")):
        open_register(unit, branch=BRANCH, code=code, name=f"Kasir {code}", register_id=register_id)
        place = ("A", StreamPurpose.LIVE)
        unit.insert(enrolment, [(BRANCH, device_id, 1, register_id, *place, NOW)])
        hashed = bytes([int(code[1])]) * 32
        unit.insert(
            device,
            [(device_id, BRANCH, register_id, code, "0.1.0", 1, *place, hashed, NOW, None, None)],
        )
