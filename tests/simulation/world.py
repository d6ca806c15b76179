"""One seed: tills sell, the office works, lines break, programs die, disks go back; then all is healed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from pos_client.engine.enrolment import device_id
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import DeviceId, StaffId
from shared_models.values.refusals import Refusal
from tests.factories import shop as shops
from tests.simulation import admin, cards, faults, invoicing, members, ordering, queueing, selling, tracking
from tests.simulation.disks import Disks, is_of_the_disk
from tests.simulation.line import Lines
from tests.simulation.office import BackOffice
from tests.simulation.till import Crash, CrashingUnit, Known, Till, TillClock, Time

ACTIONS: Final = 75
HEAL_TURNS: Final = 1_000
PLACES: Final = (("BDG1", "K1"), ("BDG1", "K2"), ("BDG2", "K1"))
SECOND: Final = 1_000
BOXED: Final = 0.1
Action = Callable[["World", Till], None]


class World:
    """Everything that happens follows from the seed."""

    def __init__(
        self, seed: int, folder: Path, template: Path, disks: Disks, say: Callable[[str], None] | None
    ) -> None:
        self.random = Random(seed)
        self.folder, self.disks, self._say = folder, disks, say
        self.time = Time()
        self.counts: Counter[str] = Counter()
        self.faults: Counter[tuple[str, str]] = Counter()
        self.found: list[str] = []
        self._trace = hashlib.sha256()
        self.promised: set[Known] = set()
        self.nonsense: set[bytes] = set()
        self.tested: set[Known] = set()
        self.images: dict[str, tuple[Path, frozenset[Known]]] = {}
        self.office = BackOffice(folder / "office", self.time, self.some_random(), template, disks)
        self.office_ids = TillClock(self.time, self.some_random())
        self.sari, self.budi = (StaffId(self.office.shop.person(login)) for login in ("sari", "budi"))
        self.cashiers: list[UUID] = [self.sari, self.budi]
        self.dismissed: dict[str, bool] = {}
        self.skus = ["TEH-KENARA", "GULA-1KG", "SABUN"]
        self.codes = [
            shops.TEH_CODE,
            shops.TEH_DOZEN_CODE,
            shops.GULA_CODE,
            "SABUN",
            "LEWAT-0",
            "LEWAT-1",
            *tracking.CODES,
        ]
        self.passing: dict[str, str] = {}
        self.lines = Lines(self.time, self.some_random(), self.office, self.note, self.fault)
        members.make_known(self.office.database)
        tracking.make_known(self.office.database)
        # A shop may come back from the day before its tills were enrolled.
        first = folder / "backups" / "first.db"
        first.parent.mkdir()
        self.office.back_up(first)
        self.backups = [(first, self.office.now())]
        self.backups_to_use = 0
        self.devices: dict[str, UUID] = {}
        self.tills: list[Till] = []
        for place in PLACES:
            self.tills.append(self._new_till(place))

    # the run

    def run(self, actions: int = ACTIONS) -> None:
        self.quiet()
        self.lines.healed = False
        for _ in range(actions):
            name, action = self.random.choices(_NAMED, weights=_WEIGHTS)[0]
            till = self.random.choice(self.tills)
            self.note(name, till.name)
            if name in _FAULTS:
                self.fault(name, till)
            self.at_till(action, till)
            for _ in range(self.random.randint(0, 2)):
                self.turn()
            till.plate.mend()
        self.quiet()

    def at_till(self, action: Action, till: Till) -> None:
        """What is done to a till, and what becomes of its program when that fails."""
        try:
            action(self, till)
        except Refusal as refused:
            self.note("refused", till.name, refused.code.value)
            if refused.code is ErrorCode.STORE_DAMAGED:
                self._replace(till)
        except Crash:
            self._died(till)
        except Exception as fault:
            if not is_of_the_disk(fault):
                raise
            self.note("disk", till.name, str(fault))
        finally:
            CrashingUnit.left = 0
        if till.plate.dark:
            self.lost_power(till)

    def _died(self, till: Till, *when: str) -> None:
        """Of a program that died on a machine without power nothing more is asked: see `lost_power`."""
        CrashingUnit.left = 0
        self.note("crashed", till.name, *when)
        if not till.plate.dark:
            till.plate.power_goes_at(0)
            till.die()
            self._start(till)

    def lost_power(self, till: Till) -> None:
        self.note("dark", till.name)
        till.go_dark()
        self._start(till)

    def note(self, *words: object) -> None:
        """One line of the trace: the same seed must give the same lines."""
        self.counts[str(words[0])] += 1
        line = f"{self.time.ms} {words}\n"
        self._trace.update(line.encode())
        if self._say is not None:
            self._say(line.rstrip())

    def fault(self, kind: str, till: Till) -> None:
        self.faults[kind, self._state(till)] += 1

    @property
    def trace(self) -> str:
        return self._trace.hexdigest()

    def close(self) -> None:
        for till in self.tills:
            till.stop()
        self.office.close()

    # time

    def turn(self, ms: int | None = None) -> None:
        """Some time passes: every till steps, letters arrive."""
        self.time.ms += self.random.randint(50, 20 * SECOND) if ms is None else ms
        for till in self.tills:
            self.step(till)
            if self.random.random() < BOXED:
                till.follow()
        self.lines.deliver()

    def step(self, till: Till) -> None:
        """Whatever goes wrong in it, it is the production engine that has to live with that."""
        if till.inbox:
            self._arm(till)
        try:
            outgoing = till.sync.step(self.time.ms, till.inbox).outgoing
        except Crash:
            self._died(till, "in sync")
            outgoing = ()
        except Exception as fault:
            if not is_of_the_disk(fault):
                raise
            outgoing = ()
        CrashingUnit.left = 0
        till.plate.power_goes_at(0)
        if till.plate.dark:
            self.lost_power(till)
            return
        till.inbox = []
        for request in outgoing:
            self.note("asks", till.name, type(request).__name__)
            self.lines.post(till, request)

    def _arm(self, till: Till) -> None:
        """What was planned for the next time that it hears something."""
        CrashingUnit.left, till.dies_at = till.dies_at, 0
        if till.dark_at:
            till.plate.power_goes_at(till.dark_at)
            till.dark_at = 0

    def quiet(self) -> None:
        """No new faults: until every till has sent everything and knows the catalogue."""
        self.lines.healed = True
        for till in self.tills:
            till.cut_until_ms = till.dies_at = till.dark_at = 0
            till.plate.mend()
        self.office.plate.mend()
        self.office.crash_at(0)
        for _ in range(HEAL_TURNS if not self.found else 0):
            if not self.lines.letters and not any(map(_busy, self.tills)):
                return
            self.turn(self._until_something())
        if not self.found:
            self.found.append(f"never quiet: {[(till.name, till.sync.status()) for till in self.tills]}")

    def _until_something(self) -> int:
        """Short while letters are under way, else some seconds."""
        if self.lines.letters:
            return max(1, self.lines.letters[0].due_ms - self.time.ms)
        return 3 * SECOND

    # what was promised

    def promise(self, till: Till) -> None:
        """Committed: from now on this may never be lost."""
        if not till.plate.dark:
            heads = till.heads()
            till.owed.update(heads)
            self.promised.update(heads)

    def forget_what_is_gone(self) -> None:
        """A disk went back in time, or is gone: what no disk should have cannot be asked for."""
        held = set(self.office.held())
        for till in self.tills:
            held |= till.owed
        self.promised &= held

    # machines

    def set_up_again(self, till: Till, *, owed: AbstractSet[Known] = frozenset()) -> None:
        """A till whose database is lost is enrolled anew, as the same machine or another. `owed`: what its
        black box brings back.
        """
        self.lines.forget(till)
        self.images.pop(till.name, None)
        device = DeviceId(self.devices[till.name])
        till.wipe()
        till.owed.update(owed)
        self.forget_what_is_gone()
        known = device if owed or self.random.random() < 0.7 else None
        till.start()
        self._enrol(till, device_id(till.folder, till.clock.new_id, known=known))

    def some_random(self) -> Random:
        return Random(self.random.getrandbits(64))

    def _start(self, till: Till) -> None:
        try:
            till.start()
        except Refusal as refused:
            if not till.harmed or refused.code is not ErrorCode.STORE_DAMAGED:
                self.found.append(f"{till.name}: does not start: {refused.code.value} {refused.facts}")
            self._replace(till)

    def _replace(self, till: Till) -> None:
        """Its program does not start any more; of two machines with one name this one is thrown away."""
        self.note("replaced", till.name)
        if sum(one.place == till.place for one in self.tills) == 1:
            self.set_up_again(till)
            return
        self.lines.forget(till)
        self.tills.remove(till)
        self.forget_what_is_gone()

    def _new_till(self, place: tuple[str, str]) -> Till:
        folder = self.folder / "tills" / "-".join(place)
        till = Till(place, folder, TillClock(self.time, self.some_random()), self.some_random(), self.disks)
        till.start()
        self._enrol(till, device_id(folder, till.clock.new_id))
        return till

    def _enrol(self, till: Till, device: UUID) -> None:
        self.office.crash_at(0)
        self.office.settle()
        self.devices[till.name] = device
        reply = self.office.enrol(till.place, device)
        till.rebuild(reply)
        till.enrol(reply)
        self.promise(till)

    def _state(self, till: Till) -> str:
        if till.cut_until_ms > self.time.ms:
            return "offline"
        status = till.sync.status()
        if status.fetching_catalogue:
            return "snapshot"
        return "draining" if status.waiting else "online"


def _busy(till: Till) -> bool:
    status = till.sync.status()
    return bool(status.waiting or status.fetching_catalogue or status.problem or till.inbox)


@dataclass(frozen=True, slots=True)
class _Weighted:
    weight: int
    action: Action


_WORK: Final[dict[str, _Weighted]] = {
    "sell": _Weighted(38, selling.sell),
    "give_back": _Weighted(6, selling.give_back),
    "move_cash": _Weighted(2, selling.move_cash),
    "close_shift": _Weighted(3, selling.close_shift),
    "new_price": _Weighted(2, admin.new_price),
    "new_offers": _Weighted(2, admin.new_offers),
    "take_out_or_bring_back": _Weighted(1, admin.take_out_or_bring_back),
    "new_product": _Weighted(1, admin.new_product),
    "promote": _Weighted(2, admin.promote),
    "passing_product": _Weighted(4, admin.passing_product),
    "count_stock": _Weighted(2, admin.count_stock),
    "receive": _Weighted(2, tracking.receive),
    "issue_cards": _Weighted(1, cards.issue_cards),
    "block_or_void": _Weighted(2, cards.block_or_void),
    "hire": _Weighted(1, admin.hire),
    "dismiss_or_take_back": _Weighted(1, admin.dismiss_or_take_back),
    "tidy": _Weighted(3, selling.tidy),
    "name_services": _Weighted(2, queueing.name_services),
    "queue_up": _Weighted(6, queueing.queue_up),
    "desk_calls": _Weighted(2, queueing.desk_calls),
    "pay_debt": _Weighted(2, members.pay_debt),
    "give_points": _Weighted(1, members.give_points),
    "publish": _Weighted(1, members.publish),
    "propose": _Weighted(1, members.propose),
    "order": _Weighted(4, ordering.order),
    "settle_order": _Weighted(4, ordering.settle),
    "ask_invoice": _Weighted(2, invoicing.ask_invoice),
}
_FAULTS: Final[dict[str, _Weighted]] = {
    "till_crashes": _Weighted(4, faults.till_crashes),
    "till_crashes_in_sync": _Weighted(7, faults.till_crashes_in_sync),
    "power_goes_in_sync": _Weighted(3, faults.power_goes_in_sync),
    "power_goes": _Weighted(4, faults.power_goes),
    "till_disk_full": _Weighted(2, faults.till_disk_full),
    "office_crashes": _Weighted(5, faults.office_crashes),
    "office_disk_full": _Weighted(3, faults.office_disk_full),
    "office_statement_fails": _Weighted(5, faults.office_statement_fails),
    "office_power_goes": _Weighted(3, faults.office_power_goes),
    "restart": _Weighted(1, faults.restart),
    "partition": _Weighted(4, faults.partition),
    "month_offline": _Weighted(1, faults.month_offline),
    "false_hint": _Weighted(2, faults.false_hint),
    "clock_jumps": _Weighted(2, faults.clock_jumps),
    "nonsense": _Weighted(4, faults.nonsense),
    "row_damaged": _Weighted(1, faults.row_damaged),
    "row_lost": _Weighted(1, faults.row_lost),
    "image_taken": _Weighted(3, faults.image_taken),
    "rolled_back": _Weighted(2, faults.rolled_back),
    "cloned": _Weighted(1, faults.cloned),
    "reinstalled": _Weighted(1, faults.reinstalled),
    "rebuilt": _Weighted(1, faults.rebuilt),
    "backed_up": _Weighted(2, faults.backed_up),
    "office_restored": _Weighted(2, faults.office_restored),
    "office_copied_back": _Weighted(1, faults.office_copied_back),
}
_ALL: Final = {**_WORK, **_FAULTS}
_NAMED: Final = [(name, one.action) for name, one in _ALL.items()]
_WEIGHTS: Final = [one.weight for one in _ALL.values()]
