"""The server's log: one line per happening on stderr, with its time (UTC), for a file or the journal."""

import logging
import time
from typing import Final, Literal

Level = Literal["debug", "info", "warning", "error"]

LINE: Final = "%(asctime)sZ %(levelname)-7s %(name)s: %(message)s"
MOMENT: Final = "%Y-%m-%dT%H:%M:%S"
QUIET_S: Final = 60


class OneLine(logging.Formatter):
    """A line for what drivers word over several: a log is read line by line. Traces stay as they are."""

    def __init__(self) -> None:
        super().__init__(LINE, MOMENT)
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging calls it by this name
        return " ".join(super().formatMessage(record).split())


class NotAgain(logging.Filter):
    """Lets a complaint through once a minute: that a database is away is said, not shouted."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or record.exc_info:
            return True
        what = (record.name, record.getMessage())
        again = record.created - self._said.get(what, -QUIET_S) < QUIET_S
        if not again:
            self._said = {told: at for told, at in self._said.items() if record.created - at < QUIET_S}
            self._said[what] = record.created
        return not again


def start_log(level: Level) -> None:
    """Send every line of this process at `level` or above to stderr."""
    out = logging.StreamHandler()
    out.setFormatter(OneLine())
    out.addFilter(NotAgain())
    root = logging.getLogger()
    root.addHandler(out)
    root.setLevel(level.upper())
    # Alembic tells of every look at the schema; kernel.migrations tells of the steps.
    logging.getLogger("alembic").setLevel(logging.WARNING)
