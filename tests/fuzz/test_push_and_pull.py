"""Tills of two branches push, resend, go back and lose, while the shop changes: any order, one truth."""

from __future__ import annotations

import copy
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.catalog.tables import product
from backoffice_server.features.events.tables import event, quarantine
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.tills import queries as till_queries
from backoffice_server.features.tills.service import enrol
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.proof.verify import verify
from backoffice_server.sync import snapshot as snapshot_module
from backoffice_server.sync.changes import changes
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.transaction import received
from backoffice_server.sync.snapshot import snapshot
from shared_models.rules.receipt import Item
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.ids import DeviceId, ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, whole
from shared_models.wire.enrolment import EnrolRequest
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from shared_models.wire.sync import ChangeRow, ChangesReply, PushReply, PushRequest, SnapshotReply
from tests.databases import Backend, Databases
from tests.factories import shop as shops
from tests.factories.enrolled import code_for
from tests.factories.events import TillWriter, line
from tests.factories.receipts import tax_rule
from tests.factories.shop import Shop, goods
from tests.fuzz.spec import Sent, Stream

TIMES: Final = int(os.environ.get("FUZZ_TIMES", "1"))
EXAMPLES: Final[dict[Backend, int]] = {"sqlite": 12, "postgresql": 4}
STEPS: Final = 40
SECRET: Final = MasterSecret(bytes(range(32)))
TILLS: Final = (("BDG1", "K1", 0xD1), ("BDG1", "K2", 0xD2), ("BDG2", "K1", 0xD3))
WHICH: Final = st.integers(0, len(TILLS) - 1)
Rows = dict[tuple[str, str], Any]
Make = Callable[[], str]


@dataclass
class Till:
    """One till: what it wrote, in every life of its disk; what it was answered; what it shows."""

    writer: TillWriter
    soap: Item
    lives: list[TillWriter] = field(default_factory=list)
    held: Stream = field(default_factory=Stream)
    token: str | None = None
    rows: Rows = field(default_factory=dict)
    cursor: str | None = None
    shadow: Rows = field(default_factory=dict)
    page: str | None = None

    def sent(self, life: TillWriter, number: int, *, damaged: bool) -> Sent:
        item = life.items[number]
        if damaged:
            return Sent(item.model_copy(update={"mac": "0" * 64}), None)
        return Sent(item, json.loads(item.bytes)["prev"])


class PushAndPull(RuleBasedStateMachine):
    """Each rule is something that happens; what must be answered is worked out beside it."""

    make: Make
    drop: Callable[[str], None]

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="fuzz-")
        self.url = self.make()
        self.database = Database(self.url, now=shops.Clock())
        self.shop = Shop(self.database, Path(self._folder.name), shops.Clock())
        self.made = 0
        self.forked = False
        self.tills: list[Till] = []

    @initialize()
    def open_the_shop(self) -> None:
        self.tills = [self._till(*place) for place in TILLS]

    # tills

    @rule(which=WHICH, sales=st.integers(1, 4))
    def sell(self, which: int, sales: int) -> None:
        till = self.tills[which]
        for _ in range(sales):
            till.writer.sale(line(till.soap, 4_300))

    @rule(which=WHICH, gone=st.integers(1, 6))
    def go_back_to_an_older_image(self, which: int, gone: int) -> None:
        till = self.tills[which]
        if till.writer.seq - gone < 2 or len(till.lives) > 3:
            return
        younger = copy.deepcopy(till.writer)
        younger.items = younger.items[:-gone]
        younger.seq, younger.head = younger.seq - gone, bytes.fromhex(younger.items[-1].hash)
        younger.receipts -= gone
        younger.made += 1_000 * len(till.lives)
        till.lives.append(younger)
        till.writer = younger

    @rule(
        which=WHICH, life=st.integers(0, 5), start=st.integers(0, 30), count=st.integers(0, 12),
        acked=st.integers(0, 30), orphans=st.booleans(), damage=st.integers(0, 15), data=st.data(),
    )  # fmt: skip
    def push(
        self, which: int, life: int, start: int, count: int, acked: int, damage: int, data: st.DataObject, *,
        orphans: bool,
    ) -> None:  # fmt: skip
        """Any part of any life, in order or not, from any place the till takes for acknowledged."""
        till = self.tills[which]
        writer = till.lives[life % len(till.lives)]
        numbers = list(range(len(writer.items)))[start : start + count]
        if numbers and data.draw(st.integers(0, 4), "shuffled") == 0:
            numbers = data.draw(st.permutations(numbers), "order")
        sent = [till.sent(writer, number, damaged=number == damage) for number in numbers]
        self._answered(till, writer, sent, acked=min(acked, len(writer.items)), orphans=orphans)

    @rule(which=WHICH)
    def push_what_waits(self, which: int) -> None:
        """As a till does that believes every answer: in the end everything of this life is held."""
        till = self.tills[which]
        acked = 0
        for _ in range(len(till.writer.items) + 1):
            places = range(acked, len(till.writer.items))
            sent = [till.sent(till.writer, number, damaged=False) for number in places]
            reply = self._answered(till, till.writer, sent, acked=acked, orphans=False)
            if reply.missing_from is None:
                break
            # Behind something that was set aside in the same push the rest is sent once more.
            assert reply.known.seq >= acked
            acked = reply.known.seq
        assert {(item.seq, item.hash) for item in till.writer.items} <= till.held.events

    # the shop

    @rule(price=st.integers(10, 90), sku=st.sampled_from(["SABUN", "TEH-KENARA", "BARU-1", "BARU-2"]))
    def change_a_product(self, price: int, sku: str) -> None:
        with self.database.write() as unit:
            known = self.shop.rows(select(product).where(product.c.sku == sku))
            if known:
                request = goods(sku, price * 100, version=known[0].version)
                save_product(unit, product=known[0].product_id, request=request, by=None)
            else:
                save_product(unit, product=None, request=goods(sku, price * 100), by=None)

    @rule(which=WHICH, pieces=st.integers(1, 50))
    def count_the_stock(self, which: int, pieces: int) -> None:
        self.made += 1
        till = self.tills[which]
        counted = AdjustmentLine(product=till.soap.product, qty=whole(pieces), unit_cost=Money(3_000))
        request = AdjustStock(
            id=UUID(int=self.made), branch=till.writer.branch, reason=AdjustmentReason.OPENING,
            bdate=till.writer.at.date(), lines=(counted,),
        )  # fmt: skip
        with self.database.write() as unit:
            adjust(unit, request, by=None)

    # replicas

    @rule(which=WHICH)
    def fetch_a_page(self, which: int) -> None:
        till = self.tills[which]
        with self.database.read() as unit:
            body = snapshot(unit, branch=till.writer.branch, after=till.page)  # type: ignore[arg-type] # a plain id
        reply = SnapshotReply.model_validate_json(body)
        if till.page is None:
            till.shadow = {}
        _apply(till.shadow, reply.rows)
        till.page = reply.next
        if reply.next is None:
            till.rows, till.cursor = till.shadow, reply.cursor

    @precondition(lambda self: any(till.cursor for till in self.tills))
    @rule()
    def pull(self) -> None:
        for till in self.tills:
            if till.cursor is not None:
                self._pull(till)
                assert till.rows == self._server_rows(till)

    # at the end

    def teardown(self) -> None:
        try:
            if self.tills:
                self._agree()
        finally:
            self.database.close()
            self.drop(self.url)
            self._folder.cleanup()

    def _agree(self) -> None:
        for table, kind in ((event, "events"), (quarantine, "damaged")):
            rows = self.shop.rows(select(table.c.stream_id, table.c.seq, table.c.hash))
            for till in self.tills:
                own = [(row.seq, row.hash.hex()) for row in rows if row.stream_id == till.writer.stream]
                assert sorted(own) == sorted(getattr(till.held, kind))
        # With two lives of one drawer nobody can say what must be in it.
        excused = {"I10", "I14"} if self.forked else set()
        with self.database.read() as unit:
            found = [one for one in verify(unit, SECRET) if not one.holds and one.invariant not in excused]
        assert found == []

    def _answered(
        self, till: Till, writer: TillWriter, sent: list[Sent], *, acked: int, orphans: bool
    ) -> PushReply:
        request = writer.push(1, 0, acked=acked, token=till.token).model_copy(
            update={"events": tuple(one.item for one in sent), "orphans": orphans}
        )
        places = {one.place: one for one in sent if one.prev}
        others = dict(till.held.events)
        twice = any(seq in others and others[seq] != hash_ for seq, hash_ in places)
        expected, known, gap = till.held.expected(sent, request.probe, orphans=orphans)
        reply = self._push(till, request)
        told = ["taken" if one.outcome in {"posted", "noted"} else str(one.outcome) for one in reply.results]
        assert told == expected
        assert (reply.known, reply.missing_from) == (known, known.seq + 1 if gap else None)
        self.forked = self.forked or reply.fork is not None
        assert not twice or gap or reply.fork is not None or "taken" not in told
        return reply

    def _push(self, till: Till, request: PushRequest) -> PushReply:
        with self.database.read() as unit:
            device = till_queries.by_device(unit, DeviceId(request.device))
        assert device is not None
        items = parse(request, SECRET.device_key)
        reply = received(self.database, device, request, items, imported=False)
        till.token = reply.next_token
        return reply

    def _pull(self, till: Till) -> None:
        more = True
        while more:
            assert till.cursor is not None
            with self.database.read() as unit:
                body = changes(unit, branch=till.writer.branch, cursor=till.cursor)  # type: ignore[arg-type] # a plain id
            reply = ChangesReply.model_validate_json(body)
            _apply(till.rows, reply.rows)
            till.cursor, more = reply.cursor, reply.more

    def _server_rows(self, till: Till) -> Rows:
        rows: Rows = {}
        page: str | None = None
        while True:
            with self.database.read() as unit:
                body = snapshot(unit, branch=till.writer.branch, after=page)  # type: ignore[arg-type] # a plain id
            reply = SnapshotReply.model_validate_json(body)
            _apply(rows, reply.rows)
            page = reply.next
            if page is None:
                return rows

    def _till(self, branch: str, register: str, device: int) -> Till:
        code = code_for(self.shop, register, branch)
        asked = EnrolRequest(
            code=code.code if hasattr(code, "code") else code,
            device=UUID(int=device),
            device_name=register,
            app="0.1.0",
        )
        with self.database.write() as unit:
            reply = enrol(unit, request=asked, secret=SECRET)
        soap = Item(
            product=ProductId(self.shop.product("SABUN")), sku="SABUN", name="Sabun", kind=ProductKind.GOODS,
            tax_class=TaxClass.TAXABLE, unit="pcs", factor=ONE,
        )  # fmt: skip
        writer = TillWriter(
            device=UUID(int=device), branch=reply.branch, register=reply.register_id, branch_code=branch,
            register_code=register, series=reply.series, stream=UUID(int=device << 64),
            kid=reply.kid, key=bytes.fromhex(reply.device_key), actor=self.shop.person("sari"),
            tax_rules=(tax_rule(),),
        )  # fmt: skip
        writer.opened()
        writer.shift_opened()
        return Till(writer, soap, [writer])


def _apply(rows: Rows, told: tuple[ChangeRow, ...]) -> None:
    for row in told:
        if row.row is None:
            rows.pop((row.entity, row.key), None)
        else:
            rows[row.entity, row.key] = row.row


@pytest.fixture
def _quiet() -> Iterator[None]:
    """An older image's token is warned about: here that is the game."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_quiet")
@pytest.mark.timeout(600)
def test_any_order_of_pushes_and_pulls(
    backend: Backend, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_module, "ROWS_MAX", 5)

    class Machine(PushAndPull):
        make = staticmethod(lambda: databases.cloned(backend, tmp_path, template="shop", build=shops.build))
        drop = staticmethod(databases.drop)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES[backend] * TIMES, stateful_step_count=STEPS, deadline=None, database=None,
            phases=[Phase.generate],
            derandomize=TIMES == 1, suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
