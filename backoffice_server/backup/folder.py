"""Names of backup files, and which of them are let go."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

ENDING: Final = ".posbackup"
UNTESTED: Final = ".untested"
ALWAYS_KEPT: Final = 3
_NAME: Final = re.compile(r"backoffice-(\d{8}-\d{6})Z-[0-9a-f]{6}\.posbackup(\.untested)?")
_MOMENT: Final = "%Y%m%d-%H%M%S"


def file_name(taken_at: datetime, backup: UUID) -> str:
    """Sorts by time."""
    return f"backoffice-{taken_at.astimezone(UTC).strftime(_MOMENT)}Z-{backup.hex[-6:]}{ENDING}"


def thin_out(folder: Path, *, now: datetime, keep_days: int) -> list[Path]:
    """Delete our own files taken more than `keep_days` ago, but never the newest three that were tested."""
    taken = {path: at for path in folder.iterdir() if (at := _taken_at(path.name)) is not None}
    tested = sorted((path for path in taken if path.name.endswith(ENDING)), key=lambda path: taken[path])
    kept = set(tested[-ALWAYS_KEPT:])
    old = [path for path, at in taken.items() if now - at > timedelta(days=keep_days) and path not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return sorted(old)


def _taken_at(name: str) -> datetime | None:
    found = _NAME.fullmatch(name)
    return None if found is None else datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC)
