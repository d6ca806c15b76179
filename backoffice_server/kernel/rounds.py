"""Work that a running server looks after beside its requests: a look now, and one every ten minutes."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import OperationalError

EVERY_S: Final = 600
logger = logging.getLogger(__name__)


class Rounds:
    """Calls `look` in a thread of its own. Whatever it fails at, the next look comes.

    `what`: how the log calls it ("the backup").
    """

    def __init__(self, look: Callable[[], object], *, what: str) -> None:
        self._look = look
        self._what = what
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def start(self) -> None:
        """Look from now on; again after a stop."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name=self._what, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """No further look; one under way goes on."""
        self._stopped.set()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait for the one under way, after `end`."""
        if self._thread is not None:
            self._thread.join(timeout_s)
            self._thread = None

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._look()
            except OperationalError as error:  # the database is away or full: its own words are enough
                logger.warning("%s waits for the next look: %s", self._what, error.orig)
            except Exception:
                logger.exception("%s waits for the next look", self._what)
            self._stopped.wait(EVERY_S)
