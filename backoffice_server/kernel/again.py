"""A unit of work that is done again when it only lost to another one's (sync.md §3)."""

from collections.abc import Callable
from typing import Final, TypeVar

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unit import Unit

TRIES: Final = 4
# SQLSTATEs of two transactions that met: serialization failure and deadlock.
MET: Final = frozenset({"40001", "40P01"})
Made = TypeVar("Made")


def written(database: Database, work: Callable[[Unit], Made]) -> Made:
    """What `work` makes of a unit that is committed after it; it may be called several times."""
    for _ in range(TRIES - 1):
        try:
            return _once(database, work)
        except Exception as error:
            if not _met_another(error):
                raise
    return _once(database, work)


def _once(database: Database, work: Callable[[Unit], Made]) -> Made:
    with database.write() as unit:
        return work(unit)


def _met_another(error: BaseException) -> bool:
    driver_error = getattr(error, "orig", error)
    return getattr(driver_error, "sqlstate", None) in MET
