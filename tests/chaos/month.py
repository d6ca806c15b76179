"""A month offline: one till with 30,000 sales comes back while twenty others sell. Who waits how long?"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import psutil

from pos_client.app import edges
from tests.chaos.backlog import DAYS, fetch_prices, month_ago, month_offline
from tests.chaos.copies import Compared, Papers, compare, proven
from tests.chaos.machines import Office, TillMachine, new_postgres
from tests.chaos.shop import build, codes, join
from tests.databases import Backend

READY_S: Final = 120
DRAIN_S: Final = 1_800
LOOK_S: Final = 0.25
MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """What is asked for. `before_s`: how long the live tills are measured by themselves."""

    sales: int = 30_000
    tills: int = 20
    pause_ms: int = 3_000
    before_s: float = 20
    seed: int = 1
    backend: Backend = "sqlite"


@dataclass(frozen=True)
class Waits:
    """How long pushes of live tills took, in ms."""

    count: int
    median: int
    p99: int
    worst: int

    def __str__(self) -> str:
        return f"{self.count} pushes, median {self.median} ms, p99 {self.p99} ms, worst {self.worst} ms"


@dataclass
class Peaks:
    """The most memory each was seen with, in bytes."""

    till: int = 0
    office: int = 0


@dataclass
class Outcome:
    """Figures of one run."""

    drained_s: float
    before: Waits
    during: Waits
    till_bytes: tuple[int, int]
    office_memory_before: int
    peaks: Peaks
    compared: Compared
    rules: int
    wrong: list[str] = field(default_factory=list)


@dataclass
class Place:
    """A shop whose tills have joined; the first has been away for a month."""

    folder: Path
    office: Office
    away: TillMachine
    live: TillMachine


def run(plan: Plan) -> Outcome:
    with _place(plan) as place:
        away, live = place.away, place.live
        size = _size(away.folder)
        live.start()
        assert live.wait_for("selling", READY_S, plan.tills), live.log.read_text("utf-8")
        began = edges.mono_ms()
        threading.Event().wait(plan.before_s)
        memory = _memory(place.office.pid)
        back = edges.mono_ms()
        away.start()
        away.tell("rest")
        peaks = _watched(place)
        drained = edges.mono_ms()
        live.tell("rest")
        wrong = [] if away.wait_for("sent", 0) else ["the month is not sent"]
        if not live.wait_for("sent", READY_S, plan.tills):
            wrong.append("a live till is not done")
        wrong += [f"ended badly: {till.log.read_text('utf-8')[-800:]}" for till in (live, away) if till.end()]
        place.office.stop()
        pushes = json.loads(live.copies.read_text("utf-8"))
        papers = Papers()
        for path in sorted(place.folder.glob("*.copies")):
            papers.read(path)
        folders = [away.folder, *(place.folder / f"live-{number + 1}" for number in range(plan.tills))]
        compared = compare(place.office, papers, folders)
        rules = proven(place.office, wrong)
        return Outcome(
            drained_s=(drained - back) / 1000,
            before=_waits(pushes, began, back),
            during=_waits(pushes, back, drained),
            till_bytes=(size, _size(away.folder)),
            office_memory_before=memory,
            peaks=peaks,
            compared=compared,
            rules=rules,
            wrong=[*wrong, *compared.wrong],
        )


def _watched(place: Place) -> Peaks:
    peaks, until = Peaks(), time.monotonic() + DRAIN_S
    while not place.away.wait_for("sent", LOOK_S) and time.monotonic() < until and place.away.running:
        peaks.till = max(peaks.till, _memory(place.away.pid))
        peaks.office = max(peaks.office, _memory(place.office.pid))
    return peaks


def _waits(pushes: list[tuple[int, int, int]], since: int, until: int) -> Waits:
    took = sorted(took for asked_at, took, _events in pushes if since <= asked_at < until) or [0]
    return Waits(len(took), took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)], took[-1])


def _memory(pid: int) -> int:
    used: int = psutil.Process(pid).memory_info().rss
    return used


def _size(folder: Path) -> int:
    """The till's database with its log."""
    return sum(path.stat().st_size for path in folder.glob("till.db*"))


@contextmanager
def _place(plan: Plan) -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="month-"))
    with ExitStack() as ends:
        ends.callback(shutil.rmtree, folder, ignore_errors=True)
        url = f"sqlite:///{folder / 'server.db'}"
        if plan.backend == "postgresql":
            url = ends.enter_context(new_postgres())[1]
        build(url, tills=plan.tills + 1, days_ago=DAYS + 5)
        one_time = codes(url, folder, tills=plan.tills + 1)
        office = Office(folder / "office", url)
        ends.callback(office.destroy)
        office.start()
        names = ["away", *(f"live-{number + 1}" for number in range(plan.tills))]
        then = month_ago()
        for name, code in zip(names, one_time, strict=True):
            join(folder / name, office.address, code, clock=then if name == "away" else None)
        random = Random(plan.seed)
        away = TillMachine(
            "away", folder / "away", folder / "away.copies", office.address, random, plan.pause_ms
        )
        fetch_prices(away.folder, office.address, then)
        month_offline(away.folder, away.copies, then, count=plan.sales)
        live = TillMachine(
            "live", folder, folder / "pushes.json", office.address, random, plan.pause_ms,
            program="live_tills", more=("--tills", str(plan.tills)),
        )  # fmt: skip
        ends.callback(away.destroy)
        ends.callback(live.destroy)
        yield Place(folder, office, away, live)


def told(found: Outcome) -> list[str]:
    """The figures, for a person."""
    peaks, compared = found.peaks, found.compared
    till = " -> ".join(f"{size / MIB:.0f}" for size in found.till_bytes)
    office = f"{found.office_memory_before / MIB:.0f} -> {peaks.office / MIB:.0f}"
    return [
        f"the month was sent in {found.drained_s:.1f} s",
        f"live tills before: {found.before}",
        f"live tills during: {found.during}",
        f"database of the till: {till} MiB; memory of the till at most {peaks.till / MIB:.0f} MiB",
        f"memory of the back office: {office} MiB",
        f"{compared.receipts} copies and {compared.events} events against the back office:",
        f"  lost {compared.lost}, doubled {compared.doubled}, different {compared.differ}",
        f"verify: {found.rules} rules held",
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="month")
    parser.add_argument("--sales", type=int, default=Plan.sales)
    parser.add_argument("--tills", type=int, default=Plan.tills)
    parser.add_argument("--pause-ms", type=int, default=Plan.pause_ms, help="between sales of a live till")
    parser.add_argument("--before-s", type=float, default=Plan.before_s)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--database-url", default="sqlite", help="sqlite or postgresql: which engine")
    chosen = parser.parse_args(arguments)
    plan = Plan(
        sales=chosen.sales, tills=chosen.tills, pause_ms=chosen.pause_ms, before_s=chosen.before_s,
        seed=chosen.seed, backend="postgresql" if chosen.database_url.startswith("postgres") else "sqlite",
    )  # fmt: skip
    print(f"{plan.sales} sales offline, {plan.tills} live tills, server on {plan.backend}", flush=True)
    found = run(plan)
    for line in [*told(found), *(f"BROKEN: {wrong}" for wrong in found.wrong)]:
        print(line)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
