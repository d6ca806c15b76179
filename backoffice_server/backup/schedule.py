"""Backups of a running server: one a night, in a process of its own so that nobody at a till waits for it."""

import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Final

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.incidents import queries
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.rounds import Rounds
from backoffice_server.kernel.unit import Unit
from backoffice_server.settings import Settings
from shared_models.values.moments import Zone, local

NIGHT: Final = range(1, 6)  # hours at the first branch
TONIGHT: Final = timedelta(hours=12)
AT_LATEST: Final = timedelta(hours=24)
AGAIN: Final = timedelta(hours=1)
_STOP_S: Final = 10
logger = logging.getLogger(__name__)


def is_due(now: datetime, zone: Zone, *, tested: datetime | None, tried: datetime | None) -> bool:
    """Whether a backup is to be taken now: at night, or a day after the last; after a failure in an hour."""
    if tried is not None and now - tried < AGAIN:
        return False
    if tested is None or now - tested >= AT_LATEST:
        return True
    return local(now, zone).hour in NIGHT and now - tested >= TONIGHT


class Schedule:
    """Looks every ten minutes. Without a folder it does nothing; Home warns then."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._rounds = Rounds(self.look, what="the backup")
        self._child: subprocess.Popen[str] | None = None
        self._failed_at: datetime | None = None

    def start(self) -> None:
        """Look from now on; again after a stop."""
        if self._settings.backup_folder is not None:
            self._rounds.start()

    def stop(self) -> None:
        """A backup that is being taken is given up."""
        self._rounds.end()
        child = self._child
        if child is not None:
            child.terminate()
        self._rounds.join(_STOP_S)

    def look(self) -> bool:
        """One look; true when a backup was taken."""
        with self._database.read() as unit:
            if not branches.has_company(unit) or not self._due(unit):
                return False
            self._failed_at = unit.now()
        done = self._take()
        if done:
            self._failed_at = None
        return done

    def _due(self, unit: Unit) -> bool:
        places, newest = branches.branches(unit), queries.last_run(unit)
        tries = [
            at for at in (self._failed_at, None if newest is None else newest.taken_at) if at is not None
        ]
        return bool(places) and is_due(
            unit.now(), places[0].zone, tested=queries.last_tested(unit), tried=max(tries, default=None)
        )

    def _take(self) -> bool:
        command = [sys.executable, "-m", "backoffice_server", "--language", "en", "backup"]
        command += ["--data", str(self._settings.data), "--to", str(self._settings.backup_folder)]
        command += ["--key", str(self._settings.backup_key_file)]
        command += ["--keep-days", str(self._settings.backup_keep_days)]
        # The password of a database stays off the command line.
        environment = os.environ | {"POS_DATABASE_URL": self._settings.url}
        self._child = subprocess.Popen(  # noqa: S603 - this very program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        _step_back(self._child.pid)
        if self._rounds.stopped:  # while it was being started
            self._child.terminate()
        said, complained = self._child.communicate()
        code, self._child = self._child.returncode, None
        if code != 0 and not self._rounds.stopped:
            logger.warning("no backup was taken: %s", " ".join(complained.split()) or code)
        if code == 0:
            logger.info("backup: %s", "; ".join(said.splitlines()))
        return code == 0


def _step_back(pid: int) -> None:
    """Whoever sells goes first."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, pid, 10)
