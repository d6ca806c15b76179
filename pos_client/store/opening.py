"""Opening the till's database: lock, schema, check."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from pos_client.store.checks import check_at_start
from pos_client.store.store import Edge, Store
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import NewId
from shared_models.values.moments import Now
from shared_models.values.refusals import Refusal


def open_store(folder: Path, *, now: Now, new_id: NewId, mono_ms: Callable[[], int], boot: UUID) -> Store:
    """Open or create the till's database in `folder`. Refuses STORE_IN_USE and STORE_DAMAGED."""
    store = Store(folder, Edge(now=now, new_id=new_id, mono_ms=mono_ms, boot=boot))
    reader = store.reader()
    try:
        check_at_start(reader, was_closed=store.was_closed)
    except BaseException as fault:
        reader.close()
        store.close(clean=False)
        if isinstance(fault, sqlite3.DatabaseError):
            raise Refusal(ErrorCode.STORE_DAMAGED, reason=str(fault)) from fault
        raise
    reader.close()
    return store
