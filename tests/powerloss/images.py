"""Crash images of a recorded run: each is opened by the production store and checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pos_client.store import Rows, Store, open_store
from pos_client.store.checks import all_events, check_at_start, first_fault
from pos_client.store.streams import streams
from shared_models.values.refusals import Refusal
from tests.factories.tills import Clock
from tests.powerloss.disk import Disk
from tests.powerloss.story import Recording, events


@dataclass(frozen=True, slots=True)
class Image:
    """What a disk may hold when the power goes after `calls` calls."""

    calls: int
    number: int
    files: dict[str, bytes]


def images(recording: Recording, *, count: int, seed: int) -> Iterator[Image]:
    """`count` of them, spread over every call of the run."""
    random = Random(seed)
    moments = sorted(random.choices(range(len(recording.calls) + 1), k=count))
    disk, made = Disk(recording.start), 0
    for number, moment in enumerate(moments):
        while made < moment:
            disk.take(recording.calls[made])
            made += 1
        yield Image(moment, number, disk.image(random))


def faults(image: Image, recording: Recording, folder: Path) -> list[str]:
    """What is wrong with the database that the next start finds, in words."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in image.files.items():
        (folder / name).write_bytes(data)
    (folder / "till.lock").write_bytes(b"in use\n")
    clock = Clock(random=Random(image.number))
    try:
        store = open_store(
            folder, now=clock.now, new_id=clock.new_id, mono_ms=clock.mono_ms, boot=clock.new_id()
        )
    except Refusal as refused:
        return [f"does not open: {refused.code.value} {refused.facts}"]
    try:
        return list(_faults(store, recording, image))
    finally:
        store.close()


def _faults(store: Store, recording: Recording, image: Image) -> Iterator[str]:
    reader = store.reader()
    with closing(reader):
        try:
            check_at_start(reader, was_closed=False)
        except Refusal as refused:
            yield f"damaged: {refused.facts}"
            return
        for stream in streams(reader):
            if first_fault(reader, stream, all_events(reader, stream)) is not None:
                yield f"series {stream.series}: the chain is broken"
        yield from _rows_differ(reader)
    here = events(store)
    if lost := recording.owed(image.calls) - here:
        yield f"{len(lost)} promised events lost, the first is {min(seq for _, seq, _ in lost)}"
    if strange := here - recording.all_events:
        yield f"{len(strange)} events nobody wrote"


def _rows_differ(rows: Rows) -> Iterator[str]:
    """Events and what else their transaction wrote: all of it or nothing."""

    def counted(sql: str) -> int:
        return int(rows.execute(sql).fetchone()[0])

    sold = counted("SELECT count(*) FROM event WHERE type IN ('sale.completed', 'sale.returned')")
    if (kept := counted("SELECT count(*) FROM sale")) != sold:
        yield f"{sold} sales in the journal, {kept} beside it"
    ends = counted("SELECT coalesce(sum(head_seq), 0) FROM stream")
    if (there := counted("SELECT count(*) FROM event")) != ends:
        yield f"{there} events, streams end at {ends}"
    numbered = counted("SELECT coalesce(sum(last_receipt), 0) FROM stream")
    if numbered != sold:
        yield f"{numbered} receipt numbers for {sold} sales"
