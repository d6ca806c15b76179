"""How the review desk calls things, and each code explained in plain words."""

from dataclasses import dataclass
from typing import Final

from pos_client.texts import N_, _
from shared_models.values.codes import ReviewCode
from shared_models.wire.reviews import ReviewHow, ReviewStep


@dataclass(frozen=True, slots=True)
class Explained:
    """Three sentences, worded when shown."""

    happened: str
    why: str
    to_do: str


EXPLAINED: Final = {
    ReviewCode.NEGATIVE_STOCK: Explained(
        N_("More was sold than the books had on the shelf."),
        N_("The customer had the goods in hand, so the sale stands, at the last known cost."),
        N_(
            "Count the shelf and book the count. Often a delivery was not entered yet: enter it, then accept."
        ),
    ),
    ReviewCode.COST_UNKNOWN: Explained(
        N_("A product was sold that has neither stock nor a cost."),
        N_("The sale was booked with a cost of zero, so its profit looks too high."),
        N_("Book the stock with its cost; what was sold below zero is settled with it."),
    ),
    ReviewCode.UNKNOWN_PRODUCT: Explained(
        N_("A till sold a product that is not in the catalogue here."),
        N_("The sale was booked on a hidden product with the name and code the till had."),
        N_("Open the product, give it a name and a price, then accept."),
    ),
    ReviewCode.UNKNOWN_STAFF: Explained(
        N_("Nobody here knows the person who did this."),
        N_("What happened at the till has happened: it was booked without a name."),
        N_("Ask at the till who it was, and write the answer into the note."),
    ),
    ReviewCode.STAFF_DISMISSED: Explained(
        N_("Somebody sold who no longer works here."),
        N_("The till had not heard of it yet, and the customer has paid."),
        N_("Compare day and time with the day they left. If it is later, speak with the supervisor."),
    ),
    ReviewCode.DEVICE_REVOKED: Explained(
        N_("A till that was locked sent this."),
        N_("Its signature is right: it was really written there, so it was booked."),
        N_("Make sure who had the till then. If it was stolen, note that, and count cash and goods."),
    ),
    ReviewCode.PRICE_DIFFERS: Explained(
        N_("A product was sold at another price than the list the till had."),
        N_("The customer paid that price, so it was booked as paid."),
        N_("Compare both prices below. A till that repeats this needs its catalogue fetched anew."),
    ),
    ReviewCode.TAX_DIFFERS: Explained(
        N_("The tax on this receipt is not what the rules of that day give."),
        N_("The tax stands on the customer's receipt, so it was booked as printed."),
        N_("Check the tax class of the products and the rule of the day. Tell whoever files the tax."),
    ),
    ReviewCode.POSTED_LATER: Explained(
        N_("The business date was before the books began, or in the future."),
        N_("Sales figures keep the till's day; the books took the nearest open day."),
        N_("Check the till's clock. Otherwise nothing is to be done."),
    ),
    ReviewCode.CLOCK_SKEW: Explained(
        N_("The till's clock was off by more than two minutes."),
        N_("The order of receipts does not depend on the clock; only the times shown do."),
        N_("Set the clock of that computer, and have it set itself from the internet."),
    ),
    ReviewCode.DUPLICATE_RECEIPT_NUMBER: Explained(
        N_("Two receipts carry the same number."),
        N_("Both were really written, so both were booked. A copied or restored till does this."),
        N_("Compare both receipts. If one disk was copied, lock one of the tills."),
    ),
    ReviewCode.VOUCHER_OVERUSED: Explained(
        N_("A promotion's code was used more often than allowed."),
        N_("The till could not know of uses elsewhere, and the customer has had the discount."),
        N_("If it went round, switch the promotion off or give its limit another figure."),
    ),
    ReviewCode.RETURN_WITHOUT_SALE: Explained(
        N_("Goods came back, and the sale they belong to is not here."),
        N_("The money was paid out, so the return was booked at the last known cost."),
        N_("Look for the customer's receipt. The sale may still be waiting at another till."),
    ),
    ReviewCode.RETURN_EXCEEDS_SALE: Explained(
        N_("More came back than was sold on that receipt."),
        N_("The money was paid out, so every return was booked."),
        N_("Compare the returns of the receipt. Two tills may have taken the same receipt back."),
    ),
    ReviewCode.SHIFT_FIGURES_DIFFER: Explained(
        N_("The till's figures of a shift are not those of the books."),
        N_("The closing was booked with the books' own figures; what came later is in the drawer still."),
        N_(
            "Find out where that cash went, then settle the drawer with what was found. Without cash, accept."
        ),
    ),
    ReviewCode.SHIFT_CLOSED_TWICE: Explained(
        N_("One shift was closed twice."),
        N_("Both counts were booked: the second one took out what had come since the first."),
        N_("Count the safe against both counts. Settle the drawer if something is left."),
    ),
    ReviewCode.CASH_REASON_UNFIT: Explained(
        N_("Cash moved for a reason that does not fit its direction."),
        N_("The cash has moved, so it was booked as other income or expense."),
        N_("Ask what it was for, and write it into the note."),
    ),
    ReviewCode.STREAM_MISMATCH: Explained(
        N_("The till sent what belongs to another till or branch."),
        N_("It was kept as it is and booked nowhere."),
        N_(
            "Find out whether a till was moved without joining anew. Set it aside once its sales are entered."
        ),
    ),
    ReviewCode.CHAIN_FORK: Explained(
        N_("The till's journal was written twice: two tills go on from the same place."),
        N_("Both really sold, so both were booked."),
        N_("Look for a copied disk or a restored image, and lock one of the two."),
    ),
    ReviewCode.ORPHAN_EVENT: Explained(
        N_("Something before this is missing: the till lost it as well."),
        N_("What came after it is whole and was booked."),
        N_("Compare the receipt numbers around the gap and the cash of that shift."),
    ),
    ReviewCode.TOTALS_IMPOSSIBLE: Explained(
        N_("The sums on this receipt cannot be true."),
        N_("Its figures contradict each other: whichever of them was booked could be the wrong one."),
        N_(
            "Compare with the paper receipt. Take its goods out of stock by hand; its cash shows when the"
            " shift is counted. Then set it aside with a note."
        ),
    ),
    ReviewCode.DAMAGED_EVENT: Explained(
        N_("It arrived damaged, or was signed by somebody else."),
        N_("Nobody can vouch for it, so it was kept and booked nowhere."),
        N_("Compare with the paper receipts of that time. Check the till's disk, then set it aside."),
    ),
    ReviewCode.NOT_APPLIED: Explained(
        N_("No rule can book this."),
        N_("It was kept as it is; everything after it was booked."),
        N_("Read the till's record. Correct what is missing, then set it aside with a note."),
    ),
    ReviewCode.CLONE_ALARM: Explained(
        N_("A till spoke as it did some time ago."),
        N_("Its sales were booked. A disk that was copied or put back looks like this."),
        N_("Make sure that no second machine runs with this till's disk, then accept."),
    ),
    ReviewCode.REFERENCE_REPEATED: Explained(
        N_("A payment's number stands on two receipts."),
        N_("Both were booked. One of them was perhaps never paid: a customer may have shown an old payment."),
        N_("Look for the payment in the shop's app or statement, ask who took it, then accept."),
    ),
    ReviewCode.STORED_VALUE_UNUSABLE: Explained(
        N_("A gift card, voucher or store credit was spent that is blocked, or whose last day was over."),
        N_("The sale was booked. The till had not heard of it yet, or the goods were gone before."),
        N_("Look at its moves under cards and vouchers. Speak with the customer, or accept it."),
    ),
    ReviewCode.STORED_VALUE_OVERDRAWN: Explained(
        N_("A gift card, voucher or store credit was spent beyond what was on it."),
        N_("The sale was booked. Two tills took it before each heard of the other, or it was never loaded."),
        N_("Look at its moves under gift cards. Let the customer pay the rest, or accept it."),
    ),
    ReviewCode.ORDER_CLOSED_TWICE: Explained(
        N_("One order was picked up or cancelled twice."),
        N_("Both were booked. Two tills did it before each heard of the other: the deposit was used twice."),
        N_("Ask who has the goods. Let the customer pay what the deposit did not cover, or accept it."),
    ),
    ReviewCode.LOT_UNKNOWN: Explained(
        N_("Goods that are kept in lots were sold, and nobody said from which lot."),
        N_("The sale was booked; these goods stand under no lot until a lot is received or corrected."),
        N_("Enter the lots that are on the shelf in a stock adjustment, then accept."),
    ),
    ReviewCode.LOT_NEGATIVE: Explained(
        N_("More was sold of a lot than the books had in it."),
        N_("The customer had the goods in hand, so the sale stands."),
        N_("Look at the shelf: often the goods were of another lot. Move them with a stock adjustment."),
    ),
    ReviewCode.LOT_EXPIRED: Explained(
        N_("Goods were sold after the day they expire."),
        N_("A supervisor allowed it, or the till did not know the lot's date. The sale was booked."),
        N_("Take the rest of the lot off the shelf. Decide whether to call the customer."),
    ),
    ReviewCode.SERIAL_UNKNOWN: Explained(
        N_("A piece was sold by a serial number that was never received, or by none."),
        N_("The sale was booked, and the number is known as sold from now on."),
        N_("Compare with the delivery. Enter the numbers that came with it, then accept."),
    ),
    ReviewCode.SERIAL_SOLD_TWICE: Explained(
        N_("One serial number stands on two receipts."),
        N_("Both were booked: two tills that were apart, or one number was scanned from the wrong box."),
        N_("Compare with the pieces that are left. Correct the warranty paper of the wrong one."),
    ),
    ReviewCode.CHECK_MISSING: Explained(
        N_("Goods were sold that ask for an age or a prescription, and nothing was confirmed."),
        N_("The till had not heard of it yet, or it is older than this rule. The sale was booked."),
        N_("Ask at the till. If it happens again, see whether that till gets its price list."),
    ),
    ReviewCode.DEVICE_REINSTATED: Explained(
        N_("A till came back that the restored back office did not know."),
        N_("It showed the certificate this company had given it, so it goes on."),
        N_("Make sure the till is yours. If not, lock it."),
    ),
    ReviewCode.DUPLICATE_TICKET_NUMBER: Explained(
        N_("Two people hold the same queue number of one day."),
        N_("Both numbers were kept: no sale and no money hangs on them."),
        N_("If the disk of one till was copied, lock one of the two. Else nothing is to be done."),
    ),
    ReviewCode.UNKNOWN_CUSTOMER: Explained(
        N_("A receipt names a customer that is not known here."),
        N_("The receipt was booked on a hidden customer; points and debts stay with it."),
        N_("Ask at the till who it was. The till that added the customer may not have sent it yet."),
    ),
    ReviewCode.CUSTOMER_ALIKE: Explained(
        N_("A till added a customer whose phone number somebody else has already."),
        N_("Both were kept: a family may share a phone, and points never move by themselves."),
        N_("If it is one person, stop one of the two, and correct its points by hand."),
    ),
    ReviewCode.POINTS_DIFFER: Explained(
        N_("The points of this receipt are not what its rule gives."),
        N_("The customer saw these points on the receipt, so they were booked as printed."),
        N_("Compare with the rule of that day. What is wrong is put right with a correction of points."),
    ),
    ReviewCode.POINTS_OVERSPENT: Explained(
        N_("A customer used more points than there were: two tills that were apart gave them."),
        N_("The goods are paid and gone, so the balance went below zero."),
        N_("The next purchases fill it up. Lower the points a till may take offline if this repeats."),
    ),
    ReviewCode.CREDIT_OVER_LIMIT: Explained(
        N_("A customer owes more than the credit limit, and nobody at the till allowed it."),
        N_("The goods are gone, so the debt was booked."),
        N_("Speak with the customer, or raise the limit. Lower what a till may give alone if this repeats."),
    ),
}
# A code that is newer than its explanation here.
OTHER: Final = Explained(
    N_("Somebody should look at this."),
    N_("It was kept just as its till sent it."),
    N_("Read the till's record, then answer with a note."),
)
HOW: Final = {
    ReviewHow.ACCEPTED: N_("Accepted"),
    ReviewHow.SET_ASIDE: N_("Set aside"),
    ReviewHow.STOCK_ADJUSTED: N_("Stock adjusted"),
    ReviewHow.DRAWER_SETTLED: N_("Drawer settled"),
}
# What is wrong with a record, as the back office names it; of a line it says which before a colon.
FAULTS: Final = {
    "line numbers repeat": N_("Two lines have the same number"),
    "total is not the sum of the lines": N_("The total is not the sum of the lines"),
    "payments less change are not total plus rounding": N_("What was paid is not the total"),
    "money set aside is not positive": N_("A donation or a card that was loaded is not above zero"),
    "a payment or the change is negative": N_("A payment or the change is negative"),
    "quantity, price or unit factor out of range": N_("A quantity or price is not possible"),
    "discount or tax out of range": N_("A discount or tax is not possible"),
    "gross is not quantity times price": N_("An amount is not quantity times price"),
    "tax without a rule": N_("There is tax without a rule"),
    "oversize": N_("It is too large"),
    "malformed": N_("It cannot be read"),
    "hash": N_("Its fingerprint is wrong"),
    "mac": N_("Its signature is wrong"),
    "kid": N_("Its signature is wrong"),
    "seq": N_("It claims another place in the journal"),
    "device": N_("It claims another till"),
    "stream": N_("It claims another journal"),
}
STEPS: Final = {"raised": N_("Raised"), "again": N_("It happened again")}


def explained(code: ReviewCode) -> Explained:
    return EXPLAINED.get(code, OTHER)


def how_text(how: ReviewHow | None) -> str:
    return _(HOW[how]) if how is not None else ""


def step_text(step: ReviewStep) -> str:
    """What was done; by whom, and with which document."""
    what = _(STEPS[step.what]) if step.what in STEPS else how_text(ReviewHow(step.what))
    return ", ".join(part for part in (what, step.who, step.document_no) if part)


def fault_text(fault: str) -> str:
    """Why a record cannot be booked; words nobody prepared stay as they came."""
    head, _colon, tail = fault.rpartition(": ")
    words = _(FAULTS[tail]) if tail in FAULTS else tail
    return f"{words} ({head.removeprefix('line ')})" if head else words
