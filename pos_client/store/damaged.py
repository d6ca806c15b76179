"""A database that cannot be trusted goes aside, whole: nothing of it is deleted."""

import re
from datetime import datetime
from pathlib import Path
from typing import Final

from pos_client.store.lock import FolderLock
from pos_client.store.store import DATABASE

_LOCK: Final = "till.lock"


def set_aside(folder: Path, *, at: datetime) -> Path:
    """Move the database into a folder of its own; where it went. Refuses STORE_IN_USE."""
    lock = FolderLock(folder / _LOCK)
    try:
        aside = folder.joinpath(f"damaged-{re.sub('[^0-9]', '', at.isoformat())[:14]}")
        aside.mkdir(exist_ok=True)
        # The database first: a log without its database is never taken for one.
        for ending in ("", "-wal", "-shm"):
            path = folder / (DATABASE + ending)
            if path.exists():
                path.replace(aside.joinpath(path.name))
    finally:
        lock.release(clean=False)
    return aside
