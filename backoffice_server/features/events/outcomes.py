"""What became of an event: of several words the last one counts."""

from sqlalchemy import ColumnElement, and_, select

from backoffice_server.features.events.tables import event_outcome


def is_last_word() -> ColumnElement[bool]:
    """Of rows of `event_outcome`: the youngest of its event."""
    own, later = event_outcome.c, event_outcome.alias("later").c
    same = and_(*(later[name] == own[name] for name in ("branch_id", "stream_id", "seq", "hash")))
    return ~select(later.n).where(same, later.n > own.n).exists()
