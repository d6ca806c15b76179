"""A file that only takes up room.

When the disk is full it is given back, so that the open cart can be finished.
"""

import os
from pathlib import Path
from typing import Final

BALLAST_BYTES: Final = 4 * 1024 * 1024
_PIECE: Final = bytes(range(256)) * 256  # not zeros: a file system may keep those without taking any room


class Ballast:
    """Created at start and again as soon as there is room."""

    def __init__(self, path: Path, *, size: int = BALLAST_BYTES) -> None:
        self._path = path
        self._size = size

    @property
    def there(self) -> bool:
        return self._path.exists() and self._path.stat().st_size == self._size

    def make(self) -> bool:
        """True when the room is reserved."""
        if self.there:
            return True
        try:
            self._write()
        except OSError:
            self.free()
        return self.there

    def free(self) -> bool:
        """True when there was something to give back."""
        was_there = self._path.exists()
        self._path.unlink(missing_ok=True)
        return was_there

    def _write(self) -> None:
        with self._path.open("wb") as file:
            for _ in range(self._size // len(_PIECE)):
                file.write(_PIECE)
            file.flush()
            os.fsync(file.fileno())
