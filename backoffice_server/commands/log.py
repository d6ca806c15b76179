"""The server's log: one line per happening on stderr, with its time (UTC), for a file or the journal."""

import logging
import time
from typing import Final, Literal

Level = Literal["debug", "info", "warning", "error"]

LINE: Final = "%(asctime)sZ %(levelname)-7s %(name)s: %(message)s"
MOMENT: Final = "%Y-%m-%dT%H:%M:%S"


def start_log(level: Level) -> None:
    """Send every line of this process at `level` or above to stderr."""
    form = logging.Formatter(LINE, MOMENT)
    form.converter = time.gmtime
    out = logging.StreamHandler()
    out.setFormatter(form)
    root = logging.getLogger()
    root.addHandler(out)
    root.setLevel(level.upper())
    # Alembic tells of every look at the schema; kernel.migrations tells of the steps.
    logging.getLogger("alembic").setLevel(logging.WARNING)
