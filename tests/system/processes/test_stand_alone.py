"""A shop begins on its till, sells, and later gets a back office: nothing of it is lost, or sold twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backoffice_server.features.events.tables import event
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.sales.tables import shift as shift_table
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from pos_client.engine import returns, shifts
from pos_client.engine.enrolment import device_id
from pos_client.engine.local_products import import_products, read_products
from pos_client.engine.stand_alone import StandAloneShop, stand_alone
from pos_client.remote.api import Api, Sheet
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store.bundle import export_bundle
from pos_client.store.streams import streams
from pos_client.sync.enrol import Enrolled, enrol
from pos_client.sync.status import SyncState
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.ids import StaffId
from shared_models.values.moments import Zone
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from tests.databases import BACKENDS, Backend, Databases
from tests.factories.back_office import BackOffice
from tests.factories.live_till import LiveTill
from tests.factories.shop import goods
from tests.factories.stand_alone import found_office

GOODS = (
    "sku,name,price,barcode,unit,tax_class\n"
    "KOPI,Kopi Bubuk,18500,8991234567890,pcs,taxable\n"
    "BERAS,Beras 5 kg,74900,,pcs,exempt\n"
    "TEH,Teh Celup,6750,,pcs,taxable\n"
)


def build(url: str) -> None:
    """What `create-shop` leaves behind, on the clock of this machine."""
    with Database(url) as database:
        migrate(database)
        with database.write() as unit:
            found_office(unit, books_from=unit.now().date())


@pytest.fixture(params=BACKENDS)
def office(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[BackOffice]:
    engine: Backend = request.param
    url = databases.cloned(engine, tmp_path, template="founded", build=build)
    office = BackOffice(tmp_path / "office", url)
    office.start()
    yield office
    office.stop()
    said = office.complaints()
    databases.drop(url)
    assert said == []


@pytest.fixture
def owner(office: BackOffice) -> Iterator[Api]:
    api = Api(Client(office.address))
    api.sign_in(username="owner", password="rahasia-sri")
    yield api
    api.client.close()


@pytest.fixture
def warung(office: BackOffice, tmp_path: Path) -> Iterator[LiveTill]:
    """A till of its own shop; nobody has asked a server for anything."""
    till = LiveTill(tmp_path / "warung", office.address)
    shop = StandAloneShop(
        company_name="Warung Sri",
        branch_code="TK1",
        branch_name="Warung Sri",
        address="Jl. Kenanga 2",
        register_code="K7",
        owner_name="Sri",
        owner_username="owner",
        pin="1234",
        zone=Zone.WITA,
        is_pkp=True,
        device=device_id(till.folder, till.store.new_id),
        device_name="Laptop",
        device_key=bytes(range(32)),
    )
    products, faults = read_products(GOODS)
    assert not faults
    with till.store.write() as unit:
        stand_alone(unit, shop)
        import_products(unit, products)
    yield till
    till.close()


def sri(till: LiveTill) -> StaffId:
    with till.store.write() as unit:
        found = unit.execute(
            "SELECT key FROM replica WHERE entity = 'staff' AND json_extract(body, '$.name') = 'Sri'"
        ).fetchone()
    return StaffId(UUID(found[0]))


def a_day(till: LiveTill) -> int:
    """A shift with three sales and a return, then one that goes on; what was sold in all."""
    me = sri(till)
    with till.store.write() as unit:
        shifts.open_shift(unit, cashier=me, opening_float=Money(100_000))
    sold = [till.sell(me, ("KOPI", 2000), ("BERAS", 1000)), till.sell(me, ("8991234567890", 1000))]
    with till.store.write() as unit:
        back = returns.return_lines(
            unit, original=sold[0].sale, back=[LineBack(1, whole(1))], reason="Rusak", actor=me, approver=me
        )
    till.close_shift(me)
    with till.store.write() as unit:
        shifts.open_shift(unit, cashier=me, opening_float=Money(50_000))
    sold.append(till.sell(me, ("TEH", 3000)))
    return sum(int(one.receipt.total) for one in sold) - int(back.receipt.total)


def join(till: LiveTill, owner: Api) -> Enrolled:
    (place,) = owner.tills()
    client = Client(till.address)
    try:
        code = owner.enrolment_code(place.register_id).code
        return enrol(till.store, TillApi(client), code=code, device_name="Laptop")
    finally:
        client.close()


def begin_to_send(till: LiveTill) -> None:
    till.start()
    till.wait_for(lambda status: not status.fetching_catalogue and status.state is SyncState.ALL_SENT)
    till.wait_until_sent()


def test_an_empty_company_becomes_the_shop_and_holds_all_it_ever_sold(
    office: BackOffice, warung: LiveTill, owner: Api
) -> None:
    me, sold, before = sri(warung), a_day(warung), warung.till
    joined = join(warung, owner)
    assert (joined.adopted, [person.username for person in joined.renamed]) == (True, ["owner2"])
    assert (joined.till.series, joined.till.stream_no, joined.till.ready) == ("A", before.stream_no, True)
    begin_to_send(warung)
    fourth = warung.sell(me, ("KOPI", 1000))
    assert fourth.receipt_no == "TK1-K7A-000005"
    warung.wait_until_sent()
    everything_is_there(office, warung, sold + int(fourth.receipt.total))
    assert [row.sku for row in owner.products(Sheet(sort="sku")).rows] == ["BERAS", "KOPI", "TEH"]
    levels = {row.sku: row.qty for row in owner.stock(Sheet()).rows}
    assert levels == {"BERAS": -1000, "KOPI": -3000, "TEH": -3000}
    owner.new_product(goods("GULA", 15_000))
    warung.wait_until(lambda: knows(warung, "GULA"))
    warung.sell(me, ("GULA", 1000))
    z = warung.close_shift(me)
    warung.wait_until_sent()
    confirmed = warung.confirmed(z.shift)
    assert (confirmed.posted, confirmed.expected_server) == (z.issued, z.expected)
    assert office.verify()


def knows(till: LiveTill, sku: str) -> bool:
    with till.store.write() as unit:
        return unit.execute("SELECT 1 FROM product WHERE sku = ?", (sku,)).fetchone() is not None


def everything_is_there(office: BackOffice, till: LiveTill, sold: int) -> None:
    """Exactly once, with the till's own figures; flagged is only that nobody received the goods."""
    with till.store.write() as unit:
        own = {row[0]: row[1] for row in unit.execute("SELECT receipt, total FROM sale")}
        ((events,),) = unit.execute("SELECT head_seq FROM stream").fetchall()
        shift_rows = unit.execute("SELECT shift, number FROM shift").fetchall()
    posted = {row.receipt: abs(row.total) for row in office.rows(select(sale.c.receipt, sale.c.total))}
    assert posted == own
    assert office.rows(select(func.sum(sale.c.total)))[0][0] == sold
    assert office.rows(select(func.count()).select_from(event))[0][0] == events
    there = office.rows(select(shift_table.c.shift_id, shift_table.c.number))
    assert sorted((row.shift_id.bytes, row.number) for row in there) == sorted(shift_rows)
    counts = func.count(), func.count(review.c.subject.distinct())
    flags = office.rows(select(review.c.code, *counts).group_by(review.c.code))
    expected = (ReviewCode.NEGATIVE_STOCK, ReviewCode.COST_UNKNOWN)
    assert {tuple(row) for row in flags} == {(code.value, 3, 3) for code in expected}
    assert office.verify()


def test_a_company_that_sells_already_takes_the_till_as_a_new_one(
    office: BackOffice, warung: LiveTill, owner: Api, tmp_path: Path
) -> None:
    a_day(warung)
    owner.new_product(goods("GULA", 15_000))
    with pytest.raises(Refusal) as refused:
        join(warung, owner)
    assert refused.value.code is ErrorCode.SALES_WAITING
    assert warung.till.stand_alone
    warung.close_shift(sri(warung))
    export_bundle(warung.store, tmp_path / "warung.bundle")
    joined = join(warung, owner)
    assert (joined.adopted, joined.till.company_name, joined.till.register_code) == (False, "Toko Baru", "K1")
    begin_to_send(warung)
    with warung.store.write() as unit:
        assert [stream.because for stream in streams(unit)] == ["stand_alone", "enrolled"]
    assert office.rows(select(func.count()).select_from(sale))[0][0] == 0
    assert office.verify()
