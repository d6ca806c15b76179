"""What a running server does when a branch's day has turned, so that the morning's reports find it done.

No statistics depend on it: whatever touches a product on a new day does the same for that product. Only here
returns of all branches are seen beside the sale they name.
"""

from datetime import date

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog.service import move_list_prices
from backoffice_server.features.parties import queries as parties
from backoffice_server.features.parties.service import publish_added
from backoffice_server.features.payments.service import carry_up
from backoffice_server.features.sales.service import advance_statistics, flag_returned_elsewhere
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.rounds import Rounds
from shared_models.values.ids import BranchId


class Nightly:
    """Notices that the day of a branch has turned since it looked last, and moves its statistics to it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._days: dict[BranchId, date] = {}
        self._rounds = Rounds(self.look, what="the new day's figures")

    def start(self) -> None:
        """Look from now on; again after a stop."""
        self._rounds.start()

    def stop(self) -> None:
        self._rounds.end()
        self._rounds.join()

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
        self._publish_customers()
        with self._database.write() as unit:
            carry_up(unit)
        for branch in known:
            if self._days.get(branch) != today[branch]:
                with self._database.write() as unit:
                    flag_returned_elsewhere(unit, branch)
        self._days = today
        return turned

    def _publish_customers(self) -> None:
        """Whom one till added, the others know by the next look."""
        with self._database.read() as unit:
            waiting = bool(parties.unpublished(unit, 1))
        while waiting:
            with self._database.write() as unit:
                waiting = bool(publish_added(unit))

    def _move_list_prices(self) -> None:
        """In steps, so that nobody who writes waits for all of a large change of prices."""
        moved = 1
        while moved:
            with self._database.write() as unit:
                moved = move_list_prices(unit, branches.today(unit))
