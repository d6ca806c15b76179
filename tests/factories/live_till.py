"""A till as it runs in a shop, without its window: store, engine and the sync worker's own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final, Self

from typing_extensions import override

from pos_client.app import edges
from pos_client.engine import carts, sales, shifts, staff
from pos_client.engine.enrolment import credential
from pos_client.engine.staff import StaffMember, Tries
from pos_client.engine.till import TillIdentity, identity
from pos_client.printing.preview import render_text
from pos_client.printing.shifts import Confirmation, shift_document
from pos_client.printing.till_slips import letterhead_of, shift_slip
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.streams import waiting
from pos_client.sync.enrol import enrol
from pos_client.sync.status import SyncState, SyncStatus
from pos_client.sync.worker import SyncWorker
from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.tills import ConfirmedShift
from tests.factories.shop import PEOPLE
from tests.factories.tills import Clock, new_store

# Shorter than the poll of 15 s less 20 %: what comes later than this did not come by a live hint.
PATIENCE_S: Final = 10
LOOK_MS: Final = 20
PINS: Final = {login: pin for login, _name, _role, pin in PEOPLE if pin}


class RealClock(Clock):
    """Time, ids and chance of the real program."""

    now = staticmethod(edges.now)
    new_id = staticmethod(edges.new_id)
    mono_ms = staticmethod(edges.mono_ms)


class Eager(Random):
    """Always the shortest of the waiting times that were possible."""

    @override
    def randint(self, a: int, b: int) -> int:
        return a


class LiveTill:
    """One running till. Statuses are kept in order, so a test waits for one without looking away."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.store = new_store(folder, RealClock())
        self.worker = SyncWorker(self.store, address, random=Eager())
        self._closed = False
        self._told: list[SyncStatus] = []
        self._news = threading.Condition()
        self.worker.listen(self._hear)

    # its line

    def enrol(self, code: str) -> Self:
        """Join the shop by a one-time code, and pull its catalogue."""
        client = Client(self.address)
        enrol(self.store, TillApi(client), code=code, device_name="Kasir depan")
        client.close()
        self.start()
        self.wait_for(lambda status: not status.fetching_catalogue and status.state is SyncState.ALL_SENT)
        return self

    def start(self) -> Self:
        self.worker.start()
        return self

    def close(self) -> None:
        """The program ends in order; once is enough."""
        if self._closed:
            return
        self._closed = True
        self.worker.stop()
        self.store.close()

    def wait_for(self, reached: Callable[[SyncStatus], bool]) -> SyncStatus:
        """Until the sync worker says so."""
        with self._news:
            found = self._news.wait_for(lambda: bool(self._told) and reached(self._told[-1]), PATIENCE_S)
            assert found, self._told[-3:]
            return self._told[-1]

    def wait_until_sent(self) -> SyncStatus:
        """The worker's last word may be older than the last sale: the journal is asked as well."""
        reader = self.store.reader()
        try:
            return self.wait_for(
                lambda status: status.state is SyncState.ALL_SENT and waiting(reader)[0] == 0
            )
        finally:
            reader.close()

    def wait_until(self, reached: Callable[[], bool]) -> None:
        """Until something that came by pull is there; the worker does not tell of every pull."""
        with self._news:
            for _ in range(PATIENCE_S * 1000 // LOOK_MS):
                if reached():
                    return
                self._news.wait(LOOK_MS / 1000)
            raise AssertionError(self._told[-3:])

    def confirmed(self, shift: ShiftId) -> ConfirmedShift:
        """What the back office holds of a shift."""
        with self.store.write() as unit:
            known = credential(unit)
        client = Client(self.address)
        client.credential = known
        try:
            return TillApi(client).confirmed_shift(shift)
        finally:
            client.close()

    # its people and its drawer

    @property
    def till(self) -> TillIdentity:
        with self.store.write() as unit:
            known = identity(unit)
        assert known is not None
        return known

    def person(self, login: str) -> StaffMember:
        """Sign in by PIN, against what the pull brought."""
        with self.store.write() as unit:
            return staff.sign_in(unit, username=login, pin=PINS[login], tries=Tries(), now_ms=0)

    def approver(self, login: str = "budi") -> StaffId:
        """Whoever allows what a cashier may not."""
        return StaffId(self.person(login).id)

    def open_shift(self, login: str = "sari", opening_float: int = 200_000) -> StaffId:
        cashier = StaffId(self.person(login).id)
        with self.store.write() as unit:
            shifts.open_shift(unit, cashier=cashier, opening_float=Money(opening_float))
        return cashier

    def close_shift(self, cashier: StaffId, *, over: int = 0) -> shifts.ShiftReport:
        """Count what is expected (and `over` more) in rupiah coins, and close."""
        with self.store.write() as unit:
            counted = shifts.x_report(unit).expected + over
            return shifts.close_shift(unit, actor=cashier, pieces={1: counted})

    def z_lines(self, report: shifts.ShiftReport, confirmed: ConfirmedShift | None = None) -> list[str]:
        """The Z as it stands on 58 mm paper, in English; with what the back office confirmed."""
        till = self.till
        confirmation = None
        if confirmed is not None:
            held = (confirmed.acknowledged, confirmed.posted, confirmed.expected_server)
            confirmation = Confirmation(*held)
        slip = shift_slip(report, till, now=edges.now(), confirmation=confirmation)
        return render_text(shift_document(slip, letterhead_of(till, language="en")), 32)

    # selling

    def item(self, code: str) -> CatalogueItem:
        with self.store.write() as unit:
            found = Catalogue(unit, now=edges.now).by_code(code)
        assert found is not None, code
        return found

    def sell(self, cashier: StaffId, *basket: tuple[str, int]) -> sales.FinishedSale:
        """A cash sale of (code, thousandths), each line durable by itself, paid in notes of 10.000."""
        with self.store.write() as unit:
            cart = carts.open_cart(unit, actor=cashier).id
        for code, qty in basket:
            item = self.item(code)
            with self.store.write() as unit:
                carts.add_line(unit, cart=cart, item=item, qty=Quantity(qty))
        with self.store.write() as unit:
            due = sales.what_is_due(unit, cart=cart).missing
            note = -(-due // 10_000) * 10_000
            tenders = (Tender(TenderMethod.CASH, Money(note)),)
            return sales.complete_sale(unit, cart=cart, actor=cashier, tenders=tenders)

    def _hear(self, status: SyncStatus) -> None:
        with self._news:
            self._told.append(status)
            self._news.notify_all()
