"""From a receipt or a cash movement to its journal lines.

One function serves the till, the posting and its proof. Amounts are signed: debit positive, credit
negative; every entry sums to 0 by construction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine, entry
from shared_models.rules.receipt import Receipt, ReceiptKind, ReceiptLine
from shared_models.values.codes import CashDirection, CashReason, ProductKind, PutAside, TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity

TENDER_ACCOUNT: Final = {
    TenderMethod.CASH: Account.TILL_CASH,
    TenderMethod.QRIS: Account.QRIS_CLEARING,
    TenderMethod.CARD: Account.CARD_CLEARING,
    # At face value; what the points really owed stands beside it (rules/points_ledger).
    TenderMethod.LOYALTY_POINT: Account.POINTS_LIABILITY,
    TenderMethod.CREDIT_SALE: Account.RECEIVABLES,
    TenderMethod.E_WALLET: Account.E_WALLET_CLEARING,
    TenderMethod.BANK_TRANSFER: Account.BANK,
    TenderMethod.GIFT_VOUCHER: Account.GIFT_VOUCHERS,
    TenderMethod.GIFT_CARD: Account.GIFT_VOUCHERS,
    TenderMethod.STORE_CREDIT: Account.GIFT_VOUCHERS,
    # At what was paid; the VAT it was taxed with stands beside it.
    TenderMethod.CUSTOMER_DEPOSIT: Account.CUSTOMER_DEPOSITS,
    TenderMethod.FORFEITED_DEPOSIT: Account.OTHER_INCOME,
}
ASIDE_ACCOUNT: Final = {
    PutAside.DONATION: Account.CHANGE_DONATIONS,
    PutAside.GIFT_VOUCHER_SOLD: Account.GIFT_VOUCHERS,
    PutAside.GIFT_CARD_SOLD: Account.GIFT_VOUCHERS,
    PutAside.DEPOSIT_TAKEN: Account.CUSTOMER_DEPOSITS,
}
PAYMENT_ACCOUNT: Final = dict[TenderMethod | PutAside, Account](
    (*TENDER_ACCOUNT.items(), *ASIDE_ACCOUNT.items())
)
"""Of every word a payment row may have."""

# Counter-account of cash in and out by reason (sync.md I10: the reason names its account).
CASH_IN_ACCOUNT: Final = {
    CashReason.FLOAT: Account.MAIN_CASH,
    CashReason.OWNER: Account.CAPITAL,
    CashReason.OTHER: Account.OTHER_INCOME,
}
CASH_OUT_ACCOUNT: Final = {
    CashReason.DROP: Account.MAIN_CASH,
    CashReason.PETTY: Account.OTHER_EXPENSE,
    CashReason.TRANSPORT: Account.TRANSPORT,
    CashReason.SUPPLIES: Account.SUPPLIES,
    CashReason.OWNER: Account.OWNER_DRAWINGS,
    CashReason.OTHER: Account.OTHER_EXPENSE,
}


@dataclass(frozen=True, slots=True)
class GoodsMove:
    """Goods of one receipt line.

    Base-unit quantity, negative out of the shop. `line` is the receipt's line number.
    """

    line: int
    product_line: ReceiptLine
    qty: Quantity


class LineCost(NamedTuple):
    """Cost of one line as the stock computed it (>= 0), and the true-up of negative stock a return caused."""

    cost: Money
    true_up: Money = ZERO


def goods_moves(receipt: Receipt) -> tuple[GoodsMove, ...]:
    """Stock moves of a receipt: goods only; damaged returns do not come back on the shelf."""
    sign = -1 if receipt.kind is ReceiptKind.SALE else 1
    return tuple(
        [
            GoodsMove(line.line, line, Quantity(sign * line.base_qty))
            for line in receipt.lines
            if moves_stock(receipt.kind, line)
        ]
    )


def moves_stock(kind: ReceiptKind, line: ReceiptLine) -> bool:
    """Whether a line moves stock: goods do, services and damaged goods that come back do not."""
    return line.item.kind is ProductKind.GOODS and (kind is ReceiptKind.SALE or line.restock)


def sales_and_discounts(receipt: Receipt) -> tuple[Money, Money]:
    """(4101, 4102) of a sale without tax; their difference is revenue.

    4101 is the price before discounts, freed of tax as a whole (per rule): 111.000 less 11.100 shows 100.000
    and 10.000.
    """
    if not receipt.discount:
        return receipt.revenue, ZERO
    sales = receipt.gross
    for rule, lines in receipt.by_rule:
        if rule.inclusive:
            sales = Money(sales - rule.tax_on(Money(sum([line.gross for line in lines]))))
    return sales, Money(sales - receipt.revenue)


def entry_of(receipt: Receipt, costs: Mapping[int, LineCost]) -> tuple[JournalLine, ...]:
    """Journal lines of a sale or return. `costs` by line number; lines without goods have none."""
    if receipt.kind is ReceiptKind.SALE:
        return _sale_entry(receipt, costs)
    return _return_entry(receipt, costs)


def _sale_entry(receipt: Receipt, costs: Mapping[int, LineCost]) -> tuple[JournalLine, ...]:
    sales, discounts = sales_and_discounts(receipt)
    cost = sum([line.cost for line in costs.values()])
    return entry(
        [
            *_tender_lines(receipt, sign=1),
            (Account.CASH_ROUNDING, -receipt.rounding),
            (Account.SALES, -sales),
            (Account.SALES_DISCOUNTS, discounts),
            (Account.OUTPUT_VAT, -receipt.tax),
            (Account.COST_OF_GOODS, cost),
            (Account.INVENTORY, -cost),
        ]
    )


def _return_entry(receipt: Receipt, costs: Mapping[int, LineCost]) -> tuple[JournalLine, ...]:
    lines: list[tuple[Account, int]] = [
        (Account.SALES_RETURNS, receipt.revenue),
        (Account.OUTPUT_VAT, receipt.tax),
        *_tender_lines(receipt, sign=-1),
        (Account.CASH_ROUNDING, receipt.rounding),
    ]
    for line in receipt.lines:
        part = costs.get(line.line)
        if part is None:
            continue
        taker = Account.INVENTORY if line.restock else Account.SPOILAGE
        lines += [(taker, part.cost - part.true_up), (Account.COST_OF_GOODS, part.true_up - part.cost)]
    return entry(lines)


def _tender_lines(receipt: Receipt, *, sign: int) -> list[tuple[Account, int]]:
    lines = [(TENDER_ACCOUNT[tender.method], sign * tender.amount) for tender in receipt.tenders]
    aside = [(ASIDE_ACCOUNT[what], -sign * amount) for what, amount in receipt.set_aside]
    return [*lines, *aside, *_deposit_vat(receipt), (Account.TILL_CASH, -sign * receipt.change)]


def _deposit_vat(receipt: Receipt) -> list[tuple[Account, int]]:
    """A deposit lies net of the VAT owed on it; of one that is forfeited the VAT stays owed."""
    vat, kept = receipt.deposit_vat, receipt.forfeited_vat
    return [
        (Account.CUSTOMER_DEPOSITS, vat),
        (Account.OUTPUT_VAT, -vat - kept),
        (Account.OTHER_INCOME, kept),
    ]


def cash_moved_entry(direction: CashDirection, reason: CashReason, amount: Money) -> tuple[JournalLine, ...]:
    """Cash in or out of the drawer outside a sale.

    Raises KeyError for a reason that has no such direction.
    """
    if direction is CashDirection.IN:
        return entry([(Account.TILL_CASH, amount), (CASH_IN_ACCOUNT[reason], -amount)])
    return entry([(CASH_OUT_ACCOUNT[reason], amount), (Account.TILL_CASH, -amount)])


def booked_reason(direction: CashDirection, reason: CashReason) -> CashReason:
    """The reason cash is booked under: the one told or, where it has no such direction, `other`."""
    known = CASH_IN_ACCOUNT if direction is CashDirection.IN else CASH_OUT_ACCOUNT
    return reason if reason in known else CashReason.OTHER


def shift_opened_entry(opening_float: Money) -> tuple[JournalLine, ...]:
    """The opening float goes from the safe into the drawer."""
    return entry([(Account.TILL_CASH, opening_float), (Account.MAIN_CASH, -opening_float)])


def shift_closed_entry(*, expected: Money, counted: Money) -> tuple[JournalLine, ...]:
    """Over or short first, then the count goes to the safe: a closed drawer holds 0 (sync.md I10)."""
    short = expected - counted
    return entry(
        [
            (Account.CASH_OVER_SHORT, short),
            (Account.MAIN_CASH, counted),
            (Account.TILL_CASH, -expected),
        ]
    )


def stock_adjusted_entry(counter: Account, *, value: Money, true_up: Money = ZERO) -> tuple[JournalLine, ...]:
    """Goods found (`value` > 0), written off or counted short (< 0), against the account of the reason.

    `true_up` is what goods arriving into negative stock settled to cost of goods sold.
    """
    return entry([(Account.INVENTORY, value - true_up), (Account.COST_OF_GOODS, true_up), (counter, -value)])
