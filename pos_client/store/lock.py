"""One process per database: a lock on a file beside it, held by the operating system and gone with the
process.
"""

import os
import sys
from pathlib import Path
from typing import Final

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

CLEAN: Final = b"closed\n"
IN_USE: Final = b"in use\n"


class FolderLock:
    """Held from opening to closing. `was_closed`: the process before us closed its database itself."""

    def __init__(self, path: Path) -> None:
        is_new = not path.exists()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file)
        except OSError as busy:
            os.close(self._file)
            raise Refusal(ErrorCode.STORE_IN_USE, folder=str(path.parent)) from busy
        before = os.read(self._file, len(IN_USE) + 1)
        self.was_closed = is_new or before == CLEAN
        self._say(IN_USE)
        # A power cut must not leave the word of the day before, or none.
        os.fsync(self._file)

    def release(self, *, clean: bool) -> None:
        """Let go. `clean`: found sound and closed; otherwise the next start checks the database again."""
        if clean:
            self._say(CLEAN)
        os.close(self._file)

    def _say(self, words: bytes) -> None:
        os.lseek(self._file, 0, os.SEEK_SET)
        os.ftruncate(self._file, 0)
        os.write(self._file, words)


if sys.platform == "win32":
    import msvcrt

    # A byte far behind the text: Windows would not let the text itself be read.
    _BYTE: Final = 4096

    def _take(file: int) -> None:
        os.lseek(file, _BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
