"""Why something that was booked needs a person's eye, in words."""

from typing import Final

from pos_client.texts import N_, _
from shared_models.values.codes import ReviewCode

REVIEWS: Final = {
    ReviewCode.NEGATIVE_STOCK: N_("Stock fell below zero"),
    ReviewCode.COST_UNKNOWN: N_("The cost of a product is unknown"),
    ReviewCode.UNKNOWN_PRODUCT: N_("A product is not in the catalogue"),
    ReviewCode.UNKNOWN_STAFF: N_("The cashier is unknown"),
    ReviewCode.STAFF_DISMISSED: N_("The cashier no longer works here"),
    ReviewCode.DEVICE_REVOKED: N_("The till had been locked"),
    ReviewCode.PRICE_DIFFERS: N_("A price differs from the list"),
    ReviewCode.TAX_DIFFERS: N_("The tax differs from the rule"),
    ReviewCode.POSTED_LATER: N_("Booked on another day"),
    ReviewCode.CLOCK_SKEW: N_("The till's clock was wrong"),
    ReviewCode.VOUCHER_OVERUSED: N_("A promotion's code was used too often"),
    ReviewCode.DUPLICATE_RECEIPT_NUMBER: N_("The receipt number exists twice"),
    ReviewCode.RETURN_WITHOUT_SALE: N_("The sale that was returned is unknown"),
    ReviewCode.RETURN_EXCEEDS_SALE: N_("More was returned than sold"),
    ReviewCode.SHIFT_FIGURES_DIFFER: N_("The shift's figures differ"),
    ReviewCode.SHIFT_CLOSED_TWICE: N_("The shift was closed twice"),
    ReviewCode.CASH_REASON_UNFIT: N_("The reason for the cash does not fit"),
    ReviewCode.STREAM_MISMATCH: N_("The till's journal does not fit"),
    ReviewCode.CHAIN_FORK: N_("The till's journal was written twice"),
    ReviewCode.ORPHAN_EVENT: N_("Something before it is missing"),
    ReviewCode.TOTALS_IMPOSSIBLE: N_("The totals do not add up"),
    ReviewCode.DAMAGED_EVENT: N_("It arrived damaged"),
    ReviewCode.NOT_APPLIED: N_("It could not be booked"),
    ReviewCode.CLONE_ALARM: N_("The till came with an older state: perhaps its disk was copied"),
    ReviewCode.DUPLICATE_TICKET_NUMBER: N_("A queue number was given out twice"),
    ReviewCode.REFERENCE_REPEATED: N_("One payment was taken for two receipts"),
    ReviewCode.STORED_VALUE_UNUSABLE: N_("A card was spent that was blocked or over"),
    ReviewCode.STORED_VALUE_OVERDRAWN: N_("More was spent of a card than was on it"),
    ReviewCode.ORDER_CLOSED_TWICE: N_("One order was closed twice"),
    ReviewCode.LOT_UNKNOWN: N_("Goods kept in lots were sold of no known lot"),
    ReviewCode.LOT_NEGATIVE: N_("More was sold of a lot than it had"),
    ReviewCode.LOT_EXPIRED: N_("Goods were sold after their expiry date"),
    ReviewCode.SERIAL_UNKNOWN: N_("A piece was sold whose serial number was never received"),
    ReviewCode.SERIAL_SOLD_TWICE: N_("A serial number was sold twice"),
    ReviewCode.CHECK_MISSING: N_("Sold without the age or prescription check"),
    ReviewCode.DEVICE_REINSTATED: N_("A till came back that a restored back office did not know"),
    ReviewCode.UNKNOWN_CUSTOMER: N_("A customer is not known here"),
    ReviewCode.CUSTOMER_ALIKE: N_("A new customer has a known phone number"),
    ReviewCode.POINTS_DIFFER: N_("The points are not those of the rule"),
    ReviewCode.POINTS_OVERSPENT: N_("More points were used than there were"),
    ReviewCode.CREDIT_OVER_LIMIT: N_("More is owed than the limit allows"),
}


def review_text(code: str) -> str:
    known = {review.value: words for review, words in REVIEWS.items()}
    return _(known.get(code, code))
