"""A fortnight of two small branches, really posted, and what any report of it must add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from backoffice_server.features.branches import service as branches
from backoffice_server.features.catalog import tables as catalog
from backoffice_server.features.ledger.chart import install_chart
from backoffice_server.features.staff import service as people
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock import adjustments
from backoffice_server.features.tills.tables import register
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.service import receive
from shared_models.rules.receipt import Item, LinePromotion
from shared_models.rules.returns import LineBack
from shared_models.values.codes import EventOutcome, ProductKind, Role, RoundingMode, StreamPurpose, TaxClass
from shared_models.values.ids import BranchId, DeviceId, ProductId, RegisterId, StaffId
from shared_models.values.moments import Zone, zone_of
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.wire.replica import BranchRow
from shared_models.wire.staff import SaveStaff
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.factories.events import Sold, TillWriter, line
from tests.factories.receipts import PPN_INCLUSIVE
from tests.factories.shop import PASSWORD
from tests.factories.warung import SECRET

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)  # 13.00 in Bandung, 14.00 in Makassar


@dataclass(frozen=True)
class Good:
    """A product with its price and the opening stock of each branch."""

    item: Item
    price: int
    cost: int
    category: str | None
    opening: int

    @property
    def id(self) -> UUID:
        return self.item.product


def good(
    number: int,
    sku: str,
    price: int,
    *,
    cost: int = 0,
    category: str | None = None,
    unit: str = "PCS",
    kind: ProductKind = ProductKind.GOODS,
    opening: int = 0,
    tax_class: TaxClass = TaxClass.TAXABLE,
) -> Good:
    item = Item(
        product=ProductId(UUID(int=0x600D << 64 | number)),
        sku=sku,
        name=sku.title(),
        kind=kind,
        tax_class=tax_class,
        unit=unit,
        factor=Quantity(1000),
    )
    return Good(item, price, cost, category, opening)


SUGAR = good(1, "GULA-1KG", 17_500, cost=14_000, category="Sembako", opening=100)
RICE = good(
    2, "BERAS", 14_000, cost=11_900, category="Sembako", unit="KG", opening=500, tax_class=TaxClass.EXEMPT
)
SOAP = good(3, "SABUN", 4_300, cost=2_900, category="Kebersihan", opening=3)
sOAP = good(4, "sabun", 9_900, cost=5_000, category="Kebersihan", opening=40)  # noqa: N816 - codes differ by case
BAG = good(5, "KANTONG", 500, kind=ProductKind.SERVICE)
CANDLE = good(6, "LILIN", 2_500, cost=1_700, opening=12)
GOODS = (SUGAR, RICE, SOAP, sOAP, BAG, CANDLE)
CATEGORIES = {"Sembako": UUID(int=0xCA << 64 | 1), "Kebersihan": UUID(int=0xCA << 64 | 2)}
BRANCHES = ((1, "BDG1", "Bandung Dago", Zone.WIB), (2, "MKS1", "Makassar", Zone.WITA))
SARI, DEWI = StaffId(UUID(int=0x5AF << 64 | 1)), StaffId(UUID(int=0x5AF << 64 | 2))
SOAP_WEEK = LinePromotion(UUID(int=0x9F << 64 | 1), "Pekan sabun", Money(333))
TILLS = (("BDG1", "K1", SARI), ("BDG1", "K2", DEWI), ("MKS1", "K3", DEWI))


@dataclass
class Fortnight:
    """Everything that was sold, to compare reports with."""

    branches: dict[str, BranchRow] = field(default_factory=dict)
    tills: list[TillWriter] = field(default_factory=list)
    sold: list[tuple[TillWriter, date, Sold]] = field(default_factory=list)

    def till(self, code: str) -> TillWriter:
        return next(own for own in self.tills if own.register_code == code)


def story() -> Fortnight:
    """What three tills rang up in two weeks. Pure: told twice, it is the same to the byte."""
    shop = Fortnight({code: _branch(number, code, name, zone) for number, code, name, zone in BRANCHES})
    for number, (branch, code, cashier) in enumerate(TILLS, start=1):
        shop.tills.append(_till(shop.branches[branch], number, code, cashier))
    for day in range(14):
        for till in shop.tills:
            _sell_a_day(shop, till, TODAY - timedelta(days=13 - day), day)
    return shop


def fortnight(database: Database) -> Fortnight:
    """Post it all: the company, opening stock, then what the tills rang up."""
    shop = story()
    with database.write() as unit:
        _found(unit, shop)
    for till in shop.tills:
        push(database, till)
    return shop


def push(database: Database, till: TillWriter) -> None:
    """Hand in everything the till wrote, as a till would."""
    request = till.push()
    items = parse(request, lambda *_: till.key)
    enrolled = EnrolledTill(
        DeviceId(till.device),
        BranchId(till.branch),
        RegisterId(till.register),
        till.kid,
        StreamPurpose.LIVE,
        revoked=False,
    )
    with database.write() as unit:
        reply = receive(unit, enrolled, request, items)
    wrong = {EventOutcome.QUARANTINED, EventOutcome.UNKNOWN_TYPE}
    assert not [result for result in reply.results if result.outcome in wrong]


def _found(unit: Unit, shop: Fortnight) -> None:
    branches.found_company(unit, name="Toko Sumber Rejeki", is_pkp=True, books_from=date(2026, 1, 1))
    install_chart(unit)
    for row in shop.branches.values():
        branches.open_branch(unit, row=row)
    unit.insert(
        register,
        [
            (till.branch, till.register, till.register_code, f"Kasir {till.register_code}", True)
            for till in shop.tills
        ],
    )
    unit.insert(
        staff,
        [
            (key, name.lower(), name, Role.CASHIER, True, None, None, None)
            for key, name in ((SARI, "Sari"), (DEWI, "Dewi"))
        ],
    )
    people.save_staff(
        unit,
        staff_id=None,
        request=SaveStaff(username="ratna", name="Ratna", role=Role.OWNER, password=PASSWORD),
    )
    add_goods(unit, GOODS)
    for branch in shop.branches.values():
        _open_stock(unit, branch)


def add_goods(unit: Unit, goods: Iterable[Good]) -> None:
    """Write products straight into the catalogue's tables."""
    unit.insert_missing(catalog.category, [(key, name.upper(), name) for name, key in CATEGORIES.items()])
    for own in goods:
        item, group = own.item, CATEGORIES.get(own.category or "")
        name_key = item.name.lower()
        unit.insert(
            catalog.product,
            [
                (
                    *(
                        own.id,
                        item.sku,
                        item.name,
                        name_key,
                        f"{name_key} {item.sku.lower()}",
                        item.kind.value,
                    ),
                    *(group, item.tax_class.value, own.cost or None, True, False, 1, 0, False, None),
                )
            ],
        )
        unit.insert(catalog.product_unit, [(own.id, item.unit, 0, 1000, 0)])


def _open_stock(unit: Unit, branch: BranchRow) -> None:
    lines = tuple(
        AdjustmentLine(product=own.id, qty=whole(own.opening), unit_cost=Money(own.cost))
        for own in GOODS
        if own.opening
    )
    request = AdjustStock(
        id=unit.new_id(),
        branch=branch.id,
        reason=AdjustmentReason.OPENING,
        bdate=date(2026, 11, 1),
        lines=lines,
    )
    adjustments.adjust(unit, request, by=None)


def _branch(number: int, code: str, name: str, zone: Zone) -> BranchRow:
    return BranchRow(
        id=UUID(int=0xB6A << 64 | number),
        code=code,
        name=name,
        address="",
        zone=zone,
        rounding_step=0,
        rounding_mode=RoundingMode.NEAREST,
    )


def _till(branch: BranchRow, number: int, code: str, cashier: StaffId) -> TillWriter:
    begin = TODAY - timedelta(days=13)
    device = UUID(int=0xDE << 64 | number)
    till = TillWriter(
        device=device,
        branch=branch.id,
        register=RegisterId(UUID(int=0x7E6 << 64 | number)),
        key=SECRET.device_key(device, 1),
        branch_code=branch.code,
        register_code=code,
        stream=UUID(int=0x5EA1 + number << 64),
        actor=cashier,
        tax_rules=(PPN_INCLUSIVE,),
        at=datetime(begin.year, begin.month, begin.day, 8, tzinfo=zone_of(branch.zone)),
    )
    till.opened()
    return till


def _sell_a_day(shop: Fortnight, till: TillWriter, day: date, number: int) -> None:
    """A handful of receipts; every third day something comes back. The soap runs out and sells on."""
    till.at = till.at.replace(year=day.year, month=day.month, day=day.day, hour=9 + number % 3, minute=0)
    till.shift_opened()
    basket = [
        line(SUGAR.item, SUGAR.price, qty=whole(1 + number % 4)),
        line(RICE.item, RICE.price, qty=Quantity(750 + 125 * number)),
        line(BAG.item, BAG.price),
    ]
    first = till.sale(*basket, paid=500_000, cart_discount=777)
    till.at += timedelta(hours=2)
    cheap = replace(line(SOAP.item, SOAP.price, qty=whole(2)), promotions=(SOAP_WEEK,))
    second = till.sale(cheap, line(sOAP.item, sOAP.price))
    shop.sold += [(till, day, first), (till, day, second)]
    if number % 3 == 2:
        back = till.returned(
            first, [LineBack(of_line=1, qty=whole(1)), LineBack(of_line=2, qty=Quantity(250))]
        )
        unnamed = till.returned(second, [LineBack(of_line=2, qty=whole(1), restock=False)], named=False)
        shop.sold += [(till, day, back), (till, day, unnamed)]
    till.shift_closed(counted=None if number % 2 else int(till.sums.expected(till.opening_float)) - 1_000)
