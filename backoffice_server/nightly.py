"""What a running server does when a branch's day has turned, so that the morning's reports find it done.

No statistics depend on it: whatever touches a product on a new day does the same for that product. Only here
returns of all branches are seen beside the sale they name.
"""

import logging
import threading
from datetime import date
from typing import Final

from sqlalchemy.exc import OperationalError

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog.service import move_list_prices
from backoffice_server.features.sales.service import advance_statistics, flag_returned_elsewhere
from backoffice_server.kernel.database import Database
from shared_models.values.ids import BranchId

LOOK_EVERY_S: Final = 600
logger = logging.getLogger(__name__)


class Nightly:
    """Notices that the day of a branch has turned since it looked last, and moves its statistics to it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._days: dict[BranchId, date] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look from now on; again after a stop."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name="nightly", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> list[BranchId]:
        """One look; the branches whose day turned. The first look remembers the days."""
        with self._database.read() as unit:
            known = [BranchId(row.id) for row in branches.branches(unit)]
            today = {branch: branches.today(unit, branch) for branch in known}
        turned = [branch for branch in known if self._days.get(branch, today[branch]) < today[branch]]
        for branch in turned:
            with self._database.write() as unit:
                advance_statistics(unit, branch, today[branch])
        if turned or not self._days:
            self._move_list_prices()
        for branch in known:
            if self._days.get(branch) != today[branch]:
                with self._database.write() as unit:
                    flag_returned_elsewhere(unit, branch)
        self._days = today
        return turned

    def _move_list_prices(self) -> None:
        """In steps, so that nobody who writes waits for all of a large change of prices."""
        moved = 1
        while moved:
            with self._database.write() as unit:
                moved = move_list_prices(unit, branches.today(unit))

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.look()
            except OperationalError as error:  # the database is away or full: its own words are enough
                logger.warning("the statistics of a new day wait for the next look: %s", error.orig)
            except Exception:
                logger.exception("the statistics of a new day wait for the next look")
            self._stopped.wait(LOOK_EVERY_S)
