"""What goods that come back are worth: their sale line's cost, else present cost."""

from dataclasses import dataclass

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.sales.service.batch import Batch
from backoffice_server.features.sales.service.facts import ReceiptTold
from backoffice_server.features.sales.service.originals import Original
from backoffice_server.features.stock.book import present_worth
from shared_models.rules.points_receipt import paid_by
from shared_models.rules.receipt import Receipt, ReceiptLine
from shared_models.rules.returns import share_returned
from shared_models.values.codes import ProductKind, ReviewCode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Fact
from shared_models.wire.sales import returned_points


@dataclass(frozen=True, slots=True)
class Worth:
    """Cost of one returned line, and whether it had to be taken as 0."""

    value: Money
    unknown: bool = False


def worths(batch: Batch, event: ReceiptTold, receipt: Receipt) -> dict[int, Worth]:
    """Worth of each goods line that comes back; flags a return without its sale, or of more than it."""
    kind, document = DocumentKind.RETURN, event.p.sale
    named = event.p.original
    original = None if named is None else batch.state.originals.get((named.branch, named.sale))
    if original is None and not event.p.deposit_back:
        receipt_no = None if named is None else named.receipt
        batch.flag(ReviewCode.RETURN_WITHOUT_SALE, document, kind, document, facts={"receipt": receipt_no})
    before = {} if original is None else _taken(original)
    found: dict[int, Worth] = {}
    exceeds = False
    for line in receipt.lines:
        worth, too_much = _of_sale(original, line)
        exceeds = exceeds or too_much
        if line.item.kind is ProductKind.GOODS:
            found[line.line] = worth or _at_present(batch, line)
    if original is not None:
        original.refunded += receipt.total
        if exceeds or original.refunded > original.total:
            assert named is not None
            facts: dict[str, Fact] = {"receipt": named.receipt, "refunded": original.refunded}
            batch.flag(ReviewCode.RETURN_EXCEEDS_SALE, named.sale, kind, document, facts=facts)
        if not exceeds:
            _flag_points(batch, event, receipt, original, before)
    return found


def _flag_points(
    batch: Batch, event: ReceiptTold, receipt: Receipt, original: Original, before: dict[int, Quantity]
) -> None:
    """What a return says of points is its share of what the sale said, or it is flagged."""
    if original.points is None or original.receipt is None:
        return
    by_points = paid_by(receipt, TenderMethod.LOYALTY_POINT)
    right = returned_points(
        original.points,
        original.receipt,
        by_points,
        refunded_before=original.by_points,
        before=before,
        after=_taken(original),
    )
    original.by_points = Money(original.by_points + by_points)
    told = event.p.points_back
    if told != right:
        document = event.p.sale
        facts: dict[str, Fact] = {
            "taken_back": 0 if told is None else told.taken_back,
            "given_back": 0 if told is None else told.given_back,
        }
        batch.flag(ReviewCode.POINTS_DIFFER, document, DocumentKind.RETURN, document, facts=facts)


def _taken(original: Original) -> dict[int, Quantity]:
    """What has come back so far, by line of the sale."""
    return {number: Quantity(line.back) for number, line in original.lines.items()}


def _of_sale(original: Original | None, line: ReceiptLine) -> tuple[Worth | None, bool]:
    """The share of the sale line's cost, and whether the line asks for more than was sold."""
    if original is None:
        return None, False
    sold = None if line.of_line is None else original.lines.get(line.of_line)
    if sold is None or sold.product != line.item.product:
        return None, True
    before, after = Quantity(sold.back), Quantity(sold.back + line.qty)
    sold.back = after
    share = share_returned(sold.cost, sold=Quantity(sold.qty), before=before, after=after)
    return Worth(Money(max(share, 0))), after > sold.qty


def _at_present(batch: Batch, line: ReceiptLine) -> Worth:
    shelf = batch.state.products[line.item.product].shelf
    return Worth(*present_worth(shelf, line.base_qty))
