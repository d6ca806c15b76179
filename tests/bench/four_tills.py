"""Goal 2: four tills of one branch that push at once are never slower than one.

The same number of sales is pushed by one till after the other and by four at once, block by block in turn, to
one real server: the quickest block of each counts, since the machine's noise only ever adds.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import httpx2
import psycopg

from tests.bench._chain import Place, Push, Running, chain, empty_place, pushes_of, sell, send, serving
from tests.bench.figures import Figure
from tests.bench.floors.trade import sales
from tests.databases import BACKENDS, Backend

TILLS: Final = 4
BATCH: Final = 100
# Pushes of each till in one block, and blocks of each kind.
PUSHES: Final = 4
BLOCKS: Final = 4
# CPU is counted in hundredths of a second: two blocks of the same kind differ by this much.
CPU_GOAL: Final = 1.1


@dataclass(frozen=True, slots=True)
class Block:
    """What one block took, per sale."""

    wall_ms: float
    cpu_ms: float


def run() -> list[Figure]:
    return [figure for backend in BACKENDS for figure in _measured(backend)]


def _measured(backend: Backend) -> list[Figure]:
    with empty_place(backend) as place:
        waiting = _pushes(place)
        with serving(place) as server:
            alone, together = _in_turn(server, waiting)
    one, four = min(block.wall_ms for block in alone), min(block.wall_ms for block in together)
    note = f"{1000 / four:.0f} sales/s against {1000 / one:.0f}; best of {BLOCKS} blocks in turn"
    cpu = [min(block.cpu_ms for block in blocks) for blocks in (together, alone)]
    case = f"{TILLS} tills of a branch at once against one, {backend}"
    return [
        Figure(2, f"{case}: time", "ms/sale", four, one, 1.0, note),
        Figure(2, f"{case}: CPU", "CPU ms/sale", cpu[0], cpu[1], CPU_GOAL, "the same blocks"),
    ]


def _in_turn(server: Running, waiting: list[list[Push]]) -> tuple[list[Block], list[Block]]:
    """Blocks pushed by one till after the other, and by all at once."""
    with httpx2.Client(base_url=server.address, timeout=60) as client:
        for till in waiting:
            _block(server, [(client, [till.pop(0) for _ in range(PUSHES)])])
        alone, together = list[Block](), list[Block]()
        for _ in range(BLOCKS):
            alone.append(_block(server, [(client, [push for till in waiting for push in _next(till)])]))
            clients = [httpx2.Client(base_url=server.address, timeout=60) for _ in waiting]
            pairs = zip(clients, waiting, strict=True)
            together.append(_block(server, [(own, _next(till)) for own, till in pairs]))
            for own in clients:
                own.close()
    return alone, together


def _next(till: list[Push]) -> list[Push]:
    return [till.pop(0) for _ in range(PUSHES)]


def _block(server: Running, lanes: Sequence[tuple[httpx2.Client, list[Push]]]) -> Block:
    """All lanes at once, each push by push."""
    sold = sum(push.events for _, pushes in lanes for push in pushes)
    with ThreadPoolExecutor(len(lanes)) as pool:
        spent, began = server.cpu_s(), time.perf_counter()
        for done in [pool.submit(_lane, client, pushes) for client, pushes in lanes]:
            done.result()
        took, spent = time.perf_counter() - began, server.cpu_s() - spent
    return Block(took * 1000 / sold, spent * 1000 / sold)


def _lane(client: httpx2.Client, pushes: list[Push]) -> None:
    for push in pushes:
        send(client, push)


def _pushes(place: Place) -> list[list[Push]]:
    """A shop of one branch with four tills, and the pushes of each."""
    goods, tills = chain(place, [1] * TILLS)
    each = PUSHES * (1 + 2 * BLOCKS) * BATCH
    for one in sales(each * TILLS, seed=17):
        sell(tills[one.number % TILLS], goods, one)
    if place.address:
        with psycopg.connect(place.address, autocommit=True) as connection:
            connection.execute("vacuum analyze")
    return [list(pushes_of(till, number, BATCH)) for number, till in enumerate(tills, 1)]
