"""Facts that break a rule are booked and flagged (sync.md §4)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import ReceiptTold, TillEvent, Told
from backoffice_server.features.sales.service.memory import ListPrice
from backoffice_server.features.sales.service.state import ProductFacts
from backoffice_server.features.stock.book import Outcome
from shared_models.rules.cart_prices import CHOSEN, Key, counted_for_tiers
from shared_models.rules.price_choice import RETAIL, WALK_IN, Buyer, LevelCode, choose_price
from shared_models.rules.receipt import Receipt, ReceiptKind, ReceiptLine
from shared_models.rules.tax import TaxRule, rule_for
from shared_models.values.codes import PriceSource, ReviewCode, StreamPurpose, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, price_of
from shared_models.values.refusals import Refusal

# Sources that a price of the list stands behind.
_LISTED: Final = CHOSEN | {PriceSource.LABEL}
LEAST: Final = Quantity(1)
# One in so many of a label's price may be due to the grams: rules/label_prices.py.
LABEL_NEAR: Final = 100
SKEW_MS_MAX: Final = 120_000
_SKEW: Final = timedelta(milliseconds=SKEW_MS_MAX)


def flag_receipt(
    batch: Batch,
    item: TillEvent,
    event: ReceiptTold,
    products: list[ProductFacts],
    outcomes: dict[int, Outcome],
) -> tuple[ReviewCode, ...]:
    """Flag what is odd about a posted receipt; the codes of all flags the document has."""
    document, receipt = event.p.sale, item.receipt
    assert receipt is not None
    kind = DocumentKind.SALE if receipt.kind is ReceiptKind.SALE else DocumentKind.RETURN
    _flag_number(batch, event, kind, document)
    for line, facts in zip(receipt.lines, products, strict=True):
        outcome = outcomes.get(line.line)
        if facts.listed is None or (outcome and (outcome.went_negative or outcome.cost_unknown)):
            _flag_goods(batch, line, facts, kind, document, outcome)
    flag_document(batch, event, kind, document)
    if kind is DocumentKind.SALE:
        _flag_prices(batch, event, receipt, products)
        _flag_tax(batch, item, kind, document, receipt)
    return codes_of(batch, document)


def flag_document(batch: Batch, event: Told, kind: DocumentKind, document: UUID) -> None:
    """What can be odd about any document: its day, its people, its till and its clock."""
    day = batch.posting_day(event.bdate)
    if day != event.bdate:
        facts = {"bdate": event.bdate.isoformat(), "posted": day.isoformat()}
        batch.flag(ReviewCode.POSTED_LATER, document, kind, document, facts=dict(facts))
    flag_origin(batch, event, kind, document)
    if batch.source.purpose is StreamPurpose.LIVE and clock_was_wrong(
        event.at, event.skew_ms, now=batch.unit.now()
    ):
        batch.flag(
            ReviewCode.CLOCK_SKEW,
            batch.source.register_id,
            kind,
            document,
            facts={"skew_ms": event.skew_ms, "at": event.at.isoformat()},
            once=True,
        )


def flag_origin(batch: Batch, event: Told, kind: str, document: UUID) -> None:
    """Who may no longer work here, or from here: what they did still lands, for a person to see."""
    for person in dict.fromkeys((event.actor, event.approver)):
        if person is not None and not batch.state.staff.get(person):
            known = person in batch.state.staff
            code = ReviewCode.STAFF_DISMISSED if known else ReviewCode.UNKNOWN_STAFF
            batch.flag(code, person, kind, document)
    if batch.source.revoked:
        batch.flag(ReviewCode.DEVICE_REVOKED, batch.source.device, kind, document)


def clock_was_wrong(at: datetime, skew_ms: int | None, *, now: datetime) -> bool:
    """Whether a live till's clock was off: by what it measured itself, or ahead of ours when it came in."""
    return at > now + _SKEW or abs(skew_ms or 0) > SKEW_MS_MAX


def codes_of(batch: Batch, document: UUID) -> tuple[ReviewCode, ...]:
    """Codes of the flags raised last, as long as they are this document's."""
    codes: list[ReviewCode] = []
    for flag in reversed(batch.flags):
        if flag.document != document:
            break
        codes.append(flag.code)
    return tuple(dict.fromkeys(reversed(codes)))


def _flag_number(batch: Batch, event: Told, kind: DocumentKind, document: UUID) -> None:
    number = event.receipt
    if number is None:
        return
    if number in batch.state.receipts:
        batch.flag(ReviewCode.DUPLICATE_RECEIPT_NUMBER, number, kind, document)
    batch.state.receipts.add(number)


def _flag_goods(
    batch: Batch,
    line: ReceiptLine,
    product: ProductFacts,
    kind: DocumentKind,
    document: UUID,
    outcome: Outcome | None,
) -> None:
    subject = product.product
    if product.listed is None:
        facts = {"sku": line.item.sku, "name": line.item.name}
        batch.flag(ReviewCode.UNKNOWN_PRODUCT, subject, kind, document, facts=dict(facts), once=True)
    if outcome is not None and outcome.went_negative:
        batch.flag(ReviewCode.NEGATIVE_STOCK, subject, kind, document)
    if outcome is not None and outcome.cost_unknown:
        batch.flag(ReviewCode.COST_UNKNOWN, subject, kind, document, once=True)


def _flag_prices(
    batch: Batch,
    event: ReceiptTold,
    receipt: Receipt,
    products: list[ProductFacts],
) -> None:
    place, day = batch.state.place, event.bdate.toordinal()
    seen = event.cat.company if event.cat.epoch == place.epoch else None
    buyer = _buyer(batch, event)
    counted: Counter[Key] | None = None
    for line, product in zip(receipt.lines, products, strict=True):
        known = product.listed
        if known is None or line.price_source not in _LISTED:
            continue
        prices = known.prices.get(line.item.unit, ())
        # Most products have one price: the usual case needs no choice.
        if len(prices) == 1 and prices[0].is_plain and _applies(prices[0], day, seen):
            listed: int | None = prices[0].price
        elif line.price_source is PriceSource.LABEL:
            listed = listed_price(prices, place.key, day, seen)
        else:
            counted = counted or counted_for_tiers(receipt.lines)
            qty = Quantity(counted[product.product, line.item.unit])
            listed = listed_price(prices, place.key, day, seen, qty=qty, buyer=buyer)
        if _differs(line, listed):
            batch.flag(
                ReviewCode.PRICE_DIFFERS,
                product.product,
                DocumentKind.SALE,
                event.p.sale,
                facts={"line": line.line, "price": line.price, "listed": listed},
            )


def _differs(line: ReceiptLine, listed: int | None) -> bool:
    """A label states what the package costs; the weight that follows is a whole number of grams, and near
    enough at the list price.
    """
    if line.price_source is not PriceSource.LABEL or listed is None:
        return listed != line.price
    return abs(line.gross - price_of(line.qty, Money(listed))) * LABEL_NEAR > line.gross + LABEL_NEAR


def listed_price(
    prices: Sequence[ListPrice],
    branch: Any,
    day: int,
    seen: int | None,
    *,
    qty: Quantity = LEAST,
    buyer: Buyer = WALK_IN,
) -> int | None:
    """The price that a till which had applied the company feed up to `seen` must have chosen."""
    known = [one for one in prices if seen is None or one.introduced <= seen]
    known.sort(key=lambda one: one.introduced)
    try:
        return choose_price(known, day=day, branch=branch, qty=qty, buyer=buyer).price
    except Refusal:
        return None


def _buyer(batch: Batch, event: ReceiptTold) -> Buyer:
    """Who bought, as the event says; ids as the driver gives those of the prices."""
    customer = event.p.customer
    key = customer.bytes if customer is not None and batch.unit.dialect == "sqlite" else customer
    return Buyer(key, LevelCode(event.p.level or RETAIL))


def _applies(price: ListPrice, day: int, seen: int | None) -> bool:
    if price.valid_from > day or (price.valid_to is not None and price.valid_to < day):
        return False
    return seen is None or price.introduced <= seen


def _flag_tax(batch: Batch, item: TillEvent, kind: DocumentKind, document: UUID, receipt: Receipt) -> None:
    rules, day = batch.state.place.tax_rules, item.event.bdate
    odd: list[TaxRule | None] = []
    right: dict[TaxClass, TaxRule | None] = batch.right_rules.setdefault(day, {})
    before: tuple[TaxClass, TaxRule | None] | None = None
    for line in receipt.lines:
        tax_class, used = line.item.tax_class, line.tax_rule
        if before is not None and before[0] is tax_class and before[1] is used:
            continue
        before = (tax_class, used)
        if tax_class not in right:
            right[tax_class] = rule_for(rules, tax_class, day)
        if used != right[tax_class]:
            odd.append(used)
    if odd or item.tax_off:
        batch.flag(
            ReviewCode.TAX_DIFFERS,
            document,
            kind,
            document,
            facts={"off": item.tax_off, "rule": odd[0].code if odd and odd[0] else None},
        )
