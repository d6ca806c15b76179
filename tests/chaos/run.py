"""One run: tills sell, everything is broken in turn, the line heals, and what is left is compared."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.chaos.copies import Compared, Papers, compare, proven
from tests.chaos.faults import Faults
from tests.chaos.line import Line, Lines
from tests.chaos.machines import Office, Postgres, SmallDisk, TillMachine, can_have_small_disks, new_postgres
from tests.chaos.shop import build, codes, join
from tests.databases import Backend

READY_S: Final = 60
DRAIN_S: Final = 180
TILL_MB: Final = 160
OFFICE_MB: Final = 512


@dataclass(frozen=True)
class Plan:
    """What a run is asked for."""

    seconds: float
    seed: int
    tills: int = 4
    backend: Backend = "sqlite"
    pause_ms: int = 20


@dataclass
class Shop:
    """All machines of a run."""

    folder: Path
    office: Office
    tills: list[TillMachine]
    lines: Lines
    line_of: dict[str, Line]
    postgres: Postgres | None


@dataclass
class Outcome:
    """Figures of one run; `wrong` is empty when every promise was kept."""

    faults: Counter[str]
    lines: Counter[str]
    starts: int
    drained_s: list[float]
    papers: Papers
    compared: Compared
    rules: int
    wrong: list[str] = field(default_factory=list)


def run(plan: Plan) -> Outcome:
    random = Random(plan.seed)
    with _shop(plan, random) as shop:
        for till in shop.tills:
            assert till.wait_for("selling", READY_S), till.log.read_text("utf-8")
        faults = Faults(random, shop.office, shop.tills, shop.line_of, shop.postgres)
        faults.rage(plan.seconds)
        wrong, drained = faults.wrong, list[float]()
        if wrong:
            # Whatever follows fails for the same reason.
            print(f"BROKEN: {wrong[0]}", flush=True)
        healed = time.monotonic()
        for till in shop.tills:
            till.tell("rest")
        for till in shop.tills:
            if till.wait_for("sent", DRAIN_S):
                drained.append(time.monotonic() - healed)
            else:
                wrong.append(f"{till.name} did not send everything within {DRAIN_S} s")
        wrong += _ended(shop)
        papers = Papers()
        for till in shop.tills:
            papers.read(till.copies)
        compared = compare(shop.office, papers, [till.folder for till in shop.tills])
        rules = proven(shop.office, wrong)
        starts = sum(till.started for till in shop.tills)
        found = Outcome(faults.counts, shop.lines.counts, starts, drained, papers, compared, rules)
    found.wrong = [*wrong, *compared.wrong]
    return found


def _ended(shop: Shop) -> list[str]:
    """Everybody goes home in order; what lay on small disks is brought out."""
    wrong = []
    for till in shop.tills:
        code = till.end()
        if code:
            wrong.append(f"{till.name} ended with {code}: {till.log.read_text('utf-8')[-500:]}")
        if till.disk is not None:
            till.folder = _out(till.disk, shop.folder / f"{till.name}-out")
    shop.office.stop()
    if shop.office.disk is not None:
        out = _out(shop.office.disk, shop.folder / "office-out")
        shop.office.disk.close()
        shop.office.disk = None
        shop.office.database_url = f"sqlite:///{out / 'server.db'}"
    return wrong + [f"the back office stumbled: {text}" for text in _stumbles(shop.office.log())[:3]]


def _stumbles(log: str) -> list[str]:
    """What no broken line, disk or database explains, with its trace."""
    entries = re.split(r"^(?=\d{4}-\d\d-\d\dT)", log, flags=re.MULTILINE)
    return [entry.strip() for entry in entries if " fault " in entry or "kept unposted" in entry]


def _out(disk: SmallDisk, folder: Path) -> Path:
    disk.give_room()
    disk.take_out(folder)
    return folder


@contextmanager
def _shop(plan: Plan, random: Random) -> Iterator[Shop]:
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    with ExitStack() as ends:
        ends.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres, url = None, f"sqlite:///{folder / 'server' / 'server.db'}"
        if plan.backend == "postgresql":
            postgres, url = ends.enter_context(new_postgres())
        build(url, tills=plan.tills)
        one_time = codes(url, folder, tills=plan.tills)
        office = Office(folder / "office", url)
        ends.callback(office.destroy)
        if postgres is None and can_have_small_disks():
            _onto_small_disk(office, folder)
        office.start()
        lines = ends.enter_context(Lines(office.port))
        tills, line_of = [], {}
        for number, code in enumerate(one_time):
            name = f"till-{number + 1}"
            line_of[name] = lines.line(Random(random.getrandbits(32)))
            till = TillMachine(
                name=name,
                folder=folder / name,
                copies=folder / f"{name}.copies",
                address=line_of[name].address,
                random=Random(random.getrandbits(32)),
                pause_ms=plan.pause_ms,
            )
            join(till.folder, office.address, code)
            tills.append(till)
        if can_have_small_disks():
            _till_onto_small_disk(tills[0])
        for till in tills:
            ends.callback(till.destroy)
            till.start()
        yield Shop(folder, office, tills, lines, line_of, postgres)


def _onto_small_disk(office: Office, folder: Path) -> None:
    disk = SmallDisk(folder / "office-disk", OFFICE_MB)
    disk.bring(folder / "server")
    office.disk, office.database_url = disk, f"sqlite:///{disk.place / 'server.db'}"


def _till_onto_small_disk(till: TillMachine) -> None:
    outside, disk = till.folder, SmallDisk(till.folder.with_name("small-disk"), TILL_MB)
    disk.bring(outside)
    till.folder, till.disk = disk.place, disk
