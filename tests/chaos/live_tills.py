"""Many tills in one process, each with its own store, engine and sync worker; how long their pushes took."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from typing_extensions import override

from pos_client.app import edges
from pos_client.remote.till_api import TillApi
from pos_client.sync.messages import Answered, Incoming, Outgoing, Push
from pos_client.sync.worker import SyncWorker
from tests.chaos.till_program import Till


class TimedWorker(SyncWorker):
    """Notes of every push that carried something when it was asked (ms), how long it took, how many."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.pushes: list[tuple[int, int, int]] = []

    @override
    def _ask(self, api: TillApi, request: Outgoing) -> Incoming:
        asked_at = edges.mono_ms()
        answer = super()._ask(api, request)
        if isinstance(request, Push) and request.request.events and isinstance(answer, Answered):
            self.pushes.append((asked_at, edges.mono_ms() - asked_at, len(request.request.events)))
        return answer


@dataclass
class Crew:
    """Runs the tills until they are told to rest, and have sent everything."""

    tills: list[Till]
    timings: Path
    _threads: list[threading.Thread] = field(default_factory=list)

    def work(self) -> None:
        for till in self.tills:
            till.worker = TimedWorker(till.store, till.address, random=edges.dice())
            thread = threading.Thread(target=_work, args=(till,))
            self._threads.append(thread)
            thread.start()
        for line in sys.stdin:
            if line.strip() == "rest":
                for till in self.tills:
                    till.resting.set()
        for till in self.tills:
            till.resting.set()
            till.ending.set()
        for thread in self._threads:
            thread.join()
        pushes = [push for till in self.tills for push in _pushes(till)]
        self.timings.write_text(json.dumps(sorted(pushes)), "utf-8")
        for till in self.tills:
            till.close()


def _work(till: Till) -> None:
    """A till that fails ends them all: nobody shall measure those that are left."""
    try:
        till.work()
    except BaseException:  # noqa: BLE001 - whatever it was, it is told and ends the process
        traceback.print_exc()
        os._exit(1)


def _pushes(till: Till) -> list[tuple[int, int, int]]:
    assert isinstance(till.worker, TimedWorker)
    return till.worker.pushes


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("copies", type=Path)
    parser.add_argument("address")
    parser.add_argument("--tills", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--pause-ms", type=int, required=True)
    chosen = parser.parse_args()
    dice, tills = Random(chosen.seed), []
    for number in range(1, chosen.tills + 1):
        own, copies = Random(dice.getrandbits(32)), chosen.copies.with_name(f"live-{number}.copies")
        folder = chosen.folder / f"live-{number}"
        tills.append(Till(folder, chosen.address, copies, dice=own, pause_s=chosen.pause_ms / 1000))
    Crew(tills, chosen.copies).work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
