"""Files that hold secrets: whole or not there, and for their owner's eyes only."""

import os
from pathlib import Path
from typing import Final

_OWNER_ONLY: Final = 0o600


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step, mode 0600."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
