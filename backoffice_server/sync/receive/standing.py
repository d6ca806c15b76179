"""How a stream stands when a push begins: its row and what else is asked of it, in one statement."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from backoffice_server.features.events.labels import declared
from backoffice_server.features.events.tables import stream
from backoffice_server.features.incidents.queries import unheard
from backoffice_server.features.incidents.tables import archived_mark
from backoffice_server.features.reviews.queries import unposted
from backoffice_server.kernel.types import Code, Id
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId, StreamId
from shared_models.wire.sync import Mark


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept of a stream, and beside it.

    `to_review`: items that wait unposted for a person; `archived`: the newest place that lies in a tested
    backup; `unheard`: the latest restore, where the stream has not spoken since.
    """

    row: Any
    to_review: int
    archived: Mark | None
    unheard: UUID | None


def standing(unit: Unit, stream_id: StreamId) -> Standing | None:
    """The stream, in whichever branch it belongs to; null when nothing of it is held."""
    asked = {"stream": stream_id, "stream_text": str(stream_id)}
    row = unit.connection.execute(_KNOWN, asked).one_or_none()
    if row is None:
        return None
    tested = row.archived_hash is not None
    archived = Mark(seq=row.archived_seq, hash=declared(row.archived_hash)) if tested else None
    return Standing(row, int(row.to_review), archived, row.unheard)


def unheard_of(unit: Unit, branch: BranchId, stream_id: StreamId) -> UUID | None:
    """The latest restore, where a stream that nothing is held of has not spoken since."""
    found: UUID | None = unit.connection.execute(_NEW, {"branch": branch, "stream": stream_id}).scalar()
    return found


def _known() -> Select[Any]:
    own, mark = stream.c, archived_mark.c
    columns = (
        stream,
        unposted(own.branch_id, bindparam("stream_text", type_=Code)).label("to_review"),
        mark.seq.label("archived_seq"),
        mark.hash.label("archived_hash"),
        unheard(own.branch_id, own.stream_id).label("unheard"),
    )
    on = (mark.branch_id == own.branch_id) & (mark.stream_id == own.stream_id)
    return select(*columns).outerjoin(archived_mark, on).where(own.stream_id == bindparam("stream"))


# Asked with every push, so put together once.
_KNOWN: Final = _known()
_NEW: Final = select(unheard(bindparam("branch", type_=Id), bindparam("stream", type_=Id)))
