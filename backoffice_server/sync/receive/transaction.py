"""One push, one transaction: from whom it comes, and again when it only lost to another one."""

from uuid import UUID

from backoffice_server.features.payments.service import carry_due, carry_up
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.keys import KeyOf, all_keys
from backoffice_server.kernel.again import written
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.sync.receive.parsing import Item
from backoffice_server.sync.receive.service import receive
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import DeviceId
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import PushReply, PushRequest


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
    """Take a push and commit it; then what it did to cards and vouchers is carried up to the company."""
    reply = written(database, lambda unit: receive(unit, till, pushed, items, imported=imported))
    if items:
        _carry_up(database, till)
    return reply


def _carry_up(database: Database, till: EnrolledTill) -> None:
    with database.read() as unit:
        due = carry_due(unit, till.branch)
    if due:
        written(database, carry_up)
