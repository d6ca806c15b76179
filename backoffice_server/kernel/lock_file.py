"""One process per SQLite database: a lock file beside it, held while the database is open for writing."""

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


class LockFile:
    """Holds `path` locked until closed. Raises Refusal(SERVER_RUNNING) when another process holds it."""

    def __init__(self, path: Path) -> None:
        self._handle: IO[bytes] | None = path.open("a+b")
        try:
            _lock(self._handle)
        except OSError as held:
            self._handle.close()
            raise Refusal(ErrorCode.SERVER_RUNNING) from held

    def close(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def _lock(handle: IO[bytes]) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
