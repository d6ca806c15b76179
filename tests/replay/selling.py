"""All tills at once, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.context import SpawnProcess
from queue import Empty
from typing import Any, Final

from tests.replay.plan import TillPlan
from tests.replay.till import run_till

SAID_EVERY_S: Final = 15
LOOKED_EVERY_S: Final = 2


class TillFailed(RuntimeError):
    """A till could not ring something up or send it off."""


def sell(plans: Sequence[TillPlan], *, say: Callable[[str], None]) -> int:
    """Let all tills work until everything is acknowledged; how many returns found their receipt."""
    context = multiprocessing.get_context("spawn")
    reports: Any = context.Queue()
    workers: list[SpawnProcess] = []
    for plan in plans:
        worker = context.Process(target=work, args=(plan, reports), name=plan.code)
        worker.start()
        workers.append(worker)
    try:
        named = _follow(plans, workers, reports, say)
    except BaseException:
        for worker in workers:
            worker.terminate()
        raise
    for worker in workers:
        worker.join()
    return named


def work(plan: TillPlan, reports: Any) -> None:
    """One till's whole life, in its own process."""
    try:
        named = run_till(plan, lambda done: reports.put((plan.number, done, None, "")))
        reports.put((plan.number, len(plan.receipts), named, ""))
    except BaseException:
        reports.put((plan.number, 0, None, traceback.format_exc()))
        raise


def _follow(
    plans: Sequence[TillPlan], workers: Sequence[SpawnProcess], reports: Any, say: Callable[[str], None]
) -> int:
    done = dict.fromkeys((plan.number for plan in plans), 0)
    finished: dict[int, int] = {}
    whole, said = sum(len(plan.receipts) for plan in plans), time.monotonic()
    while len(finished) < len(plans):
        try:
            number, count, named, fault = reports.get(timeout=LOOKED_EVERY_S)
        except Empty:
            dead = [worker.name for worker in workers if worker.exitcode]
            if dead:
                raise TillFailed(f"{dead} ended without a word") from None
            continue
        if fault:
            raise TillFailed(f"till {number}: {fault}")
        done[number] = count
        if named is not None:
            finished[number] = named
        if time.monotonic() - said > SAID_EVERY_S or len(finished) == len(plans):
            said = time.monotonic()
            say(f"  {sum(done.values())} of {whole} receipts acknowledged")
    return sum(finished.values())
