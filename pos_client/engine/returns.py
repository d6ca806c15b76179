"""Goods that come back: against their receipt, exactly what was paid; without one, with approval."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_client.engine.carts import PRICE_MAX, QTY_MAX
from pos_client.engine.member_sale import MemberBack, note_back
from pos_client.engine.print_jobs import PrintKind, add_job
from pos_client.engine.receipts import StoredReceipt
from pos_client.engine.receipts_elsewhere import any_receipt
from pos_client.engine.references import refuse_card_number
from pos_client.engine.sale_rows import NewSale, note_returned, write_sale
from pos_client.engine.shift_rows import count_receipt, open_shift_id
from pos_client.engine.staff import approval
from pos_client.engine.stored import note_moves
from pos_client.engine.till import this_till, today
from pos_client.engine.tracked import demand_pieces, note_tracked
from pos_client.store import StoreUnit
from pos_client.store.catalogue import CatalogueItem
from pos_client.store.journal import Draft, append, next_receipt_count
from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.points_receipt import paid_by
from shared_models.rules.receipt import Receipt, ReceiptKind, ReceiptLine, Tender
from shared_models.rules.refunds import refund_tenders, refundable, unpaid_cash
from shared_models.rules.returns import LineBack, completes, lines_back, refund_rounding
from shared_models.rules.rounding import NO_ROUNDING, CashRounding, rounding_of
from shared_models.rules.shifts import sums_of
from shared_models.rules.tender import pieces_of
from shared_models.values.codes import (
    ErrorCode,
    Permission,
    PriceSource,
    RoundingMode,
    TenderMethod,
    Tracking,
)
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import (
    OriginalSale,
    SaleCompleted,
    SaleReturned,
    paid_tenders,
    returned_lines,
    returned_points,
)
from shared_models.wire.tills import WholeReceipt


@dataclass(frozen=True, slots=True)
class GoodsBack:
    """Goods without a receipt: `qty` of the item's unit at its list price, or at the price agreed on."""

    item: CatalogueItem
    qty: Quantity
    price: Money | None = None
    restock: bool = True


@dataclass(frozen=True, slots=True)
class FinishedReturn:
    """A return as committed. `refund`: what is given back in all, its cash as `pieces`."""

    sale: SaleId
    receipt_no: str
    receipt: Receipt
    refund: Money
    pieces: dict[int, int]
    event_seq: int
    print_job: int


def return_lines(
    unit: StoreUnit,
    *,
    original: SaleId | WholeReceipt,
    back: Sequence[LineBack],
    reason: str,
    actor: StaffId,
    approver: StaffId | None = None,
    by: Tender | None = None,
) -> FinishedReturn:
    """Take back lines of a sale of this till, or of another's as the back office told it. The last part takes
    what is left, cash rounding included.

    `by`: the way the money goes first (one of `ways_back`); None: the ways it came. A store credit gets the
    number of this return's receipt.

    Refuses RECEIPT_UNKNOWN, RETURN_TOO_MUCH, CART_EMPTY, APPROVAL_NEEDED, NO_OPEN_SHIFT, SERIAL_NEEDED,
    SERIAL_NOT_OF_SALE.
    """
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.RETURN)
    stored = any_receipt(unit, original)
    if stored.kind is not ReceiptKind.SALE:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=stored.receipt_no)
    demand_pieces(stored.receipt, back)
    receipt = receipt_against(unit, stored, back, by=by)
    if unpaid_cash(ways_back(stored), receipt.tenders):
        allower = _allow_cash(unit, actor=actor, approver=approver) or allower
    note_returned(unit, stored.sale, [(part.of_line, part.qty) for part in back])
    branch = stored.branch or this_till(unit).branch
    origin = OriginalSale(sale=stored.sale, branch=branch, receipt=stored.receipt_no)
    member = _member_back(stored, receipt, back)
    return _write(unit, receipt, origin=origin, reason=reason, actor=actor, approver=allower, member=member)


def return_without_receipt(
    unit: StoreUnit,
    *,
    goods: Sequence[GoodsBack],
    reason: str,
    actor: StaffId,
    approver: StaffId | None = None,
    by: Tender | None = None,
) -> FinishedReturn:
    """Take goods back that nobody can show a receipt for, at today's prices and tax. `by`: cash (None) or a
    store credit.

    Refuses APPROVAL_NEEDED, PRICE_MISSING, QUANTITY_OUT_OF_RANGE, CART_EMPTY, NO_OPEN_SHIFT, and
    RECEIPT_NEEDED for a piece with a serial number.
    """
    needed = Permission.RETURN_WITHOUT_RECEIPT
    allower = approval(unit, actor=actor, approver=approver, permission=needed)
    lines = [_line(part, number) for number, part in enumerate(goods, 1)]
    till = this_till(unit)
    figures = figures_of(lines, cart_discount=ZERO, tax_rules=till.tax_rules, day=today(unit))
    restock = [part.restock for part in goods]
    finished = tuple(
        _with_shelf(line, restock=on_shelf) for line, on_shelf in zip(figures.lines, restock, strict=True)
    )
    in_cash = by is None or by.method is not TenderMethod.STORE_CREDIT
    rounding = rounding_of(figures.total, till.rounding if in_cash else NO_ROUNDING)
    tenders = refund_tenders(Money(figures.total + rounding), (), first=by)
    receipt = _paid_out(finished, figures.total, rounding, tenders)
    return _write(unit, receipt, origin=None, reason=reason, actor=actor, approver=allower)


def _member_back(stored: StoredReceipt, receipt: Receipt, back: Sequence[LineBack]) -> MemberBack | None:
    """What goes back to the customer of a sale beside the money: what it earned is taken off again."""
    told = stored.told
    if stored.customer is None or not isinstance(told, SaleCompleted):
        return None
    after = dict(stored.returned)
    for part in back:
        after[part.of_line] = Quantity(after.get(part.of_line, 0) + part.qty)
    by_points = TenderMethod.LOYALTY_POINT
    refunded = Money(sum(paid_by(one, by_points) for one in stored.refunds))
    points = returned_points(
        told.points,
        told.to_receipt(),
        paid_by(receipt, by_points),
        refunded_before=refunded,
        before=stored.returned,
        after=after,
    )
    return MemberBack(stored.customer.id, points)


def ways_back(stored: StoredReceipt) -> tuple[Tender, ...]:
    """What each way the sale was paid by can still take back."""
    return refundable(stored.receipt, stored.refunds)


def receipt_against(
    unit: StoreUnit, stored: StoredReceipt, back: Sequence[LineBack], *, by: Tender | None
) -> Receipt:
    """The return as it would be booked. Refuses LINE_UNKNOWN and RETURN_TOO_MUCH."""
    before = stored.returned
    try:
        lines = lines_back(stored.receipt, back, before)
    except KeyError as unknown:
        raise Refusal(ErrorCode.LINE_UNKNOWN) from unknown
    except ValueError as too_much:
        raise Refusal(ErrorCode.RETURN_TOO_MUCH) from too_much
    total = Money(sum(line.amount for line in lines))
    ways, rule = ways_back(stored), this_till(unit).rounding
    # Of a mixed refund only the cash is rounded, once it is known.
    all_cash = all(one.method is TenderMethod.CASH for one in refund_tenders(total, ways, first=by))
    given = Money(sum(one.due for one in stored.refunds))
    rounding = refund_rounding(
        stored.receipt,
        total,
        refunded_before=given,
        last=completes(stored.receipt, back, before),
        rule=rule if all_cash else NO_ROUNDING,
    )
    tenders = refund_tenders(Money(total + rounding), ways, first=by)
    left = Money(stored.receipt.due - given)
    return _in_whole_coins(_paid_out(lines, total, rounding, tenders), rule, left=left)


def _in_whole_coins(receipt: Receipt, rule: CashRounding, *, left: Money) -> Receipt:
    """Its cash as a drawer can pay it out: a sale that was not paid in cash was not rounded. Never more than
    is `left` of what was paid.
    """
    more = rounding_of(receipt.cash, rule)
    if more > 0 and receipt.due + more > left:
        more = rounding_of(receipt.cash, replace(rule, mode=RoundingMode.DOWN))
    if not more:
        return receipt
    tenders = [
        replace(one, amount=Money(one.amount + more)) if one.method is TenderMethod.CASH else one
        for one in receipt.tenders
    ]
    given = tuple(one for one in tenders if one.amount)
    return replace(receipt, tenders=given, rounding=Money(receipt.rounding + more))


def _allow_cash(unit: StoreUnit, *, actor: StaffId, approver: StaffId | None) -> StaffId | None:
    """Cash for what was not paid in cash. Refuses APPROVAL_NEEDED."""
    return approval(unit, actor=actor, approver=approver, permission=Permission.APPROVE)


def _paid_out(
    lines: tuple[ReceiptLine, ...], total: Money, rounding: Money, tenders: tuple[Tender, ...]
) -> Receipt:
    return Receipt(
        kind=ReceiptKind.RETURN,
        lines=lines,
        total=total,
        rounding=rounding,
        tenders=tenders,
        change=ZERO,
    )


def _write(
    unit: StoreUnit,
    receipt: Receipt,
    *,
    origin: OriginalSale | None,
    reason: str,
    actor: StaffId,
    approver: StaffId | None,
    member: MemberBack | None = None,
) -> FinishedReturn:
    if not receipt.lines:
        raise Refusal(ErrorCode.CART_EMPTY)
    sale, shift, bdate = SaleId(unit.new_id()), open_shift_id(unit), today(unit)
    refuse_card_number(reason)
    number = this_till(unit).receipt_number(next_receipt_count(unit))
    receipt = replace(receipt, tenders=tuple([_numbered(one, number) for one in receipt.tenders]))
    tax_rules, lines = returned_lines(receipt)
    payload = SaleReturned(
        sale=sale,
        original=origin,
        reason=reason,
        lines=lines,
        tax_rules=tax_rules,
        total=receipt.total,
        rounding=receipt.rounding,
        tenders=paid_tenders(receipt),
        customer=None if member is None else member.customer,
        points=None if member is None else member.points,
    )
    draft = Draft(
        "sale.returned", payload, bdate=bdate, shift=shift, actor=actor, approver=approver, receipt=number,
        version=payload.version,
    )  # fmt: skip
    appended = append(unit, draft)
    original = None if origin is None else SaleId(origin.sale)
    new = NewSale(
        sale=sale, receipt_no=number, receipt=receipt, bdate=bdate, shift=shift, cashier=actor,
        original=original,
    )  # fmt: skip
    write_sale(unit, new, appended)
    if member is not None:
        note_back(unit, member, receipt, position=appended.position)
    note_moves(unit, receipt, position=appended.position)
    note_tracked(unit, receipt, position=appended.position)
    count_receipt(unit, shift, sums_of(receipt), number)
    return FinishedReturn(
        sale=sale,
        receipt_no=number,
        receipt=receipt,
        refund=receipt.due,
        pieces=pieces_of(receipt.cash)[0],
        event_seq=appended.seq,
        print_job=add_job(unit, PrintKind.RECEIPT, sale=sale, drawer=bool(receipt.cash)),
    )


def _numbered(tender: Tender, receipt_no: str) -> Tender:
    """A new store credit goes by the number of the receipt that gives it."""
    if tender.method is TenderMethod.STORE_CREDIT and tender.number is None:
        return replace(tender, number=receipt_no)
    return tender


def _line(part: GoodsBack, number: int) -> CartLine:
    if part.item.needs.tracking is Tracking.SERIAL:
        raise Refusal(ErrorCode.RECEIPT_NEEDED, name=part.item.name)
    item, price = part.item, part.price if part.price is not None else part.item.price
    if price is None or price <= 0:
        raise Refusal(ErrorCode.PRICE_MISSING, sku=item.sku)
    if price > PRICE_MAX:
        raise Refusal(ErrorCode.PRICE_NOT_POSITIVE, price=price, largest=PRICE_MAX)
    if not 0 < part.qty <= QTY_MAX:
        raise Refusal(ErrorCode.QUANTITY_OUT_OF_RANGE, qty=part.qty, largest=QTY_MAX)
    return CartLine(
        line=number,
        item=item.item,
        qty=part.qty,
        price=price,
        price_source=PriceSource.LIST if price == item.price else PriceSource.OVERRIDE,
        list_price=item.price,
    )


def _with_shelf(line: ReceiptLine, *, restock: bool) -> ReceiptLine:
    return line if restock else replace(line, restock=False)
