"""A till and the back office in one process: the sync engine's questions answered by the real application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

import httpx2
from fastapi.testclient import TestClient

from pos_client.engine import carts, sales, shifts
from pos_client.engine.enrolment import adopt_enrolment, credential, device_id
from pos_client.engine.till import TillIdentity, identity
from pos_client.remote.client import read, refusal_of
from pos_client.store import Store
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.sync.messages import (
    Answered,
    Failed,
    Incoming,
    NextPage,
    Outgoing,
    Pull,
    Push,
    Reinstate,
    Reply,
)
from pos_client.sync.step import Sync
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import CartId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.base import ApiModel
from shared_models.wire.enrolment import EnrolReply, EnrolRequest, Reinstated
from shared_models.wire.sync import ChangesReply, PushReply, SnapshotReply, StreamEventsReply
from tests.factories.tills import Clock, cash, new_store

R = TypeVar("R", bound=ApiModel)
STEPS_MAX = 500
Mangle = Callable[[Outgoing, Incoming], list[Incoming]]


def call(client: TestClient, token: str | None, request: Outgoing) -> Reply:
    """One question over HTTP, answered by the application in this process."""
    headers = {"Authorization": f"Till {token}"}
    if isinstance(request, Push):
        content = request.request.model_dump_json()
        headers["Content-Type"] = "application/json"
        return _read(PushReply, client.post("/api/sync/push", content=content, headers=headers))
    if isinstance(request, Pull):
        return _read(
            ChangesReply, client.get("/api/sync/changes", params={"cursor": request.cursor}, headers=headers)
        )
    if isinstance(request, NextPage):
        asked = {} if request.after is None else {"after": request.after}
        return _read(SnapshotReply, client.get("/api/sync/snapshot", params=asked, headers=headers))
    if isinstance(request, Reinstate):
        body = request.request.model_dump(mode="json")
        return _read(Reinstated, client.post("/api/enrol/again", json=body, headers=headers))
    path = f"/api/sync/streams/{request.stream}/events"
    return _read(StreamEventsReply, client.get(path, params={"from": str(request.first)}, headers=headers))


def _read(kind: type[R], reply: httpx2.Response) -> R:
    if reply.is_error:
        raise refusal_of(reply.status_code, reply.content)
    return read(kind, reply.content)


@dataclass
class ConnectedTill:
    """A till that talks to `client`.

    `mangle` may lose, repeat or change what comes back; `online` cuts the line.
    """

    folder: Path
    client: TestClient
    clock: Clock
    store: Store
    sync: Sync
    online: bool = True
    mangle: Mangle | None = None
    asked: list[Outgoing] = field(default_factory=list)
    now_ms: int = 0

    def step(self, incoming: list[Incoming]) -> list[Incoming]:
        step = self.sync.step(self.now_ms, incoming)
        if not step.outgoing:
            self.now_ms = max(step.wake_at_ms, self.now_ms + 1)
        return [answer for request in step.outgoing for answer in self._ask(request)]

    def settle(self, *, steps: int = STEPS_MAX) -> None:
        """Step until everything is sent and the catalogue is there, or the line is cut and one round
        failed.
        """
        incoming: list[Incoming] = []
        met = False
        for _ in range(steps):
            incoming = self.step(incoming)
            met = met or bool(incoming)
            status = self.sync.status()
            done = not status.waiting and not status.fetching_catalogue and status.problem is None
            if met and not incoming and (done or not self.online):
                return
        raise AssertionError(self.sync.status())

    def restart(self) -> None:
        """The program stops and starts again."""
        self.sync.close()
        self.store.close()
        self.store = new_store(self.folder, self.clock)
        self.sync = Sync(self.store, Random(3))
        self.now_ms = 0

    def enrol(self, code: str) -> TillIdentity:
        device = device_id(self.folder, self.clock.new_id)
        request = EnrolRequest(code=code, device=device, device_name="Kasir depan", app="0.1.0")
        reply = self.client.post("/api/enrol", json=request.model_dump(mode="json"))
        assert reply.status_code == 201, reply.text
        with self.store.write() as unit:
            return adopt_enrolment(unit, EnrolReply.model_validate_json(reply.content), device_name="Kasir")

    @property
    def till(self) -> TillIdentity:
        reader = self.store.reader()
        till = identity(reader)
        reader.close()
        assert till is not None
        return till

    def item(self, code: str) -> CatalogueItem:
        with self.store.write() as unit:
            found = Catalogue(unit, now=self.clock.now).by_code(code)
        assert found is not None, code
        return found

    def open_shift(self, cashier: StaffId, opening_float: int = 100_000) -> shifts.ShiftReport:
        with self.store.write() as unit:
            return shifts.open_shift(unit, cashier=cashier, opening_float=Money(opening_float))

    def sell(self, cashier: StaffId, *codes: str, count: int = 1) -> sales.FinishedSale:
        items = [self.item(code) for code in codes]
        with self.store.write() as unit:
            cart = carts.open_cart(unit, actor=cashier)
            for item in items:
                cart = carts.add_line(unit, cart=cart.id, item=item, qty=whole(count))
            due = sales.what_is_due(unit, cart=CartId(cart.id)).missing
            return sales.complete_sale(unit, cart=cart.id, actor=cashier, tenders=cash(due))

    def close(self) -> None:
        self.sync.close()
        self.store.close()

    def _ask(self, request: Outgoing) -> list[Incoming]:
        self.asked.append(request)
        if not self.online:
            return [Failed(request, Refusal(ErrorCode.SERVER_UNREACHABLE))]
        reader = self.store.reader()
        token = credential(reader)
        reader.close()
        answer: Incoming
        try:
            answer = Answered(request, call(self.client, token, request))
        except Refusal as refusal:
            answer = Failed(request, refusal)
        return [answer] if self.mangle is None else self.mangle(request, answer)


def connected_till(folder: Path, client: TestClient, clock: Clock | None = None) -> ConnectedTill:
    clock = clock or Clock()
    store = new_store(folder, clock)
    return ConnectedTill(folder, client, clock, store, Sync(store, Random(3)))
