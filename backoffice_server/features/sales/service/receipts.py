"""One sale or return: stock, books, totals and the rows that show it."""

from datetime import date
from typing import Any

from backoffice_server.features.ledger.service import DocumentKind, JournalDocument
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.customers import member_lines
from backoffice_server.features.sales.service.facts import Applied, ReceiptTold, TillEvent
from backoffice_server.features.sales.service.flags import codes_of, flag_receipt
from backoffice_server.features.sales.service.orders import note_closing
from backoffice_server.features.sales.service.returned import Worth, worths
from backoffice_server.features.sales.service.state import ProductFacts
from backoffice_server.features.sales.service.tracked import track
from backoffice_server.features.stock.book import Outcome, put_in, take_out
from shared_models.rules.entries import JournalLine, entry
from shared_models.rules.payments import payments_of, stored_moves, told_references
from shared_models.rules.posting import LineCost, entry_of, moves_stock
from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.rules.shifts import sums_of
from shared_models.values.codes import EventOutcome, ReviewCode, TenderMethod
from shared_models.values.money import ZERO
from shared_models.values.refusals import Fact

MIXED = "mixed"
LineRow = tuple[Any, ...]


def apply_receipt(batch: Batch, item: TillEvent) -> Applied:
    """Post a sale or a return; one whose sums cannot be true is kept and posts nothing."""
    event, receipt = item.event, item.receipt
    assert isinstance(event, ReceiptTold)
    assert receipt is not None
    kind = DocumentKind.SALE if event.is_sale else DocumentKind.RETURN
    shift = batch.shift_of(event, kind, event.p.sale)
    if shift is not None:
        shift.acknowledged += 1
    if item.fault is not None:
        return _impossible(batch, item, event, kind)
    no = batch.take_no()
    facts = [batch.state.products[line.item.product] for line in receipt.lines]
    worth = {} if event.is_sale else worths(batch, event, receipt)
    outcomes = _take_out(no, receipt, facts) if not worth else _put_in(no, receipt, facts, worth)
    costs = {line: outcome.cost for line, outcome in outcomes.items()}
    batch.journal.append(
        JournalDocument(
            no,
            kind,
            event.p.sale,
            event.receipt or "",
            event.bdate,
            batch.posting_day(event.bdate),
            _entry(batch, no, event, receipt, costs),
            batch.source.register_id,
        )
    )
    cost, rows = _lines(batch, no, event.bdate, receipt, facts, costs)
    if event.is_sale:
        batch.state.originals.posted((batch.state.place.branch, event.p.sale), event.p.points, receipt, rows)
    _sale_row(batch, no, item, event, cost)
    _payments(batch, no, item)
    _promotions(batch, no, receipt)
    branch = batch.state.place.branch
    batch.sellers += [
        (branch, no, line.line, line.salesperson) for line in receipt.lines if line.salesperson is not None
    ]
    if shift is not None:
        shift.posted += 1
        shift.add(sums_of(receipt))
    _vouchers(batch, no, item, event)
    note_closing(batch, event)
    track(batch, no, event, receipt, facts)
    reviews = flag_receipt(batch, item, event, facts, outcomes)
    return Applied(EventOutcome.POSTED, no, reviews)


def _impossible(batch: Batch, item: TillEvent, event: ReceiptTold, kind: DocumentKind) -> Applied:
    code = ReviewCode.TOTALS_IMPOSSIBLE
    facts: dict[str, Fact] = {"fault": item.fault, "seq": event.seq, "stream": str(batch.source.stream)}
    facts["receipt"] = event.receipt
    batch.flag(code, event.p.sale, kind, event.p.sale, facts=facts)
    return Applied(EventOutcome.QUARANTINED, reviews=codes_of(batch, event.p.sale))


def _entry(
    batch: Batch, no: int, event: ReceiptTold, receipt: Receipt, costs: dict[int, LineCost]
) -> tuple[JournalLine, ...]:
    lines = entry_of(receipt, costs)
    beside = member_lines(batch, no, event, receipt)
    return entry([*lines, *beside]) if beside else lines


def _take_out(no: int, receipt: Receipt, facts: list[ProductFacts]) -> dict[int, Outcome]:
    kind = receipt.kind
    return {
        line.line: take_out(one.shelf, no, line.line, line.base_qty)
        for line, one in zip(receipt.lines, facts, strict=True)
        if moves_stock(kind, line)
    }


def _put_in(
    no: int, receipt: Receipt, facts: list[ProductFacts], worth: dict[int, Worth]
) -> dict[int, Outcome]:
    outcomes = {}
    for line, one in zip(receipt.lines, facts, strict=True):
        part, true_up = worth.get(line.line), ZERO
        if part is None:
            continue
        # Damaged goods move no stock, but their cost moves from cost of goods sold to spoilage.
        if moves_stock(receipt.kind, line):
            if not line.base_qty:
                # Less than the smallest part of the base unit: what moves no goods moves no value.
                continue
            true_up = put_in(one.shelf, no, line.line, line.base_qty, part.value).cost.true_up
        outcomes[line.line] = Outcome(LineCost(part.value, true_up), cost_unknown=part.unknown)
    return outcomes


def _lines(
    batch: Batch,
    no: int,
    bdate: date,
    receipt: Receipt,
    products: list[ProductFacts],
    costs: dict[int, LineCost],
) -> tuple[int, list[LineRow]]:
    """The document's cost and its rows of sale_line."""
    branch = batch.state.place.branch
    sign, count_in = (1, 0) if receipt.kind is ReceiptKind.SALE else (-1, 1)
    document_cost = 0
    rows: list[LineRow] = []
    for line, facts in zip(receipt.lines, products, strict=True):
        moved = costs.get(line.line)
        cost = 0 if moved is None else sign * moved.cost + moved.true_up
        qty, revenue, tax = line.base_qty, sign * line.revenue, sign * line.tax
        document_cost += cost
        rows.append(
            (
                branch,
                no,
                line.line,
                facts.key,
                None if facts.known is None else facts.known.category,
                sign * qty,
                sign * line.qty,
                sign * line.discount,
                revenue,
                tax,
                cost,
                line.of_line,
            )
        )
        day = facts.days.get(bdate)
        if day is None:
            day = facts.days[bdate] = [0, 0, 0, 0, 0]
        day[count_in] += qty
        day[2] += revenue
        day[3] += tax
        day[4] += cost
    batch.lines += rows
    return document_cost, rows


def _sale_row(batch: Batch, no: int, item: TillEvent, event: ReceiptTold, cost: int) -> None:
    receipt, place = item.receipt, batch.state.place
    assert receipt is not None
    sign = 1 if receipt.kind is ReceiptKind.SALE else -1
    original = event.p.original
    methods = {tender.method.value for tender in receipt.tenders}
    batch.sales.append(
        (
            place.branch,
            event.p.sale,
            no,
            receipt.kind,
            event.receipt or "",
            batch.source.register_id,
            event.shift,
            event.actor,
            event.p.customer,
            event.at,
            event.at.astimezone(place.zone).hour,
            event.bdate,
            len(receipt.lines),
            sign * receipt.gross,
            sign * receipt.discount,
            sign * receipt.revenue,
            sign * receipt.tax,
            sign * receipt.total,
            sign * receipt.rounding,
            cost,
            MIXED if len(methods) > 1 else next(iter(methods), TenderMethod.CASH.value),
            None if original is None else original.branch,
            None if original is None else original.sale,
            batch.source.stream,
            event.seq,
            item.hash,
            sign * sum(line.promoted for line in receipt.lines if line.promotions),
        )
    )


def _payments(batch: Batch, no: int, item: TillEvent) -> None:
    receipt, branch = item.receipt, batch.state.place.branch
    assert receipt is not None
    batch.payments += [
        (branch, no, place, one.method.value, one.amount, one.kind)
        for place, one in enumerate(payments_of(receipt), 1)
    ]
    batch.stored += [
        (branch, no, place, move.method.value, move.number, move.amount, item.event.at)
        for place, move in enumerate(stored_moves(receipt), 1)
    ]
    if receipt.deposit_vat or receipt.forfeited_vat:
        batch.deposits.append((branch, no, receipt.deposit_vat, receipt.forfeited_vat))
    batch.references += [
        (branch, no, place, method.value, reference)
        for place, (method, reference) in enumerate(told_references(receipt), 1)
    ]


def _promotions(batch: Batch, no: int, receipt: Receipt) -> None:
    sign, branch = 1 if receipt.kind is ReceiptKind.SALE else -1, batch.state.place.branch
    batch.promotions += [
        (branch, no, line.line, one.promotion, sign * one.amount)
        for line in receipt.lines
        for one in line.promotions
    ]


def _vouchers(batch: Batch, no: int, item: TillEvent, event: ReceiptTold) -> None:
    """Codes that a sale used up; the customer has had the discount, whatever they were good for."""
    branch, customer = batch.state.place.branch, event.p.customer
    for used in item.vouchers:
        over = batch.state.vouchers.count(used, customer)
        batch.vouchers.append((branch, no, used.promotion, used.code, customer, over is not None))
        if over is not None:
            facts: dict[str, Fact] = {"voucher": used.code, "uses": over.uses, "allowed": over.allowed}
            facts |= {"name": over.name, "receipt": event.receipt}
            code, sale = ReviewCode.VOUCHER_OVERUSED, event.p.sale
            batch.flag(code, sale, DocumentKind.SALE, sale, facts=facts)
