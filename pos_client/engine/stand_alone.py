"""A shop that begins on this till alone, without any server."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pos_client.engine.enrolment import Names, say_opened, write_till
from pos_client.engine.staff import hash_pin
from pos_client.engine.till import TillIdentity, identity, this_till
from pos_client.store import StoreUnit
from pos_client.store.replica import keep
from pos_client.store.streams import NewStream, add_stream
from shared_models.rules.store_codes import DEFAULT_LAYOUTS
from shared_models.rules.tax import TaxRounding
from shared_models.values.codes import PERMISSIONS_OF, ErrorCode, Role, RoundingMode, StreamPurpose, TaxClass
from shared_models.values.ids import DeviceId
from shared_models.values.moments import Zone
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow, CompanyRow, RegisterRow, StaffRow, TaxRuleRow
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import Entity

KEY_BYTES: Final = 32
# PMK 131/2024: 12 % on 11/12 of the price, contained in it. Valid from 2025, as all rules a row, never code.
_PPN: Final = {"rate_bp": 1200, "base_num": 11, "base_den": 12, "valid_from": "2025-01-01"}


@dataclass(frozen=True, slots=True)
class StandAloneShop:
    """What the first-start wizard asks for. `device_key`: 32 random bytes, handed in like every chance."""

    company_name: str
    branch_code: str
    branch_name: str
    address: str
    register_code: str
    owner_name: str
    owner_username: str
    pin: str
    zone: Zone
    is_pkp: bool
    device: DeviceId
    device_name: str
    device_key: bytes
    rounding_step: int = 100


def stand_alone(unit: StoreUnit, shop: StandAloneShop) -> TillIdentity:
    """Begin a shop on this till without any server.

    Refuses CONFLICT when the till already belongs somewhere.
    """
    if identity(unit) is not None:
        raise Refusal(ErrorCode.CONFLICT)
    company, branch, register_id, owner = (unit.new_id() for _ in range(4))
    new = NewStream(
        company=company,
        device=shop.device,
        branch=branch,
        register_id=register_id,
        kid=1,
        device_key=shop.device_key,
        purpose=StreamPurpose.LIVE,
        because=OpenedBecause.STAND_ALONE.value,
        series="A",
    )
    _write_shop(unit, shop, new, owner=owner)
    stream = add_stream(unit, new)
    write_till(unit, new, stream.stream_no, names=_names(shop), stand_alone=True)
    say_opened(unit, new, device_name=shop.device_name, previous=None)
    return this_till(unit)


def _names(shop: StandAloneShop) -> Names:
    return Names(shop.company_name, shop.branch_code, shop.register_code, shop.device_name)


def _write_shop(unit: StoreUnit, shop: StandAloneShop, new: NewStream, *, owner: UUID) -> None:
    company = CompanyRow(
        id=new.company, name=shop.company_name, currency="IDR", currency_digits=0, is_pkp=shop.is_pkp
    )
    branch = BranchRow(
        id=new.branch,
        code=shop.branch_code,
        name=shop.branch_name,
        address=shop.address,
        zone=shop.zone,
        rounding_step=shop.rounding_step,
        rounding_mode=RoundingMode.NEAREST,
        store_codes=DEFAULT_LAYOUTS,
    )
    register = RegisterRow(
        id=new.register_id, branch=new.branch, code=shop.register_code, name=shop.register_code
    )
    staff = StaffRow(
        id=owner,
        username=shop.owner_username,
        name=shop.owner_name,
        role=Role.OWNER,
        permissions=tuple(PERMISSIONS_OF[Role.OWNER]),
        pin_hash=hash_pin(shop.pin),
        active=True,
    )
    rule = TaxRuleRow.model_validate(
        {
            **_PPN,
            "code": "PPN",
            "tax_class": TaxClass.TAXABLE,
            "inclusive": True,
            "rounding": TaxRounding.HALF_UP,
        }
    )
    keep(unit, Entity.COMPANY, str(new.company), company)
    keep(unit, Entity.BRANCH, str(new.branch), branch)
    keep(unit, Entity.REGISTER, str(new.register_id), register)
    keep(unit, Entity.STAFF, str(owner), staff)
    keep(unit, Entity.TAX_RULE, f"{rule.code}:{rule.tax_class.value}:{rule.valid_from}", rule)
