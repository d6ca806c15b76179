"""The event log, read once from end to end: chains, keys, receipt numbers, each receipt against its sale."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.events.outcomes import is_last_word
from backoffice_server.features.events.tables import event, event_outcome, quarantine, stream
from backoffice_server.features.sales.service.flags import clock_was_wrong
from backoffice_server.features.sales.tables import sale, sale_payment
from backoffice_server.features.stock.tables import stock_move
from backoffice_server.features.tills.keys import KeyOf, all_keys
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof import lost, reviews
from backoffice_server.proof.findings import Finding, finding
from backoffice_server.proof.lost import Breaks, Hole, Place
from shared_models.rules.checks import tax_differs
from shared_models.rules.posting import booked_reason, goods_moves
from shared_models.rules.receipt import Receipt
from shared_models.rules.shift_methods import methods_of
from shared_models.values.codes import EventOutcome, ReviewCode, StreamPurpose, TenderMethod
from shared_models.wire.chain import GENESIS, event_hash, mac_matches
from shared_models.wire.envelope import CashMovedEvent, SaleCompletedEvent, SaleReturnedEvent, decode
from shared_models.wire.sales import points_differ

ROWS_AT_ONCE: Final = 2_000
# Missing receipt numbers of a series that are named one by one.
NAMED_MAX: Final = 1_000


@dataclass(slots=True)
class _Posted:
    """What the tables hold of receipts: sales not met in the log yet, and what belongs to each posting."""

    sales: dict[Any, Any]
    unposted: set[tuple[Any, ...]]
    moves: dict[tuple[UUID, int], int]
    paid: dict[tuple[UUID, int], dict[str, int]]


@dataclass(slots=True)
class _Seen:
    """What one pass over the log gathers."""

    set_aside: set[tuple[UUID, UUID, int]]
    live: set[UUID]
    breaks: Breaks
    events: int = 0
    receipts: int = 0
    broken_chain: list[str] = field(default_factory=list)
    wrong_key: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    goods_off: list[str] = field(default_factory=list)
    payments_off: list[str] = field(default_factory=list)
    ways: dict[tuple[UUID, UUID | None, str], int] = field(default_factory=dict)
    tax_off: list[tuple[UUID, UUID]] = field(default_factory=list)
    reasons_off: list[tuple[UUID, UUID]] = field(default_factory=list)
    points_off: list[tuple[UUID, UUID]] = field(default_factory=list)
    clock_off: set[tuple[UUID, UUID]] = field(default_factory=set)
    numbers: dict[tuple[UUID, UUID, str], dict[int, list[int]]] = field(default_factory=dict)


def log_holds(unit: Unit, secret: MasterSecret | None) -> Iterable[Finding]:
    """I1, I3, I6, I7, I14, and I18 as far as an event tells it: from the bytes themselves."""
    posted = _Posted(_sales(unit), _unposted(unit), _moves(unit), _paid(unit))
    checked = len(posted.sales)
    held: dict[tuple[UUID, UUID], dict[int, set[bytes]]] = _damaged(unit)
    live = select(stream.c.stream_id).where(stream.c.purpose == StreamPurpose.LIVE.value)
    seen = _Seen(
        {(*place, seq) for place, hashes in held.items() for seq in hashes},
        set(unit.connection.execute(live).scalars()),
        lost.breaks(unit),
    )
    aside = {place: sum(map(len, hashes.values())) for place, hashes in held.items()}
    key_of = None if secret is None else all_keys(unit, secret)
    for row in _rows(unit):
        seen.events += 1
        _check_event(row, key_of, held, seen, posted)
    gone = lost.covered_holes(seen.breaks, held)
    chains = [*seen.broken_chain, *seen.breaks.unflagged()]
    yield finding("I7", "hash chains hold, but for what was flagged as lost", seen.events, chains)
    rule = "events behind something lost are flagged, each of them"
    yield finding("I18", rule, len(seen.breaks.found), seen.breaks.unflagged())
    yield finding("I7", "signatures are the tills' own", seen.events, seen.wrong_key)
    yield finding("I14", "receipt in the log = sale as posted, field by field", seen.receipts, seen.differing)
    yield finding("I3", "each receipt moved the goods of its lines", seen.receipts, seen.goods_off)
    yield finding("I3", "each receipt has the payments of its event", seen.receipts, seen.payments_off)
    rule = "ways to pay of a shift as its Z counts them = payments posted, way by way"
    yield finding("I14", rule, len(seen.ways), _ways_off(seen))
    rule = "receipts whose tax is not that of their rules are flagged"
    yield reviews.flagged(unit, rule, ReviewCode.TAX_DIFFERS, seen.tax_off)
    rule = "receipts whose points are not those of their rule are flagged"
    yield reviews.flagged(unit, rule, ReviewCode.POINTS_DIFFER, seen.points_off)
    rule = "cash moved for a reason that does not fit is flagged"
    yield reviews.flagged(unit, rule, ReviewCode.CASH_REASON_UNFIT, seen.reasons_off)
    rule = "registers whose clock was wrong are flagged"
    yield reviews.about(unit, rule, ReviewCode.CLOCK_SKEW, seen.clock_off)
    seams = {place: [*gone.get(place, ()), *seen.breaks.seams(place, own)] for place, own in held.items()}
    numbers = _numbers(seen, aside, seams)
    gaps = [one for missing in numbers for one in missing.unaccounted]
    yield finding("I6", "receipt numbers have no gap, but for what was lost", seen.receipts, gaps)
    yield finding("I6", "receipt numbers lost (counted, not an error)", sum(one.lost for one in numbers), ())
    yield finding("I1", "every sale comes from an event of the log", checked, _without_event(posted.sales))
    yield finding("I1", "every event has its outcome", seen.events, _outcomes_off(unit))
    yield finding("I9", "what was acknowledged is held", *_heads_off(unit, held, gone))
    yield finding("quarantine", "items set aside (counted, not an error)", sum(aside.values()), ())


def _rows(unit: Unit) -> Iterator[Any]:
    query = select(event).order_by(event.c.branch_id, event.c.stream_id, event.c.seq)
    options = {"stream_results": True, "yield_per": ROWS_AT_ONCE}
    yield from unit.connection.execution_options(**options).execute(query)


def _check_event(
    row: Any,
    key_of: KeyOf | None,
    held: dict[tuple[UUID, UUID], dict[int, set[bytes]]],
    seen: _Seen,
    posted: _Posted,
) -> None:
    place = f"stream {row.stream_id} seq {row.seq}"
    try:
        told = decode(row.bytes)
    except ValueError:
        seen.broken_chain.append(f"{place}: unreadable")
        return
    own = held.setdefault((row.branch_id, row.stream_id), {})
    own.setdefault(row.seq, set()).add(row.hash)
    prev = bytes.fromhex(told.prev)
    # What a damaged item hashed to, nobody can say: its place is enough (sync.md §3).
    before = (row.branch_id, row.stream_id, row.seq - 1)
    follows = (
        prev == GENESIS if row.seq == 1 else prev in own.get(row.seq - 1, ()) or before in seen.set_aside
    )
    inner = (told.seq, told.stream) == (row.seq, row.stream_id)
    if not (inner and event_hash(prev, row.bytes) == row.hash):
        seen.broken_chain.append(place)
    elif not follows:
        seen.breaks.note(row.branch_id, row.stream_id, row.seq, told.id)
    if key_of is None or not mac_matches(key_of(told.device, told.kid), row.hash, row.mac):
        seen.wrong_key.append(place)
    _note_number(row, told.receipt, seen)
    if isinstance(told, SaleCompletedEvent | SaleReturnedEvent):
        _check_receipt(row, told, seen, posted)
    elif isinstance(told, CashMovedEvent) and booked_reason(told.p.direction, told.p.reason) != told.p.reason:
        place_ = (row.branch_id, row.stream_id, row.seq, row.hash)
        if place_ not in posted.unposted:
            seen.reasons_off.append((row.branch_id, told.id))


def _note_number(row: Any, receipt: str | None, seen: _Seen) -> None:
    """The number of any event that has one: also of a receipt whose version this build cannot post."""
    series, _, number = (receipt or "").rpartition("-")
    if number.isdecimal() and int(number):
        places = seen.numbers.setdefault((row.branch_id, row.stream_id, series), {})
        places.setdefault(row.seq, []).append(int(number))


def _check_receipt(
    row: Any,
    told: SaleCompletedEvent | SaleReturnedEvent,
    seen: _Seen,
    books: _Posted,
) -> None:
    seen.receipts += 1
    posted = books.sales.pop((row.branch_id, told.p.sale, row.hash), None)
    if posted is not None:
        _compare(row, told, posted, seen, books)
        return
    place = (row.branch_id, row.stream_id, row.seq, row.hash)
    if place not in books.unposted:
        seen.differing.append(f"receipt {told.receipt}: not posted")


def _compare(
    row: Any, told: SaleCompletedEvent | SaleReturnedEvent, posted: Any, seen: _Seen, books: _Posted
) -> None:
    """A receipt as its event tells it, and as it was posted."""
    receipt = told.p.to_receipt()
    if tax_differs(receipt):
        seen.tax_off.append((row.branch_id, told.p.sale))
    if isinstance(told, SaleCompletedEvent) and told.p.customer and points_differ(receipt, told.p.points):
        seen.points_off.append((row.branch_id, told.p.sale))
    if row.stream_id in seen.live and clock_was_wrong(told.at, told.skew_ms, now=row.received_at):
        seen.clock_off.add((row.branch_id, told.register_))
    sign = 1 if isinstance(told, SaleCompletedEvent) else -1
    figures = (receipt.total, receipt.tax, receipt.revenue, receipt.gross, receipt.discount, receipt.rounding)
    ours = (posted.total, posted.tax, posted.revenue, posted.gross, posted.discount, posted.rounding)
    if ours != tuple(sign * figure for figure in figures) or posted.receipt != (told.receipt or ""):
        seen.differing.append(f"receipt {told.receipt}")
    at = (row.branch_id, posted.posting_no)
    if books.moves.get(at, 0) != sum(1 for move in goods_moves(receipt) if move.qty):
        seen.goods_off.append(f"receipt {told.receipt}")
    paid = books.paid.get(at, {})
    _count_ways(seen, (row.branch_id, told.shift), {one.method: one.net for one in methods_of([receipt])})
    _count_ways(seen, (row.branch_id, posted.shift_id), {name: -amount for name, amount in paid.items()})
    if paid != _by_method(receipt, sign):
        seen.payments_off.append(f"receipt {told.receipt}")


def _count_ways(seen: _Seen, shift: tuple[UUID, UUID | None], amounts: Mapping[str, int]) -> None:
    for method, amount in amounts.items():
        key = (*shift, method)
        seen.ways[key] = seen.ways.get(key, 0) + amount


def _ways_off(seen: _Seen) -> Iterator[str]:
    for (_, shift, method), amount in seen.ways.items():
        if amount:
            yield f"shift {shift}: {method} is {amount} more on its Z"


def _by_method(receipt: Receipt, sign: int) -> dict[str, int]:
    """What stayed of each means of payment; change is given in cash, what was set aside is taken off."""
    paid: dict[str, int] = {}
    for tender in receipt.tenders:
        paid[tender.method.value] = paid.get(tender.method.value, 0) + sign * tender.amount
    if receipt.change:
        cash = TenderMethod.CASH.value
        paid[cash] = paid.get(cash, 0) - sign * receipt.change
    for what, amount in receipt.set_aside:
        paid[what.value] = paid.get(what.value, 0) - sign * amount
    return paid


def _moves(unit: Unit) -> dict[tuple[UUID, int], int]:
    """Moves of stock per posting; documents.py proves that each is one of its lines."""
    own = stock_move.c
    query = select(own.branch_id, own.posting_no, func.count()).group_by(own.branch_id, own.posting_no)
    return {(branch, no): moves for branch, no, moves in unit.connection.execute(query)}


def _paid(unit: Unit) -> dict[tuple[UUID, int], dict[str, int]]:
    own = sale_payment.c
    key = (own.branch_id, own.posting_no, own.method)
    found: dict[tuple[UUID, int], dict[str, int]] = {}
    for branch, no, method, amount in unit.connection.execute(
        select(*key, func.sum(own.amount)).group_by(*key)
    ):
        found.setdefault((branch, no), {})[method] = int(amount)
    return found


def _sales(unit: Unit) -> dict[Any, Any]:
    own = sale.c
    query = select(
        own.branch_id,
        own.sale_id,
        own.event_hash,
        own.posting_no,
        own.shift_id,
        own.receipt,
        own.total,
        own.tax,
        own.revenue,
        own.gross,
        own.discount,
        own.rounding,
    )
    return {(row.branch_id, row.sale_id, row.event_hash): row for row in unit.connection.execute(query)}


def _unposted(unit: Unit) -> set[tuple[Any, ...]]:
    """Places of events of the log that posted nothing by their last word; there are few."""
    own = event_outcome.c
    query = select(own.branch_id, own.stream_id, own.seq, own.hash)
    rows = unit.connection.execute(query.where(own.outcome == EventOutcome.QUARANTINED.value, is_last_word()))
    return {tuple(row) for row in rows}


def _damaged(unit: Unit) -> dict[tuple[UUID, UUID], dict[int, set[bytes]]]:
    held: dict[tuple[UUID, UUID], dict[int, set[bytes]]] = {}
    own = quarantine.c
    for row in unit.connection.execute(select(own.branch_id, own.stream_id, own.seq, own.hash)):
        held.setdefault((row.branch_id, row.stream_id), {}).setdefault(row.seq, set()).add(row.hash)
    return held


@dataclass(frozen=True, slots=True)
class _Missing:
    """Numbers that no receipt of a series carries: lost with what its till lost, or nobody knows where."""

    lost: int
    unaccounted: tuple[str, ...]


def _numbers(seen: _Seen, aside: Mapping[Place, int], gone: Mapping[Place, list[Hole]]) -> list[_Missing]:
    """Missing numbers, by series; an unreadable item of the same stream may have carried one."""
    found = []
    for (branch, stream_id, series), places in sorted(seen.numbers.items(), key=lambda pair: pair[0][2]):
        held = {number for numbers in places.values() for number in numbers}
        place = (branch, stream_id)
        between, left = lost.numbers_lost(places, gone.get(place, ()), aside=aside.get(place, 0))
        between -= held
        # Counted, never laid out: a till may write any number on a receipt.
        rest = max(held) - len(held) - len(between)
        unaccounted = _first_missing(held, between) if rest > left else ()
        found.append(_Missing(len(between), tuple(f"{series}-{number:06}" for number in unaccounted)))
    return found


def _first_missing(held: Iterable[int], between: set[int]) -> Iterable[int]:
    gaps = (range(first, last + 1) for first, last in lost.holes(held))
    return islice((number for gap in gaps for number in gap if number not in between), NAMED_MAX)


def _without_event(sales: dict[Any, Any]) -> Iterator[str]:
    for row in sales.values():
        yield f"receipt {row.receipt}: no event"


def _outcomes_off(unit: Unit) -> Iterator[str]:
    own, told = event.c, event_outcome.c
    query = (
        select(own.stream_id, own.seq, own.type, func.count(told.n).label("outcomes"))
        .outerjoin(
            event_outcome,
            (told.branch_id == own.branch_id)
            & (told.stream_id == own.stream_id)
            & (told.seq == own.seq)
            & (told.hash == own.hash),
        )
        .group_by(own.branch_id, own.stream_id, own.seq, own.hash, own.type)
        .having(func.count(told.n) == 0)
    )
    for row in unit.connection.execute(query):
        yield f"stream {row.stream_id} seq {row.seq} {row.type}"


def _heads_off(
    unit: Unit, held: Mapping[Place, dict[int, set[bytes]]], gone: Mapping[Place, list[Hole]]
) -> tuple[int, Iterator[str]]:
    streams = unit.connection.execute(select(stream)).all()

    def offenders() -> Iterator[str]:
        for row in streams:
            own = held.get((row.branch_id, row.stream_id), {})
            if row.head_seq and row.head_hash not in own.get(row.head_seq, ()):
                yield f"stream {row.stream_id}: head {row.head_seq} is not held"
            below = [hole for hole in gone.get((row.branch_id, row.stream_id), ()) if hole[1] < row.head_seq]
            flagged = sum(last - first + 1 for first, last in below)
            missing = row.head_seq - len([seq for seq in own if seq <= row.head_seq]) - flagged
            if missing:
                yield f"stream {row.stream_id}: {missing} events missing below its head"

    return len(streams), offenders()
