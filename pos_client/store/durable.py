"""Files beside the database that must outlive a power cut: written whole under their name, or not at all."""

import os
import sys
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, to the disk itself, and only then under the name."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    put_in_place(part, path)


def put_in_place(part: Path, path: Path) -> None:
    """Give a written file its name once its bytes are on the disk; the name is on the disk as well then."""
    _flush(part, os.O_RDWR)
    part.replace(path)
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """What was named or let go in the folder is on the disk as well."""
    # Windows keeps names safe by itself and opens no folder.
    if sys.platform != "win32":
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, flags: int) -> None:
    file = os.open(path, flags)
    try:
        os.fsync(file)
    finally:
        os.close(file)
