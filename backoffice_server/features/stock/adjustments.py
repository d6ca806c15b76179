"""The back office's own stock documents: adjustments and opening stock."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, true

from backoffice_server.features.branches.tables import branch as branch_table
from backoffice_server.features.branches.tables import company
from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.stock import service as stock
from backoffice_server.features.stock import tracked
from backoffice_server.features.stock.book import Goods, Outcome
from backoffice_server.features.stock.service import StockDocument
from backoffice_server.features.stock.tables import stock_adjustment, stock_adjustment_line
from backoffice_server.kernel.unit import Unit
from shared_models.rules.accounts import Account
from shared_models.rules.posting import stock_adjusted_entry
from shared_models.values.codes import ErrorCode, ReviewCode, Tracking
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.moments import Zone, business_date
from shared_models.values.money import Money
from shared_models.values.quantity import price_of
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock, StockAdjusted

ACCOUNT_OF: Final = {
    AdjustmentReason.OPENING: Account.OPENING_BALANCE,
    AdjustmentReason.COUNT: Account.COUNT_VARIANCE,
    AdjustmentReason.DAMAGED: Account.SPOILAGE,
    AdjustmentReason.CORRECTION: Account.COUNT_VARIANCE,
}
SERIES: Final = {AdjustmentReason.OPENING: "OPN"}
OTHER_SERIES: Final = "ADJ"


def adjust(unit: Unit, request: AdjustStock, *, by: StaffId | None) -> StockAdjusted:
    """Book an adjustment or opening stock. The same document sent twice is booked once.

    Refuses products that do not exist (INVALID with every fault), and other content under a known id
    (CONFLICT).
    """
    branch = BranchId(request.branch)
    place = _place(unit, branch)
    unit.lock_branch(branch)
    content = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
    if (known := _known(unit, branch, request.id)) is not None:
        if known.request_hash != content:
            raise Refusal(ErrorCode.CONFLICT, document=str(request.id))
        return _adjusted(known)
    tracking = tracked.tracking_of(unit, request)
    _refuse_unknown(unit, request, tracking)
    tracks = tracked.open_tracks(unit, request, tracking)
    today = business_date(unit.now(), Zone(place.zone), day_starts_at_hour=place.day_starts_at_hour)
    day = ledger.posting_day(request.bdate, books_from=place.books_from, today=today)
    no = ledger.take_numbers(unit, branch, 1)
    series = SERIES.get(request.reason, OTHER_SERIES)
    number = ledger.next_document_number(unit, branch, code=place.code, series=series)
    goods = [_goods(at, line) for at, line in enumerate(request.lines, 1)]
    (outcomes,) = stock.move(unit, branch, [StockDocument(no, goods)])
    if tracks is not None:
        tracked.track(unit, tracks, request, no=no, number=number)
    value, true_up = _sums(request.lines, outcomes)
    entry = stock_adjusted_entry(ACCOUNT_OF[request.reason], value=value, true_up=true_up)
    kind = DocumentKind.STOCK_ADJUSTMENT
    ledger.post(unit, branch, [JournalDocument(no, kind, request.id, number, request.bdate, day, entry)])
    _write(unit, request, no=no, number=number, by=by, value=Money(value - true_up), content=content)
    raise_flags(unit, branch, [*_stock_flags(request, outcomes), *_later(request, day)])
    return StockAdjusted(id=request.id, number=number, posting_no=no, value=value - true_up)


def _place(unit: Unit, branch: BranchId) -> Row[Any, Any, Any, Any]:
    query = (
        select(
            branch_table.c.code, branch_table.c.zone, branch_table.c.day_starts_at_hour, company.c.books_from
        )
        .join_from(branch_table, company, true())
        .where(branch_table.c.branch_id == branch)
    )
    place = unit.connection.execute(query).one_or_none()
    if place is None:
        raise Refusal(ErrorCode.NOT_FOUND, branch=str(branch))
    return place


def _known(unit: Unit, branch: BranchId, document: UUID) -> Row[Any, Any, Any, Any, Any] | None:
    table = stock_adjustment
    query = select(
        table.c.adjustment_id, table.c.number, table.c.posting_no, table.c.value, table.c.request_hash
    ).where(table.c.branch_id == branch, table.c.adjustment_id == document)
    return unit.connection.execute(query).one_or_none()


def _adjusted(row: Row[Any, Any, Any, Any, Any]) -> StockAdjusted:
    return StockAdjusted(id=row.adjustment_id, number=row.number, posting_no=row.posting_no, value=row.value)


def _refuse_unknown(unit: Unit, request: AdjustStock, tracking: dict[UUID, Tracking]) -> None:
    lines = request.lines
    costs = stock.catalogue_costs(unit, {line.product for line in lines})
    faults = [
        Fault(field=f"lines.{place}.product", code=ErrorCode.NOT_FOUND)
        for place, line in enumerate(lines)
        if line.product not in costs
    ]
    faults += [
        Fault(field=f"lines.{place}.qty", code=ErrorCode.QUANTITY_OUT_OF_RANGE)
        for place, line in enumerate(lines)
        if line.qty == 0
    ]
    faults += tracked.tracking_faults(request, tracking)
    if faults:
        raise invalid(faults)


def _goods(at: int, line: AdjustmentLine) -> Goods:
    worth = None
    if line.qty > 0 and line.unit_cost is not None:
        worth = price_of(line.qty, line.unit_cost)
    return Goods(line=at, product=line.product, qty=line.qty, worth=worth)


def _sums(lines: Sequence[AdjustmentLine], outcomes: Mapping[int, Outcome]) -> tuple[Money, Money]:
    value = true_up = 0
    for at, line in enumerate(lines, 1):
        cost = outcomes[at].cost
        value += cost.cost if line.qty > 0 else -cost.cost
        true_up += cost.true_up
    return Money(value), Money(true_up)


def _write(
    unit: Unit, request: AdjustStock, *, no: int, number: str, by: StaffId | None, value: Money, content: str
) -> None:
    branch = request.branch
    head = (
        branch,
        request.id,
        no,
        number,
        request.reason,
        request.bdate,
        unit.now(),
        by,
        request.note,
        value,
        content,
    )
    unit.insert(stock_adjustment, [head])
    unit.insert(
        stock_adjustment_line,
        [
            (branch, no, at, line.product, line.qty, line.unit_cost)
            for at, line in enumerate(request.lines, 1)
        ],
    )


def _stock_flags(request: AdjustStock, outcomes: Mapping[int, Outcome]) -> list[Flag]:
    flags = []
    for at, line in enumerate(request.lines, 1):
        outcome, kind = outcomes[at], DocumentKind.STOCK_ADJUSTMENT
        if outcome.went_negative:
            flags.append(Flag(ReviewCode.NEGATIVE_STOCK, str(line.product), kind, request.id))
        if outcome.cost_unknown:
            flags.append(Flag(ReviewCode.COST_UNKNOWN, str(line.product), kind, request.id, once=True))
    return flags


def _later(request: AdjustStock, day: date) -> list[Flag]:
    if day == request.bdate:
        return []
    kind = DocumentKind.STOCK_ADJUSTMENT
    return [Flag(ReviewCode.POSTED_LATER, str(request.id), kind, request.id, {"day": day.isoformat()})]
