"""Which till this is: company, branch, register, series, and the rules it sells by."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.store import Rows, StoreUnit
from pos_client.store.day import not_before_shift
from pos_client.store.replica import branch_row, company_row, offered_methods, read_tax_rules, register_row
from pos_client.store.streams import stream_at
from shared_models.rules.rounding import NO_ROUNDING, CashRounding
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import BelowCost, ErrorCode, StreamPurpose
from shared_models.values.ids import BranchId, CompanyId, DeviceId, RegisterId
from shared_models.values.moments import Zone, business_date
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow, PaymentMethodRow

_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class TillIdentity:
    """Who this till is and what its receipts say. `ready`: it has the branch's settings, so it can sell."""

    company: CompanyId
    company_name: str
    branch: BranchId
    branch_code: str
    branch_name: str
    address: str
    phone: str | None
    register_id: RegisterId
    register_code: str
    register_name: str
    device: DeviceId
    device_name: str
    stream_no: int
    series: str
    purpose: StreamPurpose
    stand_alone: bool
    ready: bool
    zone: Zone
    day_starts_at_hour: int
    rounding: CashRounding
    line_discount_limit_bp: int
    blind_close: bool
    is_pkp: bool
    npwp: str | None
    tax_rules: tuple[TaxRule, ...]
    receipt_header: tuple[str, ...]
    receipt_footer: tuple[str, ...]
    qris: str | None = None
    shift_per_cashier: bool = False
    free_voids: int | None = None
    free_copies: int | None = None
    stock_blocks: bool = False
    lock_after_min: int = 0
    expired_by_approval: bool = False
    near_expiry_days: int = 0
    below_cost: BelowCost = BelowCost.WARN
    print_salesperson: bool = False
    print_remarks: bool = True
    payment_methods: tuple[PaymentMethodRow, ...] = ()

    def receipt_number(self, count: int) -> str:
        """`{branch}-{register}{series}-{000001}`."""
        return f"{self.branch_code}-{self.register_code}{self.series}-{count:06}"


def identity(rows: Rows) -> TillIdentity | None:
    """The till as committed; None before enrolment and before a stand-alone start."""
    found = rows.execute(
        "SELECT company, company_name, branch, branch_code, register_id, register_code, device, device_name,"
        " stand_alone, stream_no FROM till"
    ).fetchone()
    if found is None:
        return None
    company = company_row(rows)
    branch = branch_row(rows, BranchId(UUID(bytes=found[2])))
    register = register_row(rows, UUID(bytes=found[4]))
    stream = stream_at(rows, found[9])
    return TillIdentity(
        company=CompanyId(UUID(bytes=found[0])),
        company_name=found[1] if company is None else company.name,
        branch=BranchId(UUID(bytes=found[2])),
        branch_code=found[3],
        branch_name=found[3] if branch is None else branch.name,
        address="" if branch is None else branch.address,
        phone=None if branch is None else branch.phone,
        register_id=RegisterId(UUID(bytes=found[4])),
        register_code=found[5],
        register_name=found[5] if register is None else register.name,
        device=DeviceId(UUID(bytes=found[6])),
        device_name=found[7],
        stream_no=stream.stream_no,
        series=stream.series,
        purpose=stream.purpose,
        stand_alone=bool(found[8]),
        ready=branch is not None and company is not None,
        zone=Zone.WIB if branch is None else branch.zone,
        day_starts_at_hour=0 if branch is None else branch.day_starts_at_hour,
        rounding=_rounding(branch),
        line_discount_limit_bp=0 if branch is None else branch.line_discount_limit_bp,
        blind_close=branch is not None and branch.blind_close,
        is_pkp=company is not None and company.is_pkp,
        npwp=None if company is None else company.npwp,
        tax_rules=read_tax_rules(rows),
        receipt_header=() if branch is None else branch.receipt_header,
        receipt_footer=() if branch is None else branch.receipt_footer,
        qris=None if branch is None else branch.qris,
        shift_per_cashier=branch is not None and branch.shift_per_cashier,
        free_voids=None if branch is None else branch.free_voids,
        free_copies=None if branch is None else branch.free_copies,
        stock_blocks=branch is not None and branch.stock_blocks,
        lock_after_min=0 if branch is None else branch.lock_after_min,
        expired_by_approval=branch is not None and branch.expired_by_approval,
        near_expiry_days=0 if branch is None else branch.near_expiry_days,
        below_cost=BelowCost.WARN if branch is None else branch.below_cost,
        print_salesperson=branch is not None and branch.print_salesperson,
        print_remarks=branch is None or branch.print_remarks,
        payment_methods=offered_methods(rows, UUID(bytes=found[2])),
    )


def this_till(unit: StoreUnit) -> TillIdentity:
    """The till inside a transaction, read once and kept. Refuses NOT_ENROLLED."""
    till: TillIdentity | None = unit.memory.get(TillIdentity)
    if till is None:
        till = identity(unit)
        if till is None:
            raise Refusal(ErrorCode.NOT_ENROLLED)
        unit.memory[TillIdentity] = till
    return till


def today(unit: StoreUnit) -> date:
    """Business date of this moment at this branch; within a shift it never goes back with the clock."""
    if unit.day is None:
        hour = unit.now_ms() // _HOUR_MS
        known: tuple[int, date] | None = unit.memory.get(business_date)
        if known is None or known[0] != hour:
            # A day begins on a full hour, in every zone: within one hour it does not change.
            till = this_till(unit)
            day = business_date(unit.now(), till.zone, day_starts_at_hour=till.day_starts_at_hour)
            known = hour, not_before_shift(unit, day)
            unit.memory[business_date] = known
        unit.day = known[1]
    return unit.day


def forget_day(unit: StoreUnit) -> None:
    """Another shift is open now, or none: the day is that of the clock again."""
    unit.memory.pop(business_date, None)


def _rounding(branch: BranchRow | None) -> CashRounding:
    if branch is None:
        return NO_ROUNDING
    return CashRounding(step=branch.rounding_step, mode=branch.rounding_mode)
