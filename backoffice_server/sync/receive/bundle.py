"""A till's exported bundle: gzip; per stream a head line, then its events, one a line (pos_client/store).

A file of a till's black box is one too, not packed.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from shared_models.values.codes import EventOutcome
from shared_models.wire.base import Code, Count
from shared_models.wire.envelope import BATCH_BYTES_MAX, BATCH_EVENTS_MAX
from shared_models.wire.sync import Label, PushReply, PushRequest, TillStatus, WireItem

# An event at its limit, most of it escaped; no till writes a longer line.
LINE_BYTES_MAX: Final = 16 * 1024 * 1024
BOX_BEGINS: Final = b'{"black_box"'
STATUS: Final = TillStatus(waiting=0, app="bundle")


class BundleHead(BaseModel):
    """What a bundle says of one stream: who wrote it, and the last event that follows. `certificate`: the
    statement of the enrolment it was written under, as JSON.
    """

    model_config = ConfigDict(frozen=True)

    bundle: Literal[1]
    stream: UUID
    company: UUID
    device: UUID
    series: Code
    seq: Count
    hash: Label
    certificate: str | None = None


class Wrong(Enum):
    """What is wrong with a file."""

    NO_BUNDLE = "no_bundle"
    CUT_SHORT = "cut_short"


class BundleFault(Exception):
    """A file that cannot be taken; `line` is where it was noticed, counted from 1."""

    def __init__(self, wrong: Wrong, line: int) -> None:
        super().__init__(wrong.value, line)
        self.wrong = wrong
        self.line = line


@dataclass(slots=True)
class Told:
    """What became of one stream of a bundle."""

    head: BundleHead
    events: int = 0
    new: int = 0
    held: int = 0
    aside: int = 0

    def count(self, reply: PushReply) -> None:
        outcomes = [result.outcome for result in reply.results]
        held, aside = outcomes.count(EventOutcome.DUPLICATE), outcomes.count(EventOutcome.QUARANTINED)
        self.events += len(outcomes)
        self.held += held
        self.aside += aside
        self.new += len(outcomes) - held - aside


Part = BundleHead | WireItem
Push = Callable[[PushRequest], PushReply]


def heads(path: Path) -> list[BundleHead]:
    """The streams of a bundle that is whole; raises BundleFault. Reads all of it, keeps a line at a time."""
    found: list[BundleHead] = []
    last: tuple[int, str] | None = None
    line = 0
    for line, part in enumerate(_parts(path), 1):
        if isinstance(part, BundleHead):
            _demand_end(found, last, line)
            found.append(part)
            last = None
        elif not found or (last is not None and part.seq <= last[0]):
            raise BundleFault(Wrong.NO_BUNDLE, line)
        else:
            last = (part.seq, part.hash)
    if not found:
        raise BundleFault(Wrong.NO_BUNDLE, line + 1)
    _demand_end(found, last, line)
    return found


def hand_in(path: Path, push: Push) -> Iterator[Told]:
    """Push every event of a bundle, in batches no larger than a till's; told stream by stream."""
    told: Told | None = None
    before = 0
    for head, items in _batches(path):
        if told is None or told.head is not head:
            if told is not None:
                yield told
            told, before = Told(head), 0
        rest = items
        while rest:
            reply = _pushed(push, head, rest, follows=rest[0].seq == before + 1)
            told.count(reply)
            taken = len(reply.results)
            if not taken:
                raise BundleFault(Wrong.NO_BUNDLE, rest[0].seq)
            before, rest = rest[taken - 1].seq, rest[taken:]
    if told is not None:
        yield told


def _pushed(push: Push, head: BundleHead, items: tuple[WireItem, ...], *, follows: bool) -> PushReply:
    """What the file itself lacks before an event can only be taken for lost, unless the server holds it."""
    request = PushRequest(
        device=head.device, stream=head.stream, probe=(), status=STATUS, events=items, orphans=not follows
    )
    reply = push(request)
    if reply.results or request.orphans:
        return reply
    return push(request.model_copy(update={"orphans": True}))


def _batches(path: Path) -> Iterator[tuple[BundleHead, tuple[WireItem, ...]]]:
    head: BundleHead | None = None
    batch: list[WireItem] = []
    size = 0
    for part in _parts(path):
        item_size = 0 if isinstance(part, BundleHead) else len(part.bytes.encode())
        full = len(batch) == BATCH_EVENTS_MAX or (batch and size + item_size > BATCH_BYTES_MAX)
        if head is not None and (full or isinstance(part, BundleHead)):
            yield head, tuple(batch)
            batch, size = [], 0
        if isinstance(part, BundleHead):
            head = part
        else:
            batch.append(part)
            size += item_size
    if head is not None:
        yield head, tuple(batch)


def _parts(path: Path) -> Iterator[Part]:
    line = 0
    plain = _is_black_box(path)
    try:
        with path.open("rb") if plain else gzip.open(path, "rb") as file:
            while text := file.readline(LINE_BYTES_MAX):
                line += 1
                if plain and (text.startswith(BOX_BEGINS) or not text.endswith(b"\n")):
                    continue  # what is said of other files; a last line that a power cut tore
                if not text.endswith(b"\n"):
                    raise BundleFault(Wrong.NO_BUNDLE, line)
                yield _part(text, line)
    except EOFError as fault:
        raise BundleFault(Wrong.CUT_SHORT, line + 1) from fault
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise BundleFault(Wrong.NO_BUNDLE, line + 1) from fault


def _is_black_box(path: Path) -> bool:
    """A file of a till's black box: a bundle that is not packed and has no end yet."""
    with path.open("rb") as file:
        return file.read(len(BOX_BEGINS)) == BOX_BEGINS


def _part(text: bytes, line: int) -> Part:
    try:
        if text.startswith(b'{"bundle"'):
            return BundleHead.model_validate_json(text)
        return WireItem.model_validate_json(text)
    except ValidationError as fault:
        raise BundleFault(Wrong.NO_BUNDLE, line) from fault


def _demand_end(found: list[BundleHead], last: tuple[int, str] | None, line: int) -> None:
    if found and found[-1].seq and last != (found[-1].seq, found[-1].hash):
        raise BundleFault(Wrong.CUT_SHORT, line)
