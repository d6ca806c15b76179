"""A till's day on a recorded disk: migration, enrolment or founding, shift, sales, returns, closing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from pos_client.engine import carts, returns, sales, shifts
from pos_client.engine.enrolment import adopt_enrolment, open_new_stream
from pos_client.engine.receipts import stored_receipt
from pos_client.engine.sale_rows import latest_sales
from pos_client.engine.till import this_till
from pos_client.store import Store, StoreUnit, open_store
from pos_client.store.checks import all_events
from pos_client.store.streams import streams
from shared_models.rules.receipt import ReceiptKind
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.enrolment import EnrolReply
from shared_models.wire.streams import OpenedBecause
from tests.factories.tills import PRODUCTS, Clock, Shop, cash, found_shop
from tests.powerloss.vfs import Call, recorded

Known = tuple[UUID, int, bytes]
SALES: Final = 24
MIGRATED: Final = "day"


@dataclass
class Recording:
    """`calls`: everything that went to the disk. `promised`: how many calls were made when a commit
    returned, and all events that were committed then (stream, seq, hash). `start`: files that were there
    before.
    """

    calls: list[Call] = field(default_factory=list)
    promised: list[tuple[int, frozenset[Known]]] = field(default_factory=list)
    start: dict[str, bytes] = field(default_factory=dict)

    @property
    def all_events(self) -> frozenset[Known]:
        return self.promised[-1][1] if self.promised else frozenset()

    def owed(self, calls: int) -> frozenset[Known]:
        """What must be there when the power goes after so many calls."""
        return next((known for made, known in reversed(self.promised) if made <= calls), frozenset())


def record(folder: Path, *, story: str, seed: int, synchronous: str = "full") -> Recording:
    """Run a story with the production store; every commit of it is a promise. The migration is part of one
    story alone: an image from before its end costs the whole of it again.
    """
    recording = Recording()
    clock, random = Clock(random=Random(seed)), Random(seed)
    if story != MIGRATED:
        _opened(folder, clock).close()
        recording.start = {"till.db": (folder / "till.db").read_bytes()}
    with recorded(folder) as calls:
        recording.calls = calls
        store = _opened(folder, clock)
        try:
            store._connection.execute(f"PRAGMA synchronous={synchronous}")
            _promise(store, recording)
            STORIES[story](store, clock, random)
        finally:
            store.close()
    return recording


def _opened(folder: Path, clock: Clock) -> Store:
    return open_store(folder, now=clock.now, new_id=clock.new_id, mono_ms=clock.mono_ms, boot=clock.new_id())


def events(store: Store) -> frozenset[Known]:
    """Every event of the database."""
    reader = store.reader()
    with closing(reader):
        found = [(s.stream, e.seq, e.hash) for s in streams(reader) for e in all_events(reader, s)]
    return frozenset(found)


def _promise(store: Store, recording: Recording) -> None:
    def committed() -> None:
        """Told right after COMMIT has returned: what the till prints by."""
        recording.promised.append((len(recording.calls), events(store)))

    committed()
    store.listen(committed)


def _a_day(store: Store, clock: Clock, random: Random) -> None:
    """A shop begun here; sales, returns, cash, the shift's end."""
    _day(found_shop(store, clock), random)


def _enrolled(store: Store, clock: Clock, random: Random) -> None:
    """Taken over by a back office in the middle of a day, enrolled again, then found to be a copy."""
    shop = found_shop(store, clock)
    shop.open_shift()
    for change in (_taken_over, _enrolled_again, _new_stream):
        for _ in range(5):
            _sell(shop, random)
        with store.write() as unit:
            change(unit)
    _sell(shop, random)
    with store.write() as unit:
        shifts.close_shift(unit, actor=shop.sari, pieces={1_000: 40})


def _a_full_wal(store: Store, clock: Clock, random: Random) -> None:
    """The database is written from its journal again and again while it is sold."""
    store._connection.execute("PRAGMA wal_autocheckpoint=20")
    _day(found_shop(store, clock), random)


def _taken_over(unit: StoreUnit) -> None:
    adopt_enrolment(unit, _reply(unit, kid=1, adopted=True), device_name="Kasir")


def _enrolled_again(unit: StoreUnit) -> None:
    adopt_enrolment(unit, _reply(unit, kid=2, adopted=False), device_name="Kasir")


def _new_stream(unit: StoreUnit) -> None:
    open_new_stream(unit, OpenedBecause.CLONED)


def _reply(unit: StoreUnit, *, kid: int, adopted: bool) -> EnrolReply:
    till = this_till(unit)
    place = {"company": till.company, "branch": till.branch, "register_id": till.register_id}
    given = {"register_code": "K1", "series": "AB"[kid - 1], "kid": kid}
    paper = {"device": till.device, "purpose": "live", "issued_at": unit.now(), "signature": "ef" * 32}
    return EnrolReply.model_validate(
        {
            **place,
            **given,
            "company_name": "Toko Melati",
            "branch_code": "BDG1",
            "device_key": "cd" * 32,
            "credential": "secret",
            "certificate": {**place, **given, **paper},
            "server_time": unit.now(),
            "adopted": adopted,
        }
    )


def _day(shop: Shop, random: Random) -> None:
    shop.open_shift()
    for number in range(SALES):
        shop.clock.pass_by(minutes=1)
        _sell(shop, random)
        if number % 6 == 5:
            _give_back(shop, random)
        if number % 8 == 7:
            _pay_out(shop)
    with shop.store.write() as unit:
        shifts.close_shift(unit, actor=shop.sari, pieces={1_000: 40})


def _sell(shop: Shop, random: Random) -> None:
    for _ in range(random.randint(1, 6)):
        item = shop.item(random.choice(PRODUCTS)[1])
        with shop.store.write() as unit:
            cart = carts.open_cart(unit, actor=shop.sari)
            carts.add_line(unit, cart=cart.id, item=item, qty=whole(random.randint(1, 5)))
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
        due = sales.what_is_due(unit, cart=cart.id).missing
        sales.complete_sale(unit, cart=cart.id, actor=shop.sari, tenders=cash(due + 5_000))


def _give_back(shop: Shop, random: Random) -> None:
    with shop.store.write() as unit:
        row = random.choice([row for row in latest_sales(unit, 5) if row.kind is ReceiptKind.SALE])
        line = stored_receipt(unit, row).receipt.lines[0]
        back = [LineBack(line.line, line.qty)]
        returns.return_lines(unit, original=row.sale, back=back, reason="rusak", actor=shop.budi)


def _pay_out(shop: Shop) -> None:
    with shop.store.write() as unit:
        shifts.move_cash(
            unit,
            direction=CashDirection.OUT,
            reason=CashReason.DROP,
            amount=Money(5_000),
            note="",
            actor=shop.sari,
        )


STORIES: Final = {MIGRATED: _a_day, "enrolments": _enrolled, "checkpoints": _a_full_wal}
