"""Enrolling a till by its one-time code: asked once over the network, written down in one transaction."""

from pos_client.engine.enrolment import adopt_enrolment, device_id, enrolled_device
from pos_client.engine.till import TillIdentity
from pos_client.remote.till_api import TillApi
from pos_client.settings import APP_BUILD, SERVER_URL
from pos_client.store import Store
from pos_client.store.preferences import set_setting
from shared_models.wire.enrolment import EnrolRequest


def enrol(store: Store, api: TillApi, *, code: str, device_name: str) -> TillIdentity:
    """Refuses what the server refuses (ENROLMENT_CODE_…), SALES_WAITING and SHIFT_ALREADY_OPEN.

    A lost reply is no harm: the same device may ask again with the same code.
    """
    with store.write() as unit:
        known = enrolled_device(unit)
    device = device_id(store.folder, store.new_id, known=known)
    request = EnrolRequest(code=code.strip(), device=device, device_name=device_name, app=APP_BUILD)
    reply = api.enrol(request)
    with store.write() as unit:
        till = adopt_enrolment(unit, reply, device_name=device_name)
        set_setting(unit, SERVER_URL, api.client.base_url)
    return till
