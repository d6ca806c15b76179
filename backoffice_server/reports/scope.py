"""What a report covers: branches, days, and the options of the reports that have some."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog.tables import product
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import business_date
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.replica import BranchRow

WINDOW_DAYS_MAX = 3_660


class Grouping(StrEnum):
    """Within what movers are ranked: units of different measures never compete, unless asked to."""

    UNIT = "unit"
    CATEGORY = "category"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as it is asked for. `branch` and `product`: an id or a code; days null: this month so far."""

    date_from: date | None = None
    date_to: date | None = None
    branch: str | None = None
    product: str | None = None
    group: Grouping = Grouping.UNIT
    window: int = 90
    fast_percent: int = 70
    a_percent: int = 80
    b_percent: int = 95


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report covers, with every question answered. Both days count."""

    branches: tuple[BranchRow, ...]
    date_from: date
    date_to: date
    wanted: Wanted

    @property
    def branch_ids(self) -> list[UUID]:
        return [branch.id for branch in self.branches]


def scope_of(unit: Unit, wanted: Wanted) -> Scope:
    """The branches and days of a report. Refuses unknown branches and options that make no sense."""
    if faults := _faults(wanted):
        raise invalid(faults)
    found = tuple(branches_of(unit, wanted.branch))
    until = wanted.date_to or today(unit, found)
    begin = wanted.date_from or min(until.replace(day=1), until)
    if begin > until:
        raise invalid([Fault("from", ErrorCode.INVALID, (("after", until.isoformat()),))])
    return Scope(branches=found, date_from=begin, date_to=until, wanted=wanted)


def branches_of(unit: Unit, wanted: str | None) -> list[BranchRow]:
    """All branches by code, or the one with this id or code."""
    known = branches.branches(unit)
    if wanted is None:
        return known
    chosen = [branch for branch in known if wanted in {str(branch.id), branch.code}]
    if not chosen:
        raise Refusal(ErrorCode.NOT_FOUND, what="branch", wanted=wanted)
    return chosen


def today(unit: Unit, of: tuple[BranchRow, ...]) -> date:
    """The business date now; with branches in several zones the latest."""
    now = unit.now()
    days = [business_date(now, own.zone, day_starts_at_hour=own.day_starts_at_hour) for own in of]
    return max(days, default=now.date())


def product_of(unit: Unit, wanted: str | None) -> UUID:
    """The product with this id or code."""
    if wanted is None:
        raise invalid([Fault("product", ErrorCode.FIELD_REQUIRED)])
    matches = [product.c.sku == wanted]
    if (by_id := _uuid(wanted)) is not None:
        matches.append(product.c.product_id == by_id)
    query = select(product.c.product_id).where(or_(*matches)).limit(1)
    found: UUID | None = unit.connection.execute(query).scalar()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="product", wanted=wanted)
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _faults(wanted: Wanted) -> list[Fault]:
    faults = []
    if not 1 <= wanted.window <= WINDOW_DAYS_MAX:
        faults.append(Fault("window", ErrorCode.INVALID, (("most", WINDOW_DAYS_MAX),)))
    if not 0 < wanted.fast_percent <= 100:
        faults.append(Fault("fast_percent", ErrorCode.INVALID))
    if not 0 < wanted.a_percent <= wanted.b_percent <= 100:
        faults.append(Fault("a_percent", ErrorCode.INVALID))
    return faults
