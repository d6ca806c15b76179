"""Real data that lies beside the project, when this machine has it."""

import csv
import gzip
import os
from pathlib import Path


def shared_data() -> Path | None:
    """The folder of real data, or None on a checkout without it."""
    folder = Path(os.environ.get("POS_SHARED_DATA", str(Path(__file__).parents[3] / "shared" / "data")))
    return folder if folder.is_dir() else None


def shared_rows(name: str) -> list[dict[str, str]]:
    """Rows of a packed table of the data folder; none where it is not at hand."""
    folder = shared_data()
    if folder is None:
        return []
    with gzip.open(folder / name, "rt", encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
