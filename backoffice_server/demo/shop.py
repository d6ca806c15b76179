"""Makes the demonstration shop through the same services as any other shop."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from backoffice_server.demo.goods import DemoGood, categories, goods
from backoffice_server.demo.particular import issue_cards, open_particular
from backoffice_server.features.catalog import service as catalog
from backoffice_server.features.catalog import writing
from backoffice_server.features.catalog.records import Product
from backoffice_server.features.parties import service as parties
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.tills.service import new_code
from backoffice_server.founding import FoundedShop, NewShop, found_shop
from backoffice_server.kernel.unit import Unit
from shared_models.rules.store_codes import DEFAULT_LAYOUTS
from shared_models.values.codes import Role, RoundingMode, StreamPurpose
from shared_models.values.ids import BranchId, ProductId
from shared_models.values.moments import Zone
from shared_models.values.money import ZERO, Money
from shared_models.wire.customers import CustomerTerms, PointsTerms
from shared_models.wire.replica import BranchRow, CustomerRow
from shared_models.wire.staff import SaveStaff
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock

COMPANY: Final = "Toko Melanira"
NPWP: Final = "0000000000000000"
BRANCHES: Final = (
    ("BDG1", "Toko Melanira Dago", "Jl. Pinus Raya 12, Bandung"),
    ("BDG2", "Toko Melanira Buahan", "Jl. Kenari 45, Bandung"),
)
REGISTERS: Final = tuple(
    (branch, f"K{number}", f"Kasir {number}") for branch, *_ in BRANCHES for number in (1, 2)
)


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """Somebody who buys here; invented, like the telephone numbers."""

    name: str
    phone: str
    credit_limit: Money = ZERO
    note: str | None = None
    birthday: bool = False


CUSTOMERS: Final = (
    DemoCustomer("Ani Wulandari", "0800-0000-0001", birthday=True),
    DemoCustomer("Bambang Sutrisno", "0800-0000-0002"),
    DemoCustomer("Citra Lestari", "0800-0000-0003", note="Minta kantong sendiri"),
    DemoCustomer("Warung Bu Tini", "0800-0000-0004", credit_limit=Money(2_000_000)),
    DemoCustomer("Dapur Sehat Melati", "0800-0000-0005", credit_limit=Money(5_000_000), note="Per minggu"),
    DemoCustomer("Eko Prasetyo", "0800-0000-0006"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who works in the demonstration shop; the secrets are told to whoever tries it."""

    name: str
    login: str
    role: Role
    password: str
    pin: str


PEOPLE: Final = (
    DemoPerson("Sari", "sari", Role.CASHIER, "", "1111"),
    DemoPerson("Joko", "joko", Role.CASHIER, "", "2222"),
    DemoPerson("Lina", "lina", Role.CASHIER, "", "3333"),
    DemoPerson("Budi", "budi", Role.SUPERVISOR, "coba-budi", "4444"),
    DemoPerson("Dewi", "dewi", Role.CLERK, "coba-dewi", "5555"),
    DemoPerson("Ratna", "ratna", Role.OWNER, "coba-ratna", "9999"),
)


def make_demo(unit: Unit, *, today: date) -> dict[str, Any]:
    """The whole shop in one unit; returns what demo.json says."""
    shop = found_shop(unit, shop=_plan(unit, today))
    made = _fill_the_catalogue(unit, today)
    _know_customers(unit, today)
    ids = {product.sku: ProductId(product.id) for _, product in made}
    for place, branch in enumerate(shop.branches.values()):
        _open_stock(unit, branch, made, place=place, today=today)
        open_particular(unit, branch, ids, place=place, today=today)
    issue_cards(unit, next(iter(shop.branches.values())), today)
    return _described(unit, shop)


def _plan(unit: Unit, today: date) -> NewShop:
    return NewShop(
        name=COMPANY,
        is_pkp=True,
        npwp=NPWP,
        books_from=today.replace(month=1, day=1),
        branches=tuple(_branch(unit, *branch) for branch in BRANCHES),
        registers=REGISTERS,
        staff=tuple(
            SaveStaff(
                username=person.login,
                name=person.name,
                role=person.role,
                password=person.password or None,
                pin=person.pin,
            )
            for person in PEOPLE
        ),
    )


def _branch(unit: Unit, code: str, name: str, address: str) -> BranchRow:
    return BranchRow(
        id=unit.new_id(),
        code=code,
        name=name,
        address=address,
        zone=Zone.WIB,
        rounding_step=100,
        rounding_mode=RoundingMode.DOWN,
        receipt_header=(name, address),
        receipt_footer=("Terima kasih",),
        line_discount_limit_bp=500,
        store_codes=DEFAULT_LAYOUTS,
    )


def _fill_the_catalogue(unit: Unit, today: date) -> list[tuple[DemoGood, Product]]:
    kinds = {one.code: one.id for one in catalog.save_categories(unit, requests=categories())}
    stock = goods()
    wanted = [
        writing.Wanted(None, good.product.model_copy(update={"category": kinds[good.category]}))
        for good in stock
    ]
    return list(zip(stock, writing.write(unit, wanted, today=today, by=None), strict=True))


def _know_customers(unit: Unit, today: date) -> None:
    """A few people the shop knows by name, one of them with a birthday today, and how points are given."""
    points = PointsTerms(spend=Money(1_000), value=Money(10), minimum=100, offline_cap=2_000)
    terms = CustomerTerms(points=points, credit_offline_cap=Money(500_000))
    parties.save_terms(unit, terms=terms)
    for number, one in enumerate(CUSTOMERS, 1):
        row = CustomerRow(
            id=unit.new_id(),
            code=f"M{number:04}",
            name=one.name,
            phone=one.phone,
            birthday=today.replace(year=1988, day=min(today.day, 28)) if one.birthday else None,
            note=one.note,
            credit_limit=one.credit_limit,
        )
        parties.save_customer(unit, row=row)


def _open_stock(
    unit: Unit, branch: BranchId, made: list[tuple[DemoGood, Product]], *, place: int, today: date
) -> None:
    """Opening stock of a branch: one document, at catalogue cost."""
    lines = tuple(
        AdjustmentLine(product=product.id, qty=good.stock[place], unit_cost=product.cost)
        for good, product in made
        if good.stock[place]
    )
    request = AdjustStock(
        id=unit.new_id(), branch=branch, reason=AdjustmentReason.OPENING, bdate=today, lines=lines
    )
    adjust(unit, request, by=None)


def _described(unit: Unit, shop: FoundedShop) -> dict[str, Any]:
    codes = {branch: code for code, branch in shop.branches.items()}
    branch, register, _ = REGISTERS[0]
    return {
        "company": COMPANY,
        "branch": branch,
        "register": register,
        "enrolment_codes": [
            {
                "branch": codes[BranchId(place.branch)],
                "register": place.code,
                "code": new_code(
                    unit, register_id=place.id, purpose=StreamPurpose.LIVE, valid_hours=None, by=None
                ),
            }
            for place in shop.registers
        ],
        "staff": [
            {
                "name": person.name,
                "login": person.login,
                "password": person.password,
                "pin": person.pin,
                "role": person.role.value,
            }
            for person in PEOPLE
        ],
    }
