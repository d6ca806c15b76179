"""Codes.

Closed sets of words that are stored, sent and compared. Texts for them live in the client and the
server's texts.
"""

from enum import StrEnum


class TaxClass(StrEnum):
    """Tax class of a product (Coretax codes in brackets)."""

    TAXABLE = "taxable"  # BKP (01/04)
    EXEMPT = "exempt"  # dibebaskan (08)
    NOT_COLLECTED = "not_collected"  # tidak dipungut (07)
    NON_TAXABLE = "non_taxable"  # not a taxable good (NoVAT)


class ProductKind(StrEnum):
    """Goods move stock, a service does not."""

    GOODS = "goods"
    SERVICE = "service"


class Tracking(StrEnum):
    """How closely goods are kept track of, beside their quantity."""

    SERIAL = "serial"  # every piece by its serial number
    LOT = "lot"  # by lot, with the day it expires


class SerialState(StrEnum):
    """Where a piece with a serial number is."""

    IN_STOCK = "in_stock"
    SOLD = "sold"
    RETURNED = "returned"  # came back from a customer, on the shelf again or not
    GONE = "gone"  # taken out of stock by the office


class CheckKind(StrEnum):
    """What was asked of the customer before something was sold."""

    AGE = "age"
    PRESCRIPTION = "prescription"


class PriceSource(StrEnum):
    """Where a line's price came from."""

    LIST = "list"
    OVERRIDE = "override"  # typed at the till, with approval
    OPEN = "open"  # a product sold at a price asked for at the till
    LABEL = "label"  # what the label of a weighed package states; the quantity follows from it
    RETURN = "return"  # the net price paid on the sale that is returned
    TIER = "tier"  # of the list, from a quantity on
    LEVEL = "level"  # of the price level the sale was at
    CUSTOMER = "customer"  # the customer's own
    AGREED = "agreed"  # in an order or a quotation


class DiscountKind(StrEnum):
    """A discount on one line, or a line's share of a discount on the whole cart."""

    LINE = "line"
    CART = "cart"


class TenderMethod(StrEnum):
    """How a receipt is paid."""

    CASH = "cash"
    QRIS = "qris"
    CARD = "card"
    LOYALTY_POINT = "loyalty_point"
    CREDIT_SALE = "credit_sale"  # on account
    E_WALLET = "e_wallet"
    BANK_TRANSFER = "bank_transfer"
    GIFT_VOUCHER = "gift_voucher"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    CUSTOMER_DEPOSIT = "customer_deposit"  # paid ahead on an order
    FORFEITED_DEPOSIT = "forfeited_deposit"  # of an order cancelled: what the customer gives up


class PutAside(StrEnum):
    """Money of a receipt that is not for its goods: it stands beside the tenders, with the other sign."""

    DONATION = "donation"  # change a customer gives away
    GIFT_VOUCHER_SOLD = "gift_voucher_sold"
    GIFT_CARD_SOLD = "gift_card_sold"  # sold or loaded again
    DEPOSIT_TAKEN = "customer_deposit_taken"  # on an order


class CashReason(StrEnum):
    """Why cash goes into or out of the drawer outside a sale. The reason names the counter-account."""

    FLOAT = "float"  # more change money from the safe
    DROP = "drop"  # to the safe
    PETTY = "petty"  # small expense paid from the drawer
    TRANSPORT = "transport"
    SUPPLIES = "supplies"
    OWNER = "owner"  # owner's drawing, or money the owner puts in
    OTHER = "other"


class AttendanceKind(StrEnum):
    """What a person notes of their working day."""

    IN = "in"
    OUT = "out"
    BREAK_START = "break_start"
    BREAK_END = "break_end"


class ApprovedAction(StrEnum):
    """What a supervisor allowed in place that has no event of its own, or not yet."""

    PRICE = "price"
    DISCOUNT = "discount"
    BELOW_STOCK = "below_stock"
    BELOW_COST = "below_cost"
    TRAINING = "training"
    SETTINGS = "settings"
    EXPIRED = "expired"


class BelowCost(StrEnum):
    """What a branch does about goods that sell for less than they cost."""

    WARN = "warn"
    APPROVE = "approve"  # a supervisor allows it before it is paid
    ALLOW = "allow"  # nothing is said


class CashDirection(StrEnum):
    """Into or out of the drawer."""

    IN = "in"
    OUT = "out"


class RoundingMode(StrEnum):
    """Direction of cash rounding; a tie of `nearest` goes up."""

    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


class StreamPurpose(StrEnum):
    """A live till, or an import of past receipts (skips clock and age checks)."""

    LIVE = "live"
    IMPORT = "import"


class Permission(StrEnum):
    """What a member of staff may do. A supervisor approves in place with the same codes."""

    SELL = "sell"
    OPEN_SHIFT = "open_shift"
    CASH_MOVE = "cash_move"
    LINE_DISCOUNT = "line_discount"
    PRICE_OVERRIDE = "price_override"
    RETURN = "return"
    RETURN_WITHOUT_RECEIPT = "return_without_receipt"
    CLEAR_CART = "clear_cart"
    OPEN_DRAWER = "open_drawer"
    REPRINT = "reprint"
    APPROVE = "approve"
    ADMIN_VIEW = "admin_view"
    ADMIN_CATALOG = "admin_catalog"
    ADMIN_STOCK = "admin_stock"
    ADMIN_LEDGER = "admin_ledger"
    ADMIN_STAFF = "admin_staff"
    ADMIN_TILLS = "admin_tills"
    IMPORT_SALES = "import_sales"


class Role(StrEnum):
    """Named sets of permissions."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"
    OWNER = "owner"


_CASHIER = {Permission.SELL, Permission.OPEN_SHIFT, Permission.CASH_MOVE, Permission.REPRINT}
_SUPERVISOR = _CASHIER | {
    Permission.LINE_DISCOUNT,
    Permission.PRICE_OVERRIDE,
    Permission.RETURN,
    Permission.RETURN_WITHOUT_RECEIPT,
    Permission.CLEAR_CART,
    Permission.OPEN_DRAWER,
    Permission.APPROVE,
    Permission.ADMIN_VIEW,
}
_CLERK = {
    Permission.ADMIN_VIEW,
    Permission.ADMIN_CATALOG,
    Permission.ADMIN_STOCK,
    Permission.ADMIN_LEDGER,
    Permission.ADMIN_TILLS,
}

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: frozenset(_CASHIER),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.CLERK: frozenset(_CLERK),
    Role.OWNER: frozenset(Permission),
}


class TicketState(StrEnum):
    """Where the holder of a queue ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SKIPPED = "skipped"  # called, and nobody came
    SERVED = "served"


class TicketStep(StrEnum):
    """What happens to a queue ticket."""

    ISSUED = "issued"
    CALLED = "called"  # again: the same step once more
    SKIPPED = "skipped"
    TRANSFERRED = "transferred"  # waits for another service now
    SERVED = "served"


class EventOutcome(StrEnum):
    """What the back office did with an event it holds."""

    POSTED = "posted"
    NOTED = "noted"  # kept, nothing to post (a drawer opened, a line removed)
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"  # kept raw, posts nothing
    UNKNOWN_TYPE = "unknown_type"  # kept, posted after an upgrade


class ReviewCode(StrEnum):
    """Why a booked fact needs a person's eye (sync.md §4)."""

    NEGATIVE_STOCK = "negative_stock"
    COST_UNKNOWN = "cost_unknown"
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_STAFF = "unknown_staff"
    STAFF_DISMISSED = "staff_dismissed"
    DEVICE_REVOKED = "device_revoked"
    PRICE_DIFFERS = "price_differs"
    TAX_DIFFERS = "tax_differs"
    POSTED_LATER = "posted_later"
    CLOCK_SKEW = "clock_skew"
    DUPLICATE_RECEIPT_NUMBER = "duplicate_receipt_number"
    RETURN_WITHOUT_SALE = "return_without_sale"
    RETURN_EXCEEDS_SALE = "return_exceeds_sale"
    SHIFT_FIGURES_DIFFER = "shift_figures_differ"
    SHIFT_CLOSED_TWICE = "shift_closed_twice"
    CASH_REASON_UNFIT = "cash_reason_unfit"
    STREAM_MISMATCH = "stream_mismatch"
    CHAIN_FORK = "chain_fork"
    ORPHAN_EVENT = "orphan_event"
    TOTALS_IMPOSSIBLE = "totals_impossible"
    DAMAGED_EVENT = "damaged_event"
    NOT_APPLIED = "not_applied"
    DEVICE_REINSTATED = "device_reinstated"
    CLONE_ALARM = "clone_alarm"
    VOUCHER_OVERUSED = "voucher_overused"
    DUPLICATE_TICKET_NUMBER = "duplicate_ticket_number"
    UNKNOWN_CUSTOMER = "unknown_customer"
    CUSTOMER_ALIKE = "customer_alike"
    POINTS_DIFFER = "points_differ"
    POINTS_OVERSPENT = "points_overspent"
    CREDIT_OVER_LIMIT = "credit_over_limit"
    REFERENCE_REPEATED = "reference_repeated"  # one payment taken for two receipts, at two tills
    STORED_VALUE_UNUSABLE = "stored_value_unusable"  # one that was blocked, or past its last day, was spent
    STORED_VALUE_OVERDRAWN = "stored_value_overdrawn"  # more was spent of a card or voucher than was on it
    ORDER_CLOSED_TWICE = "order_closed_twice"  # picked up or cancelled at two tills
    LOT_UNKNOWN = "lot_unknown"  # goods kept in lots were sold of none, or of one the office does not know
    LOT_NEGATIVE = "lot_negative"
    LOT_EXPIRED = "lot_expired"  # sold after the day it expired
    SERIAL_UNKNOWN = "serial_unknown"  # a piece without a serial number, or one that was never received
    SERIAL_SOLD_TWICE = "serial_sold_twice"
    CHECK_MISSING = "check_missing"  # sold without the age or the prescription that its product asks for


class ErrorCode(StrEnum):
    """Refusals. Facts travel beside the code; the client words them in the user's language."""

    # requests
    INVALID = "invalid"  # facts: faults = [{field, code, …}]
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    WRONG_LOGIN = "wrong_login"
    TOO_MANY_TRIES = "too_many_tries"
    SERVER_BUSY = "server_busy"
    SERVER_UNREACHABLE = "server_unreachable"
    SERVER_FAULT = "server_fault"
    OTHER_COMPANY = "other_company"
    LAST_OWNER = "last_owner"  # nobody else could sign in and let them in again
    RESNAPSHOT = "resnapshot"
    # enrolment
    ENROLMENT_CODE_UNKNOWN = "enrolment_code_unknown"
    ENROLMENT_CODE_USED = "enrolment_code_used"
    ENROLMENT_CODE_EXPIRED = "enrolment_code_expired"
    DEVICE_REVOKED = "device_revoked"
    # catalogue
    SKU_TAKEN = "sku_taken"
    BARCODE_TAKEN = "barcode_taken"
    BARCODE_CHECK_DIGIT = "barcode_check_digit"  # facts: barcode, expected (the digit it should end in)
    BARCODE_UNUSABLE = "barcode_unusable"  # no scanner sends it
    STORE_CODE_LAYOUT = "store_code_layout"  # facts: why, of rules/store_codes.LayoutFault, and its own
    QRIS_INVALID = "qris_invalid"  # facts: why, of rules/qris.QrisFault, and its own
    PRICE_MISSING = "price_missing"
    PRICE_NOT_POSITIVE = "price_not_positive"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_TAX_CLASS = "unknown_tax_class"
    UNKNOWN_PRICE_LEVEL = "unknown_price_level"
    TRACKING_STAYS = "tracking_stays"  # goods kept in lots stay so
    SERIAL_BY_PIECE = "serial_by_piece"  # pieces with serial numbers have one unit, sold whole
    FIELD_REQUIRED = "field_required"
    FIELD_TOO_LONG = "field_too_long"
    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    COLUMN_MISSING = "column_missing"
    DUPLICATE_ROW = "duplicate_row"
    # till
    UNKNOWN_CODE = "unknown_code"
    QUANTITY_OUT_OF_RANGE = "quantity_out_of_range"
    TOO_YOUNG = "too_young"  # facts: at_least
    CHECK_NEEDED = "check_needed"  # an age or a prescription was not confirmed
    LOT_EXPIRED = "lot_expired"  # facts: lot, on
    SERIAL_NEEDED = "serial_needed"
    SERIAL_IN_CART = "serial_in_cart"  # facts: serial
    SERIAL_SOLD = "serial_sold"  # facts: serial
    SERIAL_NOT_OF_SALE = "serial_not_of_sale"  # facts: serial
    RECEIPT_NEEDED = "receipt_needed"  # facts: name: of a piece with a serial number
    QUANTITY_NOT_WHOLE = "quantity_not_whole"
    CART_EMPTY = "cart_empty"
    CART_FULL = "cart_full"
    CART_CHANGED = "cart_changed"
    LINE_UNKNOWN = "line_unknown"
    DISCOUNT_TOO_LARGE = "discount_too_large"
    TENDER_TOO_SMALL = "tender_too_small"
    TENDER_TOO_LARGE = "tender_too_large"
    CUSTOMER_NEEDED = "customer_needed"
    POINTS_REFUSED = "points_refused"  # facts: why (of rules/points.PointsFault), most
    REFERENCE_INVALID = "reference_invalid"
    REFERENCE_USED = "reference_used"  # facts: reference, receipt
    VOUCHER_ENTERED = "voucher_entered"  # it is in this cart already
    VOUCHER_UNUSABLE = "voucher_unusable"  # facts: why, of rules/promotions/outcome.Unmet
    CARD_NUMBER_REFUSED = "card_number_refused"  # a card's number was typed where it would be kept
    STORED_VALUE_UNKNOWN = "stored_value_unknown"  # facts: number
    STORED_VALUE_SHORT = "stored_value_short"  # facts: number, left
    STORED_VALUE_LAPSED = "stored_value_lapsed"  # facts: number, on
    STORED_VALUE_OFFLINE = "stored_value_offline"  # facts: number, left: what may be taken without asking
    STORED_VALUE_BLOCKED = "stored_value_blocked"  # facts: number
    DONATION_TOO_LARGE = "donation_too_large"
    DEPOSIT_TOO_LARGE = "deposit_too_large"  # facts: total
    BUYER_INVALID = "buyer_invalid"  # facts: why, of rules/tax_invoice.BuyerFault
    TAX_INVOICE_NOT_OFFERED = "tax_invoice_not_offered"  # the shop is not taxed, or the receipt is not
    ORDER_UNKNOWN = "order_unknown"  # facts: number
    ORDER_CLOSED = "order_closed"  # facts: number, state
    NO_OPEN_SHIFT = "no_open_shift"
    SHIFT_ALREADY_OPEN = "shift_already_open"
    SHIFT_OF_ANOTHER = "shift_of_another"  # facts: name
    CARTS_STILL_OPEN = "carts_still_open"
    RECEIPT_UNKNOWN = "receipt_unknown"
    RECEIPT_ELSEWHERE = "receipt_elsewhere"
    RECEIPT_DAMAGED = "receipt_damaged"
    RECEIPT_NOT_GENUINE = "receipt_not_genuine"  # its check code is not that of the sale
    RETURN_TOO_MUCH = "return_too_much"
    APPROVAL_NEEDED = "approval_needed"
    WRONG_PIN = "wrong_pin"
    WRONG_CARD = "wrong_card"
    PIN_TAKEN = "pin_taken"  # never whose it is
    PIN_NEEDED = "pin_needed"  # of who comes back: the old one may be somebody else's by now
    DISK_FULL = "disk_full"
    STORE_IN_USE = "store_in_use"
    STORE_DAMAGED = "store_damaged"
    CLOCK_ABSURD = "clock_absurd"
    SALES_WAITING = "sales_waiting"
    NOT_ENROLLED = "not_enrolled"
    QUEUE_EMPTY = "queue_empty"
    TICKET_STEP_UNFIT = "ticket_step_unfit"  # facts: number, state
    # devices
    PRINTER_OFFLINE = "printer_offline"
    PRINTER_FAULT = "printer_fault"
    # books
    NOT_BALANCED = "not_balanced"
    ACCOUNT_NOT_POSTING = "account_not_posting"
    SERVER_RUNNING = "server_running"
