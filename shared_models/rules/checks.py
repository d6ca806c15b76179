"""What the back office checks on a receipt.

Arithmetic that cannot be true, and figures that differ from the rules.
"""

from shared_models.rules.receipt import Receipt, ReceiptKind, ReceiptLine
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, price_of


def impossible(receipt: Receipt) -> str | None:
    """Name of the first sum that does not hold, or None. Such a receipt is kept, but never posted."""
    for line in receipt.lines:
        if fault := _line_impossible(line):
            return f"line {line.line}: {fault}"
    if len({line.line for line in receipt.lines}) != len(receipt.lines):
        return "line numbers repeat"
    if receipt.total != receipt.revenue + receipt.tax:
        return "total is not the sum of the lines"
    return _payments_impossible(receipt)


def _payments_impossible(receipt: Receipt) -> str | None:
    paid = sum([tender.amount for tender in receipt.tenders]) - receipt.change
    if receipt.loads or receipt.donation:
        aside = [amount for _, amount in receipt.set_aside]
        if min(aside) <= 0:
            return "money set aside is not positive"
        paid -= sum(aside)
    if paid != receipt.total + receipt.rounding:
        return "payments less change are not total plus rounding"
    if receipt.change < 0 or any(tender.amount < 0 for tender in receipt.tenders):
        return "a payment or the change is negative"
    return None


def _line_impossible(line: ReceiptLine) -> str | None:
    if line.qty <= 0 or line.price < 0 or line.item.factor <= 0:
        return "quantity, price or unit factor out of range"
    if line.line_discount < 0 or line.cart_discount < 0 or line.net < 0 or line.tax < 0:
        return "discount or tax out of range"
    if line.promotions and (fault := _promotions_impossible(line)):
        return fault
    # Whole units come out even: nearly all lines do, and need no rounding.
    even = line.gross * ONE == line.qty * line.price
    if not even and line.of_line is None and line.gross != price_of(line.qty, line.price):
        return "gross is not quantity times price"
    if line.tax_rule is None and line.tax:
        return "tax without a rule"
    return None


def _promotions_impossible(line: ReceiptLine) -> str | None:
    if any(one.amount <= 0 for one in line.promotions) or line.promoted > line.line_discount:
        return "promotions are not a part of the discount"
    if len({one.promotion for one in line.promotions}) != len(line.promotions):
        return "a promotion stands twice"
    return None


def tax_differs(receipt: Receipt) -> Money:
    """Tax on the receipt minus tax by its own rules; 0 for a return: its tax is a difference of roundings."""
    if receipt.kind is ReceiptKind.RETURN:
        return Money(0)
    own = sum([rule.tax_on(Money(sum([line.net for line in lines]))) for rule, lines in receipt.by_rule])
    return Money(receipt.tax - own)
