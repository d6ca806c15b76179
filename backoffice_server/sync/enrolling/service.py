"""Enrolling: the till gets a place, or the company becomes the till's own shop."""

from uuid import UUID

from backoffice_server.features.tills import keys
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills import service as till_service
from backoffice_server.features.tills.service import Granted, Kept
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.enrolling.adoption import adopt, renamed
from backoffice_server.sync.enrolling.emptiness import is_empty
from backoffice_server.sync.enrolling.faults import faults_in
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import DeviceId
from shared_models.values.refusals import invalid
from shared_models.wire.enrolment import EnrolReply, EnrolRequest, ShopRecord


def enrol(unit: Unit, *, request: EnrolRequest, secret: MasterSecret) -> EnrolReply:
    """Make a device the till of the register its code was given for. Asked again, it gets the same answer."""
    shop = request.shop
    if shop is None or not _is_ours(unit, request, shop, secret):
        return till_service.enrol(unit, request=request, secret=secret)
    kept = Kept(kid=shop.kid, series=shop.series, key=bytes.fromhex(shop.device_key))
    reply = till_service.enrol(unit, request=request, secret=secret, kept=kept)
    return reply.model_copy(update={"adopted": True, "renamed": renamed(unit, shop.staff)})


def _is_ours(unit: Unit, request: EnrolRequest, shop: ShopRecord, secret: MasterSecret) -> bool:
    """Whether the shop is this company, or has become it now."""
    if till_service.is_good(unit, code=request.code):
        # Before its own one: two tills that bring a shop at once must not wait for each other.
        tills.lock_codes(unit)
    grant = till_service.granted(unit, code=request.code, device_id=request.device)
    key = bytes.fromhex(shop.device_key)
    if keys.is_own_key(unit, secret, device_id=request.device, kid=shop.kid, key=key):
        return _stands_there(unit, grant, shop, device=request.device)
    if grant.again or grant.purpose is not StreamPurpose.LIVE:
        return False
    unit.lock_branch(grant.branch)
    unit.lock_company()
    if not is_empty(unit):
        return False
    if faults := faults_in(unit, shop, at=grant):
        raise invalid(faults)
    adopt(unit, shop=shop, at=grant)
    return True


def _stands_there(unit: Unit, grant: Granted, shop: ShopRecord, *, device: UUID) -> bool:
    """Whether the place of the code is the one the shop was adopted at: elsewhere a new stream begins."""
    was = tills.was_enrolled(
        unit, device_id=DeviceId(device), branch=grant.branch, register_id=grant.register_id
    )
    return was and (grant.branch, grant.register_id) == (shop.branch.id, shop.place.id)
