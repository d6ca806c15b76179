"""Goals 1 and 2: a sale pushed over HTTP until it is committed, CPU of server and database, beside floors.

Real event bytes, chained and signed, to a real server process: verified, deduplicated, logged, posted (stock,
five journal lines, totals, statistics) and answered. The floors only write finished rows.
"""

from __future__ import annotations

from typing import Final

import httpx2
import psycopg

from shared_models.wire.envelope import BATCH_EVENTS_MAX
from tests.bench._chain import Place, Push, chain, empty_place, pushes_of, sell, send, serving
from tests.bench.figures import Figure
from tests.bench.floors import postgres_ingest, sqlite_ingest
from tests.bench.floors.trade import BRANCHES, HISTORY, sales
from tests.databases import BACKENDS, Backend

COUNT: Final = 4_000
# What a till sends at a time when it has much to send.
BATCH: Final = BATCH_EVENTS_MAX
GOALS: Final = {"sqlite": 2.0, "postgresql": 1.8}
# From profiles of the server process; docs/decisions/0013 has the shares and what was tried.
WHERE: Final = {
    "sqlite": "verifying 18 %, reading 11, posting 15, rows 27, journal 5, commit 14, HTTP 10",
    "postgresql": "verifying 16 %, reading 6, posting 14, rows 15, journal 4, HTTP 9, PostgreSQL 32",
}
# The same sale in other programs: (name, times the set-based PostgreSQL floor of the machine it was measured
# on, in CPU milliseconds there, times less we want to need).
OTHERS: Final = (
    ("Odoo 18, in process, books at session close", 780, "294 + 26", 300),
    ("Tryton 8.2, in process", 2_380, "974", 1_000),
)
CITED: Final = "cited, not re-run: {times} times the set-based floor where it was measured ({spent} CPU ms)"


def run() -> list[Figure]:
    figures = []
    for backend in BACKENDS:
        with empty_place(backend) as place:
            floors = _floors(backend, place)
            ours, p50 = _server(place)
        for name, floor in floors.items():
            case = f"push over HTTP, {backend}, {BATCH} sales a push, floor: {name}"
            note = f"push p50 {p50:.0f} ms; {WHERE[backend]}"
            figures.append(Figure(1, case, "CPU ms/sale", ours, floor, GOALS[backend], note))
        if backend == "postgresql":
            figures += _others(ours, *floors.values())
    return figures


def _others(ours: float, floor: float) -> list[Figure]:
    """Ours beside other programs, as they would do on this machine."""
    return [
        Figure(
            2,
            f"the same sale, against {name}",
            "CPU ms/sale",
            ours,
            times * floor,
            1 / wanted,
            f"{times * floor / ours:.0f} times less; {CITED.format(times=times, spent=spent)}",
        )
        for name, times, spent, wanted in OTHERS
    ]


def _floors(backend: Backend, place: Place) -> dict[str, float]:
    if backend == "postgresql":
        return {"one jsonb statement": postgres_ingest.cpu_ms_per_sale(place.floor_address, count=COUNT)}
    return {
        name: sqlite_ingest.cpu_ms_per_sale(place.folder, count=COUNT, rollup=rollup)
        for name, rollup in (("executemany", False), ("executemany and rollup", True))
    }


def _server(place: Place) -> tuple[float, float]:
    """CPU milliseconds per sale of the server and its database, and the median milliseconds of a push."""
    pushes = _pushes(place)
    if place.address:
        with psycopg.connect(place.address, autocommit=True) as connection:
            connection.execute("vacuum analyze")
    with serving(place) as server, httpx2.Client(base_url=server.address, timeout=60) as client:
        warm = HISTORY // BATCH
        for push in pushes[:warm]:
            send(client, push)
        before = server.cpu_s()
        waits = [send(client, push) for push in pushes[warm:]]
        spent = server.cpu_s() - before
    return spent * 1000 / sum(push.events for push in pushes[warm:]), sorted(waits)[len(waits) // 2]


def _pushes(place: Place) -> list[Push]:
    """The shop with a till in each branch, and all pushes of its tills in turn."""
    goods, tills = chain(place, range(1, BRANCHES + 1))
    for one in sales(HISTORY + COUNT, seed=13):
        sell(tills[one.branch - 1], goods, one)
    waiting = [list(pushes_of(till, number, BATCH)) for number, till in enumerate(tills, 1)]
    return [push for turn in zip(*waiting, strict=True) for push in turn]
