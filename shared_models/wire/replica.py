"""Rows of the till's replica: what a till must know to sell alone (carried by ChangeRow.row)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared_models.rules.particulars import AGE_MAX, Needs
from shared_models.rules.store_codes import StoreLayout
from shared_models.rules.tax import TaxRounding
from shared_models.values.codes import (
    BelowCost,
    Permission,
    ProductKind,
    Role,
    RoundingMode,
    SerialState,
    TaxClass,
    TenderMethod,
    Tracking,
)
from shared_models.values.moments import Zone
from shared_models.values.money import ZERO
from shared_models.values.quantity import Quantity
from shared_models.wire.base import (
    LATER,
    Amount,
    ApiModel,
    Code,
    Count,
    Int,
    Milli,
    Name,
    Ordinal,
    Positive,
    Text,
)

DEFAULT_TERM = "30 days"


class CompanyRow(ApiModel):
    """The company; key = company id."""

    id: UUID
    name: Name
    currency: Code
    currency_digits: Count
    is_pkp: bool
    npwp: Text | None = None


class BranchRow(ApiModel):
    """A branch and the settings its tills sell by; key = branch id."""

    id: UUID
    code: Code
    name: Name
    address: Text
    phone: Text | None = None
    zone: Zone
    day_starts_at_hour: int = Field(default=0, ge=0, le=12)
    rounding_step: Count
    rounding_mode: RoundingMode
    receipt_header: tuple[Text, ...] = ()
    receipt_footer: tuple[Text, ...] = ()
    line_discount_limit_bp: Count = 0  # above this share of the line a supervisor approves (1/100 %)
    # True: the cashier counts without seeing what is expected.
    blind_close: bool = False
    store_codes: tuple[StoreLayout, ...] = ()  # how labels of weighed goods are read
    qris: Text | None = None  # the shop's static payment code, as text
    # True: a drawer belongs to one cashier, whoever comes next counts it and opens a shift of their own.
    shift_per_cashier: bool = False
    free_voids: Count | None = None  # lines a cashier takes out of one cart alone; null: any number
    free_copies: Count | None = None  # copies a cashier prints of one receipt alone; null: any number
    stock_blocks: bool = (
        False  # True: a supervisor allows what is sold beyond the stock; else it is a warning
    )
    expired_by_approval: bool = False  # True: a supervisor may allow goods past their day; else nobody
    near_expiry_days: Count = 30  # so many days before it expires the till says so
    lock_after_min: Count = 0  # minutes without a key after which the till locks itself; 0: never
    below_cost: BelowCost = BelowCost.WARN
    # What stands below a line of the receipt.
    print_salesperson: bool = False
    print_remarks: bool = True


class RegisterRow(ApiModel):
    """A register (till place) of a branch; key = register id."""

    id: UUID
    branch: UUID
    code: Code
    name: Name
    active: bool = True


class StaffRow(ApiModel):
    """Who may sign in at a till.

    Key = staff id. `pin_hash` and `card_hash` are argon2id hashes, null for who has no PIN or no card.
    """

    id: UUID
    username: Code
    name: Name
    role: Role
    permissions: tuple[Permission, ...]
    pin_hash: Text | None
    active: bool
    card_hash: Text | None = None


class TaxRuleRow(ApiModel):
    """An effective-dated tax rule; key = `code:tax_class:valid_from`."""

    code: Code
    tax_class: TaxClass
    rate_bp: Count
    base_num: Count
    base_den: Ordinal
    inclusive: bool
    rounding: TaxRounding
    valid_from: date


class CategoryRow(ApiModel):
    """A product category; key = category id."""

    id: UUID
    code: Code
    name: Name


class PriceRow(ApiModel):
    """A price of a unit from `valid_from` (to `valid_to` inclusive).

    `branch` null: everywhere. Which one holds: rules/pricing.py; they come in the order they were introduced.
    """

    id: UUID
    branch: UUID | None
    price: Positive
    valid_from: date
    valid_to: date | None = None


class OfferRow(PriceRow):
    """A price of a unit for some buyers, or from a quantity on (rules/price_choice.py).

    0: from that day on there is none. Apart from `prices`, so that an earlier build of the till, which
    knows no conditions, goes on selling by the list.
    """

    customer: UUID | None = None
    level: Code | None = None
    from_qty: Milli = Field(default=Quantity(0), ge=0)


class UnitRow(ApiModel):
    """A unit a product is sold in: its size in thousandths of the base unit, its barcodes and prices."""

    unit: Code
    factor: Milli
    decimals: Count = 0  # decimals a quantity may have: 0 pieces, 3 weighed goods
    barcodes: tuple[Code, ...] = ()
    prices: tuple[PriceRow, ...] = ()
    offers: tuple[OfferRow, ...] = ()


class NeedsRow(ApiModel):
    """What a product asks for when it is sold, and how it is kept track of (rules/particulars.Needs)."""

    min_age: Count = Field(default=0, le=AGE_MAX)
    prescription: bool = False
    tracking: Tracking | None = None

    def to_needs(self) -> Needs:
        return Needs(self.min_age, self.prescription, self.tracking)


def needs_row(needs: Needs) -> NeedsRow:
    return NeedsRow(min_age=needs.min_age, prescription=needs.prescription, tracking=needs.tracking)


class ProductRow(ApiModel):
    """A product with all its units; key = product id. The first unit is the base unit (factor 1000)."""

    id: UUID
    sku: Code
    name: Name
    kind: ProductKind
    category: UUID | None
    tax_class: TaxClass
    active: bool
    cost: Positive | None = None  # catalogue cost per base unit, for the below-cost warning
    units: tuple[UnitRow, ...] = Field(min_length=1)
    needs: Annotated[NeedsRow | None, LATER] = None  # unsaid for most goods


class PriceLevelRow(ApiModel):
    """A price level of the shop's own, beside those of rules/price_choice.py; key = its code."""

    code: Code
    name: Name
    active: bool = True


class CustomerRow(ApiModel):
    """A customer; key = customer id.

    `card`: the number on a member card, when it is another than the code. `credit_limit` 0: nothing on
    account; `credit_term` as rules/credit.term_of reads it.
    """

    id: UUID
    code: Code
    name: Name
    phone: Text | None = None
    card: Code | None = None
    email: Text | None = None
    address: Text | None = None
    npwp: Text | None = None
    birthday: date | None = None
    note: Text | None = None
    price_level: Code | None = None
    credit_limit: Positive = ZERO
    credit_term: Code = DEFAULT_TERM
    active: bool = True


class CustomerStandingRow(ApiModel):
    """What a customer has and owes in all branches, as of a posting of this branch; key = customer id.

    `oldest_due`: the earliest due date that is not paid, of this branch; null: nothing open.
    """

    customer: UUID
    points: Int
    owed: Int
    oldest_due: date | None = None


class PaymentMethodRow(ApiModel):
    """A way to pay, as the shop calls it; key = code.

    `branches` empty: everywhere. `offline_cap`: of a card or voucher, what one till may take of it before the
    back office has heard of the last payment; null: all that it knows to be on it. `opens_drawer`: for the
    paper that comes with it; cash opens it anyway.
    """

    code: Code
    name: Name
    name_en: Name
    method: TenderMethod
    asks_reference: bool = False
    active: bool = True
    position: Count = 0
    branches: tuple[UUID, ...] = ()
    offline_cap: Positive | None = None
    opens_drawer: Annotated[bool, LATER] = False


class StoredValueRow(ApiModel):
    """What is on a gift voucher, gift card or store credit; key = `method:number`. Below 0: spent twice.

    `blocked`: the shop takes it no more, whatever is on it.
    """

    method: TenderMethod
    number: Code
    balance: Amount
    expires_on: date | None = None
    blocked: Annotated[bool, LATER] = False


class StockRow(ApiModel):
    """The server's level of one product in this branch.

    Key = product id. The till shows level - own unacked lines.
    """

    product: UUID
    qty: Milli


class LotRow(ApiModel):
    """A lot of a product in this branch; key = `product:lot`. Goods of no known lot have no row."""

    product: UUID
    lot: Code
    expires_on: date | None = None
    qty: Milli


class SerialRow(ApiModel):
    """Where a piece is, in this branch; key = `product:serial`. `document_no`: the receipt that moved it."""

    product: UUID
    serial: Code
    state: SerialState
    document_no: Text = ""
