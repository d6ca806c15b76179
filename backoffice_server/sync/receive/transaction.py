"""One push, one transaction: from whom it comes, and again when it only lost to another one."""

from typing import Final
from uuid import UUID

from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.keys import KeyOf, all_keys
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.sync.receive.parsing import Item
from backoffice_server.sync.receive.service import receive
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import DeviceId
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import PushReply, PushRequest

TRIES: Final = 4
# SQLSTATEs of two transactions that met: serialization failure and deadlock.
MET: Final = frozenset({"40001", "40P01"})


def original_till(database: Database, secret: MasterSecret, device: UUID) -> tuple[EnrolledTill, KeyOf]:
    """The till whose events a person brings, and the keys that prove they are its own."""
    with database.read() as unit:
        till = tills.by_device(unit, DeviceId(device))
        if till is None:
            raise Refusal(ErrorCode.NOT_FOUND, what="device")
        return till, all_keys(unit, secret)


def received(
    database: Database, till: EnrolledTill, pushed: PushRequest, items: list[Item], *, imported: bool
) -> PushReply:
    """Take a push and commit it."""
    for tries_left in reversed(range(TRIES)):
        try:
            with database.write() as unit:
                return receive(unit, till, pushed, items, imported=imported)
        except Exception as error:
            if not tries_left or not _met_another(error):
                raise
    raise Refusal(ErrorCode.SERVER_BUSY)


def _met_another(error: BaseException) -> bool:
    """Whether the transaction only lost to another one: it may simply be tried again."""
    driver_error = getattr(error, "orig", error)
    return getattr(driver_error, "sqlstate", None) in MET
