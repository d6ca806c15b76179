"""Receiving a push (sync.md §3): one transaction that logs, posts and answers what the server now holds."""

from collections.abc import Sequence

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.events.tables import event_outcome
from backoffice_server.features.incidents.service import Writer, note_first_word
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.receive.appending import GENESIS_MARK, Fate, Taken, take
from backoffice_server.sync.receive.parsing import Item
from backoffice_server.sync.receive.posting import post
from backoffice_server.sync.receive.streams import (
    Stream,
    find_stream,
    reread,
    source_of,
    write_imported,
    write_stream,
)
from shared_models.values.codes import ErrorCode, EventOutcome, ReviewCode
from shared_models.values.refusals import Fact, Refusal
from shared_models.wire.envelope import BATCH_BYTES_MAX, BATCH_EVENTS_MAX
from shared_models.wire.sync import (
    PROTOCOL_MAX,
    PROTOCOL_MIN,
    Limits,
    LiveHint,
    PushReply,
    PushRequest,
    PushResult,
    TillStatus,
)

LIMITS = Limits(events=BATCH_EVENTS_MAX, bytes=BATCH_BYTES_MAX)
# Flags that the receiver itself raises; the others were raised where the document was posted.
OWN_CODES = frozenset(
    {
        ReviewCode.DAMAGED_EVENT,
        ReviewCode.STREAM_MISMATCH,
        ReviewCode.CHAIN_FORK,
        ReviewCode.ORPHAN_EVENT,
        ReviewCode.NOT_APPLIED,
    }
)


def receive(
    unit: Unit, till: EnrolledTill, request: PushRequest, items: list[Item], *, imported: bool = False
) -> PushReply:
    """Take a push. `items` were parsed from `request` before this unit began.

    `imported`: a person hands in what `till` wrote; then nothing is learnt about the till itself.
    """
    if request.proto[0] > PROTOCOL_MAX or request.proto[1] < PROTOCOL_MIN:
        raise Refusal(ErrorCode.INVALID, proto_min=PROTOCOL_MIN, proto_max=PROTOCOL_MAX)
    company = branches.identity(unit)
    found = find_stream(unit, till, request, items)
    unit.lock_branch(found.branch)
    found = reread(unit, found)
    if not imported:
        _hear_after_restore(unit, found, request)
    taken = take(unit, found, request, items)
    if to_post := taken.to_post:
        post(unit, found.branch, source_of(unit, found), to_post)
    _write_outcomes(unit, found, taken.fates)
    token = _finish(unit, found, taken, request, imported=imported)
    return PushReply(
        company=company.company,
        epoch=company.epoch,
        known=taken.known,
        stream_head=found.head(taken.known),
        archived=found.archived or GENESIS_MARK,
        next_token=token,
        server_time=unit.now(),
        results=tuple(_result(fate) for fate in taken.fates),
        missing_from=taken.known.seq + 1 if taken.gap else None,
        fork=taken.fork,
        limits=LIMITS,
        under_review=found.to_review,
    )


def _hear_after_restore(unit: Unit, found: Stream, request: PushRequest) -> None:
    """What the till takes for acknowledged and we lost with a restore is noted, before it comes back."""
    if found.unheard is None:
        return
    found.after_restore = True
    writer = Writer(found.branch, found.stream, found.till.device, found.register_id)
    acked = max((mark.seq for mark in request.probe), default=0)
    note_first_word(unit, found.unheard, writer, held=found.head_seq, acked=acked)


def _write_outcomes(unit: Unit, found: Stream, fates: Sequence[Fate]) -> None:
    logged = [
        fate for fate in fates if fate.item.event is not None and fate.outcome is not EventOutcome.DUPLICATE
    ]
    unit.insert(
        event_outcome,
        [
            (found.branch, found.stream, fate.item.seq, fate.item.hash, 1, fate.outcome, fate.posting_no)
            for fate in logged
        ],
    )
    raise_flags(
        unit,
        found.branch,
        [_flag(found, fate, code) for fate in fates for code in fate.reviews if code in OWN_CODES],
    )


def _flag(found: Stream, fate: Fate, code: ReviewCode) -> Flag:
    event = fate.item.event
    document = found.stream if event is None else event.id
    if code is ReviewCode.ORPHAN_EVENT:
        facts: dict[str, Fact] = {"after": fate.lost_after, "seq": fate.item.seq, "stream": str(found.stream)}
        return Flag(code, str(document), "event", document, facts)
    subject = document if code is ReviewCode.NOT_APPLIED else found.stream
    told: dict[str, Fact] = {"seq": fate.item.seq, "fault": fate.item.fault, "stream": str(found.stream)}
    return Flag(code, str(subject), "event", document, told)


def _finish(unit: Unit, found: Stream, taken: Taken, request: PushRequest, *, imported: bool) -> str:
    posted = [fate for fate in taken.fates if fate.outcome is EventOutcome.POSTED]
    found.note_set_aside(sum(fate.outcome is EventOutcome.QUARANTINED for fate in taken.fates))
    for fate in posted:
        if fate.item.event is not None:
            found.note_receipt(fate.item.event.receipt)
    if posted:
        unit.hint(LiveHint(scope="sales", branch=found.branch))
    unit.hint(LiveHint(scope="tills", branch=found.branch))
    if found.kept is None and not taken.fates:
        # Nothing of the stream is held: there is no row to keep its token in.
        return request.token or ""
    if imported:
        write_imported(unit, found, request.status.app)
        return ""
    token = write_stream(
        unit,
        found,
        request.token or "",
        _left(request, taken.known.seq),
        asks=not request.events,
        brings=any(fate.outcome is not EventOutcome.DUPLICATE for fate in taken.fates),
    )
    if found.maybe_copied:
        raise_flags(unit, found.branch, [_copied(found)])
    return token


def _copied(found: Stream) -> Flag:
    """Somebody should look whether a second machine runs with this till's disk."""
    device = found.till.device
    told: dict[str, Fact] = {"stream": str(found.stream)}
    return Flag(ReviewCode.CLONE_ALARM, str(device), "device", device, told)


def _left(request: PushRequest, known_seq: int) -> TillStatus:
    """The till counted before it sent: what is held now no longer waits there."""
    held = sum(event.seq <= known_seq for event in request.events)
    waiting = max(0, request.status.waiting - held)
    oldest_at = request.status.oldest_at if waiting else None
    return request.status.model_copy(update={"waiting": waiting, "oldest_at": oldest_at})


def _result(fate: Fate) -> PushResult:
    codes = tuple(dict.fromkeys(code.value for code in fate.reviews))
    return PushResult(seq=fate.item.seq, outcome=fate.outcome, reviews=codes)
