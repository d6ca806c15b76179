"""The customers' copies beside the rows of the back office: each once, every figure the same."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backoffice_server.features.events.tables import event
from backoffice_server.features.sales.tables import sale, sale_line, sale_payment
from tests.factories.back_office import BackOffice

SHOWN = 5
Place = tuple[bytes, int, bytes]
"""Stream, seq and hash of an event."""


@dataclass
class Papers:
    """What the customers of all tills took home: by receipt number."""

    by_number: dict[str, dict[str, Any]] = field(default_factory=dict)
    printed_again: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def read(self, path: Path) -> None:
        for line in path.read_bytes().splitlines():
            said = json.loads(line)
            if "taken_back" in said:
                self.wrong.append(f"{path.stem}: acknowledged, then taken back: {said['taken_back']}")
            elif "refused" in said:
                self.refused += 1
            else:
                self._take(said)

    def _take(self, paper: dict[str, Any]) -> None:
        self.printed_again += paper.pop("again")
        before = self.by_number.setdefault(paper["receipt"], paper)
        if before != paper:
            self.wrong.append(f"{paper['receipt']}: two papers differ")


@dataclass
class Compared:
    """`wrong`: what a person has to look at; nothing of it may be."""

    receipts: int = 0
    returns: int = 0
    events: int = 0
    lost: int = 0
    doubled: int = 0
    differ: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, kind: str, found: Sequence[str]) -> None:
        setattr(self, kind, len(found))
        self.wrong += [f"{kind}: {one}" for one in found[:SHOWN]]


def compare(office: BackOffice, papers: Papers, tills: Iterable[Path]) -> Compared:
    """Papers against sales, and every event on the tills' disks against the log, both ways."""
    journals = [place for till in tills for place in _journal(till)]
    return matched(papers, _held(office), journals=journals, logged=_logged(office))


def proven(office: BackOffice, wrong: list[str]) -> int:
    """How many rules `verify` went through; what it found is added to `wrong`."""
    try:
        return len(office.verify())
    except AssertionError as broken:
        wrong.append(f"verify: {broken}")
        return 0


def matched(
    papers: Papers, rows: list[dict[str, Any]], *, journals: list[Place], logged: list[Place]
) -> Compared:
    """`rows`: what the back office holds, in the words of the papers."""
    found = Compared(wrong=list(papers.wrong))
    numbers = Counter(row["receipt"] for row in rows)
    held = {row["receipt"]: row for row in rows}
    found.receipts = len(papers.by_number)
    found.returns = sum(paper["kind"] == "return" for paper in papers.by_number.values())
    lost = [number for number in papers.by_number if number not in held]
    doubled = [number for number, count in numbers.items() if count > 1]
    # The drawer of a sale that nobody has a paper of: every finished sale is printed, after a crash as well.
    stray = [number for number in held if number not in papers.by_number]
    differ = [
        number for number, paper in papers.by_number.items() if number in held and held[number] != paper
    ]
    found.events = len(journals)
    found.note("lost", [*lost, *map(str, set(journals) - set(logged))])
    found.note("doubled", [*doubled, *stray, *map(str, Counter(logged) - Counter(journals))])
    found.note("differ", differ)
    return found


def _held(office: BackOffice) -> list[dict[str, Any]]:
    lines, paid = defaultdict[tuple[Any, int], list[Any]](list), dict[tuple[Any, int], Counter[str]]()
    for row in office.rows(select(sale_line).order_by(sale_line.c.line)):
        place = (row.branch_id, row.posting_no)
        lines[place].append([row.line, str(row.product_id), row.qty, row.discount, row.revenue, row.tax])
    for row in office.rows(select(sale_payment)):
        paid.setdefault((row.branch_id, row.posting_no), Counter())[row.method] += row.amount
    found = []
    for row in office.rows(select(sale)):
        place = (row.branch_id, row.posting_no)
        methods = sorted(paid.get(place, Counter()).items())
        found.append(
            {
                "receipt": row.receipt,
                "hash": row.event_hash.hex(),
                "kind": row.kind,
                "figures": [row.gross, row.discount, row.revenue, row.tax, row.total, row.rounding],
                "lines": lines[place],
                "paid": {method: amount for method, amount in methods if amount},
            }
        )
    return found


def _logged(office: BackOffice) -> list[Place]:
    rows = office.rows(select(event.c.stream_id, event.c.seq, event.c.hash))
    return [(row.stream_id.bytes, row.seq, bytes(row.hash)) for row in rows]


def _journal(folder: Path) -> list[Place]:
    """(stream, seq, hash) of everything on one till's disk."""
    with closing(sqlite3.connect(folder / "till.db")) as till:
        found = till.execute(
            "SELECT stream.stream, event.position & ((1 << 40) - 1), event.hash FROM event"
            " JOIN stream ON stream.stream_no = event.position >> 40"
        )
        return [(bytes(stream), seq, bytes(hash_)) for stream, seq, hash_ in found]
