"""Reading back what a stream holds: for a till that was rolled back to an older copy of its database."""

from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.events.queries import forked_chain
from backoffice_server.features.events.tables import event, stream
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StreamId
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import BATCH_BYTES_MAX, BATCH_EVENTS_MAX
from shared_models.wire.sync import StreamEventsReply, WireItem


def stream_events(unit: Unit, till: EnrolledTill, *, stream_id: UUID, from_seq: int) -> StreamEventsReply:
    """Events from `from_seq` on, as many as a push may hold; of streams of the till's own register only.

    Of a stream that a clone wrote too, its own chain: the branch beside it would end the till's reading.
    """
    owned = select(stream.c.stream_id).where(
        stream.c.branch_id == till.branch,
        stream.c.stream_id == stream_id,
        stream.c.register_id == till.register_id,
    )
    if unit.connection.execute(owned).first() is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="stream")
    chain = forked_chain(unit, till.branch, StreamId(stream_id))
    query = (
        select(event)
        .where(event.c.branch_id == till.branch, event.c.stream_id == stream_id, event.c.seq >= from_seq)
        .order_by(event.c.seq, event.c.received_at)
    )
    if chain is None:
        query = query.limit(BATCH_EVENTS_MAX + 1)
    items: list[WireItem] = []
    size = 0
    for row in unit.connection.execute(query):
        if chain is not None and row.seq >= chain.since and row.hash not in chain.own:
            continue
        size += len(row.bytes)
        if len(items) == BATCH_EVENTS_MAX or (items and size > BATCH_BYTES_MAX):
            return StreamEventsReply(events=tuple(items), more=True)
        text = row.bytes.decode()
        items.append(WireItem(seq=row.seq, hash=row.hash.hex(), mac=row.mac.hex(), bytes=text))
    return StreamEventsReply(events=tuple(items), more=False)
