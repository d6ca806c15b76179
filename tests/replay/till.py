"""One till: the real store and engine, sold receipt by receipt, pushed over HTTP. Runs in its own process."""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Final

from pos_client.app import edges
from pos_client.engine import carts, returns, sales, shifts
from pos_client.engine.returns import GoodsBack
from pos_client.engine.staff import Tries, approve, members, sign_in
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store import Reader, Store, open_store
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.streams import waiting
from pos_client.sync.enrol import enrol
from pos_client.sync.messages import Answered, Failed, Incoming, Nudged, Outgoing
from pos_client.sync.step import Sync
from pos_client.sync.worker import _reply as answer_of
from shared_models.rules.receipt import Tender
from shared_models.rules.returns import LineBack
from shared_models.rules.tender import pieces_of
from shared_models.values.codes import CashDirection, CashReason, Permission, TenderMethod
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from tests.replay.log import LoggedReceipt
from tests.replay.plan import TillPlan

WIB: Final = timezone(timedelta(hours=7))
REASON: Final = "replayed"
PATIENCE_S: Final = 600
Report = Callable[[int], None]  # receipts sold, sent and acknowledged


class Wall:
    """The clock on the wall of the shop: it shows the moment of the receipt that is rung up."""

    def __init__(self, at: datetime) -> None:
        self.at = at.replace(tzinfo=WIB)

    def now(self) -> datetime:
        return self.at

    def turn_to(self, at: datetime) -> None:
        self.at = at.replace(tzinfo=WIB)


@dataclass(slots=True)
class Bought:
    """What a customer may bring back: a line of a sale of this till."""

    sale: SaleId
    line: int
    left: int


@dataclass(slots=True)
class Till:
    """Rings up receipts; sends them off after every shift."""

    store: Store
    wall: Wall
    api: TillApi
    sync: Sync
    reader: Reader
    pin: str
    catalogue: Catalogue = field(init=False)
    cashier: StaffId = field(init=False)
    supervisor: StaffId = field(init=False)
    items: dict[str, CatalogueItem] = field(default_factory=dict)
    bought: dict[tuple[str, str, int], list[Bought]] = field(default_factory=lambda: defaultdict(list))
    named: int = 0
    incoming: list[Incoming] = field(default_factory=list)

    def begin(self) -> None:
        """Pull the catalogue, sign the cashier in, let the supervisor approve once."""
        self._until(lambda: self.reader.execute("SELECT count(*) FROM replica").fetchone()[0] > 0)
        self.send()
        self.catalogue = Catalogue(self.reader, now=self.wall.now)
        login = {member.username for member in members(self.reader)}
        assert {"sari", "budi"} <= login, login
        now_ms = self.store.mono_ms()
        person = sign_in(self.reader, username="sari", pin=self.pin, tries=Tries(), now_ms=now_ms)
        needed = Permission.PRICE_OVERRIDE
        allower = approve(self.reader, pin=self.pin[::-1], permission=needed, tries=Tries(), now_ms=now_ms)
        self.cashier, self.supervisor = person.id, allower.id

    def item(self, sku: str) -> CatalogueItem:
        known = self.items.get(sku)
        if known is None:
            known = self.catalogue.by_code(sku)
            assert known is not None, sku
            self.items[sku] = known
        return known

    def open_shift(self) -> None:
        with self.store.write() as unit:
            shifts.open_shift(unit, cashier=self.cashier, opening_float=Money(0))

    def close_shift(self) -> None:
        """Count exactly what is expected and close."""
        with self.store.write() as unit:
            pieces, rest = pieces_of(shifts.x_report(unit).expected)
            shifts.close_shift(unit, actor=self.cashier, pieces=pieces | ({1: rest} if rest else {}))

    def sell(self, receipt: LoggedReceipt) -> None:
        """Scan every line, each durable by itself, then take the exact amount in cash."""
        with self.store.write() as unit:
            cart = carts.open_cart(unit, actor=self.cashier).id
        for line in receipt.lines:
            item = self.item(line.sku)
            price = None if line.price == item.price else Money(line.price)
            with self.store.write() as unit:
                carts.add_line(
                    unit,
                    cart=cart,
                    item=item,
                    qty=whole(line.qty),
                    price=price,
                    approver=None if price is None else self.supervisor,
                    merge=False,
                )
        with self.store.write() as unit:
            due = sales.what_is_due(unit, cart=cart).missing
            cash = (Tender(TenderMethod.CASH, due),)
            done = sales.complete_sale(unit, cart=cart, actor=self.cashier, tenders=cash, print_receipt=False)
        if receipt.customer:
            for number, line in enumerate(receipt.lines, 1):
                key = (receipt.customer, line.sku, line.price)
                self.bought[key].append(Bought(done.sale, number, line.qty))

    def take_back(self, receipt: LoggedReceipt) -> None:
        """Against the customer's own receipt when one covers it all, else without one."""
        self._fill_drawer(sum(line.amount for line in receipt.lines))
        against = self._receipt_for(receipt)
        with self.store.write() as unit:
            if against is not None:
                sale, parts = against
                returns.return_lines(
                    unit,
                    original=sale,
                    back=parts,
                    reason=REASON,
                    actor=self.cashier,
                    approver=self.supervisor,
                )
                self.named += 1
                return
            goods = [
                GoodsBack(self.item(line.sku), whole(line.qty), price=Money(line.price))
                for line in receipt.lines
            ]
            returns.return_without_receipt(
                unit, goods=goods, reason=REASON, actor=self.cashier, approver=self.supervisor
            )

    def send(self) -> None:
        """Push until nothing waits."""
        self.incoming.append(Nudged())
        self._until(lambda: waiting(self.reader)[0] == 0)

    def _receipt_for(self, receipt: LoggedReceipt) -> tuple[SaleId, list[LineBack]] | None:
        found: list[tuple[Bought, int]] = []
        for line in receipt.lines:
            options = self.bought[receipt.customer, line.sku, line.price] if receipt.customer else []
            taken = {id(bought): qty for bought, qty in found}
            fits = [own for own in reversed(options) if own.left - taken.get(id(own), 0) >= line.qty]
            same = [own for own in fits if not found or own.sale == found[0][0].sale]
            if not same or id(same[0]) in taken:
                return None
            found.append((same[0], line.qty))
        for bought, qty in found:
            bought.left -= qty
        back = [LineBack(of_line=bought.line, qty=Quantity(whole(qty))) for bought, qty in found]
        return found[0][0].sale, back

    def _fill_drawer(self, needed: int) -> None:
        """A refund that the drawer cannot pay comes from the safe first."""
        with self.store.write() as unit:
            short = needed + 100 - shifts.x_report(unit).expected
            if short > 0:
                shifts.move_cash(
                    unit,
                    direction=CashDirection.IN,
                    reason=CashReason.FLOAT,
                    amount=Money(short),
                    note=REASON,
                    actor=self.cashier,
                    approver=self.supervisor,
                )

    def _until(self, reached: Callable[[], bool]) -> None:
        """Let the sync engine work, step by step, until it has got where it should."""
        stop_at = self.store.mono_ms() + PATIENCE_S * 1000
        while not reached():
            step = self.sync.step(self.store.mono_ms(), self.incoming)
            self._authorize()
            self.incoming = [self._ask(request) for request in step.outgoing]
            if not self.incoming and not reached():
                wait_ms = step.wake_at_ms - self.store.mono_ms()
                assert self.store.mono_ms() < stop_at, self.sync.status()
                time.sleep(max(0, min(wait_ms, 1000)) / 1000)

    def _authorize(self) -> None:
        self.api.client.credential = self.sync.credential()

    def _ask(self, request: Outgoing) -> Incoming:
        try:
            return Answered(request, answer_of(self.api, request))
        except Refusal as refusal:
            return Failed(request, refusal)


def run_till(plan: TillPlan, report: Report) -> int:
    """Enrol, sell everything, send everything. How many returns found their receipt."""
    wall = Wall(plan.receipts[0].at)
    store = open_store(
        plan.folder, now=wall.now, new_id=edges.new_id, mono_ms=edges.mono_ms, boot=edges.boot()
    )
    client = Client(plan.server)
    api = TillApi(client)
    sync = Sync(store, Random(plan.number))
    reader = store.reader()
    try:
        enrol(store, api, code=plan.enrolment_code, device_name=f"Kasir {plan.number}")
        till = Till(store, wall, api, sync, reader, plan.pin)
        till.begin()
        gc.freeze()
        _work_through(till, wall, plan, report)
        return till.named
    finally:
        reader.close()
        sync.close()
        client.close()
        store.close()


def _work_through(till: Till, wall: Wall, plan: TillPlan, report: Report) -> None:
    day: date | None = None
    for done, receipt in enumerate(plan.receipts):
        if receipt.at.date() != day:
            if day is not None:
                till.close_shift()
                till.send()
                report(done)
            wall.turn_to(receipt.at)
            till.items.clear()
            till.open_shift()
            day = receipt.at.date()
        wall.turn_to(receipt.at)
        if receipt.back:
            till.take_back(receipt)
        else:
            till.sell(receipt)
    till.close_shift()
    till.send()
    report(len(plan.receipts))
