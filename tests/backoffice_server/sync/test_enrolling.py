"""An empty company becomes the shop of a till that stood alone; any other stays as it is."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event as event_of
from sqlalchemy import select

from backoffice_server.app import create_app
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.branches.service import new_branch, open_branch
from backoffice_server.features.branches.tables import company
from backoffice_server.features.catalog import queries as catalog
from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.events.tables import event
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.promotions.queries import known as known_promotion
from backoffice_server.features.queue import queries as queue
from backoffice_server.features.sales.tables import sale_payment
from backoffice_server.features.staff import queries as staff
from backoffice_server.features.staff.service import check_password
from backoffice_server.features.stock.tables import stock_move
from backoffice_server.features.taxes import queries as taxes
from backoffice_server.features.taxes.service import add_rule
from backoffice_server.features.tills import keys
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills import service as till_service
from backoffice_server.features.tills.tables import enrolment, own_key
from backoffice_server.kernel import feed
from backoffice_server.kernel.append_only import MARK
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.feed import feed_row
from backoffice_server.kernel.master_secret import MasterSecret, make
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.types import Id
from backoffice_server.kernel.unit import Unit
from backoffice_server.schema import metadata
from backoffice_server.settings import SECRET_FILE, Settings
from backoffice_server.sync.enrolling import routes
from backoffice_server.sync.enrolling.emptiness import is_empty
from backoffice_server.sync.enrolling.service import enrol
from shared_models.rules.tax import TaxRounding
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import BranchId
from shared_models.values.moments import Zone
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import KID_MAX, EnrolReply, EnrolRequest, ShopRecord
from shared_models.wire.promotions import PercentOffRow, PromotionRow, SavePromotion, ScopeRow
from shared_models.wire.queue import QueueServiceRow
from shared_models.wire.staff import SignIn
from tests.databases import Backend, Databases
from tests.factories import shop as shops
from tests.factories import stand_alone
from tests.factories.stand_alone import BRANCH, COMPANY, DEVICE, KEY, OWNER, PLACE, SINCE, TODAY

SECRET = MasterSecret(bytes(range(32, 64)))


def build_office(url: str) -> None:
    with Database(url, now=lambda: TODAY) as database:
        migrate(database)
        with database.write() as unit:
            stand_alone.found_office(unit)


@pytest.fixture
def office(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """A company as `create-shop` makes it, once on each engine."""
    url = databases.cloned(backend, tmp_path, template="office", build=build_office)
    with Database(url, now=lambda: TODAY) as database:
        yield database
    databases.drop(url)


def ask(office: Database, request: EnrolRequest) -> EnrolReply:
    with office.write() as unit:
        return enrol(unit, request=request, secret=SECRET)


def join(office: Database, **changes: Any) -> EnrolReply:
    return ask(office, stand_alone.asking(stand_alone.code_at(office), **changes))


def scalars(office: Database, statement: Any) -> list[Any]:
    with office.read() as unit:
        return list(unit.connection.execute(statement).scalars())


def test_an_empty_company_becomes_the_tills_own(office: Database) -> None:
    reply = join(office)
    assert (reply.adopted, reply.company, reply.company_name) == (True, COMPANY, "Warung Sri")
    assert (reply.branch, reply.branch_code, reply.register_id, reply.register_code) == (
        BRANCH,
        "TK1",
        PLACE,
        "K9",
    )
    assert (reply.series, reply.kid, reply.device_key) == ("A", 1, KEY.hex())
    assert (reply.certificate.company, reply.certificate.branch) == (COMPANY, BRANCH)
    with office.read() as unit:
        assert branches.branch_row(unit, BRANCH) == stand_alone.warung().branch
        assert branches.identity(unit).books_from == SINCE
        assert branches.company_row(unit).npwp == "01.234.567.8-901.000"
        assert [place.code for place in tills.registers(unit, BranchId(BRANCH))] == ["K9"]


def test_no_trace_of_the_old_ids_is_left(office: Database) -> None:
    with office.read() as unit:
        place = tills.registers(unit)[0]
        old = {branches.identity(unit).company, place.branch, place.id}
        epoch = branches.identity(unit).epoch
    join(office)
    with office.read() as unit:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Id):
                    assert not old & set(unit.connection.execute(select(column)).scalars()), column
        rows = unit.connection.execute(select(feed_row).where(feed_row.c.row.is_not(None)))
        assert not [row.key for row in rows for gone in old if str(gone) in row.row + row.key]
        assert branches.identity(unit).epoch != epoch


def test_people_keep_their_ids_and_pins_and_get_a_free_login(office: Database) -> None:
    reply = join(office)
    assert [(person.staff, person.username) for person in reply.renamed] == [(OWNER, "owner2")]
    with office.read() as unit:
        row = staff.replica_row(unit, OWNER)
        assert row is not None
        assert (row.pin_hash, row.name) == (stand_alone.warung().staff[0].pin_hash, "Sri")
        signed_in = check_password(unit, request=SignIn(username="owner", password="rahasia-sri"))
        assert signed_in.refusal is None
        assert signed_in.staff != OWNER


def test_a_server_from_before_takes_the_shop_over_once_more(office: Database) -> None:
    """The server came back from a copy of before: by now the till knows the people of both."""
    with office.read() as unit:
        owner = staff.by_username(unit, "owner").staff_id
        known = staff.replica_row(unit, owner)
    assert known is not None
    sri = stand_alone.warung().staff[0].model_copy(update={"username": "owner2"})
    reply = join(office, shop=stand_alone.warung(staff=(known, sri)))
    assert (reply.adopted, reply.renamed) == (True, ())
    with office.read() as unit:
        assert sorted(member.username for member in staff.members(unit)) == ["owner", "owner2"]


def test_goods_customers_and_taxes_come_along(office: Database) -> None:
    with office.write() as unit:
        add_rule(unit, rule=stand_alone.PPN.model_copy(update={"rounding": TaxRounding.DOWN}))
    join(office)
    with office.read() as unit:
        (kopi,) = catalog.load(unit).values()
        assert kopi.as_replica(date(2026, 11, 20)) == stand_alone.warung().products[0]
        assert [one.code for one in catalog.categories(unit)] == ["MIN"]
        # What the back office knows of a day already, it knows better.
        assert [rule.rounding for rule in taxes.rules(unit)] == [TaxRounding.DOWN]
    assert scalars(office, select(customer.c.code)) == ["P1"]


def test_promotions_and_queue_services_come_along_and_what_does_not_fit_stays_behind(
    office: Database,
) -> None:
    benefit = PercentOffRow(scope=ScopeRow(), rate_bp=5_000)
    promotions = tuple(
        PromotionRow(
            id=UUID(int=place),
            promotion=SavePromotion(
                name="Separuh", benefit=benefit, valid_from=SINCE, branch=branch, version=7
            ),
        )
        for place, branch in ((1, BRANCH), (2, UUID(int=0xDEAD)))
    )
    services = tuple(
        QueueServiceRow(id=UUID(int=place), code="A", name_id="Kasir", name_en="Till") for place in (3, 4)
    )
    shop = stand_alone.warung(promotions=promotions, queue_services=services)
    assert join(office, shop=shop).adopted
    with office.read() as unit:
        assert known_promotion(unit, UUID(int=1)) is not None
        assert known_promotion(unit, UUID(int=2)) is None
        assert tuple(queue.services(unit, BranchId(BRANCH))) == services[:1]


def test_codes_that_goods_share_stay_with_the_first(office: Database) -> None:
    first = stand_alone.product()
    second = stand_alone.product(number=0xC1).model_copy(
        update={"units": tuple(one.model_copy(update={"prices": ()}) for one in first.units)}
    )
    join(office, shop=stand_alone.warung(products=(first, second)))
    with office.read() as unit:
        found = catalog.load(unit)
    assert (found[first.id].sku, found[second.id].sku) == ("KOPI", "KOPI2")
    assert (found[first.id].units[0].barcodes, found[second.id].units[0].barcodes) == (("KOPI-1",), ())


def test_places_exchange_their_codes(office: Database) -> None:
    """The code was given for K1, but the till's own place is called like another, K9: that one is K1 now."""
    with office.write() as unit:
        (branch,) = branches.branches(unit)
        till_service.open_register(unit, branch=BranchId(branch.id), code="K9", name="Kasir 9")
        open_branch(unit, row=new_branch(unit, code="TK1", name="Cabang", zone=Zone.WIB))
    join(office)
    with office.read() as unit:
        places = tills.registers(unit, BranchId(BRANCH))
        assert [(place.code, place.id == PLACE) for place in places] == [("K1", False), ("K9", True)]
        assert [(row.code, row.id == BRANCH) for row in branches.branches(unit)] == [
            ("01", False),
            ("TK1", True),
        ]


def test_asked_again_it_gets_the_same_answer(office: Database) -> None:
    """The reply was lost; later, with another code, the same till is still the same."""
    request = stand_alone.asking(stand_alone.code_at(office))
    first, second = ask(office, request), ask(office, request)
    third = ask(office, stand_alone.asking(stand_alone.code_at(office, "K9")))
    for other in (second, third):
        assert other.credential != first.credential
        assert other == first.model_copy(
            update={"credential": other.credential, "certificate": other.certificate}
        )
    assert scalars(office, select(enrolment.c.kid)) == [1]
    with office.read() as unit:
        till = tills.by_credential(unit, third.credential)
        assert till is not None
        assert keys.keys_of(SECRET, till)(DEVICE, 1) == keys.all_keys(unit, SECRET)(DEVICE, 1) == KEY
        assert keys.all_keys(unit, SECRET)(DEVICE, 2) == SECRET.device_key(DEVICE, 2)
        assert not till.revoked


def test_the_key_is_not_kept_as_it_is(office: Database) -> None:
    join(office)
    (wrapped,) = scalars(office, select(own_key.c.wrapped))
    assert wrapped != KEY
    assert SECRET.wrapped(DEVICE, 1, wrapped) == KEY
    with pytest.raises(ValueError, match="31"):
        SECRET.wrapped(DEVICE, 1, bytes(31))


def test_at_another_place_it_begins_a_new_stream(office: Database) -> None:
    join(office)
    with office.write() as unit:
        till_service.open_register(unit, branch=BranchId(BRANCH), code="K2", name="K2")
    moved = ask(office, stand_alone.asking(stand_alone.code_at(office, "K2")))
    assert (moved.adopted, moved.kid > 1, moved.register_code) == (False, True, "K2")
    assert moved.device_key == SECRET.device_key(DEVICE, moved.kid).hex()


def test_another_till_cannot_pass_for_the_adopted_one(office: Database) -> None:
    join(office)
    other = stand_alone.warung(device_key="ee" * 32)
    reply = ask(office, stand_alone.asking(stand_alone.code_at(office, "K9"), shop=other))
    assert (reply.adopted, reply.kid > 1) == (False, True)


def test_past_receipts_are_imported_into_the_company_as_it_is(office: Database) -> None:
    code = stand_alone.code_at(office, purpose=StreamPurpose.IMPORT)
    assert not ask(office, stand_alone.asking(code)).adopted


def refused(office: Database, shop: ShopRecord) -> list[tuple[object, object]]:
    """Every fault of it: field and code. Nothing of the shop came in."""
    with pytest.raises(Refusal) as refusal:
        join(office, shop=shop)
    with office.read() as unit:
        assert is_empty(unit)
    faults = refusal.value.facts["faults"]
    assert isinstance(faults, list)
    return [(fault["field"], fault["code"]) for fault in faults]


def test_what_stands_twice_in_a_shop_is_refused(office: Database) -> None:
    whole = stand_alone.warung()
    (goods,) = whole.products
    found = refused(
        office,
        stand_alone.warung(
            staff=whole.staff * 2,
            categories=whole.categories * 2,
            customers=whole.customers * 2,
            products=(goods, goods),
        ),
    )
    assert found == [
        ("shop.staff.1.id", "duplicate_row"),
        ("shop.categories.1.id", "duplicate_row"),
        ("shop.customers.1.id", "duplicate_row"),
        ("shop.products.1.id", "duplicate_row"),
        ("shop.products.1.units.0.prices.0.id", "duplicate_row"),
    ]


def test_figures_of_goods_that_cannot_be_are_refused(office: Database) -> None:
    goods = stand_alone.product()
    (pieces,) = goods.units
    (cost,) = pieces.prices
    wrong = (
        pieces.model_copy(update={"factor": Quantity(0), "prices": ()}),
        pieces.model_copy(update={"unit": "box", "factor": Quantity(-1), "decimals": 4, "prices": ()}),
        pieces.model_copy(
            update={
                "unit": "pack",
                "prices": (
                    cost.model_copy(update={"valid_to": date.max}),
                    cost.model_copy(update={"id": UUID(int=7), "valid_to": date.min}),
                ),
            }
        ),
    )
    shop = stand_alone.warung(products=(goods.model_copy(update={"units": wrong}),))
    where = "shop.products.0.units"
    assert refused(office, shop) == [
        (f"{where}.0.factor", "invalid"),
        (f"{where}.1.factor", "invalid"),
        (f"{where}.1.decimals", "invalid"),
        (f"{where}.2.prices.0.valid_to", "invalid"),
        (f"{where}.2.prices.1.valid_to", "invalid"),
    ]


def test_ids_that_mean_something_else_here_are_refused(office: Database) -> None:
    whole = stand_alone.warung()
    with office.write() as unit:
        (branch,) = branches.branches(unit)
        place = till_service.open_register(unit, branch=BranchId(branch.id), code="K7", name="K7")
        other = open_branch(unit, row=new_branch(unit, code="02", name="Cabang", zone=Zone.WIB))
        company_id = branches.identity(unit).company
    for taken in (other, place.id, company_id, COMPANY, feed.COMPANY_SCOPE):
        shop = stand_alone.warung(branch=whole.branch.model_copy(update={"id": taken}))
        assert refused(office, shop) == [("shop.branch.id", "conflict")]
    shop = stand_alone.warung(place=whole.place.model_copy(update={"id": place.id}))
    assert refused(office, shop) == [("shop.place.id", "conflict")]
    shop = stand_alone.warung(company=whole.company.model_copy(update={"id": branch.id}))
    assert refused(office, shop) == [("shop.company.id", "conflict")]


def test_a_till_with_the_highest_key_can_still_be_enrolled_anew(office: Database) -> None:
    assert join(office, shop=stand_alone.warung(kid=KID_MAX)).kid == KID_MAX
    assert ask(office, stand_alone.asking(stand_alone.code_at(office, "K9"), shop=None)).kid == KID_MAX + 1


def a_product(unit: Unit) -> None:
    save_product(unit, product=None, request=shops.goods("GULA", 15_000), by=None)


def an_enrolment(unit: Unit) -> None:
    place = tills.registers(unit)[0]
    row = (place.branch, UUID(int=1), 1, place.id, "A", "live", unit.now())
    unit.insert(enrolment, [row])


def a_posting(unit: Unit) -> None:
    day = TODAY.date()
    unit.insert(posting, [(BRANCH, 1, "stock_adjustment", BRANCH, "SA-1", day, day, unit.now())])


def an_event(unit: Unit) -> None:
    unit.insert(event, [(BRANCH, BRANCH, 1, bytes(32), bytes(32), "sale.completed", unit.now(), b"{}")])


def a_payment(unit: Unit) -> None:
    unit.insert(sale_payment, [(BRANCH, 1, 1, "cash", 5_000, None)])


def a_movement(unit: Unit) -> None:
    unit.insert(stock_move, [(BRANCH, BRANCH, 1, 1, 1000, 0, 1000, 0)])


@pytest.mark.parametrize(
    "leave",
    [a_product, an_enrolment, a_posting, an_event, a_payment, a_movement],
    ids=lambda one: one.__name__,
)
def test_a_company_that_holds_anything_stays_as_it_is(
    office: Database, leave: Callable[[Unit], None]
) -> None:
    with office.write() as unit:
        before = branches.company_row(unit)
        assert is_empty(unit)
        leave(unit)
        assert not is_empty(unit)
    reply = join(office)
    assert (reply.adopted, reply.company, reply.renamed) == (False, before.id, ())
    assert reply.device_key == SECRET.device_key(DEVICE, reply.kid).hex()
    assert scalars(office, select(own_key)) == []
    assert scalars(office, select(company.c.name)) == ["Toko Baru"]


def test_every_table_that_cannot_be_changed_is_looked_at() -> None:
    """Ids can be replaced in all others."""
    guarded = {table.name for table in metadata.sorted_tables if table.info.get(MARK)}
    assert {"enrolment", "event", "posting", "sale", "stock_adjustment", "price", "own_key"} <= guarded


def test_a_dead_code_changes_nothing(office: Database) -> None:
    with pytest.raises(Refusal) as refused:
        ask(office, stand_alone.asking("AAAAA-AAAAA"))
    assert refused.value.code is ErrorCode.ENROLMENT_CODE_UNKNOWN
    assert scalars(office, select(company.c.name)) == ["Toko Baru"]


def test_two_shops_at_once_do_not_wait_for_each_other(office: Database) -> None:
    """On PostgreSQL: all codes are held in one order, before any single one."""
    code = stand_alone.code_at(office)
    held: list[bool] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if "FROM enrolment_code" in statement and "FOR UPDATE" in statement:
            held.append("ORDER BY" in statement)

    event_of.listen(office.engine, "before_cursor_execute", note)
    assert ask(office, stand_alone.asking(code)).adopted
    assert held[:1] == ([True] if office.dialect == "postgresql" else [])


# over HTTP


@pytest.fixture
def client(office: Database, tmp_path: Path) -> Iterator[TestClient]:
    make(tmp_path / SECRET_FILE)
    settings = Settings(data=tmp_path, database_url=office.url.render_as_string(hide_password=False))
    with TestClient(create_app(settings, office), raise_server_exceptions=False) as client:
        yield client


def packed(request: EnrolRequest) -> bytes:
    return gzip.compress(request.model_dump_json().encode(), mtime=0)


def test_a_shop_travels_packed(office: Database, client: TestClient) -> None:
    code = stand_alone.code_at(office)
    headers = {"Content-Encoding": "gzip", "Authorization": f"Code {code}"}
    reply = client.post("/api/enrol", content=packed(stand_alone.asking(code)), headers=headers)
    assert (reply.status_code, reply.json()["adopted"]) == (201, True)


def test_what_a_stranger_sends_is_not_unpacked(office: Database, client: TestClient) -> None:
    code = stand_alone.code_at(office, valid_hours=0)
    for stranger in ({}, {"Authorization": "Code AAAAA-AAAAA"}, {"Authorization": f"Code {code}"}):
        for body, encoding in ((b"no gzip at all", "gzip"), (bytes(routes.PLAIN_BYTES_MAX + 1), "")):
            headers = {**stranger, "Content-Encoding": encoding}
            reply = client.post("/api/enrol", content=body, headers=headers)
            assert (reply.status_code, reply.json()["code"]) == (404, "enrolment_code_unknown")


def test_a_bomb_is_not_unpacked_to_its_end(office: Database, client: TestClient) -> None:
    bomb = gzip.compress(bytes(routes.BODY_BYTES_MAX + 1), mtime=0)
    headers = {"Content-Encoding": "gzip", "Authorization": f"Code {stand_alone.code_at(office)}"}
    reply = client.post("/api/enrol", content=bomb, headers=headers)
    assert reply.json()["code"] == "too_large"


def test_what_is_no_request_is_refused(client: TestClient) -> None:
    assert client.post("/api/enrol", content=b"{}").json()["code"] == "invalid"
