"""What is asked: the goods, the customer, the codes entered, and when and where."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared_models.rules.promotions.model import PromotionId
from shared_models.values.ids import BranchId, CategoryId, CustomerId, ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line as it stands before promotions.

    `gross`: its price after a discount by hand. `by_hand`: it has one, or its price was typed.
    """

    line: int
    product: ProductId
    category: CategoryId | None
    unit: str
    factor: Quantity  # thousandths of the base unit in one `unit`
    qty: Quantity
    price: Money
    gross: Money
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class EnteredVoucher:
    """A code as entered and how many uses are left: of the code, and for this customer (null: no limit).

    `promotion`: the one it was issued for, when codes are looked up in a list of their own.
    """

    code: str
    promotion: PromotionId | None = None
    uses_left: int | None = None
    customer_uses_left: int | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """The goods and who buys them (null: unknown). Line numbers are unique."""

    lines: tuple[BasketLine, ...]
    customer: CustomerId | None = None
    customer_level: str | None = None
    vouchers: tuple[EnteredVoucher, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """The business date, the weekday (0 Monday) and minute of the branch's local day, and the branch."""

    day: date
    weekday: int
    minute: int
    branch: BranchId | UUID
