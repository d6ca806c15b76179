"""A whole trading day with the back office away, then sent: till, office and books agree to the rupiah."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from backoffice_server.features.attendance.tables import attendance_note
from backoffice_server.features.branches.queries import branch_row, today
from backoffice_server.features.branches.service import save_branch
from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.events.tables import event
from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.parties.service import save_customer, save_terms
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.promotions.service import save_promotion
from backoffice_server.features.queue.service import save_service
from backoffice_server.features.queue.tables import ticket
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale, sale_check, shift_closing
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.tracking.tables import lot, serial
from pos_client.store.streams import waiting
from pos_client.sync.status import SyncState
from shared_models.rules.accounts import Account
from shared_models.values.codes import BelowCost, CheckKind, PriceSource, ReviewCode, TicketState
from shared_models.values.quantity import whole
from shared_models.wire.queue import QueueServiceRow
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.databases import Backend, Databases
from tests.factories.day_approvals import LOSS, at_another_level, below_cost, had_a_break, lines_out
from tests.factories.day_orders import AGREED, AGREED_RECEIPTS
from tests.factories.day_told import LOT, PIECE, TOLD
from tests.factories.day_ways import MEMBER, OFFERS, QRIS, TERMS, WAYS
from tests.factories.live_till import PINS, LiveTill
from tests.factories.seller import Seller, at_the_till
from tests.factories.shop import GULA_CODE, TEH_CODE, TEH_DOZEN_CODE, goods
from tests.factories.told import NEEDS
from tests.factories.trading_day import KINDS, CountingHands, Day, Goods, Kinds, People, events
from tests.system.faults.office_here import OfficeHere, office_here

pytestmark = pytest.mark.timeout(300)
GOODS: Final = Goods(
    pieces=(TEH_CODE, GULA_CODE, TEH_DOZEN_CODE), dear=TEH_DOZEN_CODE, weighed="TELUR", much=2_100
)
ALLOWED: Final[Kinds] = {had_a_break: 2, lines_out: 2, below_cost: 2, at_another_level: 2}
PLAIN: Final = KINDS[Day.exact] - sum(TOLD.values()) - AGREED_RECEIPTS - 6
BY_KEYS: Final[Kinds] = {**KINDS, **WAYS, **TOLD, **AGREED, **ALLOWED, Day.exact: PLAIN}
FLOAT: Final = 200_000
# The shelves of this shop were never counted, and what is brought without a receipt is looked at.
EXPECTED: Final = {ReviewCode.NEGATIVE_STOCK, ReviewCode.RETURN_WITHOUT_SALE}


@pytest.fixture
def office(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[OfficeHere]:
    with office_here(databases, backend, tmp_path) as office:
        yield office


def test_a_day_without_the_back_office_arrives_whole(
    office: OfficeHere, tmp_path: Path, qapp: QApplication
) -> None:
    folder = tmp_path / "k1"
    _open_a_queue(office)
    _make_club(office)
    _tell_goods_apart(office)
    _make_rules(office)
    LiveTill(folder, office.address).enrol(office.enrolment_code("K1")).close()
    office.stop()
    people = People(cashier="Sari", cashier_pin=_pin("sari"), supervisor_pin=_pin("budi"))
    with at_the_till(folder, server=office.address, hands=CountingHands()) as seller:
        seller.until(lambda: seller.here == "start")
        day = Day(seller, GOODS, people)
        day.open_with(FLOAT)
        day.trade(BY_KEYS)
        day.close_counted()
        told = {str(one["sale"]): one["total"] for one in events(seller, "sale.completed")}
        brought = {str(one["sale"]): one["total"] for one in events(seller, "sale.returned")}
        (closed,) = events(seller, "shift.closed")
        office.start()
        seller.until(lambda: _all_sent(seller))
    booked = {str(row.sale_id): row.total for row in office.rows(select(sale.c.sale_id, sale.c.total))}
    assert booked == told | {one: -total for one, total in brought.items()}
    assert len(booked) == day.receipts == 120
    assert office.broken() == []
    drawer = select(func.sum(journal_line.c.amount)).where(journal_line.c.account == Account.TILL_CASH)
    assert office.rows(drawer)[0][0] == 0, "a closed drawer is empty in the books too"
    (closing,) = office.rows(select(shift_closing))
    assert closing.counted == closed["counted"] == closing.expected
    served = office.rows(select(ticket.c.number).where(ticket.c.state == TicketState.SERVED))
    assert len(served) == KINDS[Day.called_from_the_queue]
    names = {row.name for row in office.rows(select(customer.c.name))}
    assert names == {MEMBER.name} | {f"Ibu Wati {n}" for n in range(1, KINDS[Day.joined] + 1)}
    found = Counter(row.code for row in office.rows(select(review.c.code)))
    assert set(found) == EXPECTED
    noted = office.rows(select(attendance_note.c.kind))
    assert len(noted) == 1 + 2 * ALLOWED[had_a_break]
    _tells_typed_prices(office)
    kinds = {row.kind for row in office.rows(select(sale_check.c.kind))}
    assert kinds == {CheckKind.AGE.value, CheckKind.PRESCRIPTION.value}
    assert [(row.serial, row.state) for row in office.rows(select(serial))] == [(PIECE, "sold")]
    assert [row.qty for row in office.rows(select(lot).where(lot.c.lot == LOT))] == [1_000]


def _tells_typed_prices(office: OfficeHere) -> None:
    """The office's log has who allowed another price, what it was before, and the line sold at it."""
    log = [json.loads(row.bytes) for row in office.rows(select(event.c.bytes))]
    typed = [one for one in log if one["type"] == "approval.given" and one["p"]["action"] == "price"]
    told = {(one["p"]["before"], one["p"]["amount"], one["approver"]) for one in typed}
    lines = [line for one in log if one["type"] == "sale.completed" for line in one["p"]["lines"]]
    sold = {
        (line["list_price"], line["price"], line["price_approver"])
        for line in lines
        if line["source"] == PriceSource.OVERRIDE
    }
    assert len(typed) == KINDS[Day.at_another_price]
    assert told == sold


def _open_a_queue(office: OfficeHere) -> None:
    """The branch has one service that people wait for."""
    with office.database.write() as unit:
        service = QueueServiceRow(id=UUID(int=0xC1), code="A", name_id="Kasir", name_en="Till")
        save_service(unit, office.shop.branch("BDG1"), service)


def _make_club(office: OfficeHere) -> None:
    """A customer with points and credit, two offers, and a QRIS code of the branch."""
    branch = office.shop.branch("BDG1")
    with office.database.write() as unit:
        save_customer(unit, row=MEMBER)
        save_terms(unit, terms=TERMS)
        for offer in OFFERS:
            save_promotion(unit, promotion_id=offer.id, request=offer.promotion, by=None)
        row = branch_row(unit, branch).model_copy(update={"qris": QRIS})
        save_branch(unit, branch_id=branch, row=row)


def _make_rules(office: OfficeHere) -> None:
    """One free line out of a cart; what sells below cost is allowed by somebody."""
    branch = office.shop.branch("BDG1")
    with office.database.write() as unit:
        save_product(unit, product=None, request=goods("RUGI", 3_500, cost=4_000, barcodes=(LOSS,)), by=None)
        rules = {"free_voids": 1, "below_cost": BelowCost.APPROVE}
        save_branch(unit, branch_id=branch, row=branch_row(unit, branch).model_copy(update=rules))


def _tell_goods_apart(office: OfficeHere) -> None:
    """Cigarettes, medicine, a telephone with its number, milk in a lot."""
    with office.database.read() as unit:
        day = today(unit)
    by_lot = {"lot": LOT, "expires_on": day + timedelta(days=10)}
    words: dict[str, dict[str, Any]] = {"PONSEL": {"serials": (PIECE,)}, "SUSU": by_lot}
    with office.database.write() as unit:
        lines = []
        for sku, code, _, price, needs in NEEDS:
            request = goods(sku, price, cost=price // 2, barcodes=(code,), needs=needs)
            made = save_product(unit, product=None, request=request, by=None)
            count = whole(1 if sku == "PONSEL" else 3)
            lines.append(AdjustmentLine(product=made.id, qty=count, **words.get(sku, {})))
        opening = AdjustStock(
            id=UUID(int=0xAD01),
            branch=office.shop.branch("BDG1"),
            reason=AdjustmentReason.OPENING,
            bdate=day,
            lines=tuple(lines),
        )
        adjust(unit, opening, by=None)


def _pin(login: str) -> str:
    pin = PINS[login]
    assert pin is not None
    return pin


def _all_sent(seller: Seller) -> bool:
    status, reader = seller.window.sync_status, seller.window.reader
    said_so = status is not None and status.state is SyncState.ALL_SENT
    return said_so and reader is not None and waiting(reader)[0] == 0
