"""What of the asking till's own receipts is in the balances it is told (docs/sync.md §8).

Read in the same snapshot of the database as the balances: so a till adds to them exactly what it wrote since.
"""

from uuid import UUID

from sqlalchemy import and_, func, select

from backoffice_server.features.events.labels import declared
from backoffice_server.features.events.tables import stream
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.payments.queries import carried_to
from backoffice_server.features.payments.tables import stored_move
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel.unit import Unit
from shared_models.wire.sync import Counted


def counted_of(unit: Unit, device: UUID | None) -> tuple[Counted, ...] | None:
    """Every stream of the device as far as it is held, and so posted. None: no till asks."""
    if device is None:
        return None
    own = stream.c
    query = (
        select(own.branch_id, own.stream_id, own.head_seq, own.head_hash)
        .where(own.device_id == device)
        .order_by(own.branch_id, own.stream_id)
    )
    held = unit.connection.execute(query).all()
    first = _first_not_carried(unit, {row.branch_id for row in held})
    return tuple(
        Counted(
            stream=row.stream_id,
            seq=row.head_seq,
            hash=declared(row.head_hash),
            values=min(row.head_seq, first.get(row.stream_id, row.head_seq + 1) - 1),
        )
        for row in held
    )


def _first_not_carried(unit: Unit, branches: set[UUID]) -> dict[UUID, int]:
    """The first receipt of each stream whose moves on cards are not in their balances yet."""
    found: dict[UUID, int] = {}
    for branch in sorted(branches):
        moves, sold = stored_move.c, sale.c
        of_posting = and_(posting.c.branch_id == moves.branch_id, posting.c.posting_no == moves.posting_no)
        of_sale = and_(sold.branch_id == moves.branch_id, sold.sale_id == posting.c.document_id)
        query = (
            select(sold.stream_id, func.min(sold.seq).label("seq"))
            .select_from(stored_move)
            .join(posting, of_posting)
            .join(sale, of_sale)
            .where(moves.branch_id == branch, moves.posting_no > carried_to(unit, branch))
            .group_by(sold.stream_id)
        )
        found |= {row.stream_id: row.seq for row in unit.connection.execute(query)}
    return found
