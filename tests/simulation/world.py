"""One seed: tills sell, lines break, programs die, disks go back in time; then all is healed and compared."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.stock.tables import stock
from backoffice_server.proof.verify import verify
from pos_client.engine import carts, returns, sales, shifts
from pos_client.engine.receipts import stored_receipt
from pos_client.engine.sale_rows import latest_sales, returned_before
from pos_client.store import store as store_module
from pos_client.store.catalogue import Catalogue
from pos_client.store.streams import streams
from pos_client.sync.messages import Answered, Failed, Incoming, Outgoing
from shared_models.rules.receipt import ReceiptKind
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import NONE, Quantity, whole
from shared_models.values.refusals import Refusal
from tests.factories import shop as shops
from tests.factories.tills import cash
from tests.simulation.parts import BackOffice, Crash, CrashingUnit, Till, TillClock, Time

ACTIONS: Final = 160
HEAL_STEPS: Final = 3_000
REGISTERS: Final = ("K1", "K2")
CODES: Final = (shops.TEH_CODE, shops.TEH_DOZEN_CODE, shops.GULA_CODE, "SABUN")
Known = tuple[UUID, int, bytes]


@dataclass(frozen=True, slots=True)
class Letter:
    """Something on the line, due at a moment: a question on its way, or an answer on its way back."""

    due_ms: int
    order: int
    till: Till
    request: Outgoing
    answer: Incoming | None = None


class World:
    """Everything that happens follows from the seed."""

    def __init__(self, seed: int, folder: Path, template: Path) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.time = Time()
        self.office = BackOffice(folder, self.time, self._random(), template)
        with self.office.database.read() as unit:
            shop = shops.Shop(self.office.database, folder, shops.Clock())
            self.sari = StaffId(shop.person("sari"))
            self.budi = StaffId(shop.person("budi"))
        assert unit is not None
        self.tills = [self._till(register) for register in REGISTERS]
        self.letters: list[Letter] = []
        self.sent = 0
        self.faults = True
        self.promised: set[Known] = set()
        self.images: dict[str, Path] = {}
        self.backup: Path | None = None
        self.counts: Counter[str] = Counter()
        self._trace = hashlib.sha256()
        # A shop may come back from the day before its tills were enrolled.
        self.first_backup = folder / "first-backup.db"
        self.office.back_up(self.first_backup)
        for till in self.tills:
            till.enrol(self.office, till.name)

    # the run

    def run(self, actions: int = ACTIONS) -> None:
        self.faults = False
        self._quiet()
        self.faults = True
        for _ in range(actions):
            action = self.random.choices(list(_ACTIONS), weights=list(_ACTIONS.values()))[0]
            till = self.random.choice(self.tills)
            self.note(action, till.name)
            try:
                getattr(self, action)(till)
            except Refusal as refused:
                self.note("refused", refused.code.value)
            except Crash:
                self.note("crashed")
                till.stop(crashed=True)
                till.start()
            finally:
                CrashingUnit.left = 0
            self._turn()
        self.faults = False
        self._quiet()

    def note(self, *words: object) -> None:
        """One line of the trace: the same seed must give the same lines."""
        self.counts[str(words[0])] += 1
        self._trace.update(f"{self.time.ms} {words}\n".encode())

    @property
    def trace(self) -> str:
        return self._trace.hexdigest()

    def close(self) -> None:
        for till in self.tills:
            till.stop()
        self.office.close()

    # what may happen

    def sell(self, till: Till) -> None:
        with till.store.write() as unit:
            if shifts.current_shift(unit) is None:
                shifts.open_shift(unit, cashier=self.sari, opening_float=Money(100_000), approver=self.budi)
        for _ in range(self.random.randint(1, 4)):
            code, count = self.random.choice(CODES), self.random.randint(1, 5)
            with till.store.write() as unit:
                cart = carts.open_cart(unit, actor=self.sari)
                item = Catalogue(unit, now=till.clock.now).by_code(code)
                if item is not None:
                    carts.add_line(unit, cart=cart.id, item=item, qty=whole(count))
        with till.store.write() as unit:
            cart = carts.open_cart(unit, actor=self.sari)
            due = sales.what_is_due(unit, cart=cart.id).missing
            done = sales.complete_sale(unit, cart=cart.id, actor=self.sari, tenders=cash(due + 5_000))
        self.note("sold", done.receipt_no, done.receipt.total)
        self._promise(till)

    def give_back(self, till: Till) -> None:
        with till.store.write() as unit:
            rows = [row for row in latest_sales(unit, 20) if row.kind is ReceiptKind.SALE]
            if not rows:
                return
            row = self.random.choice(rows)
            before = returned_before(unit, row.sale)
            lines = stored_receipt(unit, row).receipt.lines
            left = [(line.line, line.qty - before.get(line.line, NONE)) for line in lines]
            back = [LineBack(line, Quantity(qty)) for line, qty in left if qty][:1]
            done = returns.return_lines(unit, original=row.sale, back=back, reason="rusak", actor=self.budi)
        self.note("returned", done.receipt_no, done.refund)
        self._promise(till)

    def move_cash(self, till: Till) -> None:
        with till.store.write() as unit:
            shifts.move_cash(
                unit,
                direction=CashDirection.OUT,
                reason=CashReason.DROP,
                amount=Money(self.random.randint(1, 50) * 1_000),
                note="",
                actor=self.sari,
            )
        self._promise(till)

    def close_shift(self, till: Till) -> None:
        with till.store.write() as unit:
            shifts.close_shift(unit, actor=self.sari, pieces={1_000: self.random.randint(0, 500)})
        self._promise(till)

    def crash_till(self, till: Till) -> None:
        CrashingUnit.left = self.random.randint(1, 40)
        self.sell(till)

    def crash_office(self, _: Till) -> None:
        self.office.crash_at(self.random.randint(1, 60))

    def restart(self, till: Till) -> None:
        till.stop()
        till.start()

    def cut(self, till: Till) -> None:
        till.cut_until_ms = self.time.ms + self.random.randint(5_000, 400_000)

    def set_clock(self, till: Till) -> None:
        till.clock.wrong_by = timedelta(minutes=self.random.randint(-300, 300))

    def new_price(self, _: Till) -> None:
        price = Money(self.random.randint(30, 60) * 100)
        with self.office.database.write() as unit:
            shop = shops.Shop(self.office.database, self.folder, shops.Clock())
            product = shop.product("SABUN")
            request = shops.goods("SABUN", price)
            save_product(unit, product=product, request=request, by=None)

    def take_image(self, till: Till) -> None:
        image = self.folder / f"image-{till.name}"
        till.copy_to(image)
        self.images[till.name] = image

    def put_image_back(self, till: Till) -> None:
        image = self.images.get(till.name)
        if image is not None:
            self._drop_letters(till)
            till.put_back(image)
            self._forget_what_is_gone()

    def clone(self, till: Till) -> None:
        image = self.images.get(till.name)
        if image is None or len(self.tills) > len(REGISTERS):
            return
        clock = TillClock(self.time, self._random(), till.clock.wrong_by)
        folder = self.folder / f"{till.name}-twin"
        shutil.copytree(image, folder)
        twin = Till(folder.name, folder, clock, self._random())
        twin.start()
        self.tills.append(twin)

    def back_up(self, _: Till) -> None:
        self.backup = self.folder / "backup.db"
        self.office.back_up(self.backup)

    def restore(self, _: Till) -> None:
        if self.backup is not None:
            self.office.restore(self.backup)
            self._forget_what_is_gone()

    def restore_the_first(self, _: Till) -> None:
        self.office.restore(self.first_backup)
        self._forget_what_is_gone()

    # the line

    def _turn(self) -> None:
        """Some time passes: every till steps, letters arrive."""
        self.time.ms += self.random.randint(50, 20_000)
        for till in self.tills:
            self._step(till)
        while self.letters and self.letters[0].due_ms <= self.time.ms:
            self._deliver(self.letters.pop(0))

    def _step(self, till: Till) -> None:
        try:
            step = till.sync.step(self.time.ms, till.inbox)
        except Crash:
            till.stop(crashed=True)
            till.start()
            return
        till.inbox = []
        for request in step.outgoing:
            self.note("asks", till.name, type(request).__name__)
            self._post(till, request)

    def _post(self, till: Till, request: Outgoing, answer: Incoming | None = None) -> None:
        lost = self.faults and (self.random.random() < 0.08 or till.cut_until_ms > self.time.ms)
        if lost:
            # Whatever is lost, the one who asked notices in the end.
            till.inbox.append(Failed(request, Refusal(ErrorCode.SERVER_UNREACHABLE)))
            return
        copies = 2 if self.faults and self.random.random() < 0.06 else 1
        for _ in range(copies):
            delay = self.random.randint(1, 30_000 if self.faults and self.random.random() < 0.1 else 200)
            self.sent += 1
            self.letters.append(Letter(self.time.ms + delay, self.sent, till, request, answer))
        self.letters.sort(key=lambda letter: (letter.due_ms, letter.order))

    def _deliver(self, letter: Letter) -> None:
        till = letter.till
        if letter.answer is not None:
            till.inbox.append(letter.answer)
            return
        answer: Incoming
        try:
            answer = Answered(letter.request, self.office.answer(letter.request, till.token()))
        except Refusal as refused:
            answer = Failed(letter.request, refused)
            self.note("no", refused.code.value)
        self._post(till, letter.request, answer)

    def _drop_letters(self, till: Till) -> None:
        self.letters = [letter for letter in self.letters if letter.till is not till]

    # what must hold

    def _promise(self, till: Till) -> None:
        """Committed: from now on this may never be lost."""
        reader = till.store.reader()
        with closing(reader):
            for stream in streams(reader):
                row = reader.execute(
                    "SELECT seq, hash FROM event WHERE stream_no = ? ORDER BY position DESC LIMIT 1",
                    (stream.stream_no,),
                ).fetchone()
                if row is not None:
                    self.promised.add((stream.stream, row[0], row[1]))

    def _forget_what_is_gone(self) -> None:
        """A disk went back in time: what nobody holds any more cannot be asked for."""
        held = set(self.office.events())
        for till in self.tills:
            held.update(till.events())
        self.promised &= held

    def _quiet(self) -> None:
        """No new faults: step until every till has sent everything and knows the catalogue."""
        for _ in range(HEAL_STEPS):
            self._turn()
            states = [till.sync.status() for till in self.tills]
            busy = any(s.waiting or s.fetching_catalogue or s.problem for s in states)
            if not busy and not self.letters and not any(till.inbox for till in self.tills):
                return
        raise AssertionError(f"never quiet: {[till.sync.status() for till in self.tills]}")

    def check(self) -> list[str]:
        """Every rule that does not hold, in words."""
        self._settle_down()
        held = self.office.events()
        faults = [f"event {key[1]} held {count} times" for key, count in Counter(held).items() if count > 1]
        known = set(held)
        for till in self.tills:
            missing = set(till.events()) - known
            faults += [f"{till.name}: event {seq} never arrived" for _, seq, _ in sorted(missing)[:3]]
        faults += [f"promised event {seq} is lost" for _, seq, _ in sorted(self.promised - known)[:3]]
        in_use = Counter(till.stream_in_use() for till in self.tills)
        faults += [f"{count} tills write stream {stream}" for stream, count in in_use.items() if count > 1]
        with self.office.database.read() as unit:
            for finding in verify(unit, self.office.secret):
                if not finding.holds and finding.invariant not in self._excused():
                    faults.append(f"verify: {finding}")
        return faults + self._replica_faults()

    def _excused(self) -> set[str]:
        """With two disks for one drawer nobody can say what must be in it; the sales themselves still
        agree.
        """
        twice = self.counts["clone"] or self.counts["put_image_back"]
        return {"I10", "I14"} if twice else set()

    def _settle_down(self) -> None:
        """Time enough that every till has asked about its older streams and pulled the last posting's
        stock.
        """
        for _ in range(80):
            self._turn()
        self._quiet()

    def _replica_faults(self) -> list[str]:
        faults = []
        with self.office.database.read() as unit:
            rows = unit.connection.execute(select(stock.c.branch_id, stock.c.product_id, stock.c.qty))
            levels = {(row.branch_id, row.product_id): row.qty for row in rows}
        for till in self.tills:
            reader = till.store.reader()
            with closing(reader):
                branch = streams(reader)[-1].branch
                catalogue = Catalogue(reader, now=till.clock.now)
                for code in CODES:
                    item = catalogue.by_code(code)
                    server = levels.get((branch, item.product), 0) if item is not None else 0
                    if item is not None and (item.stock or 0) != server:
                        faults.append(f"{till.name}: {code} shows {item.stock}, the server has {server}")
        return faults

    def _till(self, register: str) -> Till:
        till = Till(register, self.folder / register, TillClock(self.time, self._random()), self._random())
        till.start()
        return till

    def _random(self) -> Random:
        return Random(self.random.getrandbits(64))


_ACTIONS: Final = {
    "sell": 40,
    "give_back": 6,
    "move_cash": 2,
    "close_shift": 2,
    "crash_till": 8,
    "crash_office": 6,
    "restart": 3,
    "cut": 4,
    "set_clock": 2,
    "new_price": 3,
    "take_image": 3,
    "put_image_back": 2,
    "clone": 1,
    "back_up": 2,
    "restore": 1,
    "restore_the_first": 1,
}


def simulate(
    seed: int, folder: Path, template: Path, *, actions: int = ACTIONS
) -> tuple[str, Counter[str], list[str]]:
    """(hash of the trace, what happened how often, faults) of one seed."""
    plain = store_module.StoreUnit
    store_module.StoreUnit = CrashingUnit  # type: ignore[assignment,misc] # taken back below
    CrashingUnit.left = 0
    try:
        world = World(seed, folder, template)
        try:
            world.run(actions)
            return world.trace, world.counts, world.check()
        finally:
            world.close()
    finally:
        store_module.StoreUnit = plain  # type: ignore[misc] # as it was


def make_template(path: Path) -> Path:
    """An empty shop's database, made once."""
    shops.build(f"sqlite:///{path}")
    return path
