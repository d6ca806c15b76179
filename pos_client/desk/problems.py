"""What went wrong, in the user's words: refusals by code and facts, bugs by a calm sentence and a number."""

import logging
from collections.abc import Callable, Mapping
from datetime import date
from string import Formatter
from typing import Final

from pos_client import texts
from pos_client.texts import N_, _
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Refusal

log = logging.getLogger(__name__)

# The richest text whose facts are all there is shown; the last one needs none.
_TEXTS: Final[dict[ErrorCode, tuple[str, ...]]] = {
    ErrorCode.INVALID: (N_("Some entries need correcting."),),
    ErrorCode.NOT_FOUND: (N_("That no longer exists."),),
    ErrorCode.CONFLICT: (N_("Someone else has changed this meanwhile. Look at it again, then repeat."),),
    ErrorCode.TOO_LARGE: (N_("That is too large to be taken in one piece."),),
    ErrorCode.NOT_SIGNED_IN: (N_("Please sign in again."),),
    ErrorCode.NOT_ALLOWED: (N_("You may not do this: {permission}."), N_("You may not do this.")),
    ErrorCode.WRONG_LOGIN: (N_("Name or password is wrong."),),
    ErrorCode.TOO_MANY_TRIES: (
        N_("Too many tries. Wait {seconds} seconds."),
        N_("Too many tries. Wait {retry_after_s} seconds."),
        N_("Too many tries. Wait a little."),
    ),
    ErrorCode.SERVER_BUSY: (N_("The back office is busy. Try again in a moment."),),
    ErrorCode.SERVER_UNREACHABLE: (
        N_("The back office has not answered since {clock}."),
        N_("The back office cannot be reached."),
    ),
    ErrorCode.SERVER_FAULT: (
        N_("The back office made a mistake. Nothing is lost. Reference {reference}."),
        N_("The back office made a mistake. Nothing is lost."),
    ),
    ErrorCode.OTHER_COMPANY: (N_("That belongs to another company."),),
    ErrorCode.LAST_OWNER: (
        N_("The shop's last owner keeps the role and the access. Add another owner first."),
    ),
    ErrorCode.RESNAPSHOT: (N_("This till fetches its catalogue anew."),),
    ErrorCode.ENROLMENT_CODE_UNKNOWN: (N_("This code is not known. Check it letter by letter."),),
    ErrorCode.ENROLMENT_CODE_USED: (N_("This code was used already. Ask the back office for a new one."),),
    ErrorCode.ENROLMENT_CODE_EXPIRED: (N_("This code has expired. Ask the back office for a new one."),),
    ErrorCode.DEVICE_REVOKED: (N_("This till was locked by the back office."),),
    ErrorCode.SKU_TAKEN: (N_("Already used by {name}."), N_("This code is already used.")),
    ErrorCode.BARCODE_TAKEN: (N_("Already used by {name}."), N_("This barcode is already used.")),
    ErrorCode.BARCODE_CHECK_DIGIT: (
        N_("The barcode should end in {expected}. Scan it once more."),
        N_("The barcode's last digit does not fit. Scan it once more."),
    ),
    ErrorCode.BARCODE_UNUSABLE: (N_("No scanner sends such a code. Scan it once more."),),
    ErrorCode.STORE_CODE_LAYOUT: (N_("Labels cannot be read by this pattern."),),
    ErrorCode.QRIS_INVALID: (N_("This is no static QRIS code that can be shown."),),
    ErrorCode.CUSTOMER_NEEDED: (N_("Choose a customer first (F3)."),),
    ErrorCode.POINTS_REFUSED: (
        N_("Points cannot pay this: at most {most} points."),
        N_("Points cannot pay this."),
    ),
    ErrorCode.PRICE_MISSING: (N_("{name} has no price."), N_("There is no price.")),
    ErrorCode.PRICE_NOT_POSITIVE: (N_("The price must be above zero."),),
    ErrorCode.UNKNOWN_CATEGORY: (N_("There is no such category."),),
    ErrorCode.UNKNOWN_UNIT: (N_("There is no such unit."),),
    ErrorCode.UNKNOWN_TAX_CLASS: (N_("There is no such tax class."),),
    ErrorCode.UNKNOWN_PRICE_LEVEL: (N_("There is no such price level."),),
    ErrorCode.FIELD_REQUIRED: (N_("This is needed."),),
    ErrorCode.FIELD_TOO_LONG: (N_("At most {at_most} characters."), N_("This is too long.")),
    ErrorCode.NOT_A_NUMBER: (N_("This is not a number."),),
    ErrorCode.AMBIGUOUS_NUMBER: (N_("Is that a thousand or a fraction? Write it without a point."),),
    ErrorCode.COLUMN_MISSING: (N_("The column {column} is missing."), N_("A column is missing.")),
    ErrorCode.DUPLICATE_ROW: (N_("The same as row {row}."), N_("This row stands there twice.")),
    ErrorCode.UNKNOWN_CODE: (N_("{code} is not in the catalogue."), N_("That is not in the catalogue.")),
    ErrorCode.QUANTITY_OUT_OF_RANGE: (N_("This quantity is not possible."),),
    ErrorCode.QUANTITY_NOT_WHOLE: (N_("This is sold in whole units only."),),
    ErrorCode.CART_EMPTY: (N_("There is nothing to pay yet."),),
    ErrorCode.CART_FULL: (N_("This receipt is full. Pay it, then go on with a new one."),),
    ErrorCode.CART_CHANGED: (N_("The cart has changed. Look at the total again."),),
    ErrorCode.LINE_UNKNOWN: (N_("This line is no longer in the cart."),),
    ErrorCode.DISCOUNT_TOO_LARGE: (N_("The discount is larger than the price."),),
    ErrorCode.TENDER_TOO_SMALL: (
        N_("{missing} is still missing."),
        N_("That is not enough."),
    ),
    ErrorCode.REFERENCE_INVALID: (N_("A reference number (RRN) has twelve digits."),),
    ErrorCode.REFERENCE_USED: (
        N_("{reference} paid for {receipt} already: ask for this payment's own number."),
        N_("This payment was used for another receipt."),
    ),
    ErrorCode.VOUCHER_ENTERED: (N_("This code is in the cart already."),),
    ErrorCode.VOUCHER_UNUSABLE: (N_("Code {voucher} does not hold now."), N_("This code does not hold now.")),
    ErrorCode.CARD_NUMBER_REFUSED: (
        N_("That is a card's number. It is never kept: leave it out, or type the last four digits."),
    ),
    ErrorCode.STORED_VALUE_UNKNOWN: (
        N_("{number} is not known to this till. Was it loaded a moment ago at another one?"),
        N_("This number is not known to this till."),
    ),
    ErrorCode.STORED_VALUE_SHORT: (
        N_("Only {amount} is left on {number}."),
        N_("Not enough is left on it."),
    ),
    ErrorCode.STORED_VALUE_BLOCKED: (
        N_("{number} was blocked by the shop. Do not take it; ask the office."),
        N_("It was blocked by the shop. Do not take it; ask the office."),
    ),
    ErrorCode.STORED_VALUE_LAPSED: (
        N_("{number} could be spent until {on}."),
        N_("It cannot be spent any more."),
    ),
    ErrorCode.STORED_VALUE_OFFLINE: (
        N_("{amount} of {number} can be taken now; more when the back office has heard of the last payment."),
        N_("More of it can be taken when the back office has heard of the last payment."),
    ),
    ErrorCode.DONATION_TOO_LARGE: (N_("More than the change cannot be given away."),),
    ErrorCode.DEPOSIT_TOO_LARGE: (
        N_("A deposit is never more than {total}."),
        N_("That is more than the order."),
    ),
    ErrorCode.BUYER_INVALID: (N_("The buyer's particulars are not right."),),
    ErrorCode.TAX_INVOICE_NOT_OFFERED: (
        N_("A tax invoice is made of a taxed sale by a taxed shop, with taxed goods only."),
    ),
    ErrorCode.ORDER_UNKNOWN: (
        N_("No order or quotation {number} is known here. One of another till comes with the next contact."),
        N_("No such order or quotation is known here."),
    ),
    ErrorCode.ORDER_CLOSED: (
        N_("{number} was picked up or cancelled already."),
        N_("It was picked up or cancelled already."),
    ),
    ErrorCode.TENDER_TOO_LARGE: (N_("That is more than any change could be given for."),),
    ErrorCode.NO_OPEN_SHIFT: (N_("No shift is open. Open one first."),),
    ErrorCode.SHIFT_ALREADY_OPEN: (N_("A shift is open already."),),
    ErrorCode.SHIFT_OF_ANOTHER: (
        N_("The drawer is {name}'s. They count it and hand it over, or a supervisor closes the shift."),
        N_(
            "The drawer is somebody else's. They count it and hand it over, or a supervisor closes the shift."
        ),
    ),
    ErrorCode.CARTS_STILL_OPEN: (N_("There is still a cart with goods. Pay, hold or clear it first."),),
    ErrorCode.RECEIPT_UNKNOWN: (
        N_("Receipt {number} is not known here."),
        N_("This receipt is not known here."),
    ),
    ErrorCode.RECEIPT_ELSEWHERE: (
        N_("Receipt {number} is of another till: it is found when the back office can be reached."),
        N_("This receipt is of another till: it is found when the back office can be reached."),
    ),
    ErrorCode.RECEIPT_NOT_GENUINE: (
        N_("The check code on this paper is not that of {number}: it may be forged. Call a supervisor."),
        N_("The check code on this paper is not that of the receipt: it may be forged. Call a supervisor."),
    ),
    ErrorCode.RECEIPT_DAMAGED: (
        N_("The record of receipt {number} is damaged on this till. The back office may still show it."),
        N_("The record of this receipt is damaged on this till. The back office may still show it."),
    ),
    ErrorCode.RETURN_TOO_MUCH: (
        N_("Only {left} of it can still be returned."),
        N_("That is more than was sold and not yet returned."),
    ),
    ErrorCode.CHECK_NEEDED: (N_("It was not confirmed, so it is not sold."),),
    ErrorCode.TOO_YOUNG: (
        N_("The customer is not {at_least} yet: it may not be sold."),
        N_("The customer is too young for it."),
    ),
    ErrorCode.LOT_EXPIRED: (
        N_("Lot {lot} has expired: put it aside."),
        N_("It has expired: put it aside."),
    ),
    ErrorCode.SERIAL_NEEDED: (N_("Scan the serial number of the piece."),),
    ErrorCode.SERIAL_IN_CART: (
        N_("{serial} is in the cart already."),
        N_("This serial number is in the cart already."),
    ),
    ErrorCode.SERIAL_SOLD: (
        N_("{serial} was sold before. Compare with the piece, or call a supervisor."),
        N_("This serial number was sold before."),
    ),
    ErrorCode.SERIAL_NOT_OF_SALE: (
        N_("{serial} is not the piece that was sold on this line."),
        N_("This is not the piece that was sold."),
    ),
    ErrorCode.RECEIPT_NEEDED: (
        N_("{name} has a serial number: it comes back against its receipt only."),
        N_("It has a serial number: it comes back against its receipt only."),
    ),
    ErrorCode.TRACKING_STAYS: (N_("It is kept in lots already, and stays so."),),
    ErrorCode.SERIAL_BY_PIECE: (N_("Goods with serial numbers have one unit, sold whole."),),
    ErrorCode.APPROVAL_NEEDED: (
        N_("A supervisor must allow this: {permission}."),
        N_("A supervisor must allow this."),
    ),
    ErrorCode.WRONG_PIN: (N_("This PIN is not right."),),
    ErrorCode.WRONG_CARD: (N_("This card does not allow it, or no longer counts."),),
    ErrorCode.PIN_TAKEN: (N_("This PIN is in use already. Choose another one."),),
    ErrorCode.PIN_NEEDED: (N_("Whoever comes back needs a PIN anew. Type one."),),
    ErrorCode.DISK_FULL: (N_("The disk is full. Make room: a sale could not be saved."),),
    ErrorCode.STORE_IN_USE: (N_("This till is open in another window already."),),
    ErrorCode.STORE_DAMAGED: (N_("The till's data is damaged. Do not go on; call for help."),),
    ErrorCode.CLOCK_ABSURD: (
        N_("This computer's clock says {date}. Set it right, or let a supervisor open the shift."),
        N_("This computer's clock is wrong. Set it right, or let a supervisor open the shift."),
    ),
    ErrorCode.SALES_WAITING: (
        N_("{waiting} sales have not been sent yet. Send them first."),
        N_("Some sales have not been sent yet. Send them first."),
    ),
    ErrorCode.QUEUE_EMPTY: (N_("Nobody waits."),),
    ErrorCode.TICKET_STEP_UNFIT: (
        N_("{number} has moved on meanwhile. Look at the queue again."),
        N_("That number has moved on meanwhile. Look at the queue again."),
    ),
    ErrorCode.NOT_ENROLLED: (N_("This till belongs to no shop yet."),),
    ErrorCode.PRINTER_OFFLINE: (N_("The printer does not answer. Receipts are kept and printed later."),),
    ErrorCode.PRINTER_FAULT: (N_("The printer reports a fault: paper or cover?"),),
    ErrorCode.NOT_BALANCED: (N_("Debit and credit differ."),),
    ErrorCode.ACCOUNT_NOT_POSTING: (N_("This account only sums up others."),),
    ErrorCode.SERVER_RUNNING: (N_("The back office is running already. Use the admin tab."),),
}

PERMISSIONS: Final[dict[Permission, str]] = {
    Permission.SELL: N_("sell"),
    Permission.OPEN_SHIFT: N_("open a shift"),
    Permission.CASH_MOVE: N_("move cash"),
    Permission.LINE_DISCOUNT: N_("give a discount"),
    Permission.PRICE_OVERRIDE: N_("change a price"),
    Permission.RETURN: N_("take goods back"),
    Permission.RETURN_WITHOUT_RECEIPT: N_("take goods back without a receipt"),
    Permission.CLEAR_CART: N_("clear the cart"),
    Permission.OPEN_DRAWER: N_("open the drawer"),
    Permission.REPRINT: N_("print a copy"),
    Permission.APPROVE: N_("approve"),
    Permission.ADMIN_VIEW: N_("see the back office"),
    Permission.ADMIN_CATALOG: N_("change products"),
    Permission.ADMIN_STOCK: N_("change stock"),
    Permission.ADMIN_LEDGER: N_("change the books"),
    Permission.ADMIN_STAFF: N_("change staff"),
    Permission.ADMIN_TILLS: N_("manage tills"),
    Permission.IMPORT_SALES: N_("import sales"),
}

# How a fact is written. Facts are whole numbers in smallest units, as everywhere.
_MONEY: Final = {"missing", "due", "amount", "tendered", "price"}
_QUANTITIES: Final = {"left", "wanted", "qty", "quantity"}


def problem_text(code: ErrorCode, facts: Mapping[str, object] | None = None) -> str:
    """A refusal in the language in use."""
    given = dict(facts or {})
    offered = _TEXTS[code]
    chosen = next((text for text in offered if _places(text) <= given.keys()), offered[-1])
    return _(chosen, **{key: _written(key, given[key]) for key in _places(chosen) & given.keys()})


def fault_texts(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Every (field, sentence) of an `invalid` refusal, for `Form.show_faults`."""
    faults = facts.get("faults")
    if not isinstance(faults, list):
        return []
    return [(str(fault.get("field", "")), _fault_text(fault)) for fault in faults if isinstance(fault, dict)]


def permission_text(permission: Permission) -> str:
    """What a permission allows, as the end of a sentence."""
    return _(PERMISSIONS[permission])


def refusal_text(error: BaseException) -> str | None:
    """The words of a refusal, None for anything else: that is a bug."""
    return problem_text(error.code, error.facts) if isinstance(error, Refusal) else None


class Problems:
    """The default handler: refusals are worded, bugs are logged under a reference number."""

    def __init__(self, say: Callable[[str], None], reference: Callable[[], str]) -> None:
        self._say = say
        self._reference = reference

    def handle(self, error: BaseException) -> None:
        """Tell the user, calmly. For `Background(problem=…)` and the interpreter's last resort."""
        self._say(self.text_of(error))

    def text_of(self, error: BaseException) -> str:
        words = refusal_text(error)
        if words is not None:
            return words
        reference = self._reference()
        log.error("unexpected, reference %s", reference, exc_info=error)
        return _(
            "Something went wrong here, but nothing is lost. Note the number {reference}.",
            reference=reference,
        )


def _fault_text(fault: Mapping[str, object]) -> str:
    code = ErrorCode(str(fault.get("code", ErrorCode.INVALID)))
    least, most = fault.get("at_least"), fault.get("at_most")
    if code is ErrorCode.INVALID and isinstance(least, int):
        if isinstance(most, int):
            return _("Between {least} and {most} characters.", least=least, most=most)
        return _("At least {least} characters.", least=least)
    if code is ErrorCode.INVALID:
        return _("This cannot be right.")
    if code is ErrorCode.CONFLICT:
        return _("This is taken already.")
    return problem_text(code, fault)


def _places(text: str) -> set[str]:
    return {name for _words, name, _spec, _conversion in Formatter().parse(text) if name}


def _written(key: str, value: object) -> str:
    if key == "permission" and value in {known.value for known in Permission}:
        return permission_text(Permission(str(value)))
    if key == "on" and isinstance(value, str):
        return texts.day(date.fromisoformat(value))
    if key == "date":
        # With its century: a clock may be off by decades.
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    if isinstance(value, int) and not isinstance(value, bool):
        if key in _MONEY:
            return texts.rupiah(value)
        return texts.quantity(value) if key in _QUANTITIES else texts.amount(value)
    return str(value)
