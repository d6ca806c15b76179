"""Enrolling a till by its one-time code: asked once over the network, written down in one transaction."""

import logging
from dataclasses import dataclass

from pos_client.engine.enrolment import adopt_enrolment, device_id, enrolled_device
from pos_client.engine.rebuild import rebuild
from pos_client.engine.shop_record import shop_record
from pos_client.engine.till import TillIdentity
from pos_client.remote.till_api import TillApi
from pos_client.settings import APP_BUILD, SERVER_URL
from pos_client.store import Store
from pos_client.store.preferences import set_setting
from shared_models.wire.enrolment import EnrolReply, EnrolRequest, RenamedPerson

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The till as it stands now. `adopted`: the company has taken over the shop this till began on its own.

    `renamed`: who of its people has another login now, because theirs was taken. `came_back`: events that the
    black box of a lost database gave back.
    """

    till: TillIdentity
    adopted: bool
    renamed: tuple[RenamedPerson, ...]
    came_back: int = 0


def enrol(store: Store, api: TillApi, *, code: str, device_name: str) -> Enrolled:
    """Refuses what the server refuses (ENROLMENT_CODE_…), SALES_WAITING and SHIFT_ALREADY_OPEN.

    A lost reply is no harm: the same device may ask again with the same code. A till that began on its own
    shows its shop: an empty company takes it over. It goes on selling meanwhile.
    """
    reader = store.reader()
    try:
        reader.hold_still()
        known, shop = enrolled_device(reader), shop_record(reader)
    finally:
        reader.close()
    device = device_id(store.folder, store.new_id, known=known)
    request = EnrolRequest(
        code=code.strip(), device=device, device_name=device_name, app=APP_BUILD, shop=shop
    )
    reply = api.enrol(request)
    came_back = 0 if reply.adopted else _rebuilt(store, reply)
    with store.write() as unit:
        till = adopt_enrolment(unit, reply, device_name=device_name)
        set_setting(unit, SERVER_URL, api.client.base_url)
    return Enrolled(till, reply.adopted, reply.renamed, came_back)


def _rebuilt(store: Store, reply: EnrolReply) -> int:
    """What a black box gives back never stands in the way of joining."""
    try:
        return rebuild(store, reply=reply)
    except Exception:
        log.exception("the black box cannot be taken back")
        return 0
