"""How a stream stands when a push begins: its row and what else is asked of it, in one statement."""

from typing import Any, Final

from sqlalchemy import bindparam, select

from backoffice_server.features.events.tables import stream
from backoffice_server.features.reviews.queries import unposted
from backoffice_server.kernel.types import Code
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import StreamId

# Asked with every push, so put together once.
_STANDING: Final = select(
    stream,
    unposted(stream.c.branch_id, bindparam("stream_text", type_=Code)).label("to_review"),
).where(stream.c.stream_id == bindparam("stream"))


def standing(unit: Unit, stream_id: StreamId) -> Any:
    """The stream's row, in whichever branch it belongs to; null for one that nothing is held of.

    Beside it `to_review`, the items that wait unposted for a person.
    """
    asked = {"stream": stream_id, "stream_text": str(stream_id)}
    return unit.connection.execute(_STANDING, asked).one_or_none()
