"""Orders with a deposit and quotations at the till: made of a cart, taken back as one, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pos_client.engine import cart_rows, carts
from pos_client.engine.cart_prices import reprice
from pos_client.engine.cart_rows import Cart, CartLine, CartOrigin
from pos_client.engine.customers import Member, member_of
from pos_client.engine.member_sale import NOTHING
from pos_client.engine.order_rows import demand_open, last_number, note_closed, note_order
from pos_client.engine.print_jobs import PrintKind, add_job, add_slip
from pos_client.engine.references import refuse_card_number
from pos_client.engine.sale_rows import NewSale, write_sale
from pos_client.engine.sale_text import prepare
from pos_client.engine.sales import Aside, FinishedSale, paid_receipt, write_sold
from pos_client.engine.shift_rows import count_receipt, open_shift_id
from pos_client.engine.staff import approval, demand
from pos_client.engine.stored import note_moves
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.journal import Draft, append, next_receipt_count
from shared_models.rules.orders import (
    OrderKind,
    OrderState,
    forfeited_vat,
    net_payments,
    vat_of_deposit,
)
from shared_models.rules.promoted import NOTHING as NOT_PROMOTED
from shared_models.rules.receipt import Item, Load, Receipt, ReceiptKind, ReceiptLine, Tender
from shared_models.rules.refunds import refund_tenders
from shared_models.rules.rounding import rounding_of
from shared_models.rules.shifts import sums_of
from shared_models.values.codes import ErrorCode, Permission, PriceSource, PutAside, TenderMethod
from shared_models.values.ids import CustomerId, ProductId, SaleId, StaffId
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal
from shared_models.wire.orders import (
    AgreedLine,
    OrderCancelled,
    OrderPlaced,
    OrderRow,
    QuotationMade,
    row_of_order,
    row_of_quotation,
)
from shared_models.wire.sales import (
    DepositBack,
    PaidTender,
    SaleReturned,
    paid_tender,
    paid_tenders,
    sold_particulars,
)

ORDER_MARK: Final = "P"
QUOTATION_MARK: Final = "Q"


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What is agreed beside the goods. `until`: the pick-up date, or the last day of a quotation."""

    until: date
    remark: str = ""
    deposit: Money = ZERO


@dataclass(frozen=True, slots=True)
class Placed:
    """An order or a quotation as committed. `deposit`: the receipt its deposit stands on."""

    row: OrderRow
    print_job: int
    deposit: FinishedSale | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """An order given up: what was paid back, by which ways."""

    row: OrderRow
    refunds: tuple[Tender, ...]
    print_job: int | None


def place_order(
    unit: StoreUnit,
    *,
    cart: Cart,
    actor: StaffId,
    terms: OrderTerms,
    tenders: Sequence[Tender] = (),
) -> Placed:
    """The cart becomes an order at its prices; the deposit stands on a receipt of its own.

    Refuses CART_EMPTY, CUSTOMER_NEEDED, DEPOSIT_TOO_LARGE, VOUCHER_UNUSABLE, NO_OPEN_SHIFT, NOT_ALLOWED, and
    of the payment what `complete_sale` refuses.
    """
    demand(unit, actor=actor, permission=Permission.SELL)
    owner = _demand_named(cart)
    refuse_card_number(terms.remark)
    figures = cart.figures
    if not 0 <= terms.deposit <= figures.total:
        raise Refusal(ErrorCode.DEPOSIT_TOO_LARGE, total=figures.total)
    number = _number(unit, ORDER_MARK)
    vat = vat_of_deposit(terms.deposit, total=figures.total, tax=figures.tax)
    agreed = _agreed(cart, figures.lines)
    # The money first: whoever holds the order holds its deposit.
    paid = _deposit(unit, cart, actor, tenders, Load(PutAside.DEPOSIT_TAKEN, number, terms.deposit, vat))
    receipt = None if paid is None else paid.receipt
    told = OrderPlaced(
        order=unit.new_id(),
        number=number,
        customer=owner.id,
        customer_name=owner.name,
        phone=owner.phone,
        lines=agreed,
        total=figures.total,
        tax=figures.tax,
        due_on=terms.until,
        remark=terms.remark or None,
        deposit=terms.deposit,
        deposit_vat=vat,
        paid=()
        if receipt is None
        else tuple(map(paid_tender, net_payments(receipt.tenders, receipt.change))),
        receipt=None if paid is None else paid.receipt_no,
    )
    row = row_of_order(told, unit.now())
    shift, version = open_shift_id(unit), told.version
    draft = Draft("order.placed", told, bdate=today(unit), shift=shift, actor=actor, version=version)
    return Placed(row, _note(unit, row, draft, cart), paid)


def make_quotation(unit: StoreUnit, *, cart: Cart, actor: StaffId, terms: OrderTerms) -> Placed:
    """The cart's prices on paper, good up to a day; the goods stay where they are.

    Refuses CART_EMPTY, VOUCHER_UNUSABLE, NO_OPEN_SHIFT, NOT_ALLOWED.
    """
    demand(unit, actor=actor, permission=Permission.SELL)
    if not cart.lines:
        raise Refusal(ErrorCode.CART_EMPTY)
    refuse_card_number(terms.remark)
    figures, owner = cart.figures, cart.customer
    told = QuotationMade(
        quotation=unit.new_id(),
        number=_number(unit, QUOTATION_MARK),
        customer=None if owner is None else owner.id,
        customer_name=None if owner is None else owner.name,
        phone=None if owner is None else owner.phone,
        lines=_agreed(cart, figures.lines),
        total=figures.total,
        tax=figures.tax,
        valid_until=terms.until,
        remark=terms.remark or None,
    )
    row = row_of_quotation(told, unit.now())
    draft = Draft(
        "quotation.made",
        told,
        bdate=today(unit),
        shift=open_shift_id(unit),
        actor=actor,
        version=told.version,
    )
    return Placed(row, _note(unit, row, draft, cart))


def take_up(unit: StoreUnit, *, number: str, actor: StaffId) -> tuple[Cart, OrderRow]:
    """An order or a quotation becomes the cart, at the prices agreed; of a quotation past its day at those
    of now.

    Refuses ORDER_UNKNOWN, ORDER_CLOSED, CARTS_STILL_OPEN while a cart has lines.
    """
    row = demand_open(unit, number)
    cart, owner = _fresh_cart(unit, actor)
    if row.customer is not None:
        owner = member_of(unit, CustomerId(row.customer), row.customer_name or "")
    if owner is not None:
        cart = carts.set_customer(unit, cart=cart.id, customer=owner)
    holds = not lapsed(unit, row)
    for at, line in enumerate(row.lines, 1):
        cart_rows.insert_line(unit, cart.id, _cart_line(line, at, holds=holds))
    if holds:
        origin = CartOrigin(row.kind, row.id, row.number, row.deposit, row.deposit_vat)
        cart_rows.write_origin(unit, replace(cart, origin=origin))
    cart_rows.forget(unit)
    return reprice(unit, cart_rows.load(unit, cart.id)), row


def lapsed(unit: StoreUnit, row: OrderRow) -> bool:
    """A quotation whose last day is over; an order keeps its prices."""
    return row.kind is OrderKind.QUOTATION and row.until < today(unit)


def cancel_order(
    unit: StoreUnit,
    *,
    number: str,
    reason: str,
    actor: StaffId,
    forfeited: Money = ZERO,
    approver: StaffId | None = None,
) -> Cancelled:
    """The order is given up. What is not `forfeited` of its deposit goes back the ways it came.

    Refuses ORDER_UNKNOWN, ORDER_CLOSED, APPROVAL_NEEDED, DEPOSIT_TOO_LARGE, NO_OPEN_SHIFT.
    """
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.RETURN)
    row = demand_open(unit, number)
    if not 0 <= forfeited <= row.deposit:
        raise Refusal(ErrorCode.DEPOSIT_TOO_LARGE, total=row.deposit)
    refuse_card_number(reason)
    shift = open_shift_id(unit)
    told = OrderCancelled(
        order=row.id,
        number=row.number,
        reason=reason,
        refunded=Money(row.deposit - forfeited),
        forfeited=forfeited,
    )
    draft = Draft("order.cancelled", told, bdate=today(unit), shift=shift, actor=actor, approver=allower)
    appended = append(unit, draft)
    note_closed(unit, row.id, OrderState.CANCELLED, receipt="", position=appended.position)
    if not row.deposit:
        return Cancelled(row, (), add_slip(unit, appended.position))
    return _pay_back(unit, row, reason, forfeited, actor=actor, approver=allower)


def _fresh_cart(unit: StoreUnit, actor: StaffId) -> tuple[Cart, Member | None]:
    """A cart without the discounts, codes and origin that goods taken out of it left; and whose it was."""
    known = carts.current_cart(unit)
    if known is not None:
        if known.lines:
            raise Refusal(ErrorCode.CARTS_STILL_OPEN, lines=len(known.lines))
        cart_rows.delete(unit, known.id)
    return carts.open_cart(unit, actor=actor), None if known is None else known.customer


def _demand_named(cart: Cart) -> Member:
    if not cart.lines:
        raise Refusal(ErrorCode.CART_EMPTY)
    if cart.customer is None:
        raise Refusal(ErrorCode.CUSTOMER_NEEDED)
    return cart.customer


def _number(unit: StoreUnit, mark: str) -> str:
    """`{branch}-{register}{series}-P00001`: counted by this till alone, as its receipts are."""
    till = this_till(unit)
    prefix = f"{till.branch_code}-{till.register_code}{till.series}-{mark}"
    return f"{prefix}{last_number(unit, prefix) + 1:05}"


def _deposit(
    unit: StoreUnit, cart: Cart, actor: StaffId, tenders: Sequence[Tender], load: Load
) -> FinishedSale | None:
    """A receipt for the deposit alone; the goods are not sold yet."""
    if not load.amount:
        return None
    money_only = replace(
        cart, lines=(), discount=ZERO, discount_bp=None, vouchers=(), promoted=NOT_PROMOTED, level=None,
        level_approver=None, origin=None, nets={},
    )  # fmt: skip
    if any(one.method in {TenderMethod.CREDIT_SALE, TenderMethod.LOYALTY_POINT} for one in tenders):
        raise Refusal(ErrorCode.TENDER_TOO_SMALL, missing=load.amount)
    prepared = prepare(unit, money_only)
    receipt = paid_receipt(unit, prepared, tenders, Aside((load,)))
    words = replace(NOTHING, customer=None if cart.customer is None else cart.customer.id)
    return write_sold(unit, prepared, receipt, words, actor=actor, print_receipt=False)


def _note(unit: StoreUnit, row: OrderRow, draft: Draft, cart: Cart) -> int:
    appended = append(unit, draft)
    note_order(unit, row, position=appended.position)
    cart_rows.delete(unit, cart.id)
    return add_slip(unit, appended.position)


def _agreed(cart: Cart, lines: Sequence[ReceiptLine]) -> tuple[AgreedLine, ...]:
    """Without codes: only a sale uses one up, and what is agreed could be agreed with it again and again."""
    for used in cart.used_vouchers:
        raise Refusal(ErrorCode.VOUCHER_UNUSABLE, voucher=used.code)
    return tuple(
        AgreedLine(
            product=line.item.product,
            sku=line.item.sku,
            name=line.item.name,
            kind=line.item.kind,
            tax_class=line.item.tax_class,
            unit=line.item.unit,
            factor=line.item.factor,
            decimals=own.decimals,
            qty=line.qty,
            price=line.price,
            list_price=line.list_price,
            discount=line.discount,
            price_approver=line.price_approver,
            discount_approver=line.discount_approver or cart.discount_approver,
            remark=line.remark,
            salesperson=line.salesperson,
            particulars=None if line.particulars is None else sold_particulars(line.particulars),
        )
        for line, own in zip(lines, cart.lines, strict=True)
    )


def _cart_line(line: AgreedLine, at: int, *, holds: bool) -> CartLine:
    """At the price agreed, or one that follows the list again."""
    item = Item(
        ProductId(line.product), line.sku, line.name, line.kind, line.tax_class, line.unit, line.factor
    )
    return CartLine(
        line=at,
        item=item,
        qty=line.qty,
        price=line.price,
        price_source=PriceSource.AGREED if holds else PriceSource.LIST,
        list_price=line.list_price,
        discount=line.discount if holds else ZERO,
        price_approver=line.price_approver if holds else None,
        discount_approver=line.discount_approver if holds else None,
        remark=line.remark,
        salesperson=line.salesperson,
        particulars=None if line.particulars is None else line.particulars.to_particulars(),
        decimals=line.decimals,
    )


def _pay_back(
    unit: StoreUnit,
    row: OrderRow,
    reason: str,
    forfeited: Money,
    *,
    actor: StaffId,
    approver: StaffId | None,
) -> Cancelled:
    shift, bdate, sale = open_shift_id(unit), today(unit), SaleId(unit.new_id())
    number = this_till(unit).receipt_number(next_receipt_count(unit))
    kept = forfeited_vat(forfeited, deposit=row.deposit, vat=row.deposit_vat)
    refunds, rounding = _refunds(unit, row, forfeited)
    given_up = (Tender(TenderMethod.FORFEITED_DEPOSIT, forfeited),) if forfeited else ()
    receipt = Receipt(
        kind=ReceiptKind.RETURN,
        lines=(),
        total=ZERO,
        rounding=rounding,
        tenders=(*refunds, *given_up),
        change=ZERO,
        loads=(Load(PutAside.DEPOSIT_TAKEN, row.number, row.deposit, row.deposit_vat),),
        deposit_vat=Money(-row.deposit_vat),
        forfeited_vat=kept,
    )
    payload = SaleReturned(
        sale=sale,
        original=None,
        reason=reason,
        lines=(),
        tax_rules=(),
        total=ZERO,
        rounding=rounding,
        tenders=paid_tenders(receipt),
        customer=row.customer,
        deposit=DepositBack(
            order=row.id,
            number=row.number,
            amount=row.deposit,
            vat=row.deposit_vat,
            forfeited_vat=kept,
        ),
    )
    draft = Draft(
        "sale.returned", payload, bdate=bdate, shift=shift, actor=actor, approver=approver, receipt=number,
        version=payload.version,
    )  # fmt: skip
    appended = append(unit, draft)
    new = NewSale(sale=sale, receipt_no=number, receipt=receipt, bdate=bdate, shift=shift, cashier=actor)
    write_sale(unit, new, appended)
    note_moves(unit, receipt, position=appended.position)
    count_receipt(unit, shift, sums_of(receipt), number)
    job = add_job(unit, PrintKind.RECEIPT, sale=sale, drawer=bool(receipt.cash))
    return Cancelled(row, refunds, job)


def _refunds(unit: StoreUnit, row: OrderRow, forfeited: Money) -> tuple[tuple[Tender, ...], Money]:
    """The ways the deposit came take what is paid back; its cash as a drawer can pay it out."""
    ways = tuple(map(_tender, row.paid))
    tenders = refund_tenders(Money(row.deposit - forfeited), ways)
    cash = Money(sum([one.amount for one in tenders if one.method is TenderMethod.CASH]))
    more = rounding_of(cash, this_till(unit).rounding)
    rounded = [
        replace(one, amount=Money(one.amount + more)) if one.method is TenderMethod.CASH else one
        for one in tenders
    ]
    return tuple(one for one in rounded if one.amount), more


def _tender(paid: PaidTender) -> Tender:
    return Tender(paid.method, paid.amount, paid.reference, paid.kind, paid.number)
