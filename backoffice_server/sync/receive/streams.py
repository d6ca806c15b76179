"""The stream a push belongs to: where it stands, what its opening said, the token that tells a clone."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.events.labels import declared, stored
from backoffice_server.features.events.tables import stream
from backoffice_server.features.sales.service import Source, Told
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.tables import enrolment
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.parsing import Item
from backoffice_server.sync.receive.standing import Standing, standing, unheard_of
from backoffice_server.sync.receive.tokens import MARK_BYTES, Before, Came, after, came
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import BranchId, RegisterId, StreamId
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import GENESIS
from shared_models.wire.envelope import StreamOpenedEvent, UnknownEvent
from shared_models.wire.sync import Mark, PushRequest, TillStatus

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Stream:
    """A stream as it stands while a push is worked on. `opened`: it is known what it was opened for.

    Its stream.opened says so; where that is lost or damaged its enrolment does (`assumed` finds the series).
    `till`: the device that wrote it, which is not who hands it in when it is imported. `set_aside`: items
    held that posted nothing; `to_review`: those of them that no person has answered.
    """

    branch: BranchId
    stream: StreamId
    till: EnrolledTill
    register_id: RegisterId
    purpose: StreamPurpose
    kept: Any  # its row, None when nothing of it is held
    series: str | None = None
    head_seq: int = 0
    head_hash: bytes = GENESIS
    last_receipt: str | None = None
    set_aside: int = 0
    to_review: int = 0
    archived: Mark | None = None  # the newest place that lies in a tested backup
    unheard: UUID | None = None  # the latest restore, when this stream has not spoken since
    skew_ms: int | None = None
    assumed: Callable[[], str | None] | None = None
    maybe_copied: bool = False  # this push came with a token that was never given, or long ago
    after_restore: bool = False  # the first push since this database was restored

    @property
    def opened(self) -> bool:
        return self.series is not None

    def was_given(self, token: str | None) -> bool:
        """Whether it is the token of the last reply."""
        return self.kept is not None and token == self.kept.token

    def head(self, known: Mark) -> Mark:
        """The head under the label that its till declares, as far as it is what the till is known to have."""
        if (known.seq, stored(known.hash)) == (self.head_seq, self.head_hash):
            return known
        return Mark(seq=self.head_seq, hash=declared(self.head_hash))

    def note_set_aside(self, items: int) -> None:
        self.set_aside += items
        self.to_review += items

    def note_receipt(self, receipt: str | None) -> None:
        """Keep the highest number: a clone's lower one, or an old one sent late, takes nothing back."""
        if receipt is not None and _number(receipt) > _number(self.last_receipt):
            self.last_receipt = receipt


def refuse_other_device(till: EnrolledTill, request: PushRequest) -> None:
    """A till hands in what it wrote itself."""
    if request.device != till.device:
        raise Refusal(ErrorCode.NOT_ALLOWED, what="device")


def find_stream(unit: Unit, till: EnrolledTill, request: PushRequest, items: list[Item]) -> Stream:
    """The stream and its branch: by its row, else by the enrolment that its first event was signed in."""
    refuse_other_device(till, request)
    known = standing(unit, StreamId(request.stream))
    if known is not None:
        if known.row.device_id != till.device:
            raise Refusal(ErrorCode.NOT_ALLOWED, what="stream")
        return _known(till, known)
    place = _place_of(unit, till, items)
    return Stream(place.branch, StreamId(request.stream), till, place.register_id, place.purpose, None)


def _place_of(unit: Unit, till: EnrolledTill, items: Sequence[Item]) -> EnrolledTill:
    """Where the till stood when it wrote this: the key of its first event tells, or a place of its own that
    a damaged one names. A till that moved since sends what it wrote before from its new place.
    """
    places = tills.enrolments(unit, till.device)
    first = next((item.event for item in items if item.event is not None), None)
    if first is not None:
        return next((place for place in places if place.kid == first.kid), till)
    for item in items:
        for place in places:
            if str(place.register_id).encode() in item.raw:
                return place
    return till


def reread(unit: Unit, found: Stream) -> Stream:
    """The stream as it stands now that the branch is locked."""
    known = standing(unit, found.stream)
    if known is not None and known.row.branch_id != found.branch:
        # Begun in another branch since it was looked for: nothing of that one is written without its lock.
        unit.lock_branch(BranchId(known.row.branch_id))
        known = standing(unit, found.stream)
    if known is not None:
        return _known(found.till, known)
    found.unheard = unheard_of(unit, found.branch, found.stream)
    return found


def source_of(unit: Unit, found: Stream) -> Source:
    """The stream as posting wants to know it."""
    return Source(
        stream=found.stream,
        device=found.till.device,
        register_id=found.register_id,
        register_code=tills.register_row(unit, found.register_id).code,
        purpose=found.purpose,
        revoked=found.till.revoked,
    )


def fits(found: Stream, event: Told | UnknownEvent, *, opening_known: bool) -> bool:
    """Whether an event belongs to this stream's branch and register, and the stream was opened for them.

    `opening_known`: its stream.opened is in the log already.
    """
    if event.branch != found.branch or event.register_ != found.register_id:
        return False
    if not isinstance(event, StreamOpenedEvent):
        if not found.opened and not opening_known and found.assumed is not None:
            found.series = found.assumed()
        return found.opened
    if event.seq != 1 or event.p.purpose is not found.purpose:
        return False
    if found.opened and opening_known:
        return event.p.series == found.series
    found.series = event.p.series
    return True


def assumed_series(unit: Unit, found: Stream, items: Sequence[Item]) -> str | None:
    """The series of a stream whose opening nobody can read: its receipts tell it, else its enrolment.

    Null when the key was never given to a till of this branch and register: then nothing vouches for it.
    """
    told = [item.event for item in items if item.event is not None]
    given = select(enrolment.c.series).where(
        enrolment.c.branch_id == found.branch,
        enrolment.c.device_id == found.till.device,
        enrolment.c.register_id == found.register_id,
        enrolment.c.kid.in_({event.kid for event in told}),
    )
    series: str | None = unit.connection.execute(given.order_by(enrolment.c.kid)).scalars().first()
    if series is None:
        return None
    before = tills.register_row(unit, found.register_id).code
    for event in told:
        place = (event.receipt or "").rpartition("-")[0].rpartition("-")[2]
        if place.startswith(before) and place != before:
            return place.removeprefix(before)
    return series


def write_stream(
    unit: Unit, found: Stream, token: str, status: TillStatus, *, asks: bool, brings: bool
) -> str:
    """Write the stream with what the till said of itself; returns the token its next push must carry.

    `asks`: the push held no events; `brings`: some of them were new. One that comes late leaves all as it is.
    """
    kept = found.kept
    # Without a token only importers brought something of it: whatever the till says is its first word.
    before = Before()
    if kept is not None:
        before = Before(kept.token_before, kept.token, unit.now() - kept.last_contact)
    who = came(token, before, asks=asks, brings=brings)
    new_token = after(token, unit.random_bytes(MARK_BYTES))
    if who is Came.LATE:
        # Whoever hears this and comes with it was no copy of a push, but of a disk.
        return new_token if token else before.given
    alarm_at = None if kept is None else kept.token_alarm_at
    # After a restore every till carries a token that was lost with the rest.
    if who is Came.STRANGER and not found.after_restore:
        # It is told apart by the chain, never refused.
        logger.warning("stream %s of device %s: unknown token", found.stream, found.till.device)
        alarm_at, found.maybe_copied = unit.now(), True
    first_contact = unit.now() if kept is None else kept.first_contact
    said = (status.waiting, status.oldest_at, status.disk_free, status.app, found.skew_ms)
    _write(unit, found, (new_token, token, first_contact, unit.now(), *said), alarm_at)
    return new_token


def write_imported(unit: Unit, found: Stream, app: str) -> None:
    """Write what is held of the stream now. What its till said of itself stands: it was not here."""
    kept = found.kept
    if kept is None:
        _write(unit, found, ("", "", unit.now(), unit.now(), 0, None, None, app, None), None)
        return
    of_the_till = (kept.token, kept.token_before, kept.first_contact, kept.last_contact)
    said = (kept.waiting, kept.oldest_at, kept.disk_free, kept.app, kept.skew_ms)
    _write(unit, found, (*of_the_till, *said), kept.token_alarm_at)


def _write(unit: Unit, found: Stream, of_the_till: tuple[object, ...], alarm_at: datetime | None) -> None:
    unit.upsert(
        stream,
        [
            (
                found.branch,
                found.stream,
                found.till.device,
                found.register_id,
                found.purpose,
                found.series,
                found.head_seq,
                found.head_hash,
                found.last_receipt,
                *of_the_till,
                found.set_aside,
                alarm_at,
            )
        ],
    )


def _number(receipt: str | None) -> int:
    last = (receipt or "").rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _known(till: EnrolledTill, known: Standing) -> Stream:
    row = known.row
    return Stream(
        branch=BranchId(row.branch_id),
        stream=StreamId(row.stream_id),
        till=till,
        register_id=RegisterId(row.register_id),
        purpose=StreamPurpose(row.purpose),
        kept=row,
        series=row.series,
        head_seq=row.head_seq,
        head_hash=row.head_hash,
        last_receipt=row.last_receipt,
        set_aside=row.under_review,
        to_review=known.to_review,
        archived=known.archived,
        unheard=known.unheard,
        skew_ms=row.skew_ms,
    )
